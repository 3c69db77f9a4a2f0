package org.infimum.bpgrad;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.infimum.Box;
import org.infimum.Certificate;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;
import org.infimum.Objective;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.lipschitz.LipschitzEstimate;
import org.infimum.testfunctions.RandomFunctions;
import org.infimum.testfunctions.TestFunction;
import org.infimum.testfunctions.TestFunctions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BranchAndPruneTest {
    private static TestFunction function(String name) {
        return TestFunctions.all().stream()
                .filter(f -> f.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** ||x||_1-like |x1| + ... is not differentiable at 0, but every formula here gives some slope. */
    private static Objective line(double error) {
        return FormulaObjective.of(Box.cube(1, -1, 2), error, (x, g) -> {
            g[0] = Math.signum(x[0]);
            return Math.abs(x[0]);
        });
    }

    /** Known answers: Piyavskii-Shubert's 45 / 411 and 81 / 373 evaluations, from any start. */
    @ParameterizedTest
    @CsvSource({
        "sin x + sin(10x/3), 1e-2, 45",
        "sin x + sin(10x/3), 1e-4, 411",
        "Gramacy-Lee, 1e-2, 81",
        "Gramacy-Lee, 1e-4, 373"
    })
    void nearlyAsFewEvaluationsAsPiyavskiiShubert(String name, double gap, int classical) {
        TestFunction f = function(name);
        assertEquals(
                classical,
                PiyavskiiShubert.lipschitz(f.lipschitz())
                        .gap(gap)
                        .minimize(f)
                        .trace()
                        .size());
        for (int seed = 1; seed <= 20; seed++) {
            Solution<double[]> s =
                    BranchAndPrune.lipschitz(f.lipschitz()).gap(gap).seed(seed).minimize(f);
            Certificate certificate = s.certificate().orElseThrow();
            assertEquals(Stop.Reason.DONE, s.stop().reason());
            assertTrue(certificate.gap() <= gap, certificate::toString);
            // the minimum is known to 10 digits
            assertTrue(certificate.lower() <= f.minimum() + 1e-10 && f.minimum() - 1e-10 <= certificate.upper());
            int evaluations = s.trace().size();
            assertTrue(evaluations <= 1.1 * classical, () -> evaluations + " evaluations");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Himmelblau", "Rastrigin", "Branin", "six-hump camel", "Ackley", "Levy"})
    void twoDimensionalCertificatesHoldTheMinimumAndTakeFewerEvaluationsThanLipo(String name) {
        TestFunction f = function(name);
        // an eighth of the value in the middle of the box or more: coarse enough for a unit test
        double gap = 0.1 * range(f);
        Solution<double[]> s = BranchAndPrune.lipschitz(f.lipschitz()).gap(gap).minimize(f);
        Certificate certificate = s.certificate().orElseThrow();
        assertTrue(certificate.gap() <= gap);
        assertTrue(certificate.lower() <= f.minimum() && f.minimum() <= certificate.upper());
        assertEquals(f.value(s.argument()), s.value());
        int other = Lipo.lipschitz(f.lipschitz()).gap(gap).minimize(f).trace().size();
        assertTrue(s.trace().size() <= other, () -> s.trace().size() + " > " + other);
    }

    private static double range(TestFunction f) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i <= 100; i++) {
            for (int j = 0; j <= 100; j++) {
                Box box = f.domain();
                double[] x = {
                    box.lower(0) + (box.upper(0) - box.lower(0)) * i / 100,
                    box.lower(1) + (box.upper(1) - box.lower(1)) * j / 100
                };
                highest = Math.max(highest, f.value(x));
            }
        }
        return highest - f.minimum();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void aConstantThatIsTooSmallIsFoundOut(long seed) {
        Solution<double[]> s = BranchAndPrune.lipschitz(LipschitzBound.claimed(96))
                .gap(1)
                .seed(seed)
                .minimize(TestFunctions.rastrigin());
        assertEquals(Stop.Reason.CONTRADICTED, s.stop().reason());
        assertTrue(s.stop().detail().contains("L = 96.0"), s.stop().detail());
        assertTrue(s.certificate().isEmpty());
    }

    @Test
    void twoPointsThatContradictAreNamed() {
        // the gradient lies, so only the slope between samples can tell
        Objective f = FormulaObjective.of(Box.cube(1, 0, 1), 0, (x, g) -> {
            g[0] = 1;
            return 3 * x[0];
        });
        Solution<double[]> s =
                BranchAndPrune.lipschitz(LipschitzBound.claimed(2)).minimize(f, new double[] {0.5});
        assertEquals(Stop.Reason.CONTRADICTED, s.stop().reason());
        assertTrue(s.stop().detail().contains("f = 1.5 at [0.5]"), s.stop().detail());
        assertTrue(s.stop().detail().contains("a slope of 3"), s.stop().detail());
    }

    /** Eq. 4 at each sample, Eq. 3 and Theorem 1 at each row, recomputed from the trace without an index. */
    @Property(tries = 60)
    void theTraceObeysThePaper(@ForAll long seed, @ForAll @IntRange(min = 1, max = 2) int d) {
        RandomFunctions.Known f = seed % 2 == 0 ? RandomFunctions.smooth(d, seed) : RandomFunctions.piecewise(d, seed);
        double lipschitz = f.lipschitz().value();
        double diagonal = f.domain().farthestDistance(lowerCorner(f.domain()));
        RhoSchedule rho = new RhoSchedule(0, 12, 60, 0.3);
        Solution<double[]> s = BranchAndPrune.lipschitz(f.lipschitz())
                .gap(1e-3 * lipschitz * diagonal)
                .shift(f.lowerBound())
                .rho(rho)
                .seed(seed)
                .minimize(f);
        Trace trace = s.trace();
        double[] value = trace.column("f");
        double[] best = trace.column("best f");
        double[] lower = trace.column("lower");
        double[] target = trace.column("target");
        double[] rule = trace.column("rule");
        for (int t = 1; t < trace.size(); t++) {
            assertTrue(lower[t] >= lower[t - 1]);
            assertTrue(lower[t] <= best[t]);
            if (rule[t] == 4) {
                continue;
            }
            // the right side of Eq. 4 when the sample was chosen: rho may have grown since the row before
            double minorant = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < t; i++) {
                minorant = Math.max(minorant, value[i] - lipschitz * distance(trace, d, i, t));
            }
            double r = trace.column("rho")[t];
            double right = Math.min(
                    f.lowerBound() + r * (best[t - 1] - f.lowerBound()),
                    best[t - 1] - (1 - 1e-8) * (1e-3 * lipschitz * diagonal - 2 * f.valueError()));
            double sign = minorant - right;
            assertTrue(sign <= 1e-5 * Math.max(best[t - 1] - right, 1e-9), () -> "Eq. 4 is exceeded by " + sign);
        }
        assertTrue(target[trace.size() - 1] <= best[trace.size() - 1]);
    }

    private static double[] lowerCorner(Box box) {
        double[] x = new double[box.dimension()];
        for (int k = 0; k < x.length; k++) {
            x[k] = box.lower(k);
        }
        return x;
    }

    private static double distance(Trace trace, int d, int i, int t) {
        double square = 0;
        for (int k = 1; k <= d; k++) {
            double difference = trace.column("x" + k)[i] - trace.column("x" + k)[t];
            square += difference * difference;
        }
        return Math.sqrt(square);
    }

    /** Theorem 1: after rounds that were proved to be covered, rho min f is a lower bound, and ours is not below it. */
    @Property(tries = 40)
    void theBoundIsNotWorseThanTheoremOne(@ForAll long seed, @ForAll @IntRange(min = 1, max = 2) int d) {
        RandomFunctions.Known f = RandomFunctions.smooth(d, seed);
        RhoSchedule rho = new RhoSchedule(0.1, 4, Long.MAX_VALUE, 0.2);
        double scale = f.lipschitz().value() * f.domain().farthestDistance(lowerCorner(f.domain()));
        Solution<double[]> s = BranchAndPrune.lipschitz(f.lipschitz())
                .gap(0.02 * scale)
                .rho(rho)
                .shift(f.lowerBound() - 0.1 * scale)
                .minimize(f);
        double theorem = Math.min(
                f.lowerBound() - 0.1 * scale + rho.atRound(3) * (s.value() - f.lowerBound() + 0.1 * scale),
                s.value() - 0.02 * scale);
        double lower = s.certificate().orElseThrow().lower();
        // the certificate is widened by the error of f, and the last T stays 1e-9 of the gap below
        assertTrue(lower >= theorem - 4 * f.valueError() - 1e-8 * scale, () -> lower + " < " + theorem);
    }

    /** The promise itself: no value on a fine grid lies below a certificate, wherever the run is cut. */
    @Property(tries = 1500)
    void bruteForceFindsNothingBelow(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int d) {
        RandomFunctions.Known f = seed % 2 == 0 ? RandomFunctions.smooth(d, seed) : RandomFunctions.piecewise(d, seed);
        double scale = f.lipschitz().value() * f.domain().farthestDistance(lowerCorner(f.domain()));
        int cut = (int) Math.floorMod(seed >> 8, 40L) + 1;
        Driver driver = Driver.standard().limits(Limits.iterations(cut));
        double gap = 0.02 * scale;
        for (Solution<double[]> s : List.of(
                BranchAndPrune.lipschitz(f.lipschitz())
                        .gap(gap)
                        .seed(seed)
                        .driver(driver)
                        .minimize(f),
                Lipo.lipschitz(f.lipschitz()).gap(gap).seed(seed).driver(driver).minimize(f))) {
            Certificate certificate = s.certificate().orElseThrow();
            assertEquals(Evidence.PROVED, certificate.evidence());
            double least = leastOnGrid(f);
            // values on the grid carry the same error of evaluation as the samples
            assertTrue(certificate.lower() <= least + f.valueError(), () -> certificate + " but f = " + least);
            assertTrue(s.value() + f.valueError() >= certificate.lower());
        }
        if (d == 1) {
            Certificate classical = PiyavskiiShubert.lipschitz(f.lipschitz())
                    .gap(gap)
                    .driver(driver)
                    .minimize(f)
                    .certificate()
                    .orElseThrow();
            assertTrue(classical.lower() <= leastOnGrid(f) + f.valueError());
        }
    }

    /** The least value on a grid, and on random points that close in on the best one. */
    private static double leastOnGrid(Objective f) {
        int d = f.domain().dimension();
        int side = d == 1 ? 1000 : d == 2 ? 40 : 14;
        double least = Double.POSITIVE_INFINITY;
        double[] x = new double[d];
        double[] best = x.clone();
        for (long i = 0; i < Math.round(Math.pow(side + 1, d)); i++) {
            long rest = i;
            for (int k = 0; k < d; k++) {
                double part = (double) (rest % (side + 1)) / side;
                x[k] = (1 - part) * f.domain().lower(k) + part * f.domain().upper(k);
                rest /= side + 1;
            }
            f.domain().project(x);
            if (f.value(x) < least) {
                least = f.value(x);
                best = x.clone();
            }
        }
        SplittableRandom random = new SplittableRandom(1);
        double reach = 1.0 / side;
        for (int i = 0; i < 300; i++) {
            for (int k = 0; k < d; k++) {
                x[k] = best[k]
                        + reach
                                * random.nextDouble(-1, 1)
                                * (f.domain().upper(k) - f.domain().lower(k));
            }
            f.domain().project(x);
            if (f.value(x) < least) {
                least = f.value(x);
                best = x.clone();
            } else {
                reach *= 0.95;
            }
        }
        return least;
    }

    @Test
    void evidenceSaysWhatIsMissing() {
        LipschitzBound proved = new LipschitzBound(1, Evidence.PROVED, "slope of |x|");
        BranchAndPrune claimed = BranchAndPrune.lipschitz(LipschitzBound.claimed(1));
        double infinite = Double.POSITIVE_INFINITY;
        Certificate best =
                BranchAndPrune.lipschitz(proved).minimize(line(0)).certificate().orElseThrow();
        assertEquals(Evidence.PROVED, best.evidence());
        assertEquals("slope of |x|", best.because());
        Certificate inexact = BranchAndPrune.lipschitz(proved)
                .minimize(line(infinite))
                .certificate()
                .orElseThrow();
        assertEquals(Evidence.CONDITIONAL, inexact.evidence());
        assertEquals("f evaluated exactly; L proved: slope of |x|", inexact.because());
        Certificate claim = claimed.minimize(line(0)).certificate().orElseThrow();
        assertEquals("L = 1.0, as claimed", claim.because());
        Certificate both = claimed.minimize(line(infinite)).certificate().orElseThrow();
        assertEquals("L = 1.0, as claimed, f evaluated exactly", both.because());
        Certificate estimated = BranchAndPrune.lipschitz(new LipschitzEstimate(1, "slopes"))
                .minimize(line(0))
                .certificate()
                .orElseThrow();
        assertEquals(Evidence.ESTIMATED, estimated.evidence());
    }

    @Test
    void theErrorOfEvaluationWidensTheCertificate() {
        LipschitzBound proved = new LipschitzBound(1, Evidence.PROVED, "slope of |x|");
        Solution<double[]> s = BranchAndPrune.lipschitz(proved).gap(0.1).minimize(line(0.01));
        Certificate c = s.certificate().orElseThrow();
        assertTrue(c.gap() <= 0.1);
        assertTrue(c.upper() >= s.value() + 0.01);
        refused(() -> BranchAndPrune.lipschitz(proved).gap(0.02).minimize(line(0.01)), "0.02", "0.01");
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        BranchAndPrune method = BranchAndPrune.lipschitz(LipschitzBound.claimed(282.8003))
                .gap(60)
                .seed(7);
        Solution<double[]> one = method.minimize(TestFunctions.himmelblau());
        Solution<double[]> two = method.minimize(TestFunctions.himmelblau());
        assertArrayEquals(one.argument(), two.argument());
        for (String column : one.trace().names()) {
            assertArrayEquals(one.trace().column(column), two.trace().column(column), column);
        }
    }

    @Test
    void anInterruptKeepsAValidCertificate() {
        TestFunction f = TestFunctions.himmelblau();
        Driver driver = Driver.standard().monitor(progress -> {
            if (progress.iteration() == 57) {
                Thread.currentThread().interrupt();
            }
        });
        Solution<double[]> s =
                BranchAndPrune.lipschitz(f.lipschitz()).driver(driver).minimize(f);
        assertEquals(Stop.Reason.INTERRUPTED, s.stop().reason());
        assertEquals(57, s.trace().size());
        assertTrue(s.certificate().orElseThrow().lower() <= 0);
        assertFalse(Thread.interrupted());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void aValueThatIsNotFiniteIsAnErrorAndNamesItsPoint(double wrong) {
        Objective f = FormulaObjective.of(Box.cube(1, 0, 1), 0, (x, g) -> {
            g[0] = 1;
            return x[0] > 0.9 ? wrong : x[0];
        });
        Solution<double[]> s =
                BranchAndPrune.lipschitz(LipschitzBound.claimed(2)).minimize(f, new double[] {0.5});
        assertEquals(Stop.Reason.NOT_FINITE, s.stop().reason());
        assertTrue(
                s.stop().detail().contains("f = " + wrong) && s.stop().detail().contains("at [0.9"),
                s.stop().detail());
        assertTrue(Double.isFinite(s.value()));
        assertTrue(s.certificate().isEmpty());
    }

    @Test
    void aGradientLeftUnwrittenIsAnError() {
        Objective f = FormulaObjective.of(Box.cube(2, 0, 1), 0, (x, g) -> {
            g[0] = 1;
            return x[0];
        });
        Solution<double[]> s =
                BranchAndPrune.lipschitz(LipschitzBound.claimed(2)).minimize(f);
        assertEquals(Stop.Reason.NOT_FINITE, s.stop().reason());
    }

    @Test
    void aConstantFunctionIsCertifiedAtOnceWithATinyConstant() {
        Objective f = FormulaObjective.of(Box.cube(2, 0, 1), 0, (x, g) -> {
            Arrays.fill(g, 0);
            return 4;
        });
        Solution<double[]> s =
                BranchAndPrune.lipschitz(LipschitzBound.claimed(1e-9)).minimize(f);
        assertEquals(1, s.trace().size());
        assertTrue(s.certificate().orElseThrow().gap() < 1e-8);
        refused(() -> LipschitzBound.claimed(0), "0.0", "constant function");
        refused(() -> LipschitzBound.claimed(-1), "-1.0");
    }

    @Test
    void aBoxWithoutWidthInACoordinate() {
        Objective f = FormulaObjective.of(Box.of(new double[] {-1, 0.5}, new double[] {2, 0.5}), 0, (x, g) -> {
            g[0] = Math.signum(x[0]);
            g[1] = 1000; // the slope in a direction that the box does not have
            return Math.abs(x[0]) + 1000 * (x[1] - 0.5);
        });
        Solution<double[]> s =
                BranchAndPrune.lipschitz(LipschitzBound.claimed(1)).minimize(f);
        assertEquals(Stop.Reason.DONE, s.stop().reason());
        assertTrue(s.certificate().orElseThrow().gap() <= 1e-2);
    }

    @Test
    void aGapBelowDoublePrecisionEndsTheRun() {
        Objective f = FormulaObjective.of(Box.cube(1, 1e15, 1e15 + 8), 0, (x, g) -> {
            g[0] = 1;
            return x[0] - 1e15;
        });
        Solution<double[]> s =
                BranchAndPrune.lipschitz(LipschitzBound.claimed(100)).gap(1e-3).minimize(f);
        assertEquals(Stop.Reason.DONE, s.stop().reason());
        assertTrue(s.stop().detail().contains("double precision"), s.stop().detail());
        assertTrue(s.certificate().orElseThrow().lower() <= 0);
    }

    @Test
    void aShiftAboveAValueIsRefuted() {
        Solution<double[]> s =
                BranchAndPrune.lipschitz(LipschitzBound.claimed(1)).shift(0.5).minimize(line(0));
        assertEquals(Stop.Reason.CONTRADICTED, s.stop().reason());
        assertTrue(s.stop().detail().contains("0.5"));
    }

    @Test
    void badSettingsAreRefused() {
        BranchAndPrune method = BranchAndPrune.lipschitz(LipschitzBound.claimed(1));
        refused(() -> method.gap(0), "0.0");
        refused(() -> method.gap(Double.NaN), "NaN");
        refused(() -> method.gamma(-1), "-1.0");
        refused(() -> method.effort(0), "0");
        refused(() -> method.shift(Double.NEGATIVE_INFINITY), "-Infinity");
        refused(() -> method.minimize(line(0), new double[] {3}), "3.0", "outside");
        refused(() -> method.minimize(line(0), new double[] {0, 0}), "2", "1");
        refused(() -> method.minimize(line(-1)), "-1.0");
    }

    @Test
    void manyDimensionsStayWithinTheirEffort() {
        TestFunction f = TestFunctions.ackley(6);
        Solution<double[]> s = BranchAndPrune.lipschitz(f.lipschitz())
                .gap(0.1)
                .effort(200)
                .driver(Driver.standard().limits(Limits.iterations(500)))
                .minimize(f);
        assertEquals(500, s.trace().size());
        Certificate c = s.certificate().orElseThrow();
        assertTrue(c.lower() <= 0 && c.upper() < 6, c::toString);
    }
}
