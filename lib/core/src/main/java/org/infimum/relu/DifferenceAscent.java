package org.infimum.relu;

/**
 * Difference-of-convex ascent for the polar: with f = h+ - h-, replace h+ by its tangent at u, whose gradient is the vertex c_d of b + Z+
 * (d the signs of u), and maximise c_d^T u - h-(u) over the ball: its maximiser is the residual of c_d's nearest point of Z-, the value its
 * distance. Each step does not decrease f, and it ends after finitely many, at a kink of samples with nu_i &lt; 0 in general, where smooth
 * ascent stalls. For one thread.
 */
final class DifferenceAscent {
    private static final int MAX_STEPS = 200;
    private static final int MAX_ROUNDS = 200;

    private final ReducedPolar polar;
    private final NearestPoint nearest;
    private final double[] e;
    private final boolean[] signs;
    private final double[] vertex;
    private final double[] direction;

    /** The ascent on a polar. */
    DifferenceAscent(ReducedPolar polar) {
        this.polar = polar;
        this.nearest = NearestPoint.of(polar.negative, polar.dimension);
        this.e = new double[polar.negatives];
        this.signs = new boolean[polar.positives];
        this.vertex = new double[polar.dimension];
        this.direction = new double[polar.dimension];
    }

    /**
     * Climbs from a direction.
     *
     * @param start r numbers, not all zero
     * @return the value reached, in the reduced polar's units and plain floating point; 0 if nothing above 0 was found
     */
    double climb(double[] start) {
        System.arraycopy(start, 0, direction, 0, direction.length);
        double value = 0;
        for (int step = 0; step < MAX_STEPS; step++) {
            if (!tangent() && step > 0) {
                break;
            }
            if (step == 0) {
                warmStart();
            }
            double distance = nearest.solve(vertex, e, 0, false, MAX_ROUNDS);
            if (!(distance > 1e-15 * polar.size()) || !(distance > value)) {
                break;
            }
            value = distance;
            for (int k = 0; k < direction.length; k++) {
                direction[k] = nearest.residual()[k] / distance;
            }
        }
        return value;
    }

    /** The direction of the last climb: of unit length, or the start where nothing above 0 was found; overwritten by the next. */
    double[] direction() {
        return direction;
    }

    /** Multiplications so far, roughly. */
    long work() {
        return nearest.work();
    }

    private void warmStart() {
        int r = direction.length;
        for (int j = 0; j < e.length; j++) {
            e[j] = dot(polar.negative, j * r) > 0 ? 1 : 0;
        }
    }

    /** Sets the signs and the vertex at the direction; false if the signs are the ones before. */
    private boolean tangent() {
        int r = direction.length;
        boolean changed = false;
        System.arraycopy(polar.linear, 0, vertex, 0, r);
        for (int i = 0; i < signs.length; i++) {
            boolean sign = dot(polar.positive, i * r) > 0;
            changed |= sign != signs[i];
            signs[i] = sign;
            if (sign) {
                for (int k = 0; k < r; k++) {
                    vertex[k] += polar.positive[i * r + k];
                }
            }
        }
        return changed;
    }

    private double dot(double[] g, int at) {
        double sum = 0;
        for (int k = 0; k < direction.length; k++) {
            sum += g[at + k] * direction[k];
        }
        return sum;
    }
}
