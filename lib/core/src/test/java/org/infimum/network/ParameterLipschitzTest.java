package org.infimum.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.infimum.Box;
import org.infimum.linalg.Euclidean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParameterLipschitzTest {
    static TrainingData data(Network network, Loss loss, int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int k = network.output().size();
        double[][] x = new double[n][];
        double[][] y = new double[n][k];
        for (int i = 0; i < n; i++) {
            x[i] = Samples.normal(
                    random,
                    network.input().size(),
                    1 / Math.sqrt(network.input().size()));
            if (loss == Loss.SQUARED) {
                y[i] = Samples.normal(random, k, 1);
            } else if (k == 1) {
                y[i][0] = i % 2 == 0 ? 1 : -1;
            } else {
                y[i][i % k] = 1;
            }
        }
        return new TrainingData(x, y);
    }

    static ParameterSet cube(double[] centre, double half) {
        double[] low = centre.clone();
        double[] high = centre.clone();
        for (int p = 0; p < low.length; p++) {
            low[p] -= half;
            high[p] += half;
        }
        return ParameterSet.box(Box.of(low, high), centre);
    }

    private static double atCentre(TrainingLoss f) {
        double[] theta = f.network().parameters();
        double[] gradient = new double[theta.length];
        f.gradient(theta, gradient);
        return Euclidean.norm(gradient);
    }

    private static void noSteeperPoint(TrainingLoss f, double r, int starts) {
        double[] theta = f.network().parameters();
        ParameterSet ball = ParameterSet.ball(theta, r);
        ParameterSet box = cube(theta, r / Math.sqrt(theta.length));
        for (ParameterSet set : List.of(ball, box, cube(theta, r / 2).within(r))) {
            double found = new Adversary(f, set, 1).largestGradient(starts, 20);
            ParameterLipschitz bound = ParameterLipschitz.of(f, set, 4);
            assertTrue(
                    bound.value() >= found * (1 - 1e-12),
                    () -> f.loss() + " over the " + set + ": " + bound.value() + " < " + found);
            for (double other : bound.byRule().values()) {
                assertTrue(other >= found * (1 - 1e-12), () -> f.loss() + " over the " + set + ": " + bound.byRule());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void neverBelowWhatAnAdversaryFinds(Loss loss) {
        for (int seed = 0; seed < 2; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int k = loss == Loss.HINGE && seed % 2 == 0 ? 1 : 3;
            for (Network network : List.of(
                    Samples.perceptron(random, Activation.relu(), 4, 6, k),
                    Samples.perceptron(random, Activation.relu(), 3, 5, 4, k),
                    Samples.convolutional(random, k))) {
                TrainingLoss f = new TrainingLoss(network, data(network, loss, 5, seed), loss, 0.1 * seed);
                for (double r : new double[] {1e-5, 0.03, 1}) {
                    noSteeperPoint(f, r, 2);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyActivation(Activation.Kind kind) {
        SplittableRandom random = new SplittableRandom(5);
        Network network = Samples.perceptron(random, Activation.of(kind), 3, 5, 4, 2);
        for (Loss loss : Loss.values()) {
            for (double r : new double[] {1e-4, 0.1, 1}) {
                noSteeperPoint(new TrainingLoss(network, data(network, loss, 4, 6), loss, 0.02), r, 2);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void tendsToTheGradientAtTheCentre(Loss loss) {
        for (int seed = 0; seed < 5; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (Network network : List.of(
                    Samples.perceptron(random, Activation.relu(), 4, 8, 8, 3), Samples.convolutional(random, 3))) {
                TrainingLoss f = new TrainingLoss(network, data(network, loss, 5, seed), loss, 0.01);
                double bound = once(f, ParameterSet.ball(network.parameters(), 1e-9));
                assertEquals(1, bound / atCentre(f), 1e-4, loss + " " + seed);
            }
        }
    }

    @Test
    void smallerSetsHaveSmallerConstants() {
        Network network = Samples.convolutional(new SplittableRandom(8), 3);
        for (Loss loss : Loss.values()) {
            TrainingLoss f = new TrainingLoss(network, data(network, loss, 5, 9), loss, 0.1);
            double before = 0;
            for (double r = 1e-4; r < 2; r *= 3) {
                double bound = once(f, ParameterSet.ball(network.parameters(), r));
                assertTrue(bound >= before, loss + " " + r);
                before = bound;
                ParameterSet box = cube(network.parameters(), r);
                assertTrue(once(f, box.within(r)) <= Math.min(bound, once(f, box)), loss + " " + r);
            }
        }
    }

    private static double once(TrainingLoss f, ParameterSet set) {
        return ParameterLipschitz.of(f, set, 1).value();
    }

    @Test
    void moreEvaluationsSharpenTheConstantOfABall() {
        Network network = Samples.perceptron(new SplittableRandom(8), Activation.relu(), 4, 8, 8, 3);
        TrainingLoss f = new TrainingLoss(network, data(network, Loss.SQUARED, 5, 9), Loss.SQUARED, 0);
        ParameterSet ball = ParameterSet.ball(network.parameters(), 0.5);
        double before = once(f, ball);
        for (int evaluations : new int[] {8, 32, 128}) {
            double bound = ParameterLipschitz.of(f, ball, evaluations).value();
            assertTrue(bound < before);
            before = bound;
        }
        assertTrue(before < 0.7 * once(f, ball));
        assertThrows(IllegalArgumentException.class, () -> ParameterLipschitz.of(f, ball, 0));
    }

    @Test
    void scalesWithAHomogeneousNetwork() {
        // theta -> 2 theta multiplies a bias-free ReLU network of two layers by 4 and the gradient of a squared loss
        // with targets times 4 by 8;
        // everything scales by powers of two, so the bound does to the last bits
        SplittableRandom random = new SplittableRandom(10);
        Network network = Network.of(
                Shape.vector(3),
                new Dense(6, 3, Samples.normal(random, 18, 1), new double[6]),
                Activation.relu(),
                new Dense(2, 6, Samples.normal(random, 12, 1), new double[2]));
        double[][] x = {{1, -2, 0.5}, {0.3, 0.7, -1}};
        double[][] y = {{1, 2}, {-1, 0.5}};
        double[][] fourfold = {{4, 8}, {-4, 2}};
        double[] theta = network.parameters();
        double[] low = theta.clone();
        double[] high = theta.clone();
        for (int p = 0; p < theta.length; p++) {
            boolean weight = p < 18 || (p >= 24 && p < 36);
            low[p] -= weight ? 0.125 : 0;
            high[p] += weight ? 0.125 : 0;
        }
        double one = new TrainingLoss(network, new TrainingData(x, y), Loss.SQUARED, 0)
                .lipschitz(ParameterSet.box(Box.of(low, high), theta))
                .value();
        for (int p = 0; p < theta.length; p++) {
            theta[p] *= 2;
            low[p] *= 2;
            high[p] *= 2;
        }
        double eight = new TrainingLoss(network, new TrainingData(x, fourfold), Loss.SQUARED, 0)
                .lipschitz(ParameterSet.box(Box.of(low, high), theta))
                .value();
        assertEquals(8, eight / one, 1e-9);
    }

    @Test
    void aDeadNetworkStillHasAPositiveConstant() {
        Network dead = Network.of(
                Shape.vector(2),
                new Dense(3, 2, new double[6], new double[3]),
                Activation.relu(),
                new Dense(1, 3, new double[3], new double[1]));
        TrainingData data = new TrainingData(new double[][] {{1, 2}}, new double[][] {{1}});
        TrainingLoss f = new TrainingLoss(dead, data, Loss.SQUARED, 0);
        assertTrue(f.lipschitz(ParameterSet.ball(dead.parameters(), 0)).value() > 0);
        // at the centre only the last bias has a gradient, of 1
        double small = f.lipschitz(ParameterSet.ball(dead.parameters(), 1e-6)).value();
        assertEquals(1, small, 1e-4);
        noSteeperPoint(f, 1, 20);
        // a hinge that cannot be met: f is constant
        TrainingLoss met = new TrainingLoss(
                dead.withParameters(new double[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5}), data, Loss.HINGE, 0);
        double none = met.lipschitz(ParameterSet.ball(met.network().parameters(), 0.1))
                .value();
        assertTrue(none > 0 && none < 1e-20, () -> "" + none);
    }

    @Test
    void oneSquareIsExact() {
        // f = 1/2 (w x + b - y)^2 with x = 3, y = 1 around (0, 0): the gradient is (w x + b - y)(x, 1), largest at w =
        // -R x / sqrt(10)
        Network line = Network.of(Shape.vector(1), new Dense(1, 1, new double[1], new double[1]));
        TrainingLoss f =
                new TrainingLoss(line, new TrainingData(new double[][] {{3}}, new double[][] {{1}}), Loss.SQUARED, 0);
        double r = 0.5;
        double exact = (1 + r * Math.sqrt(10)) * Math.sqrt(10);
        double bound = f.lipschitz(ParameterSet.ball(new double[2], r)).value();
        assertTrue(bound >= exact);
        assertEquals(exact, bound, 1e-9);
    }
}
