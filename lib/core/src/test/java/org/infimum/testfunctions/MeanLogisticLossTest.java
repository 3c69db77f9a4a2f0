package org.infimum.testfunctions;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.infimum.Box;
import org.infimum.Evidence;
import org.infimum.linalg.Euclidean;
import org.infimum.lipschitz.LipschitzBound;
import org.junit.jupiter.api.Test;

class MeanLogisticLossTest {
    private static MeanLogisticLoss random(long seed, int n, int d, double weightDecay) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] inputs = new double[n][];
        double[] labels = new double[n];
        for (int i = 0; i < n; i++) {
            inputs[i] = random.doubles(d, -2, 2).toArray();
            labels[i] = random.nextBoolean() ? 1 : -1;
        }
        double[] lower = random.doubles(d, -3, 1).toArray();
        double[] upper = lower.clone();
        for (int k = 0; k < d; k++) {
            upper[k] += random.nextDouble(0.1, 4);
        }
        return MeanLogisticLoss.of(inputs, labels, Box.of(lower, upper)).weightDecay(weightDecay);
    }

    @Test
    void theFivePoints() {
        MeanLogisticLoss f = MeanLogisticLoss.fivePoints();
        LipschitzBound l = f.everywhere();
        assertEquals(Evidence.PROVED, l.evidence());
        assertTrue(l.value() >= Math.sqrt(20) / 5);
        assertEquals(Math.sqrt(20) / 5, l.value(), 1e-14);
        assertEquals(Math.log(2), f.value(new double[2]), 1e-15);
        // at 0 all p are 1/2: -(1 + 0 + 1 - 1 + 2, 0 + 1 - 1 - 1 - 1) / 10
        double[] gradient = new double[2];
        f.gradient(new double[2], gradient);
        assertArrayEquals(new double[] {-0.3, 0.2}, gradient, 1e-16);
        // the constant is reached far out, at -t (4, -2), where every p has its value at the vertex
        f.gradient(new double[] {-40, 20}, gradient);
        assertEquals(l.value(), Euclidean.norm(gradient), 1e-8);
    }

    /** Over the box the largest gradient norm of a fine grid, which is at a corner, is met by the tolerance asked for. */
    @Test
    void theFivePointsOverABox() {
        MeanLogisticLoss f = MeanLogisticLoss.fivePoints();
        double steepest = 0;
        double[] gradient = new double[2];
        for (int i = 0; i <= 500; i++) {
            for (int j = 0; j <= 500; j++) {
                f.gradient(new double[] {-5 + i / 50.0, -5 + j / 50.0}, gradient);
                steepest = Math.max(steepest, Euclidean.norm(gradient));
            }
        }
        LipschitzBound l = f.overDomain(1e-4);
        assertEquals(Evidence.PROVED, l.evidence());
        assertTrue(steepest <= l.value());
        assertEquals(steepest, l.value(), 1.01e-4 * steepest);
        assertTrue(l.value() <= f.everywhere().value());
        // on a small box, and with a weight decay that decides
        assertEquals(0.36, f.over(Box.cube(2, 0, 1e-9)).overDomain(0.01).value(), 0.005);
        double decayed = f.weightDecay(3).overDomain(1e-3).value();
        assertEquals(3 * Math.sqrt(50), decayed, 1);
    }

    @Property(tries = 40)
    void noGradientExceedsTheBounds(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 12) int n,
            @ForAll @IntRange(min = 1, max = 3) int d,
            @ForAll boolean decay) {
        MeanLogisticLoss f = random(seed, n, d, decay ? 0.3 : 0);
        double bound = f.overDomain(0.05).value();
        double everywhere = decay ? Double.POSITIVE_INFINITY : f.everywhere().value();
        SplittableRandom random = new SplittableRandom(seed);
        double[] gradient = new double[d];
        double steepest = 0;
        for (int i = 0; i < 300; i++) {
            double[] w = f.domain().sample(random);
            if (i % 2 == 0) {
                for (int k = 0; k < d; k++) {
                    w[k] = random.nextBoolean()
                            ? f.domain().lower(k)
                            : f.domain().upper(k);
                }
            }
            f.gradient(w, gradient);
            steepest = Math.max(steepest, Euclidean.norm(gradient));
            for (int k = 0; k < d; k++) {
                w[k] *= 20;
            }
            f.gradient(w, gradient);
            assertTrue(Euclidean.norm(gradient) <= everywhere * (1 + 1e-14));
        }
        assertTrue(steepest <= bound * (1 + 1e-14), steepest + " > " + bound);
        if (d <= 2) {
            // corners and 150 points of a small box: the bound is not far above
            assertTrue(bound <= 1.25 * steepest, bound + " against " + steepest);
        }
    }

    @Property(tries = 100)
    void gradientsEqualDifferences(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int n, @ForAll @IntRange(min = 1, max = 5) int d) {
        MeanLogisticLoss f = random(seed, n, d, 0.2);
        double[] w = f.domain().sample(new SplittableRandom(seed));
        double[] gradient = new double[d];
        f.gradient(w, gradient);
        for (int k = 0; k < d; k++) {
            double[] up = w.clone();
            double[] down = w.clone();
            up[k] += 1e-5;
            down[k] -= 1e-5;
            assertEquals((f.value(up) - f.value(down)) / 2e-5, gradient[k], 1e-8);
        }
    }

    /** The same sum taken in another way stays within the sum of both errors; the bound is far below what matters. */
    @Property(tries = 100)
    void valuesAreWithinTheirError(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int n) {
        MeanLogisticLoss f = random(seed, n, 3, 0.1);
        assertTrue(f.valueError() > 0 && f.valueError() < 1e-12, () -> "" + f.valueError());
        SplittableRandom random = new SplittableRandom(seed);
        double[] w = f.domain().sample(random);
        // by symmetry of the loss in w and the data: scale the inputs up, the weights down, by a number that is no
        // power of 2
        double[][] inputs = new double[n][];
        double[] labels = new double[n];
        SplittableRandom again = new SplittableRandom(seed);
        for (int i = 0; i < n; i++) {
            inputs[i] = again.doubles(3, -2, 2).toArray();
            labels[i] = again.nextBoolean() ? 1 : -1;
        }
        double[][] reversed = new double[n][3];
        double[] turned = new double[n];
        double[] v = new double[3];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                reversed[n - 1 - i][k] = inputs[i][2 - k];
                v[k] = w[2 - k];
            }
            turned[n - 1 - i] = labels[i];
        }
        MeanLogisticLoss g =
                MeanLogisticLoss.of(reversed, turned, Box.cube(3, -6, 6)).weightDecay(0.1);
        assertEquals(f.value(w), g.value(v), f.valueError() + g.valueError());
    }

    @Test
    void farOutNothingOverflows() {
        MeanLogisticLoss f = MeanLogisticLoss.fivePoints().over(Box.cube(2, -1e6, 1e6));
        double[] gradient = new double[2];
        // the margins by hand: -1e6, -1e6, 0, 2e6, -1e6
        double value = f.gradient(new double[] {-1e6, -1e6}, gradient);
        assertEquals((3e6 + Math.log(2)) / 5, value, 1e-8);
        assertTrue(Double.isFinite(f.overDomain(0.01).value()));
        assertEquals(f.everywhere().value(), f.overDomain(0.01).value(), 0.01);
    }

    @Test
    void manyPointsFallBackOnRelaxations() {
        MeanLogisticLoss f = random(3, 400, 5, 0);
        double bound = f.everywhere().value();
        // no input is longer than sqrt(5) 2
        assertTrue(bound <= 2 * Math.sqrt(5));
        assertTrue(f.overDomain(0.1).value() <= bound);
        assertTrue(f.name().contains("400 x 5"), f.name());
    }

    @Test
    void everyFaultIsNamed() {
        Box box = Box.cube(2, -1, 1);
        double[] one = {1};
        refused(() -> MeanLogisticLoss.of(new double[0][], new double[0], box), "0 inputs");
        refused(() -> MeanLogisticLoss.of(new double[2][2], one, box), "2 inputs and 1 labels");
        refused(() -> MeanLogisticLoss.of(new double[1][2], new double[] {0}, box), "Label 0", "0.0");
        refused(() -> MeanLogisticLoss.of(new double[1][3], one, box), "Input 0 has 3", "has 2");
        refused(
                () -> MeanLogisticLoss.of(new double[][] {{0, Double.NaN}}, one, box),
                "Coordinate 1 of input 0",
                "NaN");
        MeanLogisticLoss f = MeanLogisticLoss.fivePoints();
        refused(() -> f.weightDecay(-1), "-1.0");
        refused(() -> f.weightDecay(Double.NaN), "NaN");
        refused(() -> f.over(Box.cube(3, 0, 1)), "3 coordinates", "2");
        refused(() -> f.overDomain(0), "0.0");
        MeanLogisticLoss constant = MeanLogisticLoss.of(new double[1][2], one, box);
        String zero =
                assertThrows(IllegalStateException.class, constant::everywhere).getMessage();
        assertTrue(zero.contains("L = 0"), zero);
        assertThrows(IllegalStateException.class, () -> constant.overDomain(0.1));
        String decay = assertThrows(
                        IllegalStateException.class, () -> f.weightDecay(0.5).everywhere())
                .getMessage();
        assertTrue(decay.contains("0.5") && decay.contains("overDomain"), decay);
    }
}
