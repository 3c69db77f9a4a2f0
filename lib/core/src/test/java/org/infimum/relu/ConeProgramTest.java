package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ConeProgramTest {
    /** Blocks of three groups of two with cones of ten rows that hold a drawn direction. */
    private static ConeProgram threeGroups(ConvexLoss loss, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = 8;
        int k = 6;
        int m = 10;
        List<ConeBlock> blocks = new ArrayList<>();
        for (int j = 0; j < 5; j++) {
            double[] out = Arrangements.gaussian(n * k, random);
            double[] cone = Arrangements.gaussian(m * k, random);
            double[] inside = Arrangements.gaussian(k, random);
            double[] scale = new double[m];
            for (int i = 0; i < m; i++) {
                double product = 0;
                double square = 0;
                for (int c = 0; c < k; c++) {
                    product += cone[c * m + i] * inside[c];
                    square += cone[c * m + i] * cone[c * m + i];
                }
                scale[i] = Math.signum(product) / Math.sqrt(square);
            }
            double[] ones = new double[n];
            Arrays.fill(ones, 1);
            blocks.add(new ConeBlock(k, 2, out, ones, cone, scale, j % 2 == 0 ? inside : null));
        }
        double[] y = Arrangements.gaussian(n, random);
        if (loss.needsLabels()) {
            y = Arrays.stream(y).map(Math::signum).toArray();
        }
        return new ConeProgram(loss, y, 0.3, blocks);
    }

    /** Independent of the solver: projected subgradients on the dual's penalised form would be slow; a penalised primal descent is enough. */
    private static double slowObjective(ConeProgram program, double[][] start) {
        double[][] v = start;
        double best = Double.POSITIVE_INFINITY;
        SplittableRandom random = new SplittableRandom(9);
        double radius = 1e-2;
        // a pattern search that keeps inside the cones: no step from an optimum may gain
        for (int t = 0; t < 20_000; t++) {
            double[][] trial = new double[v.length][];
            for (int j = 0; j < v.length; j++) {
                trial[j] = v[j].clone();
            }
            int j = random.nextInt(v.length);
            for (int c = 0; c < trial[j].length; c++) {
                trial[j][c] += radius * random.nextGaussian();
            }
            double value = objective(program, trial);
            if (value < best) {
                best = value;
                v = trial;
            } else {
                radius = Math.max(1e-7, 0.999 * radius);
            }
        }
        return best;
    }

    private static double objective(ConeProgram program, double[][] v) {
        double[] z = new double[program.targets().length];
        double price = 0;
        for (int j = 0; j < v.length; j++) {
            ConeBlock block = program.blocks().get(j);
            double[] slacks = new double[block.rows()];
            block.slacks(v[j], slacks);
            for (double s : slacks) {
                if (s < -1e-12) {
                    return Double.POSITIVE_INFINITY;
                }
            }
            double[] output = new double[z.length];
            block.output(v[j], output);
            for (int i = 0; i < z.length; i++) {
                z[i] += output[i];
            }
            for (int g = 0; g < block.groups(); g++) {
                double square = 0;
                for (int c = g * block.groupSize(); c < (g + 1) * block.groupSize(); c++) {
                    square += v[j][c] * v[j][c];
                }
                price += program.beta() * Math.sqrt(square);
            }
        }
        return program.loss().sum(z, program.targets()) + price;
    }

    @Test
    void groupsReachTheirGapAndDualsAreFeasible() {
        for (ConvexLoss loss : ConvexLoss.values()) {
            for (long seed = 1; seed <= 10; seed++) {
                ConeProgram program = threeGroups(loss, seed);
                ConeSolution solution = program.solve(1e-10);
                assertTrue(solution.relativeGap() <= 1e-9, loss + " " + seed + ": " + solution.relativeGap());
                assertEquals(objective(program, solution.v()), solution.primal(), 1e-12 * (1 + solution.primal()));
                assertEquals(
                        loss.dualSum(solution.dual(), program.targets()),
                        solution.bound(),
                        1e-12 * (1 + solution.primal()));
                for (int j = 0; j < solution.v().length; j++) {
                    double[] q = new double[6];
                    program.blocks().get(j).addTransposed(solution.dual(), solution.multipliers()[j], q);
                    for (int g = 0; g < 3; g++) {
                        assertTrue(Math.hypot(q[2 * g], q[2 * g + 1]) <= program.beta() * (1 + 1e-12));
                    }
                    assertTrue(Arrays.stream(solution.multipliers()[j]).allMatch(l -> l >= 0));
                }
            }
        }
    }

    @Test
    void noSearchFindsABetterPoint() {
        for (ConvexLoss loss : ConvexLoss.values()) {
            ConeProgram program = threeGroups(loss, 3);
            ConeSolution solution = program.solve(1e-10);
            double[][] start = new double[5][];
            for (int j = 0; j < 5; j++) {
                start[j] = solution.v()[j].clone();
            }
            assertTrue(slowObjective(program, start) >= solution.bound() * (1 - 1e-12));
        }
    }

    @Test
    void warmStartEndsAtTheSameValue() {
        ConeProgram program = threeGroups(ConvexLoss.SQUARED, 4);
        ConeSolution cold = program.solve(1e-10);
        ConeSolution warm = program.solve(1e-10, cold.v());
        assertEquals(cold.primal(), warm.primal(), 1e-9 * cold.primal());
        double[][] partly = cold.v().clone();
        partly[2] = null;
        assertEquals(cold.primal(), program.solve(1e-10, partly).primal(), 1e-9 * cold.primal());
    }

    @Test
    void conePolarIsTheProjectionsNorm() {
        SplittableRandom random = new SplittableRandom(2);
        for (int t = 0; t < 200; t++) {
            int n = 1 + random.nextInt(30);
            int r = 1 + random.nextInt(6);
            Samples x = Samples.of(Arrangements.gaussian(n, r, random));
            double[] u = Arrangements.gaussian(r, random);
            boolean[] pattern = new boolean[n];
            for (int i = 0; i < n; i++) {
                double product = 0;
                for (int c = 0; c < r; c++) {
                    product += x.columns()[c * n + i] * u[c];
                }
                pattern[i] = product >= 0;
            }
            double[] nu = Arrangements.gaussian(n, random);
            ConePolar polar = new ConePolar(x, pattern, 1);
            double bound = polar.bound(nu, 0);
            // the same number from the active set of before, and from the interior point: beta below it moves v from 0,
            // above it does not
            assertEquals(bound, polar.bound(nu, 0), 1e-12 * (1 + bound));
            if (bound > 1e-3) {
                List<ConeBlock> block = List.of(ConeBlock.cell(x, pattern, 1, u));
                double atZero = ConvexLoss.SQUARED.sum(new double[n], nu);
                assertTrue(new ConeProgram(ConvexLoss.SQUARED, nu, 0.9 * bound, block)
                                .solve(1e-9)
                                .primal()
                        < atZero);
                assertEquals(
                        atZero,
                        new ConeProgram(ConvexLoss.SQUARED, nu, 1.0001 * bound, block)
                                .solve(1e-9)
                                .primal(),
                        1e-8 * atZero);
            }
        }
    }
}
