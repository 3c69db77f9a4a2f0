package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SmallSimplexTest {
    @Test
    void aProgramByHand() {
        // max 3 a + 2 b, a + b <= 4, a + 3 b <= 7, a <= 3: at (3, 1)
        SmallSimplex program =
                new SmallSimplex(new double[][] {{1, 1}, {1, 3}, {1, 0}}, new double[] {4, 7, 3}, new double[] {3, 2});
        assertEquals(11, program.value(), 1e-14);
        assertArrayEquals(new double[] {3, 1}, program.solution(), 1e-14);
        assertEquals(2, program.multiplier(0), 1e-14);
        assertEquals(0, program.multiplier(1), 1e-14);
        assertEquals(1, program.multiplier(2), 1e-14);
    }

    /** Beale's example, on which the largest-coefficient rule cycles for ever. */
    @Test
    void degenerateStepsDoNotCycle() {
        SmallSimplex program = new SmallSimplex(
                new double[][] {{0.25, -60, -1. / 25, 9}, {0.5, -90, -1. / 50, 3}, {0, 0, 1, 0}},
                new double[] {0, 0, 1},
                new double[] {0.75, -150, 0.02, -6});
        assertEquals(0.05, program.value(), 1e-14);
    }

    @Test
    void multipliersOfManyProgramsProveTheOptimum() {
        Random random = new Random(1);
        for (int k = 0; k < 2000; k++) {
            int m = 1 + random.nextInt(5);
            int n = 1 + random.nextInt(8);
            double[][] a = new double[m + 1][n];
            double[] b = new double[m + 1];
            double[] c = new double[n];
            for (int j = 0; j < n; j++) {
                for (int i = 0; i < m; i++) {
                    a[i][j] = random.nextGaussian();
                }
                a[m][j] = 1;
                c[j] = random.nextGaussian();
            }
            b[m] = 1;
            SmallSimplex program = new SmallSimplex(a, b, c);
            double[] w = program.solution();
            double primal = 0;
            double dual = 0;
            for (int i = 0; i <= m; i++) {
                double row = 0;
                for (int j = 0; j < n; j++) {
                    row += a[i][j] * w[j];
                }
                assertTrue(row <= b[i] + 1e-12);
                dual += b[i] * program.multiplier(i);
            }
            for (int j = 0; j < n; j++) {
                primal += c[j] * w[j];
                double price = c[j];
                for (int i = 0; i <= m; i++) {
                    price -= a[i][j] * program.multiplier(i);
                }
                assertTrue(price <= 1e-11, "dual feasible");
            }
            assertEquals(primal, dual, 1e-11);
            assertEquals(primal, program.value(), 1e-11);
        }
    }
}
