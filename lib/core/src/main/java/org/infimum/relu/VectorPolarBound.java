package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.infimum.Evidence;
import org.infimum.linalg.Rounded;

/**
 * Proved upper bounds of a vector polar max over ||u|| &le; 1 of ||V^T (X u)_+||: the least of
 *
 * <ul>
 *   <li>sum_i ||v_i|| ||x_i||;
 *   <li>a relaxation of the products of h = (X u)_+ with multipliers that are optimised and then proved, {@link PolarMultipliers}: the strongest one as
 *       a rule, seconds for a thousand samples; more than {@value #LARGEST_PART} samples are split, and the bounds added;
 *   <li>where a scalar {@link PolarOracle} is given: sqrt(sum_c (polar of V q_c)^2) over orthonormal output directions q_c, the singular ones of V: with
 *       a = V^T (X u)_+ each |q_c^T a| is at most the scalar polar at nu = V q_c.
 * </ul>
 *
 * The polar is NP-hard to bound tightly; what is lost is measured by the lower bound beside it. Immutable.
 */
public final class VectorPolarBound {
    /** Above this the proof's Cholesky decomposition takes more than a few seconds. */
    static final int LARGEST_PART = 2500;

    /** Of the relaxation's optimisation, about ten seconds' worth. */
    private static final double OPERATIONS = 1e10;

    private final int iterations;
    private final Optional<PolarOracle> oracle;
    private final int steps;

    private VectorPolarBound(int iterations, Optional<PolarOracle> oracle, int steps) {
        this.iterations = iterations;
        this.oracle = oracle;
        this.steps = steps;
    }

    /**
     * The bounds without an oracle, with 1,500 iterations at most for the relaxation's multipliers: on digits 4,000 gave
     * bounds of the root that were two hundredths lower at most than 1,000.
     *
     * @return the method
     */
    public static VectorPolarBound standard() {
        return new VectorPolarBound(1500, Optional.empty(), 0);
    }

    /**
     * The same bounds with more or fewer iterations for the relaxation's multipliers.
     *
     * @param iterations quasi-Newton iterations, at least 0; with 0 the relaxation is left out
     * @return a new method
     * @throws IllegalArgumentException if the number is negative
     */
    public VectorPolarBound iterations(int iterations) {
        if (iterations < 0) {
            throw new IllegalArgumentException("The number of iterations must be at least 0, not " + iterations + ".");
        }
        return new VectorPolarBound(iterations, oracle, steps);
    }

    /**
     * The same bounds with scalar polars along the singular output directions too: up to 2 C searches.
     *
     * @param oracle a scalar oracle whose upper bounds are PROVED
     * @param steps the steps of a search at most, about 10 to 50 ms each; at least 1
     * @return a new method
     * @throws IllegalArgumentException if there is no step
     */
    public VectorPolarBound oracle(PolarOracle oracle, int steps) {
        Objects.requireNonNull(oracle, "oracle");
        if (steps < 1) {
            throw new IllegalArgumentException("A search needs at least one step, not " + steps + ".");
        }
        return new VectorPolarBound(iterations, Optional.of(oracle), steps);
    }

    /**
     * Both sides of a polar.
     *
     * @param polar the polar
     * @param starts directions worth trying, d numbers each, of any length; may be empty
     * @param seed the seed of the random starts of the local ascent
     * @return a lower bound from local ascent, and a proved upper bound
     */
    public VectorPolarBounds bounds(VectorPolar polar, List<double[]> starts, long seed) {
        return bounds(polar, VectorAscent.of(polar, 40, seed).run(starts));
    }

    VectorPolarBounds bounds(VectorPolar polar, List<VectorPolarMaximum> found) {
        Bound upper = upper(polar);
        double lower = 0;
        double[] maximizer = new double[polar.dimension()];
        for (VectorPolarMaximum maximum : found) {
            double value = polar.lower(maximum.direction());
            if (value > lower) {
                lower = value;
                maximizer = maximum.direction();
            }
        }
        return new VectorPolarBounds(lower, maximizer, upper.value(), Evidence.PROVED, upper.because());
    }

    /** An upper bound and its method in a few words. */
    record Bound(double value, String because) {}

    /** The least of the bounds. */
    Bound upper(VectorPolar polar) {
        int parts = (polar.samples() + LARGEST_PART - 1) / LARGEST_PART;
        if (parts == 1) {
            return upperOfOne(polar);
        }
        double sum = 0;
        for (int part = 0; part < parts; part++) {
            sum = Rounded.addUp(sum, upperOfOne(polar.part(part, parts)).value());
        }
        return new Bound(sum, "the sum of " + parts + " relaxations of a part of the samples each");
    }

    private Bound upperOfOne(VectorPolar polar) {
        List<Bound> bounds = new ArrayList<>();
        bounds.add(new Bound(lengths(polar), "the sum of the samples' lengths"));
        if (bounds.get(0).value() > 0) {
            if (iterations > 0) {
                relaxed(polar).ifPresent(bounds::add);
            }
            oracle.ifPresent(scalar -> bounds.add(VectorRotation.upper(polar, scalar, steps)));
        }
        return bounds.stream()
                .min(java.util.Comparator.comparingDouble(Bound::value))
                .orElseThrow();
    }

    private static double lengths(VectorPolar polar) {
        double sum = 0;
        for (int i = 0; i < polar.samples(); i++) {
            double x = lengthUp(polar.x()[i]);
            double v = lengthUp(polar.v()[i]);
            sum = x > 0 && v > 0 ? Rounded.addUp(sum, Rounded.multiplyUp(x, v)) : sum;
        }
        return sum;
    }

    private static double lengthUp(double[] row) {
        boolean zero = true;
        for (double value : row) {
            zero &= value == 0;
        }
        return zero ? 0 : Rounded.normUp(row);
    }

    /** The proved relaxation, in units in which the largest numbers are about 1; empty where numbers are too far apart. */
    private Optional<Bound> relaxed(VectorPolar polar) {
        int[] used = java.util.stream.IntStream.range(0, polar.samples())
                .filter(i -> lengthUp(polar.x()[i]) > 0 && lengthUp(polar.v()[i]) > 0)
                .toArray();
        double[][] x = rows(polar.x(), used);
        double[][] v = rows(polar.v(), used);
        int a = exponent(x);
        int b = exponent(v);
        if (!scale(x, -a) || !scale(v, -b)) {
            return Optional.empty();
        }
        PolarRelaxation relaxation = new PolarRelaxation(x, v);
        Optional<PolarRelaxation.Point> point = relaxation.solve(affordable(x, v));
        if (point.isEmpty()) {
            return Optional.empty();
        }
        // a little room for the proof's rounding margins; more where that does not do
        for (double room = 1e-8; room < 0.1; room *= 30) {
            PolarMultipliers wider = point.get().multipliers().widened(1 + room);
            double lambda = relaxation.lambda(wider) * (1 + room);
            if (PolarProof.holds(x, wider, lambda)) {
                double root = Rounded.sqrtUp(lambda);
                // not times 2^(a + b), which may be nought where the bound is not
                return Optional.of(
                        new Bound(Math.nextUp(Math.scalb(root, a + b)), "a relaxation with proved multipliers"));
            }
        }
        return Optional.empty();
    }

    /** Fewer iterations where one is dear, so that large problems take seconds, not minutes: the bound gets looser, never wrong. */
    private int affordable(double[][] x, double[][] v) {
        double n = x.length;
        double d = x[0].length;
        double q = 2.0 * v[0].length;
        double operations = n * d * d + 6 * d * d * d + n * q * q + q * q * (d + q);
        return (int) Math.min(iterations, Math.max(20, OPERATIONS / operations));
    }

    private static double[][] rows(double[][] all, int[] used) {
        double[][] rows = new double[used.length][];
        for (int j = 0; j < used.length; j++) {
            rows[j] = all[used[j]].clone();
        }
        return rows;
    }

    private static int exponent(double[][] rows) {
        double largest = 0;
        for (double[] row : rows) {
            for (double value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return Math.getExponent(largest);
    }

    /** Multiplies by a power of two; false where that would change a digit. */
    private static boolean scale(double[][] rows, int exponent) {
        for (double[] row : rows) {
            for (int k = 0; k < row.length; k++) {
                double scaled = Math.scalb(row[k], exponent);
                if (Math.scalb(scaled, -exponent) != row[k]) {
                    return false;
                }
                row[k] = scaled;
            }
        }
        return true;
    }
}
