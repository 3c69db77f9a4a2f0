package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/** Batch normalisation on oneDNN against Deeplearning4j's own. */
class BatchNormalizationTest {
    /** Averages are pooled where shapes are random: which of two almost equal numbers is the largest is up to rounding. */
    private static final SubsamplingLayer.PoolingType AVERAGE = SubsamplingLayer.PoolingType.AVG;

    private static final double TOLERANCE = 5e-5;

    private static Layer convolution(int channels) {
        return new ConvolutionLayer.Builder(3, 3)
                .nOut(channels)
                .convolutionMode(ConvolutionMode.Same)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Layer pooling(SubsamplingLayer.PoolingType type) {
        return new SubsamplingLayer.Builder(type, new int[] {2, 2}, new int[] {2, 2}).build();
    }

    private static Layer relu() {
        return new ActivationLayer(Activation.RELU);
    }

    /** Convolution, normalisation, rectifier, pooling. */
    private static List<Layer> stack(int channels, Layer normalization, SubsamplingLayer.PoolingType pooling) {
        return List.of(convolution(channels), normalization, relu(), pooling(pooling));
    }

    private static BatchNormalization.Builder normalization() {
        return new BatchNormalization.Builder().eps(1e-3);
    }

    @Property(tries = 12)
    void imagesInASequentialNetwork(
            @ForAll @IntRange(min = 1, max = 18) int channels,
            @ForAll @IntRange(min = 2, max = 9) int height,
            @ForAll @IntRange(min = 2, max = 9) int width,
            @ForAll @IntRange(min = 1, max = 9) int examples,
            @ForAll boolean logarithmic) {
        TwoNetworks nets = TwoNetworks.sequential(
                        InputType.convolutional(height, width, 2),
                        stack(channels, normalization().useLogStd(logarithmic).build(), AVERAGE))
                .expectFast(4);
        for (int n : new int[] {examples, 1, examples + 3, examples}) {
            nets.agree(TwoNetworks.examples(n, 2, height, width), TOLERANCE);
        }
    }

    @Property(tries = 8)
    void imagesInAGraph(
            @ForAll @IntRange(min = 1, max = 18) int channels,
            @ForAll @IntRange(min = 2, max = 9) int size,
            @ForAll @IntRange(min = 1, max = 9) int examples) {
        TwoNetworks nets = TwoNetworks.graph(
                        InputType.convolutional(size, size, 2),
                        stack(channels, normalization().build(), AVERAGE))
                .expectFast(4);
        for (int n : new int[] {examples, 1, examples + 3}) {
            nets.agree(TwoNetworks.examples(n, 2, size, size), TOLERANCE);
        }
    }

    @Property(tries = 8)
    void matrices(
            @ForAll @IntRange(min = 1, max = 20) int width,
            @ForAll @IntRange(min = 2, max = 9) int examples,
            @ForAll boolean logarithmic) {
        TwoNetworks nets = TwoNetworks.sequential(
                        InputType.feedForward(5),
                        List.of(
                                new DenseLayer.Builder()
                                        .nOut(width)
                                        .activation(Activation.IDENTITY)
                                        .build(),
                                normalization().useLogStd(logarithmic).build(),
                                relu()))
                .expectFast(3);
        for (int n : new int[] {examples, 1, examples + 3}) {
            nets.agree(TwoNetworks.examples(n, 5), TOLERANCE);
        }
    }

    @Test
    void firstLayerOfBothKinds() {
        TwoNetworks.sequential(
                        InputType.convolutional(4, 5, 3),
                        List.of(normalization().build(), convolution(4), relu()))
                .expectFast(3)
                .agree(TwoNetworks.examples(6, 3, 4, 5), TOLERANCE);
        TwoNetworks.graph(InputType.feedForward(5), List.of(normalization().build()))
                .expectFast(1)
                .agree(TwoNetworks.examples(6, 5), TOLERANCE);
    }

    @Test
    void betweenStandardLayers() {
        Layer standard = new ActivationLayer(Activation.SOFTPLUS);
        TwoNetworks.sequential(
                        InputType.convolutional(4, 5, 3),
                        List.of(standard, normalization().build(), standard))
                .expectFast(1)
                .agree(TwoNetworks.examples(6, 3, 4, 5), TOLERANCE);
    }

    @Test
    void lockedFactorsAndOffsets() {
        for (double[] locked : new double[][] {{1, 0}, {1.5, -0.5}}) {
            Layer layer = normalization()
                    .lockGammaBeta(true)
                    .gamma(locked[0])
                    .beta(locked[1])
                    .build();
            TwoNetworks nets = TwoNetworks.sequential(InputType.convolutional(4, 5, 3), stack(8, layer, AVERAGE))
                    .expectFast(4);
            nets.agree(TwoNetworks.examples(6, 3, 4, 5), TOLERANCE);
            assertEquals(
                    TwoNetworks.gradients(nets.standard()).keySet(),
                    TwoNetworks.gradients(nets.fast()).keySet());
        }
    }

    @Test
    void parametersAndRunningStatisticsAfterTraining() {
        for (boolean logarithmic : new boolean[] {false, true}) {
            Layer layer = normalization().useLogStd(logarithmic).decay(0.7).build();
            TwoNetworks.sequential(InputType.convolutional(6, 6, 2), stack(8, layer, SubsamplingLayer.PoolingType.MAX))
                    .agreeAfter(15, TwoNetworks.examples(9, 2, 6, 6), 1e-4);
            TwoNetworks.graph(InputType.convolutional(6, 6, 2), stack(5, layer, SubsamplingLayer.PoolingType.MAX))
                    .agreeAfter(15, TwoNetworks.examples(9, 2, 6, 6), 1e-4);
        }
    }

    @Test
    void halfLockedLayerStaysStandard() {
        Layer layer = normalization().lockGammaBeta(true).gamma(2).build();
        TwoNetworks nets = TwoNetworks.sequential(InputType.convolutional(4, 5, 3), stack(8, layer, AVERAGE))
                .expectFast(3);
        assertTrue(nets.attached().report().layers().get(1).reason().contains("locked gamma is 2.0"));
        nets.agree(TwoNetworks.examples(6, 3, 4, 5), TOLERANCE);
    }

    @Test
    void otherDataFormatStaysStandard() {
        TwoNetworks nets = TwoNetworks.sequential(
                InputType.convolutional(4, 5, 3, CNN2DFormat.NHWC),
                List.of(normalization().build()));
        nets.expectFast(0);
        assertEquals(
                "its data format is NHWC",
                nets.attached().report().layers().get(0).reason());
    }
}
