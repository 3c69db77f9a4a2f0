package org.infimum.lipschitz;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.infimum.Box;
import org.infimum.Evidence;
import org.infimum.linalg.Euclidean;
import org.infimum.testfunctions.TestFunction;
import org.infimum.testfunctions.TestFunctions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtremeValueEstimateTest {
    private static TestFunction halfSquare(int d) {
        return new TestFunction(
                "half the square", Box.cube(d, -1, 1), LipschitzBound.claimed(Math.sqrt(d)), 0, 0, (x, g) -> {
                    System.arraycopy(x, 0, g, 0, d);
                    return Euclidean.norm(x) * Euclidean.norm(x) / 2;
                });
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1.5, 3, 5})
    void parametersAreFoundAgain(double shape) {
        ReverseWeibull truth = new ReverseWeibull(10, 2, shape);
        double[] sample = truth.sample(10_000, new SplittableRandom(4));
        ReverseWeibull fit = ReverseWeibull.fit(sample);
        assertEquals(10, fit.location(), 0.06 * shape * shape / 5);
        assertEquals(2, fit.scale(), 0.06 * shape * shape / 5 + 0.05);
        assertEquals(shape, fit.shape(), 0.05 * shape);
        // a maximum of the likelihood: not below the truth's, nor its neighbours'
        double reached = fit.logLikelihood(sample);
        assertTrue(shape == 1 || reached >= truth.logLikelihood(sample));
        if (shape > 1) {
            for (double part : new double[] {0.99, 1.01}) {
                double gap = fit.location() - Arrays.stream(sample).max().orElseThrow();
                ReverseWeibull[] beside = {
                    new ReverseWeibull(fit.location() + (part - 1) * gap, fit.scale(), fit.shape()),
                    new ReverseWeibull(fit.location(), part * fit.scale(), fit.shape()),
                    new ReverseWeibull(fit.location(), fit.scale(), part * fit.shape())
                };
                for (ReverseWeibull other : beside) {
                    assertTrue(reached >= other.logLikelihood(sample) - 1e-6, () -> other + " is likelier than " + fit);
                }
            }
        }
    }

    @Test
    void theExponentialLimitByHand() {
        // gaps 0, 1, 5: too uneven for a shape above 1, so the location is the maximum and the scale the mean gap
        ReverseWeibull fit = ReverseWeibull.fit(new double[] {3, 2, -2});
        assertEquals(new ReverseWeibull(3, 2, 1), fit);
        assertEquals(3, fit.quantile(1));
        assertEquals(3 - 2 * Math.log(2), fit.quantile(0.5), 1e-15);
        assertEquals(-Math.log(2) - 1, fit.logLikelihood(new double[] {1}), 1e-15);
        assertEquals(Double.NEGATIVE_INFINITY, fit.logLikelihood(new double[] {3.5}));
    }

    @Test
    void fitsMoveWithTheirSample() {
        double[] sample = new ReverseWeibull(0, 1, 3).sample(100, new SplittableRandom(1));
        ReverseWeibull fit = ReverseWeibull.fit(sample);
        ReverseWeibull moved =
                ReverseWeibull.fit(Arrays.stream(sample).map(y -> 1000 + 50 * y).toArray());
        assertEquals(1000 + 50 * fit.location(), moved.location(), 1e-3);
        assertEquals(50 * fit.scale(), moved.scale(), 1e-2);
        assertEquals(fit.shape(), moved.shape(), 1e-3);
    }

    /**
     * f = 1/2 ||x||^2 on the unit ball has L = 1; the norms' maxima near it exponentially, the case where the fit's location is
     * hardly above the largest maximum. Nearly every fit is below 1, though the norms were drawn with the density that favours the
     * ball's surface; the few above, where chance makes the maxima look bent, are so by less than the norms' spread.
     */
    @ParameterizedTest
    @CsvSource({"2,50", "2,500", "5,50", "5,500", "20,50", "20,500"})
    void estimatesOfTheHalfSquareFallBelow(int d, int maxima) {
        int below = 0;
        double[] locations = new double[20];
        for (int seed = 1; seed <= locations.length; seed++) {
            GradientNorms norms = GradientNorms.ofBall(halfSquare(d), new double[d], 1, 50 * maxima, seed);
            ReverseWeibull fit = ReverseWeibull.fit(norms.batchMaxima(50));
            assertTrue(norms.max().value() <= 1 && fit.location() >= norms.max().value());
            assertEquals(1, fit.location(), 1e-3);
            below += fit.location() < 1 ? 1 : 0;
            locations[seed - 1] = fit.location();
        }
        int found = below;
        assertTrue(found >= 17, () -> found + " of 20 are below 1: " + Arrays.toString(locations));
    }

    @Test
    void theIntervalIsOneOfTheFit() {
        double[] sample = new ReverseWeibull(10, 2, 3).sample(100, new SplittableRandom(2));
        ExtremeValueEstimate estimate = ExtremeValueEstimate.ofMaxima(sample, 0.95, 7);
        assertEquals(estimate, ExtremeValueEstimate.ofMaxima(sample, 0.95, 7));
        assertTrue(estimate.lower() >= estimate.largest() && estimate.lower() <= estimate.upper());
        assertTrue(estimate.lower() <= 10 && 10 <= estimate.upper(), estimate::toString);
        assertFalse(estimate.endless());
        LipschitzEstimate value = estimate.estimate();
        assertEquals(Evidence.ESTIMATED, value.evidence());
        assertTrue(value.origin().contains("100 maxima") && value.origin().contains("95 %"), value::origin);
        ExtremeValueEstimate narrow = ExtremeValueEstimate.ofMaxima(sample, 0.5, 7);
        assertTrue(narrow.upper() - narrow.lower() < estimate.upper() - estimate.lower());
    }

    /** Nine in ten intervals hold the truth where the model is right; where it is not, see the half square and the spike. */
    @Test
    void intervalsCoverWhereTheModelHolds() {
        int covered = 0;
        for (int seed = 0; seed < 30; seed++) {
            double[] sample = new ReverseWeibull(10, 2, 1.5).sample(50, new SplittableRandom(seed));
            ExtremeValueEstimate estimate = ExtremeValueEstimate.ofMaxima(sample, 0.95, seed);
            covered += estimate.lower() <= 10 && 10 <= estimate.upper() ? 1 : 0;
        }
        int found = covered;
        assertTrue(found >= 25, () -> found + " of 30");
    }

    /** The whole interval is below the truth where a steep place is too small to be drawn. */
    @Test
    void aSpikeThatIsNotDrawnIsNotEstimated() {
        TestFunction spike =
                new TestFunction("spike", Box.cube(6, -1, 1), LipschitzBound.claimed(100), 0, 0, (x, g) -> {
                    double r = Euclidean.norm(x);
                    for (int k = 0; k < 6; k++) {
                        g[k] = r < 0.05 ? 100 * x[k] / Math.max(r, 1e-300) : x[k];
                    }
                    return r;
                });
        ExtremeValueEstimate estimate = ExtremeValueEstimate.of(GradientNorms.of(spike, 5000, 3), 100, 1);
        assertTrue(estimate.upper() < 5, estimate::toString);
    }

    @Test
    void maximaWithoutAnEndPointSaySo() {
        // a long tail to the right
        double[] maxima = new SplittableRandom(1)
                .doubles(60)
                .map(u -> 10 - Math.log(1 - u))
                .toArray();
        ExtremeValueEstimate estimate = ExtremeValueEstimate.ofMaxima(maxima, 0.95, 1);
        assertTrue(estimate.endless());
        assertTrue(estimate.toString().contains("no end point"), estimate::toString);
    }

    @Test
    void gradientNormsOfAKnownFunction() {
        // the cone's norm is 1 everywhere
        GradientNorms cone = GradientNorms.of(TestFunctions.cone(3), 100, 1);
        assertEquals(100, cone.count());
        assertEquals(1, cone.max().value(), 1e-15);
        assertEquals(1, cone.median().value(), 1e-15);
        assertEquals("maximum of 100 gradient norms", cone.max().origin());
        refused(() -> ExtremeValueEstimate.ofMaxima(new double[] {2, 2, 2}, 0.95, 1), "All 3 observations are 2.0");
        // half the square: the norm is the distance, its d-th power uniform on [0, 1]
        GradientNorms norms = GradientNorms.ofBall(halfSquare(3), new double[3], 1, 100_000, 5);
        assertEquals(0.75, norms.mean().value(), 2e-3);
        assertEquals(Math.cbrt(0.5), norms.statistic("median").value(), 2e-3);
        assertEquals(Math.cbrt(0.9), norms.quantile(0.9).value(), 2e-3);
        assertEquals(norms.max(), norms.statistic("max"));
        assertEquals(norms.max().value(), norms.quantile(1).value());
        assertEquals(norms.values()[0], norms.quantile(0).value());
        assertEquals(100_000, Arrays.stream(norms.histogram(20).counts()).sum());
        assertTrue(norms.toString().contains("100,000 gradient norms: max 0.99"), norms::toString);
        assertEquals(
                Arrays.toString(norms.values()),
                Arrays.toString(GradientNorms.ofBall(halfSquare(3), new double[3], 1, 100_000, 5)
                        .values()));
        double[] maxima = norms.batchMaxima(30_000);
        assertEquals(3, maxima.length);
        assertTrue(Arrays.stream(maxima).max().orElseThrow() <= norms.max().value());
        for (TestFunction f : TestFunctions.all()) {
            assertTrue(
                    GradientNorms.of(f, 1000, 1).max().value() <= f.lipschitz().value(), f.name());
        }
    }

    @Test
    void everyFaultIsNamed() {
        TestFunction f = halfSquare(2);
        refused(() -> GradientNorms.of(f, 0, 1), "at least 1 sample", "0");
        refused(() -> GradientNorms.ofBall(f, new double[2], 0, 5, 1), "radius", "0.0");
        refused(() -> GradientNorms.ofBall(f, new double[] {2, 0}, 1, 5, 1), "[2.0, 0.0]", "outside");
        refused(() -> GradientNorms.ofBall(f, new double[] {0, 0.5}, 1, 5, 1), "coordinate 1", "smaller");
        GradientNorms norms = GradientNorms.of(f, 10, 1);
        refused(() -> norms.batchMaxima(0), "between 1 and all 10", "0");
        refused(() -> norms.batchMaxima(11), "11");
        refused(() -> norms.quantile(1.5), "[0, 1]", "1.5");
        refused(() -> norms.statistic("mode"), "gradient norms", "'mode'");
        refused(() -> ExtremeValueEstimate.of(norms, 5, 1), "at least 3 observations", "2");
        refused(() -> ExtremeValueEstimate.ofMaxima(new double[] {1, 2, 3}, 1, 1), "(0, 1)", "1.0");
        refused(() -> ReverseWeibull.fit(new double[] {1, Double.NaN, 3}), "NaN");
        refused(() -> new ReverseWeibull(1, 0, 1), "0.0");
        refused(() -> new ReverseWeibull(1, 1, 1).quantile(0), "0.0");
        TestFunction broken = new TestFunction(
                "broken", Box.cube(1, 0, 1), LipschitzBound.claimed(1), 0, 0, (x, g) -> g[0] = Double.NaN);
        String message = assertThrows(ArithmeticException.class, () -> GradientNorms.of(broken, 3, 1))
                .getMessage();
        assertTrue(message.contains("broken at [") && message.contains("NaN"), message);
    }

    @Test
    void aGridHoldsTheCornersAndCountsEveryPointOnce() {
        GradientNorms grid = GradientNorms.onGrid(TestFunctions.halfSquare(2), 3);
        double diagonal = Math.sqrt(2);
        assertArrayEquals(new double[] {0, 1, 1, 1, 1, diagonal, diagonal, diagonal, diagonal}, grid.values(), 1e-15);
        assertThrows(IllegalArgumentException.class, () -> GradientNorms.onGrid(TestFunctions.halfSquare(2), 1));
        assertThrows(IllegalArgumentException.class, () -> GradientNorms.onGrid(TestFunctions.halfSquare(20), 3));
    }
}
