package org.infimum.testfunctions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.infimum.linalg.Euclidean;
import org.junit.jupiter.api.Test;

/** What is said of the random functions holds at random points. */
class RandomFunctionsTest {
    @Property(tries = 300)
    void slopesGradientsAndValuesKeepToWhatIsProved(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3) int d, @ForAll boolean smooth) {
        RandomFunctions.Known f = smooth ? RandomFunctions.smooth(d, seed) : RandomFunctions.piecewise(d, seed);
        double l = f.lipschitz().value();
        SplittableRandom random = new SplittableRandom(seed);
        double[] gradient = new double[d];
        for (int i = 0; i < 200; i++) {
            double[] x = f.domain().sample(random);
            double[] z = f.domain().sample(random);
            double value = f.gradient(x, gradient);
            assertEquals(value, f.value(x));
            assertTrue(value >= f.lowerBound());
            assertTrue(Euclidean.norm(gradient) <= l);
            assertTrue(Math.abs(value - f.value(z)) <= l * Euclidean.distance(x, z) + 2 * f.valueError());
            // the gradient is that of f: a short step against it, away from kinks, changes f by its length
            double h = 1e-7;
            double[] near = x.clone();
            for (int k = 0; k < d; k++) {
                near[k] += h * gradient[k];
            }
            double square = Euclidean.norm(gradient) * Euclidean.norm(gradient);
            if (smooth) {
                // a sine's or Gaussian's second derivatives are below 6 * 2 * 200
                assertEquals(square, (f.value(near) - value) / h, 1e-6 + 3000 * h * square);
            }
        }
    }

    @Test
    void theConstantsOfPiecewiseFunctionsAreOftenTight() {
        int tight = 0;
        for (int seed = 0; seed < 200; seed++) {
            RandomFunctions.Known f = RandomFunctions.piecewise(2, seed);
            SplittableRandom random = new SplittableRandom(seed);
            double steepest = 0;
            double[] gradient = new double[2];
            for (int i = 0; i < 100; i++) {
                f.gradient(f.domain().sample(random), gradient);
                steepest = Math.max(steepest, Euclidean.norm(gradient));
            }
            tight += steepest > 0.999 * f.lipschitz().value() ? 1 : 0;
        }
        // a test of certificates with slack constants would find nothing
        int found = tight;
        assertTrue(found > 60, () -> "only " + found + " of 200 are tight");
    }
}
