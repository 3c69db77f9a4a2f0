package org.infimum.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.infimum.Box;
import org.junit.jupiter.api.Test;

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

    @Test
    void neverBelowWhatAnAdversaryFinds() {
        List<String> table = new ArrayList<>();
        for (int net = 0; net < 3; net++) {
            SplittableRandom random = new SplittableRandom(net);
            for (Loss loss : Loss.values()) {
                int k = loss == Loss.HINGE && net == 0 ? 1 : 3;
                Network network =
                        switch (net) {
                            case 0 -> Samples.perceptron(random, Activation.relu(), 4, 8, k);
                            case 1 -> Samples.perceptron(random, Activation.relu(), 4, 8, 8, k);
                            default -> Samples.convolutional(random, k);
                        };
                for (double wd : new double[] {0, 0.1}) {
                    TrainingLoss f = new TrainingLoss(network, data(network, loss, 10, 7), loss, wd);
                    for (double r : new double[] {1e-4, 1e-2, 0.1, 0.5, 1}) {
                        for (ParameterSet set : List.of(
                                ParameterSet.ball(network.parameters(), r),
                                cube(network.parameters(), r / Math.sqrt(network.parameterCount())))) {
                            ParameterLipschitz bound = ParameterLipschitz.of(f, set);
                            double found = new Adversary(f, set, 1).largestGradient(6, 60);
                            table.add(String.format(
                                    Locale.ROOT,
                                    "%d %-22s wd %.1f %-26s found %9.4g bound %9.4g ratio %8.3f  %s",
                                    net,
                                    loss,
                                    wd,
                                    set,
                                    found,
                                    bound.value(),
                                    bound.value() / found,
                                    bound.byRule()));
                            assertTrue(bound.value() >= found * (1 - 1e-12), table.get(table.size() - 1));
                        }
                    }
                }
            }
        }
        table.forEach(System.out::println);
    }
}
