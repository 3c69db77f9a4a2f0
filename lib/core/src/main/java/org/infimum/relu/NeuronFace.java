package org.infimum.relu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.infimum.linalg.Euclidean;
import org.infimum.linalg.SmallCholesky;

/**
 * The face of the arrangement on which one neuron is optimised: which samples are active, and which are held at x_i^T v = 0.
 *
 * <p>A neuron of sign s that minimises L + beta ||v|| has, with nu = -L',
 *
 * <pre>beta v / ||v|| = s (sum over the active of nu_i x_i + sum over the held of e_i nu_i x_i),   0 &le; e_i &le; 1.</pre>
 */
final class NeuronFace {
    /** Held samples whose e_i is outside [0, 1] by more are let go. */
    private static final double OUTSIDE = 1e-7;
    /** Samples are on the other side beyond this angle. */
    private static final double BEYOND = 1e-12;
    /** Samples nearer to the span of others, in angle, are in it. */
    private static final double DEPENDENT = 1e-9;

    private final double[][] x;
    private final int r;
    private final int sign;
    private final BitSet active = new BitSet();
    private final BitSet held = new BitSet();
    private double[][] basis;

    /**
     * The face of a direction.
     *
     * @param x the samples
     * @param v the neuron
     * @param sign its sign
     * @param kinks samples to hold
     * @param kink samples at angles up to this from their hyperplane are held, too
     */
    NeuronFace(double[][] x, double[] v, int sign, BitSet kinks, double kink) {
        this.x = x;
        this.r = v.length;
        this.sign = sign;
        double length = Euclidean.norm(v);
        for (int i = 0; i < x.length; i++) {
            double t = Euclidean.dot(x[i], v);
            if (kinks.get(i) || Math.abs(t) <= kink * Euclidean.norm(x[i]) * length) {
                held.set(i);
            } else {
                active.set(i, t > 0);
            }
        }
        span(v);
    }

    int sign() {
        return sign;
    }

    boolean isActive(int i) {
        return active.get(i);
    }

    /** An orthonormal basis of the directions orthogonal to the held samples, never empty. */
    double[][] basis() {
        return basis;
    }

    /** Lets go of held samples, the farthest first, until a direction is left, and makes the basis. */
    private void span(double[] v) {
        List<double[]> span = new ArrayList<>();
        List<Integer> nearest = held.stream()
                .boxed()
                .sorted(Comparator.comparingDouble(
                        i -> Math.abs(Euclidean.dot(x[i], v)) / Math.max(Euclidean.norm(x[i]), Double.MIN_NORMAL)))
                .toList();
        for (int i : nearest) {
            int before = span.size();
            addOrthogonal(span, x[i], DEPENDENT);
            if (span.size() == r) {
                span.remove(before);
                held.clear(i);
                active.set(i, Euclidean.dot(x[i], v) > 0);
            }
        }
        int taken = span.size();
        // the first threshold leaves none out as a rule; the second takes what is there
        for (double threshold : new double[] {0.5 / Math.sqrt(r), 1e-6}) {
            for (int k = 0; k < r && span.size() < r; k++) {
                double[] unit = new double[r];
                unit[k] = 1;
                addOrthogonal(span, unit, threshold);
            }
        }
        basis = span.subList(taken, span.size()).toArray(new double[0][]);
    }

    private static void addOrthogonal(List<double[]> span, double[] vector, double threshold) {
        double[] rest = vector.clone();
        double before = Euclidean.norm(vector);
        for (int pass = 0; pass < 2; pass++) {
            for (double[] q : span) {
                double along = Euclidean.dot(rest, q);
                for (int k = 0; k < rest.length; k++) {
                    rest[k] -= along * q[k];
                }
            }
        }
        double length = Euclidean.norm(rest);
        if (length > threshold * before) {
            for (int k = 0; k < rest.length; k++) {
                rest[k] /= length;
            }
            span.add(rest);
        }
    }

    /**
     * Goes to the face that the minimum on this one points to; false if it is the right one.
     *
     * @param v the minimum on this face
     * @param nu the dual point there
     * @param beta the weight decay
     */
    boolean move(double[] v, double[] nu, double beta) {
        double length = Euclidean.norm(v);
        if (length == 0) {
            return false;
        }
        boolean changed = cross(v, nu, length);
        if (!changed) {
            changed = letGo(v, nu, beta / length);
        }
        if (changed) {
            span(v);
        }
        return changed;
    }

    /** Samples that the minimum has on their other side: s nu_i (x_i^T v)_+ is concave if s nu_i &lt; 0, and the minimum wants the kink. */
    private boolean cross(double[] v, double[] nu, double length) {
        boolean changed = false;
        for (int i = 0; i < x.length; i++) {
            double t = Euclidean.dot(x[i], v);
            boolean wrong = active.get(i) ? t < 0 : t > 0;
            if (!held.get(i) && wrong && Math.abs(t) > BEYOND * Euclidean.norm(x[i]) * length) {
                changed = true;
                if (sign * nu[i] < 0) {
                    held.set(i);
                    active.clear(i);
                } else {
                    active.flip(i);
                }
            }
        }
        return changed;
    }

    /** Lets go of the held sample whose e_i is farthest outside [0, 1]. */
    private boolean letGo(double[] v, double[] nu, double factor) {
        int[] list = held.stream().toArray();
        int k = list.length;
        if (k == 0) {
            return false;
        }
        double[] rest = new double[r];
        for (int c = 0; c < r; c++) {
            rest[c] = factor * v[c];
        }
        active.stream().forEach(i -> {
            for (int c = 0; c < r; c++) {
                rest[c] -= sign * nu[i] * x[i][c];
            }
        });
        double[] gram = new double[k * k];
        double[] e = new double[k];
        double trace = 0;
        for (int a = 0; a < k; a++) {
            double first = sign * nu[list[a]];
            for (int b = 0; b <= a; b++) {
                gram[a * k + b] = first * sign * nu[list[b]] * Euclidean.dot(x[list[a]], x[list[b]]);
            }
            e[a] = first * Euclidean.dot(x[list[a]], rest);
            trace += gram[a * k + a];
        }
        SmallCholesky cholesky = new SmallCholesky(k);
        if (!(trace > 0) || !cholesky.factor(gram, 1e-14 * trace)) {
            return false;
        }
        cholesky.forward(e);
        cholesky.backward(e);
        int worst = -1;
        double most = OUTSIDE;
        for (int a = 0; a < k; a++) {
            double outside = Math.max(-e[a], e[a] - 1);
            if (outside > most) {
                most = outside;
                worst = a;
            }
        }
        if (worst < 0) {
            return false;
        }
        held.clear(list[worst]);
        active.set(list[worst], e[worst] > 1);
        return true;
    }
}
