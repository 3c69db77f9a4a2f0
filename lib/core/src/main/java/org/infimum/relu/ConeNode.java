package org.infimum.relu;

/**
 * A simplicial cone of the branch and bound with what is known on it. Vertices are exact: sums of the parent's, scaled by powers of two.
 * Samples that have one sign on the cone are in {@code base} (linear there) and no longer listed.
 */
final class ConeNode {
    /** The r vertices, row by row. */
    final double[] vertices;
    /** b plus the active p_j minus the active n_j. */
    final double[] base;
    /** The positive samples that are active on the whole cone, as a bit set. */
    final long[] active;
    /** The negative samples that are active on the whole cone, as a bit set. */
    final long[] activeNegative;
    /** The positive samples without one sign on the cone. */
    int[] positive;
    /** The negative samples without one sign on the cone. */
    int[] negative;
    /** Coefficients of {@link #negative}, in [0, 1]. */
    float[] e;
    /** Multipliers of the cone's facets. */
    final float[] facets;
    /** Coordinates of the bound's direction in the vertices. */
    final float[] weights;
    /** A proved bound of the reduced f over the cone's unit vectors. */
    double bound;

    ConeNode(double[] vertices, double[] base, long[] active, long[] activeNegative, float[] facets, double bound) {
        this.vertices = vertices;
        this.base = base;
        this.active = active;
        this.activeNegative = activeNegative;
        this.facets = facets;
        this.weights = new float[base.length];
        this.bound = bound;
    }

    /** The cone of an orthant: bit k of the number says that the k-th axis is reversed. All samples are listed. */
    static ConeNode orthant(ReducedPolar polar, int number, double bound) {
        int r = polar.dimension;
        double[] vertices = new double[r * r];
        for (int k = 0; k < r; k++) {
            vertices[k * r + k] = (number >> k & 1) == 0 ? 1 : -1;
        }
        ConeNode node = new ConeNode(
                vertices,
                polar.linear.clone(),
                new long[(polar.positives + 63) / 64],
                new long[(polar.negatives + 63) / 64],
                new float[r],
                bound);
        node.positive = java.util.stream.IntStream.range(0, polar.positives).toArray();
        node.negative = java.util.stream.IntStream.range(0, polar.negatives).toArray();
        node.e = new float[polar.negatives];
        java.util.Arrays.fill(node.e, 0.5f);
        java.util.Arrays.fill(node.weights, 1f / r);
        return node;
    }

    /**
     * The half of this cone in which the vertex {@code replaced} gives way to scale * (it + the vertex {@code kept}).
     *
     * @return the child, with this node's lists and bound, or null where the sum is not exact
     */
    ConeNode child(int replaced, int kept, double scale) {
        int r = base.length;
        double[] v = vertices.clone();
        for (int k = 0; k < r; k++) {
            double x = vertices[replaced * r + k];
            double y = vertices[kept * r + k];
            double sum = x + y;
            double part = sum - x;
            // the error term of Knuth's TwoSum
            double error = (x - (sum - part)) + (y - part);
            if (error != 0 || scale * sum / scale != sum) {
                return null;
            }
            v[replaced * r + k] = scale * sum;
        }
        float[] mu = facets.clone();
        mu[replaced] = (float) (scale * (facets[replaced] + (double) facets[kept]));
        ConeNode child = new ConeNode(v, base.clone(), active.clone(), activeNegative.clone(), mu, bound);
        child.positive = positive;
        child.negative = negative;
        child.e = e;
        return child;
    }

    /**
     * This cone with one listed positive sample taken as linear, (t)_+ replaced by t or by 0: f is the larger of the two.
     *
     * @param polar the polar
     * @param place the sample's place in {@link #positive}
     * @param isActive whether it is replaced by t
     * @return the child, with this node's bound
     */
    ConeNode fixed(ReducedPolar polar, int place, boolean isActive) {
        ConeNode child =
                new ConeNode(vertices, base.clone(), active.clone(), activeNegative.clone(), facets.clone(), bound);
        int sample = positive[place];
        if (isActive) {
            child.active[sample >> 6] |= 1L << sample;
            for (int k = 0; k < base.length; k++) {
                child.base[k] += polar.positive[sample * base.length + k];
            }
        }
        child.positive = new int[positive.length - 1];
        System.arraycopy(positive, 0, child.positive, 0, place);
        System.arraycopy(positive, place + 1, child.positive, place, positive.length - 1 - place);
        child.negative = negative;
        child.e = e;
        return child;
    }
}
