package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Local response normalisation on oneDNN against Deeplearning4j's own. */
class LocalResponseNormalizationTest {
    /** Averages are pooled where shapes are random: which of two almost equal numbers is the largest is up to rounding. */
    private static final SubsamplingLayer.PoolingType AVERAGE = SubsamplingLayer.PoolingType.AVG;

    private static final double TOLERANCE = 5e-5;

    /** Strong enough that its gradient is not the identity's. */
    private static Layer normalization(double k, double n, double alpha, double beta) {
        return new LocalResponseNormalization.Builder(k, n, alpha, beta).build();
    }

    private static List<Layer> stack(int channels, Layer normalization, SubsamplingLayer.PoolingType pooling) {
        return List.of(
                new ConvolutionLayer.Builder(3, 3)
                        .nOut(channels)
                        .convolutionMode(ConvolutionMode.Same)
                        .activation(Activation.RELU)
                        .build(),
                normalization,
                new SubsamplingLayer.Builder(pooling, new int[] {2, 2}, new int[] {2, 2}).build());
    }

    @Property(tries = 8)
    void inASequentialNetwork(
            @ForAll @IntRange(min = 4, max = 18) int channels,
            @ForAll @IntRange(min = 2, max = 9) int height,
            @ForAll @IntRange(min = 2, max = 9) int width,
            @ForAll @IntRange(min = 1, max = 9) int examples,
            @ForAll @IntRange(min = 1, max = 7) int n,
            @ForAll @DoubleRange(min = 0.5, max = 2) double k,
            @ForAll @DoubleRange(min = 0, max = 0.5) double alpha,
            @ForAll @DoubleRange(min = 0, max = 1.5) double beta) {
        TwoNetworks nets = TwoNetworks.sequential(
                        InputType.convolutional(height, width, 2),
                        stack(channels, normalization(k, n, alpha, beta), AVERAGE))
                .expectFast(3);
        for (int batch : new int[] {examples, 1, examples + 3}) {
            nets.agree(TwoNetworks.examples(batch, 2, height, width), TOLERANCE);
        }
    }

    @Property(tries = 6)
    void inAGraph(
            @ForAll @IntRange(min = 4, max = 18) int channels,
            @ForAll @IntRange(min = 2, max = 9) int size,
            @ForAll @IntRange(min = 1, max = 9) int examples,
            @ForAll @IntRange(min = 1, max = 7) int n) {
        TwoNetworks nets = TwoNetworks.graph(
                        InputType.convolutional(size, size, 2),
                        stack(channels, normalization(2, n, 0.1, 0.75), AVERAGE))
                .expectFast(3);
        for (int batch : new int[] {examples, 1, examples + 3}) {
            nets.agree(TwoNetworks.examples(batch, 2, size, size), TOLERANCE);
        }
    }

    @Test
    void firstLayer() {
        TwoNetworks.sequential(
                        InputType.convolutional(4, 5, 6),
                        stack(8, new LocalResponseNormalization.Builder().build(), AVERAGE)
                                .subList(1, 3))
                .expectFast(2)
                .agree(TwoNetworks.examples(6, 6, 4, 5), TOLERANCE);
    }

    @Test
    void betweenStandardLayers() {
        Layer standard = new ActivationLayer(Activation.SOFTPLUS);
        TwoNetworks.sequential(
                        InputType.convolutional(4, 5, 6), List.of(standard, normalization(1, 5, 0.2, 0.75), standard))
                .expectFast(1)
                .agree(TwoNetworks.examples(6, 6, 4, 5), TOLERANCE);
    }

    @Test
    void training() {
        TwoNetworks.sequential(
                        InputType.convolutional(6, 6, 2),
                        stack(8, normalization(1, 3, 0.2, 0.75), SubsamplingLayer.PoolingType.MAX))
                .agreeAfter(15, TwoNetworks.examples(9, 2, 6, 6), 1e-4);
    }

    @Test
    void neighboursOfAChannel() {
        INDArray expected = Nd4j.createFromArray(new float[][] {{1, 1, 0}, {1, 1, 1}, {0, 1, 1}});
        assertEquals(expected, new LocalResponse(1, 0.5, 1, 1).band(3));
    }

    @Test
    void unsupportedStaysStandard() {
        TwoNetworks negative =
                TwoNetworks.sequential(InputType.convolutional(4, 5, 6), List.of(normalization(-1, 3, 0.1, 2)));
        negative.expectFast(0);
        assertTrue(negative.attached().report().layers().get(0).reason().startsWith("its k is -1.0"));
        TwoNetworks nhwc = TwoNetworks.sequential(
                InputType.convolutional(4, 5, 6, CNN2DFormat.NHWC), List.of(normalization(1, 3, 0.1, 2)));
        nhwc.expectFast(0);
        assertEquals(
                "its data format is NHWC",
                nhwc.attached().report().layers().get(0).reason());
    }
}
