package org.infimum.network;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.infimum.Box;
import org.infimum.linalg.Euclidean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The enclosures themselves, layer by layer, where they are so tight that an error could not hide. */
class EnclosureTest {
    // what the computed point itself may be off
    private static final double SLACK = 1e-11;

    private static List<ParameterSet> sets(double[] theta, SplittableRandom random) {
        List<ParameterSet> sets = new ArrayList<>();
        for (double r : new double[] {1e-7, 0.05, 1}) {
            sets.add(ParameterSet.ball(theta, r));
            double[] low = theta.clone();
            double[] high = theta.clone();
            for (int p = 0; p < low.length; p++) {
                // every other coordinate is fixed on one side, some on both
                low[p] -= random.nextInt(3) == 0 ? 0 : r * random.nextDouble();
                high[p] += random.nextInt(3) == 0 ? 0 : r * random.nextDouble();
            }
            ParameterSet box = ParameterSet.box(Box.of(low, high), theta);
            sets.add(box);
            sets.add(box.within(r));
        }
        return sets;
    }

    private static double[] member(ParameterSet set, SplittableRandom random) {
        double[] theta = set.centre();
        double[] step = Samples.normal(random, theta.length, 1);
        if (random.nextBoolean()) {
            // a few coordinates only: where a single row or weight moves, the bounds are sharp
            int only = random.nextInt(theta.length);
            for (int p = 0; p < step.length; p++) {
                step[p] *= p == only || random.nextInt(10) == 0 ? 1 : 0;
            }
        }
        double length = Euclidean.norm(step);
        double far = Double.isFinite(set.radius()) ? set.radius() * (1 - 1e-12) : 1e3;
        for (int p = 0; p < theta.length; p++) {
            theta[p] += length == 0 ? 0 : far * step[p] / length;
        }
        set.enclosingBox().project(theta);
        return theta;
    }

    private static void holds(Enclosure set, double[] v, String what) {
        double size = 1 + Euclidean.norm(v);
        for (int k = 0; k < v.length; k++) {
            assertTrue(
                    v[k] >= set.lower[k] - SLACK * size && v[k] <= set.upper[k] + SLACK * size, what + " entry " + k);
        }
        assertTrue(Euclidean.distance(v, set.centre) <= set.deviation + SLACK * size, what + " deviation");
        assertTrue(Euclidean.norm(v) <= set.norm + SLACK * size, what + " norm");
    }

    private static void encloses(Network network, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = Samples.normal(random, network.input().size(), 1);
        int outputs = network.output().size();
        double[] d = Samples.normal(random, outputs, 1);
        double spread = random.nextBoolean() ? 0 : 0.1;
        for (ParameterSet set : sets(network.parameters(), random)) {
            ParameterBlocks blocks = new ParameterBlocks(set);
            ArrayDeque<Enclosure> tape = new ArrayDeque<>();
            Enclosure output = network.chain().enclose(blocks, Enclosure.point(x), tape);
            double[] low = Arrays.stream(d).map(e -> e - spread).toArray();
            double[] high = Arrays.stream(d).map(e -> e + spread).toArray();
            Enclosure delta = new Enclosure(d.clone(), low, high, Double.MAX_VALUE, Double.MAX_VALUE);
            GradientSums sums = new GradientSums(network.parameterCount());
            Enclosure inward = network.chain().encloseBack(blocks, delta, tape, sums);
            double[] middle = new double[network.parameterCount()];
            network.pass(set.centre(), x).backward(d, middle);
            for (int t = 0; t < 30; t++) {
                double[] theta = member(set, random);
                Network.Pass pass = network.pass(theta, x);
                String what = network.layers() + " over the " + set + ", seed " + seed;
                holds(output, pass.output(), what + ": output");
                double[] back = d.clone();
                for (int j = 0; j < outputs; j++) {
                    back[j] += spread * (2 * random.nextInt(2) - 1);
                }
                double[] gradient = new double[theta.length];
                holds(inward, pass.backward(back, gradient), what + ": gradient in the input");
                for (int p = 0; p < theta.length; p++) {
                    double slack = SLACK * (1 + Math.abs(gradient[p]));
                    assertTrue(gradient[p] >= sums.lower(p) - slack && gradient[p] <= sums.upper(p) + slack, what);
                    assertTrue(Math.abs(sums.centre(p) - middle[p]) <= slack, what);
                }
                for (GradientSums.OfBlock block : sums.blocks()) {
                    int from = block.block.stage.offset;
                    int to = from + block.block.stage.links.coefficients();
                    // fixed coordinates take no part
                    double[] own = new double[to - from];
                    double[] apart = new double[to - from];
                    for (int p = from; p < to; p++) {
                        own[p - from] = set.fixes(p) ? 0 : gradient[p];
                        apart[p - from] = set.fixes(p) ? 0 : gradient[p] - middle[p];
                    }
                    double slack = SLACK * (1 + Euclidean.norm(own));
                    assertTrue(Euclidean.norm(own) <= block.norm + slack, what + ": norm");
                    assertTrue(Euclidean.norm(apart) <= block.deviation + slack, what + ": deviation");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void singleLayers(int which) {
        for (long seed = 0; seed < 15; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Shape image = new Shape(2, 4, 5);
            Window window = new Window(3, 2, 2, 1, 1, 0, 1, 1);
            Convolution first = Samples.convolution(random, image, 2, window);
            Layer second =
                    switch (which) {
                        case 0 -> Activation.relu();
                        case 1 -> new Pooling(Pooling.Kind.MAX, Window.of(2, 1).padded(1));
                        case 2 -> new Pooling(Pooling.Kind.AVERAGE, Window.of(2, 2));
                        case 3 -> new Affine(new double[] {-2, 0.5}, new double[] {0.3, -0.7});
                        case 4 ->
                            Residual.of(Samples.convolution(
                                    random, first.output(), 2, Window.of(3, 1).padded(1)));
                        case 5 -> Samples.dense(random, 3, first.output().size());
                        default ->
                            new Residual(
                                    List.of(Samples.convolution(
                                            random,
                                            first.output(),
                                            1,
                                            Window.of(3, 2).padded(1))),
                                    List.of(Samples.convolution(random, first.output(), 1, Window.of(1, 2))));
                    };
            encloses(Network.of(image, first), seed);
            encloses(Network.of(image, first, second), seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void activations(Activation.Kind kind) {
        for (long seed = 0; seed < 15; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            encloses(Network.of(Shape.vector(3), Samples.dense(random, 4, 3), Activation.of(kind)), seed);
            encloses(Samples.perceptron(random, Activation.of(kind), 3, 5, 4, 2), seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void gradientsOfLosses(Loss loss) {
        for (long seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int k = loss == Loss.HINGE && seed % 3 == 0 ? 1 : 3;
            double scale = Math.pow(10, random.nextInt(4) - 1);
            double[] centre = Samples.normal(random, k, scale);
            double half = Math.pow(10, random.nextInt(6) - 4);
            double[] low = Arrays.stream(centre)
                    .map(c -> c - half * random.nextDouble())
                    .toArray();
            double[] high = Arrays.stream(centre)
                    .map(c -> c + half * random.nextDouble())
                    .toArray();
            double around = half * 2 * random.nextDouble();
            double[] y = new double[k];
            y[random.nextInt(k)] = k == 1 && random.nextBoolean() ? -1 : 1;
            Enclosure z = new Enclosure(centre, low.clone(), high.clone(), around, Double.MAX_VALUE);
            Enclosure gradients = LossEnclosure.gradients(loss, z, y);
            for (int t = 0; t < 50; t++) {
                double[] v = new double[k];
                for (int j = 0; j < k; j++) {
                    v[j] = switch (random.nextInt(3)) {
                        case 0 -> low[j];
                        case 1 -> high[j];
                        default -> low[j] + random.nextDouble() * (high[j] - low[j]);
                    };
                }
                double far = Euclidean.distance(v, centre);
                for (int j = 0; far > around && j < k; j++) {
                    v[j] = centre[j] + (v[j] - centre[j]) * around / far * (1 - 1e-12);
                }
                holds(gradients, loss.gradient(v, y), loss + " " + Arrays.toString(v) + ", seed " + seed);
            }
        }
    }

    @Test
    void aMaximumCanBeOvertaken() {
        Shape pair = new Shape(1, 1, 2);
        MaxStage stage = new MaxStage(WindowLinks.pooling(new Window(1, 2, 1, 1, 0, 0, 0, 0), pair));
        Enclosure z = new Enclosure(
                new double[] {1, 0.99}, new double[] {1, 0.49}, new double[] {1, 1.49}, 0.5, Double.MAX_VALUE);
        ParameterBlocks none = new ParameterBlocks(ParameterSet.ball(new double[1], 0));
        ArrayDeque<Enclosure> tape = new ArrayDeque<>();
        Enclosure largest = stage.enclose(none, z, tape);
        holds(largest, new double[] {1.49}, "overtaken");
        holds(largest, new double[] {1}, "not overtaken");
        Enclosure back = stage.encloseBack(none, Enclosure.point(new double[] {2}), tape, new GradientSums(1));
        holds(back, new double[] {2, 0}, "not overtaken");
        holds(back, new double[] {0, 2}, "overtaken");
    }
}
