package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.infimum.linalg.Euclidean;
import org.junit.jupiter.api.Test;

class RowSpaceTest {
    @Test
    void fullRankIsKept() {
        double[][] x = {{1, 2}, {3, 5}, {0, 1}};
        RowSpace space = RowSpace.of(x);
        assertEquals(2, space.rank());
        assertSame(x, space.coordinates());
        assertEquals(7, space.polarUp(new double[] {1, 1, 1}, 7), 0);
    }

    @Test
    void zeroSamplesHaveOneIdleCoordinate() {
        RowSpace space = RowSpace.of(new double[2][3]);
        assertEquals(1, space.rank());
        assertEquals(3, space.expand(new double[] {2}).length);
    }

    @Property(tries = 200)
    void predictionsAndPolarsCarryOver(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = random.nextInt(2, 8);
        int d = random.nextInt(2, 8);
        int rank = random.nextInt(1, Math.min(n, d) + 1);
        double[][] x = new double[n][d];
        for (int s = 0; s < rank; s++) {
            double[] direction = new double[d];
            for (int k = 0; k < d; k++) {
                direction[k] = random.nextGaussian();
            }
            for (int i = 0; i < n; i++) {
                double part = random.nextGaussian();
                for (int k = 0; k < d; k++) {
                    x[i][k] += part * direction[k];
                }
            }
        }
        RowSpace space = RowSpace.of(x);
        assertEquals(rank, space.rank());
        double[] nu = new double[n];
        for (int i = 0; i < n; i++) {
            nu[i] = random.nextGaussian();
        }
        double[] u = new double[d];
        for (int k = 0; k < d; k++) {
            u[k] = random.nextGaussian();
        }
        double length = Euclidean.norm(u);
        double[] w = space.reduce(u);
        double value = PolarProblem.of(x, nu).value(u) / length;
        double reduced = PolarProblem.of(space.coordinates(), nu).value(w) / length;
        // the same number but for rounding
        assertEquals(value, reduced, 1e-11);
        // and the bound carries over: polar on X at this direction against the value in coordinates taken as an upper
        // bound there
        double coordinates = PolarProblem.of(space.coordinates(), nu).value(w) / Euclidean.norm(w);
        if (coordinates > 0) {
            assertTrue(space.polarUp(nu, Math.nextUp(coordinates * (1 + 1e-14)))
                    >= PolarProblem.of(x, nu).lower(u));
        }
        double[] back = space.expand(w);
        assertEquals(PolarProblem.of(x, nu).value(back), PolarProblem.of(x, nu).value(u), 1e-11);
    }
}
