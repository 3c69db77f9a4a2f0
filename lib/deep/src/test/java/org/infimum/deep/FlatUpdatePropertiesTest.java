package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The passes on vectors of any length against the formulas in double precision, and on any number of threads. */
class FlatUpdatePropertiesTest {
    private static final double L2 = 0.02;
    private static final int STEPS = 3;

    @BeforeContainer
    static void start() {
        Backend.start();
    }

    private static MultiLayerNetwork network(int in, int out) {
        var net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .l2(L2)
                .list()
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(in)
                        .nOut(out)
                        .activation(Activation.IDENTITY)
                        .build())
                .build());
        net.init();
        return net;
    }

    private static float[] random(int n, SplittableRandom random) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
        }
        return x;
    }

    private static float[] floats(INDArray array) {
        return array.dup().data().asFloat();
    }

    private static void assertClose(double[] expected, float[] actual) {
        double square = 0;
        double difference = 0;
        for (int k = 0; k < expected.length; k++) {
            square += expected[k] * expected[k];
            difference += Math.pow(expected[k] - actual[k], 2);
            assertTrue(Math.abs(expected[k] - actual[k]) <= 1e-4 * (1 + Math.abs(expected[k])), "component " + k);
        }
        assertEquals(0, Math.sqrt(difference / square), 1e-5);
    }

    private static double norm(double[] x) {
        double square = 0;
        for (double component : x) {
            square += component * component;
        }
        return Math.sqrt(square);
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void adamAndEveAreTheirFormulas(
            @ForAll @IntRange(min = 1, max = 2100) int in,
            @ForAll @IntRange(min = 1, max = 20) int out,
            @ForAll @IntRange(min = 1, max = 130) int batch,
            @ForAll boolean eve,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MultiLayerNetwork net = network(in, out);
        AttachedSolver attached = (eve ? Eve.rate(0.01) : Dl4jSolver.adam(0.01)).attachTo(net);
        // 1, then a rise by a factor 1.5, then one of 1.05 that counts as 1.1
        double[] scores = {2, 3, 3.15};
        double[] d = {1, 0.999 + 0.001 * 0.5, 0.999 * (0.999 + 0.001 * 0.5) + 0.001 * 0.1};
        int n = (int) net.numParams();
        double[] m = new double[n];
        double[] v = new double[n];
        double[] step = new double[n];
        float[] x = floats(net.params());
        for (int t = 0; t < STEPS; t++) {
            net.setScore(scores[t]);
            double divisor = eve ? d[t] : 1;
            float[] sum = random(n, random);
            double[] mean = new double[n];
            for (int k = 0; k < n; k++) {
                mean[k] = sum[k] / (double) batch;
                // in floats: where mean and decay cancel, Adam's first step would make much of their rounding
                float g = sum[k] * (1f / batch);
                g += k < in * out ? (float) L2 * x[k] : 0;
                m[k] = 0.9 * m[k] + 0.1 * g;
                v[k] = 0.999 * v[k] + 0.001 * ((double) g * g);
                // DL4J's form, the paper's at the end of Sec. 2: epsilon is added before the bias is corrected
                double rate = 0.01 * Math.sqrt(1 - Math.pow(0.999, t + 1)) / (1 - Math.pow(0.9, t + 1));
                step[k] = rate * m[k] / (divisor * Math.sqrt(v[k]) + 1e-8);
            }
            update(net, sum, t, batch);
            assertClose(step, floats(net.getFlattenedGradients()));
            assertEquals(norm(mean), attached.last().gradientNorm(), 1e-6 * norm(mean));
            assertEquals(norm(step), attached.last().stepLength(), 1e-5 * norm(step));
        }
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void bpGradIsItsFormula(
            @ForAll @IntRange(min = 1, max = 2100) int in,
            @ForAll @IntRange(min = 1, max = 20) int out,
            @ForAll @IntRange(min = 1, max = 130) int batch,
            @ForAll BpGrad.Momentum form,
            @ForAll BpGrad.Decay decay,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MultiLayerNetwork net = network(in, out);
        AttachedSolver attached =
                BpGrad.lipschitz(7).momentum(form).decay(decay).attachTo(net);
        boolean onStep = form == BpGrad.Momentum.ON_STEP;
        boolean late = decay == BpGrad.Decay.AFTER_NORM;
        int n = (int) net.numParams();
        double[] u = new double[n];
        double[] g = new double[n];
        double[] step = new double[n];
        float[] x = floats(net.params());
        double squares = 0;
        for (int k = 0; k < in * out; k++) {
            squares += (double) x[k] * x[k];
        }
        double eta = decay == BpGrad.Decay.IN_OBJECTIVE ? 0.3 : (2.1 - L2 / 2 * squares) / 7;
        // more weights than the score has room for: f would be negative, which is no loss
        net.setScore(eta < 0 ? 2.1 + L2 / 2 * squares : 2.1);
        eta = eta < 0 ? 0.3 : eta;
        for (int t = 0; t < STEPS; t++) {
            float[] sum = random(n, random);
            double[] r = new double[n];
            for (int k = 0; k < n; k++) {
                r[k] = k < in * out ? L2 * x[k] : 0;
                g[k] = sum[k] / (double) batch + (late ? 0 : r[k]);
            }
            double norm = norm(g);
            for (int k = 0; k < n; k++) {
                double direction = (g[k] + (late ? r[k] : 0)) / norm;
                u[k] = 0.9 * u[k] + (onStep ? eta : 1) * direction;
                step[k] = onStep ? u[k] : eta * u[k];
            }
            update(net, sum, t, batch);
            assertClose(step, floats(net.getFlattenedGradients()));
            assertEquals(eta, attached.last().stepSize(), 1e-4 * eta + 1e-4 * L2 * squares / 7);
            assertEquals(norm, attached.last().gradientNorm(), 1e-6 * norm);
            assertEquals(norm(step), attached.last().stepLength(), 1e-5 * norm(step));
        }
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    void aliGAndSpsAreTheirFormulas(
            @ForAll @IntRange(min = 1, max = 2100) int in,
            @ForAll @IntRange(min = 1, max = 20) int out,
            @ForAll @IntRange(min = 1, max = 130) int batch,
            @ForAll boolean sps,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        MultiLayerNetwork net = network(in, out);
        AttachedSolver attached = (sps ? Sps.bounded(0.05) : AliG.rate(0.05)).attachTo(net);
        int n = (int) net.numParams();
        double[] u = new double[n];
        double[] g = new double[n];
        double[] step = new double[n];
        float[] x = floats(net.params());
        net.setScore(2.1);
        for (int t = 0; t < STEPS; t++) {
            float[] sum = random(n, random);
            for (int k = 0; k < n; k++) {
                g[k] = sum[k] / (double) batch + (k < in * out ? L2 * x[k] : 0);
            }
            double square = norm(g) * norm(g);
            double gamma = Math.min(0.05, sps ? 2.1 / (0.5 * square) : 2.1 / (square + 1e-5));
            for (int k = 0; k < n; k++) {
                u[k] = 0.9 * u[k] + gamma * g[k];
                step[k] = gamma * g[k] + (sps ? 0 : 0.9 * u[k]);
            }
            update(net, sum, t, batch);
            assertClose(step, floats(net.getFlattenedGradients()));
            assertEquals(gamma, attached.last().stepSize(), 2e-6 * gamma);
            assertEquals(norm(g), attached.last().gradientNorm(), 1e-6 * norm(g));
            assertEquals(norm(step), attached.last().stepLength(), 1e-5 * norm(step));
        }
    }

    private static void update(MultiLayerNetwork net, float[] gradient, int iteration, int batch) {
        INDArray flat = net.getFlattenedGradients();
        flat.assign(Nd4j.createFromArray(gradient).reshape(flat.shape()));
        ((MultiLayerUpdater) net.getUpdater())
                .update(new DefaultGradient(flat), iteration, 0, batch, LayerWorkspaceMgr.noWorkspaces());
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    void theSameBitsOnAnyNumberOfThreads(
            @ForAll @IntRange(min = 1, max = 20_000) int in,
            @ForAll @IntRange(min = 1, max = 30) int out,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long seed) {
        MultiLayerNetwork net = network(in, out);
        Dl4jSolver.adam(0.01).attachTo(net);
        MultiLayerUpdater updater = (MultiLayerUpdater) net.getUpdater();
        float[] gradient = random((int) net.numParams(), new SplittableRandom(seed));
        float[] step = null;
        float[] state = null;
        double[] sums = null;
        for (int threads : new int[] {1, 2, 3, 7}) {
            INDArray flat = net.getFlattenedGradients();
            flat.assign(Nd4j.createFromArray(gradient).reshape(flat.shape()));
            updater.getStateViewArray().assign(0.5);
            FlatUpdate update = FlatUpdate.of(
                            updater.getUpdaterBlocks(), net.params(), flat, updater.getStateViewArray(), threads)
                    .orElseThrow();
            Iteration iteration = new Iteration(3, 0, 1, 10);
            var terms = FlatTerms.of(update.segments(), iteration).orElseThrow();
            double[] found = {
                update.run(new SquaresPass(update.vectors())),
                update.run(AdamPass.of(update, terms, block -> AdamFactors.of(block, iteration)))
            };
            if (threads == 1) {
                step = floats(flat);
                state = floats(updater.getStateViewArray());
                sums = found;
            }
            assertArrayEquals(step, floats(flat));
            assertArrayEquals(state, floats(updater.getStateViewArray()));
            assertArrayEquals(sums, found);
        }
    }
}
