package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.Stop;
import org.junit.jupiter.api.Test;

class ConvexProgramTest {
    private static ConvexProgramSolution solve(
            double[][] x, double[] y, ConvexLoss loss, double beta, Arrangements all) {
        ConvexProgramSolution solution = ConvexProgram.of(x, y, loss, beta, all.patterns(), all.directions())
                .tolerance(1e-10)
                .solve();
        check(x, y, loss, beta, all, solution);
        return solution;
    }

    /** Feasible, its values those of its points, its dual point feasible by projected gradients of the polars, gap as promised. */
    private static void check(
            double[][] x, double[] y, ConvexLoss loss, double beta, Arrangements all, ConvexProgramSolution solution) {
        int n = x.length;
        double[] z = new double[n];
        double price = 0;
        double longest = 0;
        for (int i = 0; i < all.size(); i++) {
            for (double sign : new double[] {1, -1}) {
                double[] v = sign > 0 ? solution.v()[i] : solution.w()[i];
                double norm = Math.sqrt(dot(v, v));
                price += beta * norm;
                longest = Math.max(longest, norm);
                for (int s = 0; s < n; s++) {
                    double t = dot(x[s], v);
                    boolean on = all.patterns().get(i)[s];
                    assertTrue((on ? t : -t) >= -1e-12 * norm * Math.sqrt(dot(x[s], x[s])), () -> "outside its cone");
                    z[s] += on ? sign * t : 0;
                }
            }
        }
        double scale = 1 + longest;
        assertArrayEquals(z, solution.outputs(), 1e-11 * scale);
        assertEquals(loss.sum(z, y) + price, solution.primal(), 1e-11 * (1 + solution.primal()));
        assertEquals(loss.dualSum(solution.dual(), y), solution.bound(), 1e-11 * (1 + solution.primal()));
        assertTrue(solution.bound() <= solution.primal() * (1 + 1e-12));
        // every direction inside a cone of the program bounds the polar from below
        for (double[] u : all.directions()) {
            double f = 0;
            for (int s = 0; s < n; s++) {
                f += solution.dual()[s] * Math.max(0, dot(x[s], u));
            }
            assertTrue(Math.abs(f) <= beta * Math.sqrt(dot(u, u)) * (1 + 1e-9));
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int c = 0; c < a.length; c++) {
            sum += a[c] * b[c];
        }
        return sum;
    }

    @Test
    void identityData() {
        double[][] x = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        Arrangements all = Arrangements.drawn(x, 200, 1);
        assertEquals(8, all.size());
        ConvexProgramSolution solution = solve(x, new double[] {3, 4, -12}, ConvexLoss.SQUARED, 1, all);
        assertEquals(16, solution.primal(), 16e-9);
        assertEquals(16, solution.bound(), 16e-9);
        // the objective is strongly convex in the outputs: a gap g leaves sqrt(2 g)
        assertArrayEquals(new double[] {2.4, 3.2, -11}, solution.outputs(), 1e-4);
    }

    @Test
    void oneDimension() {
        double[][] x = {{1}, {2}, {-1}, {-3}};
        ConvexProgramSolution solution =
                solve(x, new double[] {2, 3, 1, -1}, ConvexLoss.SQUARED, 0.5, Arrangements.drawn(x, 20, 1));
        assertEquals(1.7625, solution.primal(), 1e-9);
        assertEquals(1.7625, solution.bound(), 1e-9);
        assertArrayEquals(new double[] {1.5, 3, -0.15, -0.45}, solution.outputs(), 1e-4);
    }

    @Test
    void exclusiveOr() {
        double[][] x = {{-1, -1, 1}, {-1, 1, 1}, {1, -1, 1}, {1, 1, 1}};
        Arrangements all = Arrangements.drawn(x, 2000, 1);
        assertEquals(14, all.size());
        double[] y = {-1, 1, 1, -1};
        for (double beta : new double[] {0.01, 0.3, 1}) {
            double optimum = 2 * Math.sqrt(2) * beta - beta * beta;
            ConvexProgramSolution solution = solve(x, y, ConvexLoss.SQUARED, beta, all);
            assertEquals(optimum, solution.primal(), 1e-9);
            assertEquals(optimum, solution.bound(), 1e-9);
        }
        // for small beta the hinge is fitted exactly, at the price of the interpolant that the squared loss tends to
        ConvexProgramSolution hinge = solve(x, y, ConvexLoss.HINGE, 0.1, all);
        assertEquals(0.2 * Math.sqrt(2), hinge.primal(), 1e-9);
        assertEquals(0.2 * Math.sqrt(2), hinge.bound(), 1e-9);
        solve(x, y, ConvexLoss.LOGISTIC, 0.1, all);
    }

    @Test
    void fiveSamples() {
        double[][] x = {{1, 0}, {0, 1}, {-1, 1}, {-1, -1}, {2, -1}};
        Arrangements all = Arrangements.drawn(x, 2000, 1);
        assertEquals(10, all.size());
        double[] y = {1, 2, -1, 1, 0};
        ConvexProgramSolution solution = solve(x, y, ConvexLoss.SQUARED, 0.1, all);
        assertEquals(0.5775459114, solution.primal(), 1e-9);
        assertEquals(0.5775459114, solution.bound(), 1e-9);
        // fewer patterns: an upper bound of it, and the bound is that program's own
        Arrangements some =
                new Arrangements(all.patterns().subList(0, 4), all.directions().subList(0, 4));
        assertTrue(solve(x, y, ConvexLoss.SQUARED, 0.1, some).bound() > 0.58);
    }

    @Property(tries = 40)
    void randomProblems(
            @ForAll @IntRange(min = 1, max = 12) int n,
            @ForAll @IntRange(min = 1, max = 4) int r,
            @ForAll @IntRange(min = 0, max = 2) int which,
            @ForAll @IntRange(min = 1, max = 1_000_000) int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] x = Arrangements.gaussian(n, r, random);
        ConvexLoss loss = ConvexLoss.values()[which];
        double[] y = Arrangements.gaussian(n, random);
        if (loss.needsLabels()) {
            y = java.util.Arrays.stream(y).map(Math::signum).toArray();
        }
        Arrangements some = Arrangements.drawn(x, 30, seed);
        double beta = Math.pow(10, -2 * random.nextDouble());
        ConvexProgramSolution solution = solve(x, y, loss, beta, some);
        assertTrue(solution.relativeGap() <= 1e-8, solution::toString);
    }

    @Test
    void degenerateData() {
        double[][] x = {{1, 2, 0}, {1, 2, 0}, {0, 0, 0}, {-2, -4, 0}, {0, 1, 0}};
        Arrangements some = Arrangements.drawn(x, 200, 3);
        double[] y = {1, 2, 5, -1, 0};
        assertTrue(solve(x, y, ConvexLoss.SQUARED, 0.1, some).relativeGap() <= 1e-9);
        assertEquals(0, solve(x, new double[5], ConvexLoss.SQUARED, 0.1, some).primal());
        // a price that nothing can pay
        ConvexProgramSolution zero = solve(x, y, ConvexLoss.SQUARED, 1e3, some);
        assertEquals(15.5, zero.primal(), 1e-12);
        assertEquals(15.5, zero.bound(), 1e-12);
        // no sample at all to learn from
        assertEquals(
                12.5,
                solve(
                                new double[1][2],
                                new double[] {5},
                                ConvexLoss.SQUARED,
                                1,
                                new Arrangements(List.of(new boolean[] {true}), List.of(new double[] {1, 0})))
                        .primal());
    }

    @Test
    void generationAgreesWithAllAtOnce() {
        SplittableRandom random = new SplittableRandom(5);
        int n = 120;
        double[][] x = Arrangements.gaussian(n, 15, random);
        double[] y = Arrangements.gaussian(n, random);
        Arrangements some = Arrangements.drawn(x, 300, 5);
        double beta = 5;
        ConvexProgram program = ConvexProgram.of(x, y, ConvexLoss.SQUARED, beta, some.patterns(), some.directions())
                .tolerance(1e-8);
        ConvexProgramSolution whole = program.solve();
        assertEquals(2 * some.size(), whole.activeBlocks());
        ConvexProgramSolution generated = Driver.standard().run(new ConvexProgramRun(program, 0));
        assertTrue(generated.activeBlocks() < some.size());
        assertTrue(generated.relativeGap() <= 1e-8);
        // both within 1e-8 of one optimum
        assertEquals(whole.primal(), generated.primal(), 1e-8 * whole.primal());
        check(x, y, ConvexLoss.SQUARED, beta, some, generated);
    }

    /** From 1,000 samples on the Newton systems are approximated and iterated on. */
    @Test
    void manySamples() {
        SplittableRandom random = new SplittableRandom(8);
        int n = 1000;
        double[][] x = Arrangements.gaussian(n, 12, random);
        double[] y = Arrangements.gaussian(n, random);
        Arrangements some = Arrangements.drawn(x, 30, 8);
        ConvexProgram program = ConvexProgram.of(x, y, ConvexLoss.SQUARED, 8, some.patterns(), some.directions())
                .tolerance(1e-8);
        ConvexProgramSolution solution = program.solve();
        assertTrue(solution.relativeGap() <= 1e-8, solution::toString);
        check(x, y, ConvexLoss.SQUARED, 8, some, solution);
    }

    @Test
    void interruptAndLimitKeepValidValues() {
        SplittableRandom random = new SplittableRandom(6);
        double[][] x = Arrangements.gaussian(30, 5, random);
        double[] y = Arrangements.gaussian(30, random);
        Arrangements some = Arrangements.drawn(x, 30, 6);
        ConvexProgram program = ConvexProgram.of(x, y, ConvexLoss.SQUARED, 0.5, some.patterns(), some.directions());
        for (int iterations : new int[] {0, 1, 5, 12}) {
            ConvexProgramSolution part = program.solve(Driver.standard().limits(Limits.iterations(iterations)));
            assertEquals(Stop.Reason.ITERATION_LIMIT, part.stop().reason());
            check(x, y, ConvexLoss.SQUARED, 0.5, some, part);
        }
        ConvexProgramSolution whole = program.solve();
        assertEquals(Stop.Reason.DONE, whole.stop().reason());
        assertArrayEquals(whole.outputs(), program.solve().outputs(), 0);
    }

    @Test
    void badInput() {
        double[][] x = {{1, 0}, {0, 1}};
        double[] y = {1, 2};
        List<boolean[]> patterns = List.of(new boolean[] {true, true});
        List<double[]> directions = List.of(new double[] {1, 1});
        assertThrows(
                IllegalArgumentException.class,
                () -> ConvexProgram.of(x, y, ConvexLoss.HINGE, 1, patterns, directions));
        assertThrows(
                IllegalArgumentException.class,
                () -> ConvexProgram.of(x, y, ConvexLoss.SQUARED, 0, patterns, directions));
        assertThrows(
                IllegalArgumentException.class,
                () -> ConvexProgram.of(x, y, ConvexLoss.SQUARED, 1, patterns, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> ConvexProgram.of(x, y, ConvexLoss.SQUARED, 1, List.of(new boolean[1]), directions));
        assertThrows(
                IllegalArgumentException.class,
                () -> ConvexProgram.of(x, new double[1], ConvexLoss.SQUARED, 1, patterns, directions));
    }
}
