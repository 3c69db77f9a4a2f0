package org.infimum.relu;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReluProblemTest {
    private static final double[][] X = {{1, 0}, {0, 1}, {-1, 1}};
    private static final double[] LABELS = {1, -1, 1};

    @Test
    void objectivesByTheFormula() {
        TwoLayerNetwork network = TwoLayerNetwork.of(new double[][] {{2, 0}}, new double[] {1}, 2);
        ReluProblem problem = ReluProblem.twoLayer(X, LABELS).weightDecay(0.5);
        // predictions 2, 0, 0; an upper bound a few units in the last place above the exact values
        assertEquals(0.5 * (1 + 1 + 1) + 0.25 * 5, problem.objective(network), 1e-13);
        assertEquals(0 + 1 + 1 + 1.25, problem.loss(ConvexLoss.HINGE).objective(network), 1e-13);
        assertEquals(
                Math.log1p(Math.exp(-2)) + 2 * Math.log(2) + 1.25,
                problem.loss(ConvexLoss.LOGISTIC).objective(network),
                1e-13);
    }

    @Test
    void theEmptyNetworkOnZeroTargetsIsExact() {
        ReluProblem problem = ReluProblem.twoLayer(X, new double[3]).weightDecay(1);
        assertEquals(0, problem.objective(TwoLayerNetwork.of(new double[0][], new double[0], 2)), 0);
    }

    @Property(tries = 200)
    void theObjectiveIsAnUpperBoundInExactArithmetic(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = random.nextInt(1, 6);
        int d = random.nextInt(1, 4);
        int m = random.nextInt(0, 5);
        double scale = Math.scalb(1.0, random.nextInt(-60, 60));
        double[][] x = new double[n][d];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            y[i] = random.nextGaussian();
            for (int k = 0; k < d; k++) {
                x[i][k] = scale * random.nextGaussian();
            }
        }
        double[][] hidden = new double[m][d];
        double[] output = new double[m];
        for (int j = 0; j < m; j++) {
            output[j] = random.nextGaussian();
            for (int k = 0; k < d; k++) {
                hidden[j][k] = random.nextGaussian() / scale;
            }
        }
        double beta = random.nextDouble(0.01, 2);
        BigDecimal exact = BigDecimal.ZERO;
        for (int i = 0; i < n; i++) {
            BigDecimal rest = new BigDecimal(-y[i]);
            for (int j = 0; j < m; j++) {
                BigDecimal t = BigDecimal.ZERO;
                for (int k = 0; k < d; k++) {
                    t = t.add(new BigDecimal(hidden[j][k]).multiply(new BigDecimal(x[i][k])));
                }
                rest = rest.add(t.max(BigDecimal.ZERO).multiply(new BigDecimal(output[j])));
            }
            exact = exact.add(rest.multiply(rest).multiply(new BigDecimal(0.5)));
        }
        BigDecimal squares = BigDecimal.ZERO;
        for (int j = 0; j < m; j++) {
            squares = squares.add(new BigDecimal(output[j]).pow(2));
            for (double weight : hidden[j]) {
                squares = squares.add(new BigDecimal(weight).pow(2));
            }
        }
        exact = exact.add(squares.multiply(new BigDecimal(beta / 2)));
        double upper = ReluProblem.twoLayer(x, y).weightDecay(beta).objective(TwoLayerNetwork.of(hidden, output, d));
        assertTrue(new BigDecimal(upper).compareTo(exact) >= 0);
        // and not far above: rounding of a few dozen operations
        assertEquals(exact.doubleValue(), upper, 1e-12 * exact.doubleValue());
    }

    @Test
    void badInputIsRefusedWithItsValue() {
        refused(() -> ReluProblem.twoLayer(new double[0][], new double[0]), "0 samples");
        refused(() -> ReluProblem.twoLayer(X, new double[2]), "2 targets");
        refused(() -> ReluProblem.twoLayer(new double[][] {{1}, {1, 2}}, new double[2]), "Sample 1");
        refused(() -> ReluProblem.twoLayer(new double[][] {{Double.NaN}}, new double[1]), "NaN");
        refused(() -> ReluProblem.twoLayer(X, new double[] {1, 2, Double.POSITIVE_INFINITY}), "Infinity");
        ReluProblem problem = ReluProblem.twoLayer(X, new double[] {1, 2, 1});
        for (double beta : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            refused(() -> problem.weightDecay(beta), Double.toString(beta));
        }
        refused(() -> problem.loss(ConvexLoss.HINGE), "2.0");
        refused(() -> problem.loss(ConvexLoss.LOGISTIC), "2.0");
        TwoLayerNetwork other = TwoLayerNetwork.of(new double[][] {{1}}, new double[] {1}, 1);
        refused(() -> problem.weightDecay(1).objective(other), "1 inputs");
        TwoLayerNetwork biased = TwoLayerNetwork.withBias(new double[][] {{1, 1, 1}}, new double[] {1}, 2);
        refused(() -> problem.weightDecay(1).objective(biased), "withBias");
    }
}
