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

    /**
     * x^T z, summed in order. Not for certificates on its own: its rounding is at most gamma_n sum |x_k z_k|, {@link Rounded#sumFactor}.
     *
     * @param x a vector
     * @param z another one, at least as long
     * @return the product; NaN if a coordinate is
     */
    public static double dot(double[] x, double[] z) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[k] * z[k];
        }
        return sum;
    }

    /**
     * The product of two pieces of arrays, in four sums side by side: one alone would wait for each addition, as Java may not reorder them. For lengths
     * from about 16 on; rounding as in the other one.
     *
     * @param x an array
     * @param i where its piece begins
     * @param z an array
     * @param j where its piece begins
     * @param length of both pieces
     * @return the product; NaN if a coordinate is
     */
    public static double dot(double[] x, int i, double[] z, int j, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 3 < length; k += 4) {
            s0 += x[i + k] * z[j + k];
            s1 += x[i + k + 1] * z[j + k + 1];
            s2 += x[i + k + 2] * z[j + k + 2];
            s3 += x[i + k + 3] * z[j + k + 3];
        }
        for (; k < length; k++) {
            s0 += x[i + k] * z[j + k];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
