package org.infimum.network;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.infimum.Box;
import org.infimum.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingObjectiveTest {
    private static final Network TINY = Samples.perceptron(new SplittableRandom(1), Activation.relu(), 1, 1, 1);
    private static final double[][] X = {{-1}, {0.3}, {2}};
    private static final double[][] Y = {{0.5}, {-0.25}, {1.7}};

    /** f of a 1-1-1 ReLU network without any rounding. */
    private static BigDecimal exact(double[] theta, double decay) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < X.length; i++) {
            BigDecimal u =
                    new BigDecimal(theta[0]).multiply(new BigDecimal(X[i][0])).add(new BigDecimal(theta[1]));
            BigDecimal z =
                    new BigDecimal(theta[2]).multiply(u.max(BigDecimal.ZERO)).add(new BigDecimal(theta[3]));
            BigDecimal error = z.subtract(new BigDecimal(Y[i][0]));
            sum = sum.add(error.pow(2));
        }
        BigDecimal square = BigDecimal.ZERO;
        for (double p : theta) {
            square = square.add(new BigDecimal(p).pow(2));
        }
        BigDecimal two = BigDecimal.valueOf(2);
        return sum.divide(two.multiply(BigDecimal.valueOf(X.length)), new MathContext(60))
                .add(new BigDecimal(decay).divide(two, new MathContext(60)).multiply(square));
    }

    @Test
    void theErrorOfEvaluationIsBounded() {
        TrainingLoss loss = new TrainingLoss(TINY, new TrainingData(X, Y), Loss.SQUARED, 0.1);
        for (double half : new double[] {1e-8, 1, 1e3}) {
            TrainingObjective f = new TrainingObjective(loss, Box.cube(4, -half, half));
            SplittableRandom random = new SplittableRandom(2);
            double worst = 0;
            for (int k = 0; k < 2000; k++) {
                double[] theta = f.domain().sample(random);
                BigDecimal difference = new BigDecimal(f.value(theta)).subtract(exact(theta, 0.1));
                worst = Math.max(worst, difference.abs().doubleValue());
            }
            assertTrue(worst <= f.valueError(), worst + " > " + f.valueError());
            assertTrue(f.valueError() < 1e-13 * (1 + half * half) * (1 + half * half), "not absurd: " + f.valueError());
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientsByFiniteDifferences(Loss loss) {
        Network network = Samples.perceptron(new SplittableRandom(3), Activation.of(Activation.Kind.TANH), 3, 4, 3);
        TrainingLoss f = new TrainingLoss(network, ParameterLipschitzTest.data(network, loss, 6, 4), loss, 0.3);
        double[] theta = network.parameters();
        double[] gradient = new double[theta.length];
        assertEquals(f.value(theta), f.gradient(theta, gradient), 0);
        for (int p = 0; p < theta.length; p++) {
            double kept = theta[p];
            theta[p] = kept + 1e-6;
            double up = f.value(theta);
            theta[p] = kept - 1e-6;
            double down = f.value(theta);
            theta[p] = kept;
            assertEquals((up - down) / 2e-6, gradient[p], 1e-7);
        }
    }

    @Test
    void lossesByHand() {
        double[] z = {1, 2, 4};
        assertEquals(0.5 * (1 + 1 + 16), Loss.SQUARED.value(z, new double[] {0, 1, 0}), 1e-15);
        assertEquals(3, Loss.HINGE.value(z, new double[] {0, 1, 0}), 1e-15);
        assertEquals(0, Loss.HINGE.value(z, new double[] {0, 0, 1}), 0);
        assertEquals(3, Loss.HINGE.value(new double[] {2}, new double[] {-1}), 1e-15);
        double total = Math.exp(1) + Math.exp(2) + Math.exp(4);
        assertEquals(Math.log(total) - 2, Loss.SOFTMAX_CROSS_ENTROPY.value(z, new double[] {0, 1, 0}), 1e-14);
        assertEquals(0, Loss.SOFTMAX_CROSS_ENTROPY.value(new double[] {1000, 0}, new double[] {1, 0}), 0);
        assertEquals(1000, Loss.SOFTMAX_CROSS_ENTROPY.value(new double[] {1000, 0}, new double[] {0, 1}), 0);
    }

    @ParameterizedTest
    @EnumSource
    void aBruteForceSearchOverTwoParametersFindsNoSteeperSlope(Loss loss) {
        // w and b of one unit; the second layer is a constant
        Network unit = Network.of(
                Shape.vector(1),
                new Dense(1, 1, new double[1], new double[1]),
                Activation.relu(),
                new Affine(new double[] {1.5}, new double[] {-0.5}));
        if (loss == Loss.SOFTMAX_CROSS_ENTROPY) {
            unit = Network.of(Shape.vector(1), new Dense(2, 1, new double[2], new double[2]), Activation.relu());
        }
        TrainingData data = ParameterLipschitzTest.data(unit, loss, 5, 3);
        int d = unit.parameterCount();
        // the last two biases of the two-class network are fixed: two unknowns everywhere
        double[] low = new double[d];
        double[] high = new double[d];
        for (int p = 0; p < 2; p++) {
            low[p] = -1;
            high[p] = 2;
        }
        TrainingObjective f = new TrainingObjective(new TrainingLoss(unit, data, loss, 0.05), Box.of(low, high));
        int n = 400;
        double h = 3.0 / n;
        double[][] values = new double[n + 1][n + 1];
        double[] theta = new double[d];
        for (int i = 0; i <= n; i++) {
            for (int j = 0; j <= n; j++) {
                theta[0] = -1 + i * h;
                theta[1] = -1 + j * h;
                values[i][j] = f.value(theta);
            }
        }
        double steepest = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double across = Math.abs(values[i + 1][j + 1] - values[i][j]) / (Math.sqrt(2) * h);
                double along =
                        Math.max(Math.abs(values[i + 1][j] - values[i][j]), Math.abs(values[i][j + 1] - values[i][j]));
                steepest = Math.max(steepest, Math.max(across, along / h));
            }
        }
        double bound = f.lipschitz().value();
        assertTrue(bound >= steepest * (1 - 1e-9), bound + " < " + steepest);
        assertTrue(bound <= 3 * steepest, bound + " is far above " + steepest);
    }

    @Test
    void saysWhatItIs() {
        TrainingLoss loss = new TrainingLoss(TINY, new TrainingData(X, Y), Loss.SQUARED, 0);
        TrainingObjective f = new TrainingObjective(loss, Box.cube(4, -1, 1));
        assertEquals(Evidence.PROVED, f.lipschitz().evidence());
        assertTrue(
                f.lipschitz().origin().contains("ParameterLipschitz"),
                f.lipschitz().origin());
        assertEquals("training loss, 4 parameters, 3 samples", f.name());
        assertEquals(Box.cube(4, -1, 1), f.domain());
        assertEquals(0, f.lowerBound());
        assertEquals(loss, f.loss());
        assertFalse(f.valueError() > 1e-13);
    }

    @Test
    void badInputIsNamed() {
        TrainingData data = new TrainingData(X, Y);
        refused(() -> new TrainingData(new double[0][], new double[0][]), "0");
        refused(() -> new TrainingData(X, new double[2][1]), "3", "2");
        refused(() -> new TrainingData(new double[][] {{1}, {Double.NaN}}, new double[2][1]), "sample 1", "NaN");
        refused(() -> TrainingData.ofClasses(X, new int[] {0, 1, 2}, 2), "0 to 1", "sample 2", "2");
        refused(() -> new TrainingLoss(TINY, data, Loss.SQUARED, -1), "-1");
        refused(() -> new TrainingLoss(TINY, data, Loss.SQUARED, Double.NaN), "NaN");
        refused(() -> new TrainingLoss(TINY, data, Loss.HINGE, 0), "-1 or 1", "0.5");
        refused(() -> new TrainingLoss(TINY, data, Loss.SOFTMAX_CROSS_ENTROPY, 0), "two outputs");
        refused(
                () -> new TrainingLoss(TINY, new TrainingData(new double[1][2], new double[1][1]), Loss.SQUARED, 0),
                "2");
        refused(() -> new TrainingLoss(TINY, new TrainingData(X, new double[3][2]), Loss.SQUARED, 0), "1 numbers", "2");
        Network two = Samples.perceptron(new SplittableRandom(1), Activation.relu(), 1, 2);
        refused(
                () -> new TrainingLoss(two, new TrainingData(X, new double[3][2]), Loss.SOFTMAX_CROSS_ENTROPY, 0),
                "sample 0",
                "[0.0, 0.0]");
        refused(
                () -> new TrainingLoss(Network.of(Shape.vector(1), Activation.relu()), data, Loss.SQUARED, 0),
                "0 parameters");
        TrainingLoss f = new TrainingLoss(TINY, data, Loss.SQUARED, 0);
        refused(() -> new TrainingObjective(f, Box.cube(3, -1, 1)), "4 parameters", "3");
        refused(() -> f.lipschitz(ParameterSet.ball(new double[3], 1)), "4 parameters", "3");
        refused(() -> f.lipschitz(ParameterSet.ball(new double[4], 1e200)), "range of double");
        refused(() -> ParameterSet.ball(new double[4], -1), "-1");
        refused(() -> ParameterSet.ball(new double[4], Double.NaN), "NaN");
        refused(() -> ParameterSet.ball(new double[] {Double.NaN}, 1), "NaN");
        refused(() -> ParameterSet.box(Box.cube(1, 0, 1), new double[] {2}), "2.0");
        refused(() -> f.value(new double[3]), "4", "3");
    }
}
