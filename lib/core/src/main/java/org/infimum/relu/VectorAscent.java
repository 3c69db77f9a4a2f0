package org.infimum.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.infimum.linalg.Euclidean;

/**
 * Local maxima of ||V^T (X u)_+|| over the sphere, from many starts: they propose neurons and estimate the polar from below, and certify nothing.
 *
 * <p>An iteration sets w = V^T (X u)_+ / ||.|| and nu = V w, the best output direction for u, and then u to the maximiser of a minorant of the
 * scalar polar at nu that is exact at u: with c = sum of nu_i x_i over the active samples with nu_i &gt; 0, c^T u - sum over nu_i &lt; 0 of
 * |nu_i| (x_i^T u)_+, whose maximum over the ball is the distance of c from the zonotope of the |nu_i| x_i. That is a least-squares problem in a box,
 * solved by coordinate descent. Solved exactly each half-step raises the value or leaves it; where a few sweeps do not, more are
 * made, and the climb ends where they do not help. Mutable; used by one thread.
 */
final class VectorAscent {
    private static final int ITERATIONS = 200;

    /** A climb ends where an iteration gains less than this part. */
    private static final double GAIN = 1e-7;

    /** Maximisers closer than this are one. */
    private static final double SAME = 1e-3;

    private final int n;
    private final int d;
    private final int outputs;
    private final double[] x;
    private final double[] v;
    private final double[] squares;
    private final VectorPolar polar;
    private final int starts;
    private final SplittableRandom random;
    private final double[] t;
    private final double[] nu;
    private final double[] share;
    private final double[] rest;
    private final double[] output;

    private VectorAscent(VectorPolar polar, int starts, long seed) {
        this.polar = polar;
        this.n = polar.samples();
        this.d = polar.dimension();
        this.outputs = polar.outputs();
        this.x = VectorLossBounds.flat(polar.x());
        this.v = VectorLossBounds.flat(polar.v());
        this.starts = starts;
        this.random = new SplittableRandom(seed);
        this.t = new double[n];
        this.nu = new double[n];
        this.share = new double[n];
        this.rest = new double[d];
        this.output = new double[outputs];
        this.squares = new double[n];
        for (int i = 0; i < n; i++) {
            squares[i] = Euclidean.dot(x, i * d, x, i * d, d);
        }
    }

    /**
     * Prepares climbs.
     *
     * @param starts how many random ones: data rows and Gaussian draws in turn
     */
    static VectorAscent of(VectorPolar polar, int starts, long seed) {
        return new VectorAscent(polar, starts, seed);
    }

    /**
     * Climbs from the given directions, from X^T v_c of every output c and back, and from random starts.
     *
     * @return the distinct maxima of positive value, best first
     */
    List<VectorPolarMaximum> run(List<double[]> from) {
        List<VectorPolarMaximum> found = new ArrayList<>();
        for (double[] u : from) {
            climb(u, found);
        }
        for (int c = 0; c < outputs; c++) {
            double[] u = new double[d];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < d; k++) {
                    u[k] += v[i * outputs + c] * x[i * d + k];
                }
            }
            climb(u, found);
            climb(negative(u), found);
        }
        for (int start = 0; start < starts; start++) {
            double[] u = new double[d];
            if (start % 2 == 0) {
                System.arraycopy(x, random.nextInt(n) * d, u, 0, d);
                climb(start % 4 == 0 ? u : negative(u), found);
            } else {
                for (int k = 0; k < d; k++) {
                    u[k] = random.nextGaussian();
                }
                climb(u, found);
            }
        }
        found.sort(Comparator.comparingDouble(m -> -m.value()));
        return found;
    }

    private static double[] negative(double[] u) {
        return Arrays.stream(u).map(value -> -value).toArray();
    }

    private void climb(double[] start, List<VectorPolarMaximum> found) {
        double length = Euclidean.norm(start);
        if (!(length > 0)) {
            return;
        }
        double[] u = Arrays.stream(start).map(value -> value / length).toArray();
        double[] best = u.clone();
        double value = evaluate(u);
        Arrays.fill(share, -1);
        for (int iteration = 0; iteration < ITERATIONS && value > 0; iteration++) {
            prepare();
            double gained = 0;
            for (int sweeps = 2; sweeps <= 32 && gained <= GAIN * value; sweeps *= 4) {
                sweep(sweeps);
                double size = Math.sqrt(Euclidean.dot(rest, 0, rest, 0, d));
                if (!(size > 0)) {
                    break;
                }
                for (int k = 0; k < d; k++) {
                    u[k] = rest[k] / size;
                }
                gained = evaluate(u) - value;
            }
            if (gained <= 0) {
                break;
            }
            System.arraycopy(u, 0, best, 0, d);
            value += gained;
            if (gained <= GAIN * value) {
                break;
            }
        }
        if (value > 0) {
            keep(best, found);
        }
    }

    private void keep(double[] u, List<VectorPolarMaximum> found) {
        double value = evaluate(u);
        double[] w = Arrays.stream(output).map(a -> a / value).toArray();
        for (int j = 0; j < found.size(); j++) {
            VectorPolarMaximum other = found.get(j);
            if (Euclidean.distance(other.direction(), u) < SAME) {
                if (value > other.value()) {
                    found.set(j, new VectorPolarMaximum(u, value, w));
                }
                return;
            }
        }
        found.add(new VectorPolarMaximum(u, value, w));
    }

    /** t = X u and a = V^T t_+, whose norm is returned. */
    private double evaluate(double[] u) {
        Arrays.fill(output, 0);
        for (int i = 0; i < n; i++) {
            double ti = Euclidean.dot(x, i * d, u, 0, d);
            t[i] = ti;
            if (ti > 0) {
                for (int c = 0; c < outputs; c++) {
                    output[c] += ti * v[i * outputs + c];
                }
            }
        }
        return Math.sqrt(Euclidean.dot(output, 0, output, 0, outputs));
    }

    /** nu, and c less the zonotope's point of the shares: those of samples that were in the zonotope before are kept. */
    private void prepare() {
        double norm = Math.sqrt(Euclidean.dot(output, 0, output, 0, outputs));
        Arrays.fill(rest, 0);
        for (int i = 0; i < n; i++) {
            nu[i] = Euclidean.dot(v, i * outputs, output, 0, outputs) / norm;
            double weight;
            if (nu[i] >= 0) {
                share[i] = -1;
                weight = t[i] > 0 ? nu[i] : 0;
            } else {
                if (share[i] < 0) {
                    share[i] = t[i] > 0 ? 1 : 0;
                }
                weight = share[i] * nu[i];
            }
            if (weight != 0) {
                add(rest, weight, x, i * d, d);
            }
        }
    }

    private void sweep(int times) {
        for (int time = 0; time < times; time++) {
            for (int i = 0; i < n; i++) {
                double size = -nu[i] * squares[i];
                if (size > 0) {
                    double now = share[i];
                    double next = Math.min(1, Math.max(0, now + Euclidean.dot(x, i * d, rest, 0, d) / size));
                    if (next != now) {
                        share[i] = next;
                        add(rest, (next - now) * nu[i], x, i * d, d);
                    }
                }
            }
        }
    }

    private static void add(double[] to, double factor, double[] from, int offset, int length) {
        for (int k = 0; k < length; k++) {
            to[k] += factor * from[offset + k];
        }
    }

    @Override
    public String toString() {
        return "local ascent on a " + polar;
    }
}
