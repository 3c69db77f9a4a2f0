package org.infimum.lipschitz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.infimum.Box;
import org.infimum.Evidence;
import org.infimum.linalg.Euclidean;
import org.infimum.testfunctions.TestFunction;
import org.infimum.testfunctions.TestFunctions;
import org.junit.jupiter.api.Test;

class SteepestPointTest {
    /** 1/2 ||x||^2, whose gradient norm is ||x||. */
    private static TestFunction squares(int d) {
        return new TestFunction("squares", Box.cube(d, -2, 2), LipschitzBound.claimed(10), 0, 0, (x, g) -> {
            System.arraycopy(x, 0, g, 0, x.length);
            return Arrays.stream(x).map(t -> t * t).sum() / 2;
        });
    }

    @Test
    void findsTheSurfaceOfABallWhereDrawsDoNotAndNeverLeavesIt() {
        for (int d : new int[] {2, 5, 20}) {
            TestFunction f = squares(d);
            double[] centre = new double[d];
            centre[0] = 0.5;
            SteepestPoint steepest = SteepestPoint.ofBall(f, centre, 1, 2, 60, 1);
            // the steepest point of the ball is 1.5 from the origin
            assertEquals(1.5, steepest.norm(), 1e-3, "d = " + d);
            assertTrue(steepest.norm() <= 1.5 + 1e-12);
            assertTrue(Euclidean.distance(steepest.point(), centre) <= 1);
            assertEquals(Euclidean.norm(steepest.point()), steepest.norm(), 1e-15);
        }
        assertTrue(GradientNorms.ofBall(squares(20), new double[20], 1, 100, 1)
                        .max()
                        .value()
                < 1);
    }

    @Test
    void findsTheKnownConstantsOfTheTestFunctions() {
        for (TestFunction f : TestFunctions.all()) {
            SteepestPoint steepest = SteepestPoint.of(f, 400, 60, 1);
            double known = f.lipschitz().value();
            assertTrue(steepest.norm() <= known * (1 + 1e-9), () -> f.name() + ": " + steepest);
            assertTrue(steepest.norm() >= 0.98 * known, () -> f.name() + ": " + steepest + " of " + known);
            assertTrue(f.domain().contains(steepest.point()));
        }
    }

    @Test
    void theSameSeedGivesTheSamePoint() {
        TestFunction f = TestFunctions.himmelblau();
        assertArrayEquals(
                SteepestPoint.of(f, 3, 20, 7).point(),
                SteepestPoint.of(f, 3, 20, 7).point());
    }

    @Test
    void isAnEstimate() {
        LipschitzEstimate estimate =
                SteepestPoint.of(TestFunctions.himmelblau(), 3, 20, 7).estimate();
        assertEquals(Evidence.ESTIMATED, estimate.evidence());
        assertTrue(estimate.origin().contains("ascent from 3 points"), estimate.origin());
    }

    @Test
    void piecewiseLinearFunctionsAreSearchedAtRandom() {
        TestFunction f = new TestFunction("steps", Box.cube(1, -1, 1), LipschitzBound.claimed(5), 0, 0, (x, g) -> {
            g[0] = x[0] > 0.9 ? 5 : 1;
            return x[0] > 0.9 ? 5 * x[0] - 3.6 : x[0];
        });
        assertEquals(5, SteepestPoint.of(f, 20, 30, 1).norm());
    }

    @Test
    void badInput() {
        TestFunction f = squares(2);
        assertThrows(IllegalArgumentException.class, () -> SteepestPoint.of(f, 0, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> SteepestPoint.of(f, 1, -1, 1));
        assertThrows(IllegalArgumentException.class, () -> SteepestPoint.ofBall(f, new double[2], 3, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> SteepestPoint.ofBall(f, new double[2], 0, 1, 1, 1));
        TestFunction flat =
                new TestFunction("flat", Box.cube(1, 0, 1), LipschitzBound.claimed(1), 0, 0, (x, g) -> g[0] = 0);
        assertThrows(
                IllegalArgumentException.class,
                () -> SteepestPoint.of(flat, 1, 3, 1).estimate());
        TestFunction broken = new TestFunction(
                "broken", Box.cube(1, 0, 1), LipschitzBound.claimed(1), 0, 0, (x, g) -> g[0] = Double.NaN);
        String message = assertThrows(ArithmeticException.class, () -> SteepestPoint.of(broken, 1, 3, 1))
                .getMessage();
        assertTrue(message.contains("broken"), message);
    }
}
