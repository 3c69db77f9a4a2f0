package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
    void theQuickNetworksGradientIsRight() {
        check(Networks.cifarQuick(10, 0.01, 1), new DataSet(images(1, 32, 32, 1), labels(1, 10)), 3);
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
            for (int s = 0; s < each; s++) {
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
    }

    @Test
    void sizesOutOfRangeAreNamed() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Networks.cifarQuick(1, 0, 1))
                .getMessage()
                .contains("not 1 and 1"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> AlexNetOptions.images(38, 10))
                .getMessage()
                .contains("not 38"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Networks.cifarQuick(10, -1, 1))
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
}
