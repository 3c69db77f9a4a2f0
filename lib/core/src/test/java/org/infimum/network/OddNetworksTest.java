package org.infimum.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.infimum.Box;
import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.Minimizer;
import org.infimum.bpgrad.BranchAndPrune;
import org.infimum.bpgrad.Lipo;
import org.infimum.lipschitz.LipschitzBound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bounds of networks against exact arithmetic, where rounding, ties, kinks and the ends of double precision would hide or make a violation. */
class OddNetworksTest {
    private static final BigDecimal DIGITS_OF_EXACT = new BigDecimal("1e-70");

    /** |f(theta) - f(theta')| &le; L ||theta - theta'|| and the value's error, in 80 digits. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noExactSlopeExceedsTheConstant(boolean extreme) {
        int bounded = 0;
        for (int seed = 0; seed < 60; seed++) {
            Oddities odd = new Oddities(seed, extreme);
            TrainingLoss f = odd.loss();
            ParameterSet set = odd.set(f.network().parameters());
            double bound;
            double error;
            try {
                bound = ParameterLipschitz.of(f, set, 1 + seed % 4).bound().value();
                error = EvaluationError.of(f, set);
            } catch (IllegalArgumentException refused) {
                assertTrue(extreme && refused.getMessage().contains("smaller"), refused::getMessage);
                continue;
            }
            bounded++;
            String name = "seed " + seed;
            for (int t = 0; t < 4; t++) {
                double[] x = odd.point(set);
                double[] gradient = new double[x.length];
                double computed = f.gradient(x, gradient);
                BigDecimal exact = Exact.value(f, x);
                assertTrue(
                        error == Double.POSITIVE_INFINITY
                                || new BigDecimal(computed)
                                                .subtract(exact)
                                                .abs()
                                                .compareTo(new BigDecimal(error))
                                        <= 0,
                        name);
                double[] y = odd.into(set, odd.moved(x, gradient, set));
                BigDecimal there = Exact.value(f, y);
                BigDecimal noise = exact.abs().max(there.abs()).multiply(DIGITS_OF_EXACT);
                BigDecimal fall = new BigDecimal(bound).multiply(Exact.distance(x, y));
                assertTrue(there.subtract(exact).abs().compareTo(fall.add(noise)) <= 0, name);
            }
        }
        assertTrue(bounded > 25, "only " + bounded);
    }

    /** ||N(x) - N(z)|| &le; L ||x - z|| in 80 digits. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noExactSlopeInTheInputExceedsTheConstant(boolean extreme) {
        int bounded = 0;
        for (int seed = 0; seed < 120; seed++) {
            Oddities odd = new Oddities(seed, extreme);
            Network net = odd.network();
            double bound;
            try {
                bound = InputLipschitz.of(net).bound().value();
            } catch (IllegalArgumentException refused) {
                assertTrue(extreme, refused::getMessage);
                continue;
            }
            bounded++;
            for (int t = 0; t < 4; t++) {
                double[] x = odd.sample(net.input().size());
                double[] z = odd.near(net, x);
                BigDecimal[] one = Exact.output(net, x);
                BigDecimal[] other = Exact.output(net, z);
                BigDecimal size = Exact.norm(one).max(Exact.norm(other)).multiply(DIGITS_OF_EXACT);
                for (int j = 0; j < one.length; j++) {
                    one[j] = one[j].subtract(other[j]);
                }
                BigDecimal most =
                        new BigDecimal(bound).multiply(Exact.distance(x, z)).add(size);
                assertTrue(Exact.norm(one).compareTo(most) <= 0, "seed " + seed);
            }
        }
        assertTrue(bounded > 60, "only " + bounded);
    }

    @ParameterizedTest
    @EnumSource
    void activationsAreWithinTheirErrorAtTheEndsOfDoublePrecision(Activation.Kind kind) {
        double[] places = {
            0, 1e-320, 1e-300, 1e-20, 1e-8, 0.3, 1, 5, 19, 30, 37, 40, 700, 709, 709.5, 709.9, 720, 740, 744.9, 746, 1e5
        };
        for (double alpha : new double[] {0, 0.01, 1 / 3.0, 1}) {
            Activation activation = new Activation(kind, alpha);
            for (double place : places) {
                for (double u : new double[] {place, -place}) {
                    BigDecimal exact = Exact.activation(activation, new BigDecimal(u));
                    String name = kind + " at " + u;
                    assertTrue(exact.compareTo(new BigDecimal(activation.valueDown(u))) >= 0, name);
                    assertTrue(exact.compareTo(new BigDecimal(activation.valueUp(u))) <= 0, name);
                }
            }
        }
    }

    @Test
    void halfOfTheSmallestWeightDecayIsNothingButItsErrorIsCounted() {
        Network line = Network.of(Shape.vector(1), new Dense(1, 1, new double[1], new double[1]));
        TrainingData nothing = new TrainingData(new double[1][1], new double[1][1]);
        TrainingLoss f = new TrainingLoss(line, nothing, Loss.SQUARED, Double.MIN_VALUE);
        double[] far = {1e150, 0};
        Box box = Box.of(new double[] {-1e150, 0}, far);
        BigDecimal error =
                new BigDecimal(f.value(far)).subtract(Exact.value(f, far)).abs();
        assertTrue(error.compareTo(new BigDecimal(new TrainingObjective(f, box).valueError())) <= 0);
    }

    @Test
    void aResidualBlockOfHugeWeightsHasABoundThoughNoSlopeIsKnown() {
        double w = 1e200;
        Dense rotation = new Dense(2, 2, new double[] {w, -w, w, w}, new double[2]);
        Network net = Network.of(Shape.vector(2), Residual.of(rotation, Activation.relu()));
        InputLipschitz bound = InputLipschitz.of(net);
        assertEquals(Math.sqrt(2), bound.bound().value() / w, 1e-8);
        assertFalse(bound.layers().get(bound.layers().size() - 1).norm().attained()
                > bound.bound().value());
    }

    @Test
    void allEqualPixelsAndWindowsWithGaps() {
        SplittableRandom random = new SplittableRandom(3);
        Shape image = new Shape(2, 4, 5);
        for (Window window : List.of(
                new Window(1, 1, 3, 2, 0, 0, 0, 0),
                new Window(4, 5, 1, 1, 3, 0, 0, 4),
                new Window(3, 2, 1, 2, 2, 1, 0, 0),
                new Window(2, 2, 3, 3, 1, 1, 1, 1))) {
            for (Pooling.Kind kind : Pooling.Kind.values()) {
                Shape out = window.over(image);
                Convolution convolution = Samples.convolution(random, image, 2, Window.of(1, 1));
                Pooling pooling = new Pooling(kind, window);
                Network net = Network.of(image, convolution, pooling, Samples.dense(random, 1, out.size()));
                double[] grey = new double[image.size()];
                Arrays.fill(grey, 0.25);
                TrainingLoss f = new TrainingLoss(
                        net, new TrainingData(new double[][] {grey}, new double[][] {{3}}), Loss.SQUARED, 0);
                double[] theta = net.parameters();
                double bound = f.lipschitz(ParameterSet.ball(theta, 1e-6)).value();
                double found = new Adversary(f, ParameterSet.ball(theta, 1e-6), 1).largestGradient(3, 10);
                assertTrue(bound >= found * (1 - 1e-12), window + " " + kind);
                // all are tied, but equal pixels have equal gradients: nothing is lost to the ties of the inputs
                assertTrue(bound < 50 * found, window + " " + kind + ": " + bound + " of " + found);
            }
        }
    }

    /** f is 1/2 where the unit is off, and 0 at w = 1: the constant of a box in which it is off proves nothing of a larger one. */
    @Test
    void aConstantProvedOnASmallerBoxProvesNothingOnALargerOne() {
        Network net = Network.of(
                Shape.vector(1),
                new Dense(1, 1, new double[] {-1}, new double[1]),
                Activation.relu(),
                new Dense(1, 1, new double[] {1}, new double[1]));
        TrainingData data = new TrainingData(new double[][] {{1}}, new double[][] {{1}});
        TrainingLoss f = new TrainingLoss(net, data, Loss.SQUARED, 0);
        Box off = Box.of(new double[] {-1.5, 0, 1, 0}, new double[] {-0.5, 0, 1, 0});
        Box both = Box.of(new double[] {-3, 0, 1, 0}, new double[] {1.5, 0, 1, 0});
        for (ParameterSet set : List.of(ParameterSet.box(off), ParameterSet.ball(net.parameters(), 0.5))) {
            LipschitzBound small = f.lipschitz(set);
            for (Minimizer method : List.of(BranchAndPrune.lipschitz(small), Lipo.lipschitz(small))) {
                Certificate here = method.minimize(new TrainingObjective(f, off))
                        .certificate()
                        .orElseThrow();
                assertEquals(set.contains(off) ? Evidence.PROVED : Evidence.CONDITIONAL, here.evidence());
            }
            Certificate there = BranchAndPrune.lipschitz(small)
                    .minimize(new TrainingObjective(f, both), new double[] {-1, 0, 1, 0})
                    .certificate()
                    .orElseThrow();
            assertEquals(Evidence.CONDITIONAL, there.evidence(), there::toString);
        }
        assertTrue(ParameterSet.box(off).contains(off));
    }
}
