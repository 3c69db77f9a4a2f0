package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The papers' networks: sizes counted by hand, layers against their formulas, gradients against finite differences. */
class NetworksTest {
    @BeforeAll
    static void start() {
        Backend.start();
    }

    @Test
    void theQuickNetworkHasMatConvNetsSizes() {
        MultiLayerNetwork net = Networks.cifarQuick(10, 0, 1);
        long byHand = (5 * 5 * 3 + 1) * 32
                + (5 * 5 * 32 + 1) * 32
                + (5 * 5 * 32 + 1) * 64
                + (4 * 4 * 64 + 1) * 64
                + (64 + 1) * 10;
        assertEquals(145_578, byHand);
        assertEquals(byHand, net.numParams());
        List<INDArray> activations = net.feedForward(images(2, 32, 32, 1));
        assertArrayEquals(new long[] {2, 32, 32, 32}, activations.get(1).shape());
        assertArrayEquals(new long[] {2, 32, 16, 16}, activations.get(2).shape());
        assertArrayEquals(new long[] {2, 32, 8, 8}, activations.get(5).shape());
        assertArrayEquals(new long[] {2, 64, 4, 4}, activations.get(7).shape());
        assertArrayEquals(new long[] {2, 64}, activations.get(8).shape());
        assertArrayEquals(new long[] {2, 10}, activations.get(9).shape());
        assertEquals(0.01, net.getParam("0_W").stdNumber().doubleValue(), 0.001);
        assertEquals(0.05, net.getParam("3_W").stdNumber().doubleValue(), 0.001);
    }

    /** One row and column beyond the image, which neither a maximum nor an average counts. */
    @Test
    void theQuickNetworkPoolsAsMatConvNetDoes() {
        MultiLayerNetwork net = Networks.cifarQuick(10, 0, 1);
        List<INDArray> activations = net.feedForward(images(2, 32, 32, 1));
        for (int layer : new int[] {1, 4, 6}) {
            INDArray in = activations.get(layer);
            // the ReLU behind the first pooling overwrites what it reads
            INDArray out = activations.get(layer == 1 ? 3 : layer + 1);
            int side = (int) in.size(2);
            for (int row = 0; row < side / 2; row++) {
                for (int column = 0; column < side / 2; column++) {
                    double max = Double.NEGATIVE_INFINITY;
                    double sum = 0;
                    int count = 0;
                    for (int i = 2 * row; i < Math.min(2 * row + 3, side); i++) {
                        for (int j = 2 * column; j < Math.min(2 * column + 3, side); j++) {
                            double value = in.getDouble(1, 3, i, j);
                            max = Math.max(max, value);
                            sum += value;
                            count++;
                        }
                    }
                    // single precision sums of nine numbers of order 1
                    assertEquals(layer == 1 ? Math.max(0, max) : sum / count, out.getDouble(1, 3, row, column), 1e-6);
                }
            }
        }
    }

    @Test
    void alexNetHasThePapersSizes() {
        MultiLayerConfiguration configuration = AlexNet.configuration(AlexNetOptions.images(227, 1000), 1);
        long byHand = (11 * 11 * 3 + 1) * 96
                + (5 * 5 * 96 + 1) * 256
                + (3 * 3 * 256 + 1) * 384
                + (3 * 3 * 384 + 1) * 384
                + (3 * 3 * 384 + 1) * 256
                + (6 * 6 * 256 + 1) * 4096
                + (4096 + 1) * 4096
                + (4096 + 1) * 1000;
        assertEquals(62_378_344, byHand);
        assertEquals(byHand, parameters(configuration));
        assertEquals(
                byHand,
                parameters(
                        AlexNet.configuration(AlexNetOptions.images(227, 1000).withoutNormalisation(), 1)));
        assertEquals(List.of(55, 55, 27, 27, 27, 13, 13, 13, 13, 6), sides(configuration, 227, 10));
        assertEquals(
                List.of(27, 27, 13, 13, 13, 6, 6, 6, 6, 2),
                sides(AlexNet.configuration(AlexNetOptions.images(64, 1000), 1), 64, 10));
        assertEquals(
                1,
                sides(AlexNet.configuration(AlexNetOptions.images(39, 10), 1), 39, 10)
                        .get(9));
        assertEquals(
                2,
                sides(AlexNet.configuration(AlexNetOptions.images(128, 10), 1), 128, 10)
                        .get(9));
    }

    private static long parameters(MultiLayerConfiguration configuration) {
        long count = 0;
        for (NeuralNetConfiguration layer : configuration.getConfs()) {
            count += layer.getLayer().initializer().numParams(layer);
        }
        return count;
    }

    @Test
    void alexNetWithAQuarterOfTheFilters() {
        AlexNetOptions options = AlexNetOptions.images(64, 10).fraction(0.25);
        long byHand = (11 * 11 * 3 + 1) * 24
                + (5 * 5 * 24 + 1) * 64
                + (3 * 3 * 64 + 1) * 96
                + (3 * 3 * 96 + 1) * 96
                + (3 * 3 * 96 + 1) * 64
                + (2 * 2 * 64 + 1) * 1024
                + (1024 + 1) * 1024
                + (1024 + 1) * 10;
        MultiLayerNetwork net = Networks.alexNet(options, 1);
        assertEquals(byHand, net.numParams());
        // 8,712 and 38,400 normal numbers: the deviation is known to within 1 %
        assertEquals(0.01, net.getParam("0_W").stdNumber().doubleValue(), 3e-4);
        assertEquals(0.02, net.getParam("3_W").stdNumber().doubleValue(), 6e-4);
        MultiLayerNetwork plain = Networks.alexNet(options.withoutNormalisation(), 1);
        assertEquals(byHand, plain.numParams());
        assertEquals(13, plain.getnLayers());
        assertEquals(15, net.getnLayers());
        assertArrayEquals(new long[] {2, 10}, plain.output(images(2, 64, 64, 1)).shape());
        for (double wrong : new double[] {0, -0.5, 1.01, Double.NaN}) {
            String message = assertThrows(IllegalArgumentException.class, () -> options.fraction(wrong))
                    .getMessage();
            assertTrue(message.contains("not " + wrong), message);
        }
        assertThrows(IllegalArgumentException.class, () -> options.l2(-1));
        assertThrows(IllegalArgumentException.class, () -> AlexNetOptions.images(64, 1));
    }

    private static List<Integer> sides(MultiLayerConfiguration configuration, int side, int layers) {
        return configuration.getLayerActivationTypes(InputType.convolutional(side, side, 3)).subList(0, layers).stream()
                .map(type -> (int) ((InputType.InputTypeConvolutional) type).getHeight())
                .toList();
    }

    /** In single precision oneDNN computes it, which counts alpha over the whole window. */
    @Test
    void alexNetNormalisesAcrossFiveChannels() {
        MultiLayerNetwork net = Networks.alexNet(AlexNetOptions.images(39, 10), 1);
        // large enough that the normalisation differs from the identity by more than rounding
        List<INDArray> activations = net.feedForward(images(1, 39, 39, 1).muli(1e4));
        INDArray in = activations.get(1);
        INDArray out = activations.get(2);
        double least = 1;
        for (int channel = 0; channel < 96; channel++) {
            double square = 0;
            for (int c = Math.max(0, channel - 2); c <= Math.min(95, channel + 2); c++) {
                square += Math.pow(in.getDouble(0, c, 4, 7), 2);
            }
            double factor = Math.pow(1 + 1e-4 / 5 * square, -0.75);
            least = Math.min(least, factor);
            double expected = in.getDouble(0, channel, 4, 7) * factor;
            assertEquals(expected, out.getDouble(0, channel, 4, 7), 1e-5 * (1 + Math.abs(expected)));
        }
        assertTrue(least < 0.5, "the factor is too near 1 to tell: " + least);
        assertArrayEquals(new long[] {1, 10}, activations.get(15).shape());
    }

    @Test
    void fcn32sHasThePapersSizes() {
        ComputationGraphConfiguration configuration = Fcn32s.configuration(500, 375, 21, 1, 0, 1);
        long vgg = 0;
        int in = 3;
        for (int[] block : new int[][] {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}}) {
            for (int c = 0; c < block[0]; c++) {
                vgg += (3 * 3 * in + 1) * block[1];
                in = block[1];
            }
        }
        assertEquals(14_714_688, vgg);
        long byHand = vgg + (7 * 7 * 512 + 1) * 4096L + (4096 + 1) * 4096 + (4096 + 1) * 21 + 21 * 21 * 64 * 64;
        assertEquals(136_152_917, byHand);
        long count = 0;
        for (var vertex : configuration.getVertices().values()) {
            NeuralNetConfiguration layer = ((LayerVertex) vertex).getLayerConf();
            count += layer.getLayer().initializer().numParams(layer);
        }
        assertEquals(byHand, count);
        Map<String, InputType> types = configuration.getLayerActivationTypes(InputType.convolutional(500, 375, 3));
        assertEquals(InputType.convolutional(16, 12, 512), types.get("pool5"));
        assertEquals(InputType.convolutional(16, 12, 21), types.get("score"));
        assertEquals(InputType.convolutional(512, 384, 21), types.get("upscore"));
        assertEquals(InputType.convolutional(500, 375, 21), types.get("softmax"));
    }

    @Test
    void fcn32sStartsUndecidedAtEveryPixel() {
        ComputationGraph net = Networks.fcn32s(120, 160, 5, 1 / 32.0, 0, 1);
        INDArray output = net.outputSingle(images(2, 120, 160, 1));
        assertArrayEquals(new long[] {2, 5, 120, 160}, output.shape());
        assertEquals(0.2, output.minNumber().doubleValue(), 1e-6);
        assertEquals(0.2, output.maxNumber().doubleValue(), 1e-6);
        assertEquals(2, net.getLayer("conv1_1").getParam("W").size(0));
        assertEquals(128, net.getLayer("fc7").getParam("W").size(0));
    }

    /** A score's pixels are centred at 32 i + 15.5: scores that say where they are come out as the pixel's own position. */
    @Test
    void fcn32sInterpolatesScoresInPlace() {
        ComputationGraph net = Networks.fcn32s(128, 160, 2, 1 / 32.0, 0, 1);
        INDArray scores = Nd4j.zeros(DataType.FLOAT, 1, 2, 4, 5);
        for (int row = 0; row < 4; row++) {
            for (int column = 0; column < 5; column++) {
                scores.putScalar(new int[] {0, 0, row, column}, 32 * row + 15.5);
                scores.putScalar(new int[] {0, 1, row, column}, 32 * column + 15.5);
            }
        }
        Layer layer = net.getLayer("upscore");
        INDArray pixels = layer.activate(scores, false, LayerWorkspaceMgr.noWorkspaces());
        assertArrayEquals(new long[] {1, 2, 128, 160}, pixels.shape());
        for (int row = 16; row < 112; row++) {
            for (int column = 16; column < 144; column++) {
                assertEquals(row, pixels.getDouble(0, 0, row, column), 1e-3);
                assertEquals(column, pixels.getDouble(0, 1, row, column), 1e-3);
            }
        }
    }

    static Stream<NetworkSolver> solvers() {
        return Stream.of(Dl4jSolver.adam(1e-3), BpGrad.lipschitz(1e6));
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void noSolverMovesTheInterpolation(NetworkSolver solver) {
        ComputationGraph net = Networks.fcn32s(40, 33, 3, 1 / 32.0, 0.1, 1);
        double square = 0;
        for (Layer layer : net.getLayers()) {
            if (layer.paramTable().containsKey("W")
                    && !layer.conf().getLayer().getLayerName().equals("upscore")) {
                square += Math.pow(layer.getParam("W").norm2Number().doubleValue(), 2);
            }
        }
        assertEquals(0.05 * square, net.calcRegularizationScore(true), 1e-4 * square);
        INDArray interpolation = net.getParam("upscore_W").dup();
        solver.attachTo(net);
        DataSet batch = new DataSet(images(2, 40, 33, 1), pixelLabels(2, 3, 40, 33));
        double before = net.score(batch, false);
        for (int t = 0; t < 5; t++) {
            net.fit(batch);
        }
        assertEquals(
                0, interpolation.sub(net.getParam("upscore_W")).normmaxNumber().doubleValue());
        assertTrue(net.score(batch, false) < before);
    }

    @Test
    void theQuickNetworksGradientIsRight() {
        check(Networks.cifarQuick(10, 0.01, 1), new DataSet(images(1, 32, 32, 1), labels(1, 10)), 3);
    }

    @Test
    void fcn32sGradientIsRight() {
        ComputationGraph net = Networks.fcn32s(40, 33, 3, 1 / 32.0, 0.01, 1);
        // zero scores would hide the layers below
        Nd4j.getRandom().setSeed(4);
        net.getParam("score_W")
                .assign(Nd4j.randn(DataType.FLOAT, net.getParam("score_W").shape())
                        .muli(0.02));
        check(net, new DataSet(images(1, 40, 33, 1), pixelLabels(1, 3, 40, 33)), 1);
    }

    /** Central differences in double precision at random parameters of each layer; dropout's random numbers are the same each time. */
    private static void check(Model model, DataSet floats, int each) {
        NetworkAdapter net = NetworkAdapter.of(model).inDoublePrecision();
        DataSet batch = new DataSet(
                floats.getFeatures().castTo(DataType.DOUBLE), floats.getLabels().castTo(DataType.DOUBLE));
        objective(net, batch);
        INDArray gradient = net.flatGradient().dup().divi(batch.numExamples());
        gradient = gradient.reshape(gradient.length());
        INDArray params = net.params();
        SplittableRandom random = new SplittableRandom(5);
        double step = 1e-6;
        int nonzero = 0;
        int samples = 0;
        long offset = 0;
        for (Map.Entry<String, INDArray> entry : net.network().paramTable().entrySet()) {
            long length = entry.getValue().length();
            // the frozen layer reports no gradient
            for (int s = 0; s < (entry.getKey().equals("upscore_W") ? 0 : each); s++) {
                long k = offset + random.nextLong(length);
                double value = params.getDouble(k);
                params.putScalar(k, value + step);
                double right = objective(net, batch);
                params.putScalar(k, value - step);
                double left = objective(net, batch);
                params.putScalar(k, value);
                double difference = (right - left) / (2 * step);
                double derivative = gradient.getDouble(k);
                // curvature, and the cancellation of two objectives up to 4e3 with rounding 1e-12
                assertEquals(difference, derivative, 1e-5 * (1 + Math.abs(derivative)), entry.getKey());
                nonzero += derivative != 0 ? 1 : 0;
                samples++;
            }
            offset += length;
        }
        assertEquals(params.length(), offset);
        assertTrue(nonzero > samples / 3, "only " + nonzero + " of " + samples + " derivatives are not zero");
    }

    /** The loss alone: DL4J's gradient at this point is without regularisation too. */
    private static double objective(NetworkAdapter net, DataSet batch) {
        Nd4j.getRandom().setSeed(11);
        net.differentiate(batch);
        return net.network().score() - net.regularization();
    }

    @Test
    void theSameSeedGivesTheSameWeights() {
        assertEquals(
                Networks.cifarQuick(10, 0, 7).params(),
                Networks.cifarQuick(10, 0, 7).params());
        assertEquals(
                Networks.fcn32s(64, 64, 3, 0.1, 0, 7).params(),
                Networks.fcn32s(64, 64, 3, 0.1, 0, 7).params());
    }

    @Test
    void sizesOutOfRangeAreNamed() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Networks.cifarQuick(1, 0, 1))
                .getMessage()
                .contains("not 1 and 1"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> AlexNetOptions.images(38, 10))
                .getMessage()
                .contains("not 38"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Networks.fcn32s(31, 64, 3, 1, 0, 1))
                .getMessage()
                .contains("not 31 x 64"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Networks.fcn32s(64, 64, 3, Double.NaN, 0, 1))
                .getMessage()
                .contains("not NaN"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Networks.fcn32s(64, 64, 3, 1, -1, 1))
                .getMessage()
                .contains("not -1.0"));
    }

    private static INDArray images(int count, int height, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] pixels = new float[count * 3 * height * width];
        for (int k = 0; k < pixels.length; k++) {
            pixels[k] = (float) random.nextGaussian();
        }
        return Nd4j.create(pixels, new long[] {count, 3, height, width}, 'c');
    }

    private static INDArray labels(int count, int classes) {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, count, classes);
        for (int i = 0; i < count; i++) {
            labels.putScalar(i, (3 * i) % classes, 1);
        }
        return labels;
    }

    private static INDArray pixelLabels(int count, int classes, int height, int width) {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, count, classes, height, width);
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < count; i++) {
            for (int row = 0; row < height; row++) {
                for (int column = 0; column < width; column++) {
                    labels.putScalar(new int[] {i, random.nextInt(classes), row, column}, 1);
                }
            }
        }
        return labels;
    }
}
