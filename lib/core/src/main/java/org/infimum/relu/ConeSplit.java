package org.infimum.relu;

/**
 * Halves cones at the midpoint of an edge. Which edge: with t_i = p_i^T v at its ends, interpolation at the midpoint exceeds the truth by half of
 *
 * <pre>s_ab = sum over ambiguous i whose sign differs at a and b of min(|t_ia|, |t_ib|),</pre>
 *
 * and the bound at the relaxation's maximiser, with coordinates w in the vertices, falls by min(w_a, w_b) s_ab. The edge with the largest
 * fall is split; a small weight on every edge lets the cone shrink everywhere. For one thread.
 */
final class ConeSplit {
    private static final double LEAST = 0.02;
    private static final double SAMPLE = 0.5;
    private final ReducedPolar polar;
    private final int r;
    private final double[] scores;
    private final double[] t;
    private double bestExcess;
    private int bestSample;
    private long work;

    ConeSplit(ReducedPolar polar) {
        this.polar = polar;
        this.r = polar.dimension;
        this.scores = new double[r * r];
        this.t = new double[r];
    }

    long work() {
        return work;
    }

    /** The two halves, or none where no edge has a midpoint without rounding. */
    ConeNode[] halves(ConeNode node) {
        score(node);
        double edge = 0;
        for (double score : scores) {
            edge = Math.max(edge, score);
        }
        if (bestExcess > SAMPLE * edge) {
            return new ConeNode[] {node.fixed(polar, bestSample, true), node.fixed(polar, bestSample, false)};
        }
        for (int tries = 0; tries < r * r; tries++) {
            int best = -1;
            for (int i = 0; i < r * r; i++) {
                if (scores[i] > 0 && (best < 0 || scores[i] > scores[best])) {
                    best = i;
                }
            }
            if (best < 0) {
                return new ConeNode[0];
            }
            scores[best] = 0;
            int a = best / r;
            int b = best % r;
            double scale = scale(node.vertices, a, b);
            ConeNode one = node.child(a, b, scale);
            ConeNode other = one == null ? null : node.child(b, a, scale);
            if (other != null) {
                return new ConeNode[] {one, other};
            }
        }
        return new ConeNode[0];
    }

    /** The power of two that brings the new vertex nearest to unit length: vertices of like length keep the halves alike. */
    private double scale(double[] v, int a, int b) {
        double square = 0;
        for (int c = 0; c < r; c++) {
            double sum = v[a * r + c] + v[b * r + c];
            square += sum * sum;
        }
        int exponent = Math.getExponent(square * 2);
        return Math.scalb(1.0, -Math.floorDiv(exponent, 2));
    }

    private void score(ConeNode node) {
        double[] v = node.vertices;
        java.util.Arrays.fill(scores, 0);
        bestExcess = 0;
        for (int place = 0; place < node.positive.length; place++) {
            int at = node.positive[place] * r;
            double above = 0;
            double linear = 0;
            for (int k = 0; k < r; k++) {
                double sum = 0;
                for (int c = 0; c < r; c++) {
                    sum += polar.positive[at + c] * v[k * r + c];
                }
                t[k] = sum;
                linear += node.weights[k] * sum;
                above += node.weights[k] * Math.max(0, sum);
            }
            double excess = above - Math.max(0, linear);
            if (excess > bestExcess) {
                bestExcess = excess;
                bestSample = place;
            }
            for (int a = 0; a < r; a++) {
                for (int b = a + 1; b < r; b++) {
                    if (t[a] * t[b] < 0) {
                        scores[a * r + b] += Math.min(Math.abs(t[a]), Math.abs(t[b]));
                    }
                }
            }
        }
        double total = 0;
        for (float weight : node.weights) {
            total += weight;
        }
        for (int a = 0; a < r; a++) {
            for (int b = a + 1; b < r; b++) {
                scores[a * r + b] *= Math.min(node.weights[a], node.weights[b]) + LEAST * total + Double.MIN_NORMAL;
            }
        }
        work += (long) node.positive.length * r * (2 * r);
    }
}
