package org.infimum.bpgrad;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;
import org.infimum.Box;
import org.infimum.Certificate;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.lipschitz.LipschitzEstimate;
import org.infimum.testfunctions.TestFunction;
import org.infimum.testfunctions.TestFunctions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BpGradSolverTest {
    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Provide
    Arbitrary<TestFunction> functions() {
        return Arbitraries.of(TestFunctions.twoSines(), TestFunctions.gramacyLee(), TestFunctions.himmelblau());
    }

    private static BpGradSolver solver(TestFunction f, long iterations) {
        return BpGradSolver.lipschitz(f.lipschitz()).rho(new RhoSchedule(0, 1, iterations, 0));
    }

    /** A function on [-1, 1]^d with a claimed L. */
    private static TestFunction function(int d, double lipschitz, ToDoubleBiFunction<double[], double[]> formula) {
        return new TestFunction("f", Box.cube(d, -1, 1), LipschitzBound.claimed(lipschitz), 0, 0, formula);
    }

    private static TestFunction cone(int d, double slope, double claimed) {
        return function(d, claimed, (x, g) -> {
            double sum = 0;
            for (double component : x) {
                sum += component * component;
            }
            double norm = Math.sqrt(sum);
            for (int k = 0; k < x.length; k++) {
                g[k] = norm == 0 ? 0 : slope * x[k] / norm;
            }
            return slope * norm;
        });
    }

    @Property(tries = 300)
    void certificatesHoldTheKnownMinimum(
            @ForAll("functions") TestFunction f,
            @ForAll long seed,
            @ForAll @DoubleRange(max = 0.99) @Scale(15) double momentum,
            @ForAll @DoubleRange(max = 0.99) @Scale(15) double rho) {
        Solution<double[]> s = BpGradSolver.lipschitz(f.lipschitz())
                .momentum(momentum)
                .rho(new RhoSchedule(rho, 3, 30, 0.3))
                .seed(seed)
                .minimize(f);
        assertEquals(Stop.Reason.DONE, s.stop().reason(), s.stop()::toString);
        Certificate c = s.certificate().orElseThrow();
        // the minimum is known to ten digits
        assertTrue(c.lower() <= f.minimum() + 1e-10 && c.upper() >= f.minimum() - 1e-10, c::toString);
        assertEquals(s.value(), c.upper());
        assertEquals(f.value(s.argument()), s.value());
        assertTrue(f.domain().contains(s.argument()));
        assertEquals(Evidence.CONDITIONAL, c.evidence());
        // the better of the two bounds, with what that one rests on
        String expected = c.lower() == f.lowerBound()
                ? "f >= " + f.lowerBound()
                : "L = " + f.lipschitz().value();
        assertTrue(c.because().contains(expected), c::because);
    }

    @Property(tries = 100)
    void twentyIteratesEqualAnIndependentRecomputation(
            @ForAll("functions") TestFunction f,
            @ForAll long seed,
            @ForAll @DoubleRange(max = 0.9) @Scale(15) double momentum) {
        double[] x = f.domain().sample(new SplittableRandom(seed));
        RhoSchedule rho = new RhoSchedule(0.2, 4, 5, 0.5);
        Trace trace = BpGradSolver.lipschitz(f.lipschitz())
                .momentum(momentum)
                .rho(rho)
                .minimize(f, x)
                .trace();
        assertEquals(20, trace.size());
        List<String> columns = new ArrayList<>(List.of("x1", "x2").subList(0, x.length));
        columns.addAll(List.of("f", "eta", "gradient norm", "step length", "best f"));
        assertEquals(columns, trace.names());
        double[] v = new double[x.length];
        double least = Double.POSITIVE_INFINITY;
        // by hand: 1 - rho halves each round of five
        double[] rhoOfRound = {0.2, 0.6, 0.8, 0.9};
        for (int t = 0; t < 20; t++) {
            double[] g = new double[x.length];
            double value = f.gradient(x, g);
            least = Math.min(least, value);
            double b = f.lowerBound();
            double eta = (value - b - rhoOfRound[t / 5] * (least - b))
                    / f.lipschitz().value();
            double norm = x.length == 1 ? Math.abs(g[0]) : Math.hypot(g[0], g[1]);
            double square = 0;
            for (int k = 0; k < x.length; k++) {
                assertEquals(x[k], trace.get("x" + (k + 1), t), 1e-6 * (1 + Math.abs(x[k])));
                v[k] = momentum * v[k] - eta * (g[k] / norm);
                double next = Math.max(f.domain().lower(k), Math.min(f.domain().upper(k), x[k] + v[k]));
                square += (next - x[k]) * (next - x[k]);
                x[k] = next;
            }
            // roundings are stretched by the curvature along the way
            double tolerance = 1e-7 * f.lipschitz().value();
            assertEquals(value, trace.get("f", t), tolerance);
            assertEquals(eta, trace.get("eta", t), 1e-7);
            assertEquals(norm, trace.get("gradient norm", t), 1e3 * tolerance);
            assertEquals(Math.sqrt(square), trace.get("step length", t), 1e-6);
            assertEquals(least, trace.get("best f", t), tolerance);
        }
    }

    @Test
    void theFirstStepOfAConeReachesItsTip() {
        // f = 3 |x|, L = 3: eta = |x| and the step lands on the minimiser
        TestFunction f = cone(2, 3, 3);
        Solution<double[]> s = BpGradSolver.lipschitz(f.lipschitz())
                .momentum(0)
                .rho(new RhoSchedule(0, 1, 2, 0))
                .minimize(f, new double[] {0.6, -0.8});
        assertEquals(3, s.trace().get("f", 0), 1e-15);
        assertEquals(1, s.trace().get("eta", 0), 1e-15);
        assertEquals(1, s.trace().get("step length", 0), 1e-15);
        assertEquals(0, s.value(), 1e-15);
    }

    @Test
    void sameSeedSameBitsOtherSeedOtherStart() {
        TestFunction f = TestFunctions.himmelblau();
        Solution<double[]> a = solver(f, 50).seed(4).minimize(f);
        Solution<double[]> b = solver(f, 50).seed(4).minimize(f);
        assertEquals(a.trace(), b.trace());
        assertArrayEquals(a.argument(), b.argument());
        assertNotEquals(a.trace(), solver(f, 50).seed(5).minimize(f).trace());
    }

    @Test
    void thePapersDefaultsReachAMinimum() {
        TestFunction f = TestFunctions.himmelblau();
        Solution<double[]> s = BpGradSolver.lipschitz(f.lipschitz()).minimize(f);
        assertEquals(1000, s.trace().size());
        assertTrue(s.value() < 1e-2, s::toString);
        assertEquals(s.trace().last("best f"), s.value());
        // f >= 0 is a lower bound that Eq. 3 over a whole box does not reach
        assertEquals(0, s.certificate().orElseThrow().lower());
    }

    @Test
    void theStartIsCopied() {
        TestFunction f = TestFunctions.himmelblau();
        double[] start = {1, 1};
        solver(f, 5).minimize(f, start);
        assertArrayEquals(new double[] {1, 1}, start);
    }

    @Test
    void anInterruptKeepsTheResultSoFar() {
        TestFunction f = TestFunctions.himmelblau();
        Driver driver = Driver.standard().monitor(progress -> {
            if (progress.iteration() == 7) {
                Thread.currentThread().interrupt();
            }
        });
        Solution<double[]> s = solver(f, 1000).driver(driver).minimize(f);
        assertEquals(Stop.Reason.INTERRUPTED, s.stop().reason());
        assertEquals(7, s.trace().size());
        assertTrue(s.certificate().isPresent());
        assertFalse(Thread.currentThread().isInterrupted());
        assertEquals(solver(f, 7).minimize(f).trace(), s.trace());
    }

    @Test
    void noIterationNoClaim() {
        TestFunction f = TestFunctions.himmelblau();
        Solution<double[]> s = solver(f, 10)
                .driver(Driver.standard().limits(Limits.iterations(0)))
                .minimize(f, new double[] {1, 2});
        assertArrayEquals(new double[] {1, 2}, s.argument());
        assertEquals(Double.POSITIVE_INFINITY, s.value());
        assertTrue(s.certificate().isEmpty());
    }

    @Test
    void halfOfTheTrueConstantIsContradictedByAGradient() {
        TestFunction f = TestFunctions.himmelblau();
        Solution<double[]> s =
                BpGradSolver.lipschitz(LipschitzBound.claimed(141.4)).minimize(f, new double[] {4, 4});
        assertEquals(Stop.Reason.CONTRADICTED, s.stop().reason());
        assertTrue(s.stop().detail().contains("141.4") && s.stop().detail().contains("[4.0, 4.0]"), s::toString);
        assertTrue(s.certificate().isEmpty());
        assertEquals(f.value(new double[] {4, 4}), s.value());
    }

    /** A gradient that is wrong, or steep between the samples only: the two points show it. */
    @Test
    void aSlopeBetweenTwoSamplesContradictsToo() {
        TestFunction f = function(1, 1, (x, g) -> {
            g[0] = -1;
            return 1 + 3 * Math.abs(x[0]);
        });
        Solution<double[]> s = BpGradSolver.lipschitz(f.lipschitz()).momentum(0).minimize(f, new double[] {0});
        assertEquals(Stop.Reason.CONTRADICTED, s.stop().reason());
        String detail = s.stop().detail();
        assertTrue(detail.contains("f = 1.0 at [0.0]") && detail.contains("f = 4.0 at [1.0]"), detail);
        assertTrue(s.certificate().isEmpty());
    }

    /** Slopes of 1 or less between neighbours in time, but of more to a sample further back. */
    @Test
    void anOlderSampleContradictsWhereTheLastOneDoesNot() {
        double[][] visited = {{-0.5, 10}, {0.4, 10.8}, {-0.4, 11.5}};
        double[] directions = {-1, 1, 1};
        int[] call = {0};
        // L = 1; the claim is broken only between the first and the third point: 1.5 over a distance of 0.1
        TestFunction f =
                new TestFunction("staged", Box.cube(1, -0.5, 0.5), LipschitzBound.claimed(1), 10, 9, (x, g) -> {
                    int t = Math.min(call[0]++, 2);
                    x[0] = visited[t][0];
                    g[0] = directions[t];
                    return visited[t][1];
                });
        Solution<double[]> s = BpGradSolver.lipschitz(f.lipschitz()).momentum(0).minimize(f, new double[] {-0.5});
        assertEquals(Stop.Reason.CONTRADICTED, s.stop().reason());
        assertTrue(
                s.stop().detail().contains("f = 10.0 at [-0.5] and f = 11.5 at [-0.4]"),
                s.stop().detail());
        assertTrue(s.certificate().isEmpty());
        assertTrue(Double.isNaN(s.trace().last("eta")));
    }

    /** f* is never inside [lower, upper] by a clamp: with an L too small no interval is better than a wrong one. */
    @Property(tries = 300)
    void aTooSmallConstantNeverYieldsAWrongCertificate(
            @ForAll("functions") TestFunction f,
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.01, max = 0.9) @Scale(15) double part) {
        double claimed = part * f.lipschitz().value();
        Solution<double[]> s = BpGradSolver.lipschitz(LipschitzBound.claimed(claimed))
                .seed(seed)
                .minimize(f);
        if (s.stop().reason() == Stop.Reason.CONTRADICTED) {
            assertTrue(s.certificate().isEmpty());
            assertTrue(s.stop().detail().contains("L = " + claimed), s.stop()::toString);
        } else {
            // not exposed: then what was seen agrees with the claim, and so does the interval
            Certificate c = s.certificate().orElseThrow();
            assertTrue(c.lower() < c.upper(), c::toString);
        }
        Solution<double[]> estimated = BpGradSolver.lipschitz(new LipschitzEstimate(claimed, "a guess"))
                .seed(seed)
                .minimize(f);
        assertEquals(Stop.Reason.DONE, estimated.stop().reason());
        estimated.certificate().ifPresent(c -> assertTrue(c.lower() < c.upper(), c::toString));
    }

    @Test
    void anEstimateYieldsAnEstimate() {
        TestFunction f = TestFunctions.himmelblau();
        TestFunction unbounded = new TestFunction(f.name(), f.domain(), f.lipschitz(), f.minimum(), -1e6, f.formula());
        BpGradSolver solver = BpGradSolver.lipschitz(new LipschitzEstimate(250, "maximum of 9 slopes"));
        Certificate c = solver.minimize(unbounded).certificate().orElseThrow();
        assertEquals(Evidence.ESTIMATED, c.evidence());
        assertTrue(c.because().contains("maximum of 9 slopes"), c::because);
        // f >= 0 is higher than what slopes give here, and needs none
        Certificate bounded = solver.minimize(f).certificate().orElseThrow();
        assertEquals(0, bounded.lower());
        assertEquals("f >= 0.0, f evaluated exactly", bounded.because());
    }

    @Test
    void aProvedConstantStillNeedsExactValues() {
        TestFunction f = TestFunctions.himmelblau();
        LipschitzBound proved = new LipschitzBound(282.8003, Evidence.PROVED, "gradient at the corner");
        Certificate c = BpGradSolver.lipschitz(proved).minimize(f).certificate().orElseThrow();
        assertEquals(Evidence.CONDITIONAL, c.evidence());
        assertTrue(c.because().contains("f evaluated exactly"), c::because);
    }

    @Test
    void aConstantFunctionGivesBallsAndTakesRandomDirections() {
        TestFunction f = function(3, 2, (x, g) -> {
            g[0] = g[1] = g[2] = 0;
            return 0.5;
        });
        Solution<double[]> s = BpGradSolver.lipschitz(f.lipschitz())
                .momentum(0)
                .rho(new RhoSchedule(0, 1, 4, 0))
                .minimize(f, new double[3]);
        assertEquals(Stop.Reason.DONE, s.stop().reason());
        assertArrayEquals(new double[4], s.trace().column("gradient norm"));
        assertEquals(0.25, s.trace().get("eta", 0));
        // from the centre the step cannot leave the box
        assertEquals(0.25, s.trace().get("step length", 0), 1e-15);
        double[] one = new double[3];
        Solution<double[]> again = BpGradSolver.lipschitz(f.lipschitz())
                .momentum(0)
                .rho(new RhoSchedule(0, 1, 4, 0))
                .minimize(f, one);
        assertEquals(s.trace(), again.trace());
        Solution<double[]> other = BpGradSolver.lipschitz(f.lipschitz())
                .momentum(0)
                .seed(2)
                .rho(new RhoSchedule(0, 1, 40, 0))
                .minimize(f, one);
        assertNotEquals(
                BpGradSolver.lipschitz(f.lipschitz())
                        .momentum(0)
                        .rho(new RhoSchedule(0, 1, 40, 0))
                        .minimize(f, one)
                        .trace(),
                other.trace());
    }

    @Test
    void valuesOrGradientsThatAreNotFiniteStopTheRun() {
        for (double[] bad : new double[][] {
            {Double.NaN, 0}, {Double.POSITIVE_INFINITY, 1}, {1, Double.NaN}, {1, Double.NEGATIVE_INFINITY}
        }) {
            TestFunction f = function(1, 1, (x, g) -> {
                g[0] = x[0] > 0.25 ? 1 : bad[1];
                return x[0] > 0.25 ? x[0] : bad[0];
            });
            Solution<double[]> s =
                    BpGradSolver.lipschitz(f.lipschitz()).momentum(0).minimize(f, new double[] {0.5});
            assertEquals(Stop.Reason.NOT_FINITE, s.stop().reason());
            assertArrayEquals(new double[] {0.5}, s.argument());
            assertEquals(0.5, s.value());
            assertEquals(1, s.trace().size());
            assertTrue(s.certificate().isEmpty());
            Solution<double[]> atOnce = BpGradSolver.lipschitz(f.lipschitz()).minimize(f, new double[] {0});
            assertEquals(Stop.Reason.NOT_FINITE, atOnce.stop().reason());
            assertEquals(0, atOnce.trace().size());
            assertArrayEquals(new double[] {0}, atOnce.argument());
        }
    }

    @Test
    void aValueBelowTheLowerBoundIsAContradictionAndNoCrash() {
        TestFunction f = function(1, 1, (x, g) -> {
            g[0] = 1;
            return x[0];
        });
        Solution<double[]> s =
                BpGradSolver.lipschitz(f.lipschitz()).momentum(0.9).minimize(f, new double[] {0.5});
        assertEquals(Stop.Reason.CONTRADICTED, s.stop().reason());
        assertTrue(s.stop().detail().contains("lower bound 0.0"), s.stop().detail());
        assertTrue(s.value() < 0);
        assertTrue(s.certificate().isEmpty());
    }

    @Test
    void aValueBelowTheLowerBoundByRoundingTakesTheBoundOutOfTheClaim() {
        TestFunction f = function(1, 1, (x, g) -> {
            g[0] = 1;
            return -1e-9;
        });
        Solution<double[]> s = BpGradSolver.lipschitz(f.lipschitz()).minimize(f, new double[] {0.5});
        Certificate c = s.certificate().orElseThrow();
        assertEquals(-1.5, c.lower(), 1e-8);
        assertFalse(c.because().contains("f >="), c::because);
    }

    @Test
    void aCoordinateWithoutWidthDoesNotContradict() {
        // f = 5 y + |x| over a segment: L = 1 there, although the gradient is longer
        TestFunction f = new TestFunction(
                "segment",
                Box.of(new double[] {-1, 2}, new double[] {1, 2}),
                LipschitzBound.claimed(1),
                10,
                0,
                (x, g) -> {
                    g[0] = Math.signum(x[0]);
                    g[1] = 5;
                    return 5 * x[1] + Math.abs(x[0]);
                });
        Solution<double[]> s = BpGradSolver.lipschitz(f.lipschitz()).seed(3).minimize(f);
        assertEquals(Stop.Reason.DONE, s.stop().reason(), s.stop()::toString);
        assertTrue(s.certificate().orElseThrow().lower() <= 10);
    }

    @Test
    void roundingNearAMinimumIsNoContradiction() {
        // (x - 1)^4 expanded: near 1 its value is rounding of terms of size 6
        TestFunction f = new TestFunction("expanded", Box.cube(1, 0, 2), LipschitzBound.claimed(4), 0, 0, (x, g) -> {
            double t = x[0];
            g[0] = 4 * Math.pow(t - 1, 3);
            return t * t * t * t - 4 * t * t * t + 6 * t * t - 4 * t + 1;
        });
        for (long seed = 0; seed < 200; seed++) {
            double start = 1 + 1e-5 * new SplittableRandom(seed).nextGaussian();
            Solution<double[]> s =
                    BpGradSolver.lipschitz(f.lipschitz()).momentum(0).minimize(f, new double[] {start});
            assertEquals(Stop.Reason.DONE, s.stop().reason(), s.stop()::toString);
        }
    }

    @Test
    void faultsAreNamed() {
        TestFunction f = TestFunctions.himmelblau();
        BpGradSolver solver = BpGradSolver.lipschitz(f.lipschitz());
        for (double bad : new double[] {-0.1, 1, 2, Double.NaN}) {
            refused(() -> solver.momentum(bad), "[0, 1)", Double.toString(bad));
        }
        refused(() -> solver.minimize(f, new double[] {5, 0}), "[5.0, 0.0]", "outside the box");
        refused(() -> solver.minimize(f, new double[] {Double.NaN, 0}), "NaN");
        refused(() -> solver.minimize(f, new double[3]), "3 coordinates");
        assertThrows(NullPointerException.class, () -> BpGradSolver.lipschitz(null));
        assertThrows(NullPointerException.class, () -> solver.rho(null));
        assertThrows(NullPointerException.class, () -> solver.driver(null));
    }
}
