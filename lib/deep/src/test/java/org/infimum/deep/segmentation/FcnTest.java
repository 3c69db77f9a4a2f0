package org.infimum.deep.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.infimum.deep.BpGrad;
import org.infimum.deep.onednn.FastLayers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class FcnTest {
    private static final double L2 = 0.01;
    private static final FcnOptions TINY =
            FcnOptions.of(3, FcnTrunk.SMALL).fraction(1 / 16.0).l2(L2).dropout(0);

    private static DataSet data(int images, int height, int width, DataType type) {
        return PixelSoftmaxTest.data(images, 3, 3, height, width, 0.3, 8, type);
    }

    private static void differentiate(ComputationGraph net, DataSet data) {
        net.setInputs(data.getFeatures());
        net.setLabels(data.getLabels());
        net.setLayerMaskArrays(null, new INDArray[] {data.getLabelsMaskArray()});
        net.computeGradientAndScore();
    }

    /** Zero scores would hide the layers below; zero biases put units whose inputs are all zero onto the kink. */
    private static void decide(ComputationGraph net) {
        Nd4j.getRandom().setSeed(4);
        net.paramTable().forEach((name, values) -> {
            if (name.startsWith("score") && name.endsWith("_W")) {
                values.assign(Nd4j.randn(values.dataType(), values.shape()).muli(0.1));
            } else if (name.endsWith("_b")) {
                values.assign(Nd4j.randn(values.dataType(), values.shape()).muli(0.05));
            }
        });
    }

    /** VGG-16's convolutions, the two large layers and the scores, by hand; the interpolation has none. */
    @Test
    void vggHasThePapersSizes() {
        long vgg = 0;
        int in = 3;
        for (int[] block : new int[][] {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}}) {
            for (int c = 0; c < block[0]; c++) {
                vgg += (3 * 3 * in + 1) * block[1];
                in = block[1];
            }
        }
        assertEquals(14_714_688, vgg);
        // a part of the filters has the same shape and is made in no time
        ComputationGraph net =
                Fcn.network(FcnOptions.of(21, FcnTrunk.VGG16).fraction(1 / 64.0).stride(8), 1);
        assertEquals(13, FcnTrunk.VGG16.convolutions().size());
        assertArrayEquals(new long[] {64, 8, 7, 7}, net.getParam("fc6_W").shape());
        assertArrayEquals(new long[] {64, 64, 1, 1}, net.getParam("fc7_W").shape());
        assertArrayEquals(new long[] {21, 64, 1, 1}, net.getParam("score_W").shape());
        assertArrayEquals(
                new long[] {21, 8, 1, 1}, net.getParam("score_block4_pool_W").shape());
        assertArrayEquals(
                new long[] {21, 4, 1, 1}, net.getParam("score_block3_pool_W").shape());
        assertEquals(1, net.getParam("block1_conv2_W").size(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 16, 8})
    void everyPixelBeginsUndecidedAtAnySize(int stride) {
        ComputationGraph net = Fcn.network(TINY.stride(stride), 1);
        for (int[] size : new int[][] {{64, 96}, {33, 70}, {1, 31}}) {
            INDArray output = net.outputSingle(
                    false, data(2, size[0], size[1], DataType.FLOAT).getFeatures());
            assertArrayEquals(new long[] {2, 3, size[0], size[1]}, output.shape());
            assertEquals(1 / 3.0, output.minNumber().doubleValue(), 1e-6);
            assertEquals(1 / 3.0, output.maxNumber().doubleValue(), 1e-6);
        }
    }

    /** Central differences at random parameters, at an odd size, with void pixels. */
    @ParameterizedTest
    @ValueSource(ints = {32, 16, 8})
    void gradientsAreRight(int stride) {
        // the regularisation's gradient, which Deeplearning4j adds later, is the subject of another test
        ComputationGraph net = Fcn.network(TINY.stride(stride).l2(0), 1, DataType.DOUBLE);
        decide(net);
        DataSet data = data(2, 37, 34, DataType.DOUBLE);
        differentiate(net, data);
        INDArray gradient =
                net.gradient().gradient().dup().divi(2).reshape(net.params().length());
        INDArray params = net.params().reshape(net.params().length());
        SplittableRandom random = new SplittableRandom(5);
        double h = 1e-6;
        int samples = 60;
        int nonzero = 0;
        for (int s = 0; s < samples; s++) {
            long k = random.nextLong(params.length());
            double at = params.getDouble(k);
            params.putScalar(k, at + h);
            double above = net.score(data, true);
            params.putScalar(k, at - h);
            double below = net.score(data, true);
            params.putScalar(k, at);
            double derivative = gradient.getDouble(k);
            // curvature, and the cancellation of two objectives near 1 with rounding 1e-16 / h
            assertEquals((above - below) / (2 * h), derivative, 1e-8, "parameter " + k);
            nonzero += derivative != 0 ? 1 : 0;
        }
        assertTrue(nonzero > samples / 2, nonzero + " of " + samples);
    }

    /** What a solver sees is the mean over labelled pixels plus l2 / 2 ||w||^2, and oneDNN's layers agree with Deeplearning4j's. */
    @Test
    void theObjectiveIsTheMeanOverLabelledPixels() {
        ComputationGraph net = Fcn.network(TINY.stride(8), 1);
        decide(net);
        DataSet data = data(2, 64, 50, DataType.FLOAT);
        double squares = 0;
        for (Map.Entry<String, INDArray> entry : net.paramTable().entrySet()) {
            if (entry.getKey().endsWith("_W")) {
                squares += Math.pow(entry.getValue().norm2Number().doubleValue(), 2);
            }
        }
        double f = PixelSoftmaxTest.meanLoss(net.outputSingle(false, data.getFeatures()), data) + L2 / 2 * squares;
        differentiate(net, data);
        INDArray gradient = net.gradient().gradient().dup();
        assertEquals(f, net.score(), 1e-5 * f);
        FastLayers.attachTo(net);
        differentiate(net, data);
        // the images' other reader takes their size alone, so the first layer need not compute their gradient
        assertNull(net.getVertex(Fcn.IMAGE).getEpsilon());
        assertEquals(f, net.score(), 1e-5 * f);
        assertEquals(
                0,
                gradient.sub(net.gradient().gradient()).norm2Number().doubleValue()
                        / gradient.norm2Number().doubleValue(),
                1e-5);
        INDArray before = net.params().dup();
        BpGrad.lipschitz(100).momentum(0).attachTo(net);
        net.fit(data);
        assertEquals(f / 100, net.params().sub(before).norm2Number().doubleValue(), 1e-4 * f / 100);
    }

    /** Learned interpolations begin where fixed ones stay, at any size, and their gradients are right too. */
    @ParameterizedTest
    @ValueSource(ints = {32, 8})
    void learnedInterpolationBeginsAtTheFixedOne(int stride) {
        FcnOptions options = TINY.stride(stride);
        ComputationGraph fixed = Fcn.network(options, 1, DataType.DOUBLE);
        ComputationGraph learned = Fcn.network(options.learned(true), 1, DataType.DOUBLE);
        decide(fixed);
        fixed.paramTable().forEach((name, values) -> learned.getParam(name).assign(values));
        DataSet data = data(2, 37, 70, DataType.DOUBLE);
        INDArray expected = fixed.outputSingle(false, data.getFeatures());
        assertEquals(
                0,
                expected.sub(learned.outputSingle(false, data.getFeatures()))
                        .normmaxNumber()
                        .doubleValue(),
                1e-10);
        differentiate(fixed, data);
        differentiate(learned, data);
        assertEquals(fixed.score(), learned.score(), 1e-10);
        Map<String, INDArray> gradients = learned.gradient().gradientForVariable();
        fixed.gradient()
                .gradientForVariable()
                .forEach((name, gradient) -> assertEquals(
                        0, gradient.sub(gradients.get(name)).normmaxNumber().doubleValue(), 1e-9, name));
        INDArray gradient = gradients.get("upscore_W").dup();
        INDArray weights = learned.getParam("upscore_W");
        double h = 1e-6;
        SplittableRandom random = new SplittableRandom(3);
        for (int s = 0; s < 10; s++) {
            int[] at = {random.nextInt(3), random.nextInt(3), random.nextInt(2 * stride), random.nextInt(2 * stride)};
            double value = weights.getDouble(at);
            weights.putScalar(at, value + h);
            double above = learned.score(data, true);
            weights.putScalar(at, value - h);
            double below = learned.score(data, true);
            weights.putScalar(at, value);
            assertEquals((above - below) / (2 * h), gradient.getDouble(at) / 2, 1e-8);
        }
    }

    @Test
    void theSeedDecidesTheWeights() {
        assertEquals(Fcn.network(TINY, 3).params(), Fcn.network(TINY, 3).params());
        assertTrue(!Fcn.network(TINY, 3).params().equals(Fcn.network(TINY, 4).params()));
    }

    /** A classifier with the trunk's convolutions and fully connected fc6 and fc7, saved by Deeplearning4j: as convolutions they give the same numbers. */
    @Test
    void aClassifiersWeightsAreTakenOver(@TempDir Path folder) throws IOException {
        NeuralNetConfiguration.ListBuilder list =
                new NeuralNetConfiguration.Builder().seed(2).list();
        int[] filters = {2, 4, 8, 16, 16};
        for (int block = 1; block <= 5; block++) {
            list.layer(new ConvolutionLayer.Builder(3, 3)
                    .name("block" + block + "_conv1")
                    .nOut(filters[block - 1])
                    .padding(1, 1)
                    .activation(Activation.RELU)
                    .build());
            list.layer(new SubsamplingLayer.Builder()
                    .name("block" + block + "_pool")
                    .kernelSize(2, 2)
                    .stride(2, 2)
                    .build());
        }
        for (String name : List.of("fc6", "fc7")) {
            list.layer(new DenseLayer.Builder()
                    .name(name)
                    .nOut(32)
                    .biasInit(0.1)
                    .activation(Activation.RELU)
                    .build());
        }
        MultiLayerNetwork classifier = new MultiLayerNetwork(list.layer(new OutputLayer.Builder()
                        .name("out")
                        .nOut(5)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(96, 96, 3))
                .build());
        classifier.init();
        Path file = folder.resolve("classifier.zip");
        ModelSerializer.writeModel(classifier, file.toFile(), false);
        ComputationGraph net = Fcn.network(TINY, 1);
        List<String> loaded = Fcn.load(net, FcnTrunk.SMALL, file);
        List<String> expected = new ArrayList<>(FcnTrunk.SMALL.convolutions());
        expected.addAll(List.of("fc6", "fc7"));
        assertEquals(expected, loaded);
        // 96 pixels become 3 x 3, over whose middle the 3 x 3 kernel sees what the dense layer does
        INDArray image = data(1, 96, 96, DataType.FLOAT).getFeatures();
        INDArray dense = classifier.feedForward(image, false).get(12);
        INDArray map = net.feedForward(image, false).get("fc7");
        for (int unit = 0; unit < 32; unit++) {
            assertEquals(dense.getDouble(0, unit), map.getDouble(0, unit, 1, 1), 1e-5);
        }
        // a saved network of this kind gives them too
        Path saved = folder.resolve("fcn.zip");
        ModelSerializer.writeModel(net, saved.toFile(), false);
        ComputationGraph other = Fcn.network(TINY, 9);
        assertEquals(expected, Fcn.load(other, FcnTrunk.SMALL, saved));
        assertEquals(net.getParam("fc6_W"), other.getParam("fc6_W"));
        assertEquals(net.getParam("fc6_W"), Fcn.network(TINY, 7, saved).getParam("fc6_W"));
        assertTrue(assertThrows(UncheckedIOException.class, () -> Fcn.network(TINY, 7, folder.resolve("none.h5")))
                .getMessage()
                .contains("none.h5"));
        ComputationGraph wide = Fcn.network(TINY.fraction(0.25), 1);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Fcn.load(wide, FcnTrunk.SMALL, saved))
                .getMessage()
                .contains("block1_conv1"));
    }

    @Test
    void badOptionsAreNamed() {
        assertEquals(0.5, FcnOptions.of(21, FcnTrunk.VGG16).dropout(), 0.0);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> TINY.stride(4))
                .getMessage()
                .contains("32, 16 or 8, not 4"));
        assertThrows(IllegalArgumentException.class, () -> FcnOptions.of(1, FcnTrunk.SMALL));
        assertThrows(IllegalArgumentException.class, () -> TINY.fraction(0));
        assertThrows(IllegalArgumentException.class, () -> TINY.fraction(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> TINY.l2(-1));
        assertThrows(IllegalArgumentException.class, () -> TINY.dropout(1));
    }
}
