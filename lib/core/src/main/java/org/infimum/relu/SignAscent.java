package org.infimum.relu;

/**
 * Local ascent of f = h+ - h- by differences of convex functions: the signs of the samples with nu_i &gt; 0 give a linear minorant c_d^T u of h+,
 * and the direction that maximises c_d^T u - h-(u) points from the nearest point of Z- to c_d: a least-squares problem in a box, by coordinate
 * descent. f rises with every round until the signs stay. Also the value of a node all of whose signs are decided.
 */
final class SignAscent {
    private static final int ROUNDS = 60;

    private final int r;
    private final int np;
    private final int nm;
    private final double[] plus;
    private final double[] minus;
    private final double[] squares;
    private final double[] e;
    private final double[] rest;
    private double value;
    private long work;

    SignAscent(PolarProblem problem) {
        r = problem.dimension();
        plus = problem.positive();
        minus = problem.negative();
        np = plus.length / r;
        nm = minus.length / r;
        squares = new double[nm];
        for (int j = 0; j < nm; j++) {
            for (int k = 0; k < r; k++) {
                squares[j] += minus[j * r + k] * minus[j * r + k];
            }
        }
        e = new double[nm];
        rest = new double[r];
    }

    /** f(u) / ||u|| at the last ascent's end, in plain floating point. */
    double value() {
        return value;
    }

    /** Multiplications in the last ascent. */
    long work() {
        return work;
    }

    /** Ascends from u, r numbers; the end has unit length, or is zero where f is not positive around. */
    double[] ascend(double[] u) {
        work = 0;
        for (int j = 0; j < nm; j++) {
            e[j] = dot(minus, j, u) > 0 ? 1 : 0;
        }
        double[] best = normalised(u);
        value = f(best);
        for (int round = 0; round < ROUNDS; round++) {
            double[] c = new double[r];
            for (int i = 0; i < np; i++) {
                if (dot(plus, i, best) > 0) {
                    add(plus, i, 1, c);
                }
            }
            nearest(c, 200);
            double[] next = normalised(rest);
            double reached = f(next);
            if (!(reached > value * (1 + 1e-14))) {
                break;
            }
            best = next;
            value = reached;
        }
        return best;
    }

    /**
     * The weights in [0, 1] of the generators of Z- at about the nearest point to the sum of the generators of Z+ with sign +1.
     *
     * @param signs of all of them
     * @return the weights; not to be changed, valid until the next call
     */
    double[] nearest(byte[] signs) {
        double[] c = new double[r];
        for (int i = 0; i < np; i++) {
            if (signs[i] > 0) {
                add(plus, i, 1, c);
            }
        }
        work = 0;
        nearest(c, 1000);
        return e;
    }

    /** Sets e and rest = c - G_-^T e so that ||rest|| is least, as far as the sweeps bring it. */
    private void nearest(double[] c, int sweeps) {
        System.arraycopy(c, 0, rest, 0, r);
        for (int j = 0; j < nm; j++) {
            add(minus, j, -e[j], rest);
        }
        double size = 0;
        for (int k = 0; k < r; k++) {
            size = Math.max(size, Math.abs(c[k]));
        }
        for (int sweep = 0; sweep < sweeps; sweep++) {
            double largest = 0;
            work += 2L * nm * r;
            for (int j = 0; j < nm; j++) {
                if (squares[j] > 0) {
                    double to = Math.max(0, Math.min(1, e[j] + dot(minus, j, rest) / squares[j]));
                    double change = to - e[j];
                    if (change != 0) {
                        add(minus, j, -change, rest);
                        e[j] = to;
                        largest = Math.max(largest, change * change * squares[j]);
                    }
                }
            }
            if (largest <= 1e-24 * size * size) {
                break;
            }
        }
    }

    private double f(double[] u) {
        double sum = 0;
        for (int i = 0; i < np; i++) {
            sum += Math.max(0, dot(plus, i, u));
        }
        for (int j = 0; j < nm; j++) {
            sum -= Math.max(0, dot(minus, j, u));
        }
        return sum;
    }

    private double[] normalised(double[] u) {
        double largest = 0;
        for (double component : u) {
            largest = Math.max(largest, Math.abs(component));
        }
        double[] unit = new double[r];
        if (!(largest > 0) || largest == Double.POSITIVE_INFINITY) {
            return unit;
        }
        double square = 0;
        for (int k = 0; k < r; k++) {
            unit[k] = u[k] / largest;
            square += unit[k] * unit[k];
        }
        for (int k = 0; k < r; k++) {
            unit[k] /= Math.sqrt(square);
        }
        return unit;
    }

    private double dot(double[] rows, int i, double[] u) {
        double sum = 0;
        for (int k = 0; k < r; k++) {
            sum += rows[i * r + k] * u[k];
        }
        return sum;
    }

    private void add(double[] rows, int i, double factor, double[] to) {
        for (int k = 0; k < r; k++) {
            to[k] += factor * rows[i * r + k];
        }
    }
}
