package org.infimum.bpgrad;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.infimum.Certificate;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Minimizer;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.testfunctions.TestFunction;
import org.infimum.testfunctions.TestFunctions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same demands on every method that shares {@link Minimizer}. */
class BaselinesTest {
    private static final TestFunction F = TestFunctions.twoSines();

    static Stream<Minimizer> methods() {
        return Stream.of(
                BranchAndPrune.lipschitz(F.lipschitz()),
                PiyavskiiShubert.lipschitz(F.lipschitz()),
                Lipo.lipschitz(F.lipschitz()),
                AdaLipo.gap(1e-2),
                MultistartDescent.starts(20));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theMinimumIsFound(Minimizer method) {
        Solution<double[]> s = method.minimize(F);
        assertEquals(Stop.Reason.DONE, s.stop().reason());
        // the gap asked for
        assertEquals(F.minimum(), s.value(), 1e-2);
        assertEquals(F.value(s.argument()), s.value());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theSameSeedGivesTheSameBits(Minimizer method) {
        Trace one = method.minimize(F).trace();
        Trace two = method.minimize(F).trace();
        for (String column : one.names()) {
            assertArrayEquals(one.column(column), two.column(column), column);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theTraceHoldsTheSamples(Minimizer method) {
        Trace trace = method.minimize(F).trace();
        double best = Double.POSITIVE_INFINITY;
        for (int t = 0; t < trace.size(); t++) {
            double f = F.value(new double[] {trace.column("x1")[t]});
            assertEquals(f, trace.column("f")[t]);
            best = Math.min(best, f);
            assertEquals(best, trace.column("best f")[t]);
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theLastRowHasTheCertificatesLowerBound(Minimizer method) {
        Solution<double[]> s = method.minimize(F);
        s.certificate().ifPresent(c -> assertEquals(c.lower(), s.trace().last("lower")));
    }

    @Test
    void evidence() {
        assertEquals(Evidence.CONDITIONAL, evidence(PiyavskiiShubert.lipschitz(F.lipschitz())));
        assertEquals(Evidence.CONDITIONAL, evidence(Lipo.lipschitz(F.lipschitz())));
        assertEquals(Evidence.ESTIMATED, evidence(AdaLipo.gap(1e-2)));
        assertTrue(MultistartDescent.starts(3).minimize(F).certificate().isEmpty());
    }

    private static Evidence evidence(Minimizer method) {
        return method.minimize(F).certificate().orElseThrow().evidence();
    }

    @Test
    void lipoSamplesOnlyWhereTheMinimumMayBe() {
        Trace trace = Lipo.lipschitz(F.lipschitz()).seed(4).minimize(F).trace();
        double[] x = trace.column("x1");
        double[] f = trace.column("f");
        for (int t = 1; t < trace.size(); t++) {
            for (int i = 0; i < t; i++) {
                double minorant = f[i] - F.lipschitz().value() * Math.abs(x[i] - x[t]);
                assertTrue(minorant <= trace.column("best f")[t - 1]);
            }
        }
    }

    @Test
    void aConstantThatIsTooSmallIsFoundOutByEveryMethodThatIsGivenOne() {
        LipschitzBound small = LipschitzBound.claimed(2);
        for (Minimizer method : List.of(PiyavskiiShubert.lipschitz(small), Lipo.lipschitz(small))) {
            Solution<double[]> s = method.minimize(F);
            assertEquals(Stop.Reason.CONTRADICTED, s.stop().reason(), method.name());
            assertTrue(s.certificate().isEmpty());
        }
    }

    @Test
    void adaLipoSaysNoMoreThanEstimated() {
        Certificate c = AdaLipo.gap(0.05)
                .minimize(TestFunctions.gramacyLee())
                .certificate()
                .orElseThrow();
        assertEquals(Evidence.ESTIMATED, c.evidence());
        assertTrue(c.because().contains("slopes seen"));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void anInterruptKeepsTheBest(Minimizer method) {
        Driver driver = Driver.standard().monitor(progress -> {
            if (progress.iteration() == 5) {
                Thread.currentThread().interrupt();
            }
        });
        Solution<double[]> s = method.driver(driver).minimize(F);
        assertEquals(Stop.Reason.INTERRUPTED, s.stop().reason());
        assertEquals(5, s.trace().size());
        s.certificate().ifPresent(c -> assertTrue(c.evidence() == Evidence.ESTIMATED || c.lower() <= F.minimum()));
    }

    @Test
    void piyavskiiShubertOnAPoint() {
        TestFunction point =
                new TestFunction("point", org.infimum.Box.cube(1, 2, 2), LipschitzBound.claimed(1), 4, 0, (x, g) -> {
                    g[0] = 0;
                    return 4;
                });
        Certificate c = PiyavskiiShubert.lipschitz(LipschitzBound.claimed(1))
                .minimize(point)
                .certificate()
                .orElseThrow();
        assertEquals(4, c.lower(), 1e-12);
    }

    @Test
    void badSettingsAreRefused() {
        refused(
                () -> PiyavskiiShubert.lipschitz(F.lipschitz()).minimize(TestFunctions.himmelblau()),
                "2",
                "one variable");
        refused(() -> AdaLipo.gap(-1), "-1.0");
        refused(() -> Lipo.lipschitz(F.lipschitz()).gap(0), "0.0");
        refused(() -> MultistartDescent.starts(0), "0");
    }
}
