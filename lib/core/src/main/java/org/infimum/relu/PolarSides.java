package org.infimum.relu;

/** A polar's two sides, at nu and at -nu, searched together: its bounds are the larger ones. */
interface PolarSides {
    /** One step of each side that is not done. */
    void step();

    boolean isDone();

    double lower();

    double upper();

    long nodes();
}
