package org.infimum.testfunctions;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.infimum.Box;
import org.infimum.lipschitz.LipschitzBound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestFunctionsTest {
    static Stream<TestFunction> all() {
        return Stream.of(TestFunctions.twoSines(), TestFunctions.gramacyLee(), TestFunctions.himmelblau());
    }

    @ParameterizedTest
    @MethodSource("all")
    void gradientsEqualDifferences(TestFunction f) {
        SplittableRandom random = new SplittableRandom(3);
        int d = f.domain().dimension();
        for (int i = 0; i < 200; i++) {
            double[] x = f.domain().sample(random);
            double[] gradient = new double[d];
            Arrays.fill(gradient, Double.NaN);
            assertEquals(f.value(x), f.gradient(x.clone(), gradient));
            for (int k = 0; k < d; k++) {
                double h = 1e-5;
                double at = x[k];
                double[] four = new double[4];
                for (int j = 0; j < 4; j++) {
                    x[k] = at + new double[] {-2, -1, 1, 2}[j] * h;
                    four[j] = f.value(x);
                }
                x[k] = at;
                // fourth order: what is left is rounding, about 1e-16 |f| / h
                double difference = (four[0] - 8 * four[1] + 8 * four[2] - four[3]) / (12 * h);
                assertEquals(difference, gradient[k], 1e-7 * f.lipschitz().value(), () -> Arrays.toString(x));
            }
        }
    }

    /** Calls back with every point of a grid of n steps a side, and returns {min f, max ||gradient||}. */
    private static double[] extremes(TestFunction f, Box box, int n) {
        int d = box.dimension();
        double[] x = new double[d];
        double[] gradient = new double[d];
        double least = Double.POSITIVE_INFINITY;
        double steepest = 0;
        long points = Math.round(Math.pow(n + 1, d));
        for (long i = 0; i < points; i++) {
            long rest = i;
            for (int k = 0; k < d; k++) {
                double part = (double) (rest % (n + 1)) / n;
                x[k] = (1 - part) * box.lower(k) + part * box.upper(k);
                rest /= n + 1;
            }
            least = Math.min(least, f.gradient(x, gradient) == f.value(x) ? f.value(x) : Double.NaN);
            double square = 0;
            for (double component : gradient) {
                square += component * component;
            }
            steepest = Math.max(steepest, Math.sqrt(square));
        }
        return new double[] {least, steepest};
    }

    @ParameterizedTest
    @MethodSource("all")
    void lipschitzConstantsAreBoundsAndTight(TestFunction f) {
        int n = f.domain().dimension() == 1 ? 400_000 : 800;
        double steepest = extremes(f, f.domain(), n)[1];
        // a bound must not be below; it is rounded up in the last digit given, 1e-6 or 1e-4
        assertTrue(steepest <= f.lipschitz().value(), () -> steepest + " > " + f.lipschitz());
        assertEquals(steepest, f.lipschitz().value(), f.domain().dimension() == 1 ? 1e-6 : 1e-4);
    }

    @ParameterizedTest
    @MethodSource("all")
    void minimaAreThoseGiven(TestFunction f) {
        int n = f.domain().dimension() == 1 ? 400_000 : 800;
        double least = extremes(f, f.domain(), n)[0];
        // the grid's least value is above the minimum by less than L times half a cell
        assertTrue(least >= f.minimum() - 1e-10, () -> least + " < " + f.minimum());
        assertTrue(f.lowerBound() <= f.minimum());
        if (f.domain().dimension() == 1) {
            assertEquals(f.minimum(), least, 5e-9);
        }
    }

    @Test
    void minimisersAreThoseOfTheLiterature() {
        TestFunction sines = TestFunctions.twoSines();
        assertEquals(-1.8995993492, extremes(sines, Box.cube(1, 5.1457, 5.1458), 100_000)[0], 1e-10);
        TestFunction gramacy = TestFunctions.gramacyLee();
        assertEquals(-0.8690111350, extremes(gramacy, Box.cube(1, 0.5485, 0.5486), 100_000)[0], 1e-10);
        TestFunction himmelblau = TestFunctions.himmelblau();
        double[][] four = {
            {3, 2},
            {-2.805118086952745, 3.131312518250573},
            {-3.779310253377747, -3.283185991286170},
            {3.584428340330492, -1.848126526964404}
        };
        for (double[] x : four) {
            assertEquals(0, himmelblau.value(x), 1e-25);
            assertTrue(himmelblau.domain().contains(x));
        }
        // the steepest point is a corner: gradient (170, 226)
        double[] gradient = new double[2];
        himmelblau.gradient(new double[] {4, 4}, gradient);
        assertEquals(170, gradient[0]);
        assertEquals(226, gradient[1]);
    }

    @Test
    void faultsAreNamed() {
        Box box = Box.cube(1, 0, 1);
        LipschitzBound one = LipschitzBound.claimed(1);
        refused(() -> new TestFunction("x", box, one, 0, 0.5, (x, g) -> x[0]), "0.5", "0.0");
        refused(() -> new TestFunction("x", box, one, 0, Double.NaN, (x, g) -> x[0]), "NaN");
        assertThrows(NullPointerException.class, () -> new TestFunction(null, box, one, 0, 0, (x, g) -> x[0]));
        assertThrows(NullPointerException.class, () -> new TestFunction("x", null, one, 0, 0, (x, g) -> x[0]));
        assertThrows(NullPointerException.class, () -> new TestFunction("x", box, null, 0, 0, (x, g) -> x[0]));
        assertThrows(NullPointerException.class, () -> new TestFunction("x", box, one, 0, 0, null));
    }
}
