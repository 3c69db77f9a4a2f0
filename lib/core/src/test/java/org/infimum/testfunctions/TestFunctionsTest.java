package org.infimum.testfunctions;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.infimum.Box;
import org.infimum.Evidence;
import org.infimum.linalg.Euclidean;
import org.infimum.lipschitz.LipschitzBound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestFunctionsTest {
    static Stream<TestFunction> all() {
        return Stream.concat(
                TestFunctions.all().stream(),
                Stream.of(
                        TestFunctions.rastrigin(1),
                        TestFunctions.rastrigin(2),
                        TestFunctions.ackley(1),
                        TestFunctions.cone(2),
                        TestFunctions.halfSquare(1),
                        TestFunctions.halfSquare(2),
                        TestFunctions.threeCones(1),
                        TestFunctions.threeCones(2)));
    }

    static Stream<TestFunction> anyDimension() {
        return Stream.of(
                TestFunctions.rastrigin(6),
                TestFunctions.ackley(3),
                TestFunctions.ackley(6),
                TestFunctions.cone(6),
                TestFunctions.halfSquare(6),
                TestFunctions.threeCones(6));
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

    private static double slope(TestFunction f, double[] x) {
        double[] gradient = new double[x.length];
        f.gradient(x, gradient);
        return Euclidean.norm(gradient);
    }

    /** The largest gradient norm found by a compass search from a point, within the box. */
    private static double climb(TestFunction f, double[] start) {
        double[] x = start.clone();
        double steepest = slope(f, x);
        double step = 0.02;
        while (step > 1e-9) {
            double before = steepest;
            for (int k = 0; k < x.length; k++) {
                for (int sign = -1; sign <= 1; sign += 2) {
                    double[] trial = x.clone();
                    trial[k] += sign * step;
                    f.domain().project(trial);
                    double found = slope(f, trial);
                    if (found > steepest) {
                        steepest = found;
                        x = trial;
                    }
                }
            }
            if (steepest == before) {
                step /= 2;
            }
        }
        return steepest;
    }

    @ParameterizedTest
    @MethodSource("all")
    void lipschitzConstantsAreBoundsAndTight(TestFunction f) {
        int d = f.domain().dimension();
        int n = d == 1 ? 400_000 : 800;
        double steepest = extremes(f, f.domain(), n)[1];
        double claimed = f.lipschitz().value();
        // a bound must not be below, up to the rounding of the norm
        assertTrue(steepest <= claimed * (1 + 1e-15), steepest + " > " + f.lipschitz());
        SplittableRandom random = new SplittableRandom(5);
        List<double[]> steep = Stream.generate(() -> f.domain().sample(random))
                .limit(20_000)
                .sorted(Comparator.comparingDouble(x -> -slope(f, x)))
                .limit(50)
                .toList();
        for (double[] start : steep) {
            double found = climb(f, start);
            assertTrue(found <= claimed * (1 + 1e-15), () -> found + " > " + f.lipschitz());
            steepest = Math.max(steepest, found);
        }
        // rounded up in the last digit given: 1e-6 or 1e-4, nearer where it is proved
        boolean proved = f.lipschitz().evidence() == Evidence.PROVED;
        assertEquals(claimed, steepest, proved ? 1.2e-7 : d == 1 ? 1e-6 : 1e-4);
    }

    @ParameterizedTest
    @MethodSource("anyDimension")
    void constantsInManyDimensionsAreBoundsAndAttained(TestFunction f) {
        int d = f.domain().dimension();
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            double found = climb(f, f.domain().sample(random));
            assertTrue(found <= f.lipschitz().value() * (1 + 1e-15), () -> found + " > " + f.lipschitz());
        }
        double t = f.name().startsWith("Ackley") ? 0.8985454842 / (2 * Math.PI) : 4.2508062918;
        double[] x = new double[d];
        Arrays.fill(x, f.name().contains("cone") ? 0.31 : f.name().startsWith("half") ? 1 : t);
        assertEquals(f.lipschitz().value(), slope(f, x), 2e-7);
    }

    /** The one-dimensional maxima from which the constants in d dimensions follow. */
    @Test
    void theProvedConstantsAreRightToTheirLastDigit() {
        double ackley = 0;
        double rastrigin = 0;
        for (int i = 0; i <= 1_000_000; i++) {
            double a = Math.PI * i / 1_000_000;
            ackley = Math.max(
                    ackley, 4 * Math.exp(-0.1 * a / Math.PI) + 2 * Math.PI * Math.sin(a) * Math.exp(Math.cos(a)));
            double t = 5.12 * i / 1_000_000;
            rastrigin = Math.max(rastrigin, Math.abs(2 * t + 20 * Math.PI * Math.sin(2 * Math.PI * t)));
        }
        // the derivatives' curvatures are below 100 and 2,500: a grid is at most h^2 / 8 of that below the maximum
        assertEquals(13.051048, TestFunctions.ackley(1).lipschitz().value(), 1e-12);
        assertEquals(71.3326594, TestFunctions.rastrigin(1).lipschitz().value(), 1e-12);
        assertTrue(ackley + 100 * Math.pow(Math.PI / 1e6, 2) / 8 <= 13.051048);
        assertTrue(rastrigin + 2500 * Math.pow(5.12e-6, 2) / 8 <= 71.3326594);
        assertEquals(13.051048, ackley, 5e-8);
        assertEquals(71.3326594, rastrigin, 5e-8);
        assertEquals(100.879615, TestFunctions.rastrigin(2).lipschitz().value(), 1e-6);
        assertEquals(105.131768, TestFunctions.rastrigin().lipschitz().value(), 1e-6);
        assertEquals(9.228485, TestFunctions.ackley(2).lipschitz().value(), 1e-6);
        // the literature's rounded numbers
        assertEquals(9.228, TestFunctions.ackley(2).lipschitz().value(), 1e-3);
        assertEquals(62.06, TestFunctions.levy().lipschitz().value(), 1e-2);
        assertEquals(113.647, TestFunctions.branin().lipschitz().value(), 1e-3);
        assertEquals(307.513, TestFunctions.sixHumpCamel().lipschitz().value(), 1e-3);
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

    private static void minimumAt(TestFunction f, double tolerance, double... x) {
        assertEquals(f.minimum(), f.value(x), tolerance, f.name());
        assertTrue(f.value(x) >= f.lowerBound() && f.domain().contains(x), f.name());
        assertTrue(slope(f, x) < 1e-4, () -> f.name() + " has the gradient norm " + slope(f, x));
    }

    @Test
    void minimaOfTheNewerFunctionsAreAttained() {
        minimumAt(TestFunctions.rastrigin(), 0, 0.8, -1.3);
        minimumAt(TestFunctions.rastrigin(6), 0, new double[6]);
        minimumAt(TestFunctions.branin(), 1e-14, -Math.PI, 12.275);
        minimumAt(TestFunctions.branin(), 1e-14, Math.PI, 2.275);
        minimumAt(TestFunctions.branin(), 1e-14, 3 * Math.PI, 2.475);
        minimumAt(TestFunctions.sixHumpCamel(), 1e-10, 0.0898420131, -0.7126564032);
        minimumAt(TestFunctions.sixHumpCamel(), 1e-10, -0.0898420131, 0.7126564032);
        minimumAt(TestFunctions.ackley(2), 0, 0, 0);
        minimumAt(TestFunctions.ackley(6), 0, new double[6]);
        minimumAt(TestFunctions.levy(), 0, 1, 1);
        minimumAt(TestFunctions.cone(3), 0, 0.3, 0.3, 0.3);
        minimumAt(TestFunctions.threeCones(3), 0, 0.7, -0.7, 0.7);
        assertEquals(0.25, TestFunctions.threeCones(3).value(new double[] {-0.5, -0.5, -0.5}));
        assertEquals(0.5, TestFunctions.threeCones(3).value(new double[3]));
        assertEquals(0.39788736, TestFunctions.branin().minimum(), 5e-9);
        assertEquals(-1.03162845, TestFunctions.sixHumpCamel().minimum(), 5e-9);
    }

    /** Ackley's values near its minimiser keep their digits: f is a cone of slope 4 / sqrt(d) there. */
    @Test
    void ackleyIsAConeAtZero() {
        TestFunction ackley = TestFunctions.ackley(2);
        double[] x = {3e-12, 4e-12};
        assertEquals(4 / Math.sqrt(2) * 5e-12, ackley.value(x), 1e-21);
        assertEquals(4 / Math.sqrt(2), slope(ackley, x), 1e-9);
    }

    private static final BigDecimal PI =
            new BigDecimal("3.14159265358979323846264338327950288419716939937510582097494");
    private static final MathContext DIGITS = new MathContext(60);

    /** e^x by its series, to far more digits than a double has for |x| below 30. */
    private static BigDecimal exp(BigDecimal x) {
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int i = 1; i < 150; i++) {
            term = term.multiply(x, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    /** cos x by its series, likewise. */
    private static BigDecimal cos(BigDecimal x) {
        BigDecimal square = x.multiply(x, DIGITS).negate();
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int i = 1; i < 120; i++) {
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf((2L * i - 1) * 2 * i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    private static BigDecimal exact(TestFunction f, double[] x) {
        BigDecimal d = BigDecimal.valueOf(x.length);
        BigDecimal squares = BigDecimal.ZERO;
        BigDecimal cosines = BigDecimal.ZERO;
        double[] shift = {0.8, -1.3};
        for (int k = 0; k < x.length; k++) {
            BigDecimal t = new BigDecimal(x[k]);
            t = f.name().equals("Rastrigin") ? t.subtract(new BigDecimal(shift[k])) : t;
            squares = squares.add(t.multiply(t));
            cosines = cosines.add(cos(t.multiply(PI, DIGITS).multiply(BigDecimal.valueOf(2))));
        }
        if (f.name().startsWith("Rastrigin")) {
            return squares.add(BigDecimal.TEN.multiply(d.subtract(cosines)));
        }
        BigDecimal r = squares.divide(d, DIGITS).sqrt(DIGITS);
        BigDecimal cone = BigDecimal.ONE.subtract(exp(r.multiply(new BigDecimal("-0.2"))));
        return cone.multiply(BigDecimal.valueOf(20)).add(exp(BigDecimal.ONE)).subtract(exp(cosines.divide(d, DIGITS)));
    }

    /** Against 60 digits, at random points and near the minimiser, where cancellation would show. */
    @Test
    void valuesAreWithinTheirProvedError() {
        List<TestFunction> proved = List.of(
                TestFunctions.rastrigin(),
                TestFunctions.rastrigin(6),
                TestFunctions.ackley(1),
                TestFunctions.ackley(2),
                TestFunctions.ackley(6));
        SplittableRandom random = new SplittableRandom(11);
        for (TestFunction f : proved) {
            assertTrue(f.valueError() < 1e-11, f.name());
            for (int i = 0; i < 24; i++) {
                double[] x = f.domain().sample(random);
                for (int k = 0; i % 3 == 0 && k < x.length; k++) {
                    x[k] *= 1e-9;
                }
                BigDecimal error =
                        exact(f, x).subtract(new BigDecimal(f.value(x))).abs();
                assertTrue(error.doubleValue() <= f.valueError(), () -> f.name() + " is wrong by " + error);
            }
        }
        // a distance in 60 digits
        TestFunction cone = TestFunctions.cone(6);
        double[] x = cone.domain().sample(random);
        BigDecimal square = BigDecimal.ZERO;
        for (double t : x) {
            BigDecimal difference = new BigDecimal(t).subtract(new BigDecimal(0.3));
            square = square.add(difference.multiply(difference));
        }
        double error =
                square.sqrt(DIGITS).subtract(new BigDecimal(cone.value(x))).doubleValue();
        assertTrue(Math.abs(error) <= cone.valueError() && cone.valueError() < 1e-13);
        TestFunction half = TestFunctions.halfSquare(6);
        BigDecimal squares = BigDecimal.ZERO;
        for (double t : x) {
            squares = squares.add(new BigDecimal(t).pow(2));
        }
        double lost = squares.divide(BigDecimal.valueOf(2))
                .subtract(new BigDecimal(half.value(x)))
                .doubleValue();
        assertTrue(Math.abs(lost) <= half.valueError() && half.valueError() < 1e-14);
        assertEquals(Double.POSITIVE_INFINITY, TestFunctions.himmelblau().valueError());
    }

    @Test
    void faultsAreNamed() {
        Box box = Box.cube(1, 0, 1);
        LipschitzBound one = LipschitzBound.claimed(1);
        refused(() -> new TestFunction("x", box, one, 0, 0.5, (x, g) -> x[0]), "0.5", "0.0");
        refused(() -> TestFunctions.rastrigin(0), "at least 1", "0");
        refused(() -> TestFunctions.ackley(-1), "-1");
        refused(() -> TestFunctions.cone(0), "0");
        refused(() -> TestFunctions.threeCones(-2), "-2");
        refused(() -> new TestFunction("x", box, one, 0, Double.NaN, (x, g) -> x[0]), "NaN");
        refused(() -> new TestFunction("x", box, one, 0, 0, -1, (x, g) -> x[0]), "rounding error", "-1.0");
        assertThrows(NullPointerException.class, () -> new TestFunction(null, box, one, 0, 0, (x, g) -> x[0]));
        assertThrows(NullPointerException.class, () -> new TestFunction("x", null, one, 0, 0, (x, g) -> x[0]));
        assertThrows(NullPointerException.class, () -> new TestFunction("x", box, null, 0, 0, (x, g) -> x[0]));
        assertThrows(NullPointerException.class, () -> new TestFunction("x", box, one, 0, 0, null));
    }
}
