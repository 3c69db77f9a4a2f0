package org.infimum.linalg;

/** Euclidean norms and distances, summed from the first coordinate to the last, so that the same vectors give the same bits. */
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

    /**
     * ||x - z||. Not for certificates: the rounding of the sum is not bounded here.
     *
     * @param x a vector of length d
     * @param z another
     * @return the distance; NaN if a coordinate is
     * @throws IllegalArgumentException if the lengths differ
     */
    public static double distance(double[] x, double[] z) {
        if (x.length != z.length) {
            throw new IllegalArgumentException(
                    "There is no distance between vectors of " + x.length + " and " + z.length + " coordinates.");
        }
        double square = 0;
        for (int k = 0; k < x.length; k++) {
            square += (x[k] - z[k]) * (x[k] - z[k]);
        }
        return Math.sqrt(square);
    }

    /**
     * ||x||. Not for certificates: the rounding of the sum is not bounded here.
     *
     * @param x a vector
     * @return its norm; NaN if a coordinate is
     */
    public static double norm(double[] x) {
        double square = 0;
        for (double component : x) {
            square += component * component;
        }
        return Math.sqrt(square);
    }
}
