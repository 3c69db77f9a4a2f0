package org.infimum.network;

import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Prints how far the certified constants in the parameters lie above the largest gradient that an adversary finds: a main, not a test. Networks as drawn and after
 * gradient descent, balls and the cubes of the same diagonal.
 */
final class LipschitzRatios {
    private LipschitzRatios() {}

    public static void main(String[] arguments) {
        System.out.printf(
                "%-12s %-22s %-8s %-6s %7s %10s %10s %8s%n",
                "network", "loss", "", "set", "R", "found", "bound", "ratio");
        for (String kind : List.of("4-8-3", "4-8-8-3", "16-64-4", "convolution")) {
            for (Loss loss : Loss.values()) {
                SplittableRandom random = new SplittableRandom(1);
                Network drawn =
                        switch (kind) {
                            case "4-8-3" -> Samples.perceptron(random, Activation.relu(), 4, 8, 3);
                            case "4-8-8-3" -> Samples.perceptron(random, Activation.relu(), 4, 8, 8, 3);
                            case "16-64-4" -> Samples.perceptron(random, Activation.relu(), 16, 64, 4);
                            default -> Samples.convolutional(random, 3);
                        };
                TrainingData data = ParameterLipschitzTest.data(drawn, loss, 10, 7);
                print(kind, "drawn", new TrainingLoss(drawn, data, loss, 0));
                TrainingLoss f = new TrainingLoss(drawn, data, loss, 1e-3);
                print(kind, "trained", new TrainingLoss(drawn.withParameters(descend(f)), data, loss, 1e-3));
            }
        }
    }

    private static double[] descend(TrainingLoss f) {
        double[] theta = f.network().parameters();
        double[] gradient = new double[theta.length];
        for (int t = 0; t < 3000; t++) {
            f.gradient(theta, gradient);
            for (int p = 0; p < theta.length; p++) {
                theta[p] -= 0.05 * gradient[p];
            }
        }
        return theta;
    }

    private static void print(String kind, String state, TrainingLoss f) {
        double[] theta = f.network().parameters();
        for (double r : new double[] {1e-3, 1e-2, 0.1, 0.5}) {
            ParameterSet ball = ParameterSet.ball(theta, r);
            ParameterSet cube = ParameterLipschitzTest.cube(theta, r / Math.sqrt(theta.length));
            for (ParameterSet set : List.of(ball, cube)) {
                double found = new Adversary(f, set, 1).largestGradient(8, 60);
                double bound = ParameterLipschitz.of(f, set).value();
                System.out.printf(
                        Locale.ROOT,
                        "%-12s %-22s %-8s %-6s %7.3f %10.4g %10.4g %8.2f%n",
                        kind,
                        f.loss(),
                        state,
                        set == ball ? "ball" : "cube",
                        r,
                        found,
                        bound,
                        bound / found);
            }
        }
    }
}
