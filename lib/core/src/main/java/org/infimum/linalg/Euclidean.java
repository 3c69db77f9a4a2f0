package org.infimum.linalg;

/** The Euclidean distance of weight vectors. */
public final class Euclidean {
    private Euclidean() {}

    /**
     * ||x - z||, summed in double precision from the first coordinate to the last, so that the same vectors give the same bits.
     *
     * <p>Not for certificates: the rounding of the sum is not bounded here.
     *
     * @param x a vector of length d
     * @param z another
     * @return the distance; NaN if a coordinate is
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double distance(float[] x, float[] z) {
        if (x.length != z.length) {
            throw new IllegalArgumentException(
                    "There is no distance between vectors of " + x.length + " and " + z.length + " coordinates.");
        }
        double square = 0;
        for (int k = 0; k < x.length; k++) {
            double difference = (double) x[k] - z[k];
            square += difference * difference;
        }
        return Math.sqrt(square);
    }
}
