package org.infimum.relu.check;

/**
 * Looks for e in [0, 1]^m with a small || c - sum_k e_k g_k ||: coordinate descent, and conjugate gradients on the coordinates strictly inside.
 * Nothing is claimed of the result but that it is in the box: whoever uses it computes the distance again.
 */
final class BoxLeastSquares {
    private final double[][] g;
    private final double[] squares;
    private long work;

    BoxLeastSquares(double[][] g) {
        this.g = g;
        this.squares = new double[g.length];
        for (int k = 0; k < g.length; k++) {
            squares[k] = dot(g[k], g[k]);
        }
    }

    /** Multiplications so far. */
    long work() {
        return work;
    }

    /**
     * Improves e.
     *
     * @param c the point
     * @param e a start in the box; overwritten with the result
     * @param goal the squared distance that is small enough
     * @param rounds how often at most
     * @return the residual c - sum_k e_k g_k at the result, freshly summed
     */
    double[] solve(double[] c, double[] e, double goal, int rounds) {
        double[] residual = residual(c, e);
        double before = dot(residual, residual);
        int idle = 0;
        for (int round = 0; round < rounds && before > goal && idle < 3; round++) {
            sweep(e, residual);
            sweep(e, residual);
            inside(e, residual);
            residual = residual(c, e);
            double now = dot(residual, residual);
            idle = now < before * (1 - 1e-15) ? 0 : idle + 1;
            before = now;
        }
        return residual;
    }

    private double[] residual(double[] c, double[] e) {
        double[] residual = c.clone();
        for (int k = 0; k < g.length; k++) {
            if (e[k] != 0) {
                subtract(residual, e[k], g[k]);
            }
        }
        work += (long) g.length * c.length;
        return residual;
    }

    private void sweep(double[] e, double[] residual) {
        for (int k = 0; k < g.length; k++) {
            if (squares[k] > 0) {
                double next = Math.min(1, Math.max(0, e[k] + dot(g[k], residual) / squares[k]));
                if (next != e[k]) {
                    subtract(residual, next - e[k], g[k]);
                    e[k] = next;
                }
            }
        }
        work += 2L * g.length * residual.length;
    }

    /** The least-squares step of the coordinates strictly inside the box, cut where it would leave it. */
    private void inside(double[] e, double[] residual) {
        int[] free = java.util.stream.IntStream.range(0, g.length)
                .filter(k -> e[k] > 0 && e[k] < 1)
                .toArray();
        if (free.length == 0) {
            return;
        }
        double[] step = new double[free.length];
        double[] rest = residual.clone();
        double[] gradient = gradient(free, rest);
        double[] direction = gradient.clone();
        double size = dot(gradient, gradient);
        double start = size;
        for (int iteration = 0;
                iteration < 2 * Math.min(free.length, rest.length) && size > 1e-40 * start;
                iteration++) {
            double[] image = new double[rest.length];
            for (int f = 0; f < free.length; f++) {
                subtract(image, -direction[f], g[free[f]]);
            }
            double curvature = dot(image, image);
            if (!(curvature > 0)) {
                break;
            }
            double length = size / curvature;
            for (int f = 0; f < free.length; f++) {
                step[f] += length * direction[f];
            }
            subtract(rest, length, image);
            gradient = gradient(free, rest);
            double next = dot(gradient, gradient);
            for (int f = 0; f < free.length; f++) {
                direction[f] = gradient[f] + next / size * direction[f];
            }
            size = next;
            work += 2L * free.length * rest.length;
        }
        take(e, free, step);
    }

    private static void take(double[] e, int[] free, double[] step) {
        double length = 1;
        for (int f = 0; f < free.length; f++) {
            double room = step[f] > 0 ? 1 - e[free[f]] : e[free[f]];
            if (Math.abs(step[f]) * length > room) {
                length = room / Math.abs(step[f]);
            }
        }
        for (int f = 0; f < free.length; f++) {
            double room = step[f] > 0 ? 1 - e[free[f]] : e[free[f]];
            boolean blocks = length < 1 && Math.abs(step[f]) * length >= room * (1 - 1e-14);
            double next = blocks ? (step[f] > 0 ? 1 : 0) : e[free[f]] + length * step[f];
            e[free[f]] = Math.min(1, Math.max(0, next));
        }
    }

    private double[] gradient(int[] free, double[] rest) {
        double[] gradient = new double[free.length];
        for (int f = 0; f < free.length; f++) {
            gradient[f] = dot(g[free[f]], rest);
        }
        return gradient;
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    /** a - t b into a. */
    static void subtract(double[] a, double t, double[] b) {
        for (int k = 0; k < a.length; k++) {
            a[k] -= t * b[k];
        }
    }
}
