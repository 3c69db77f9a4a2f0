package org.infimum.deep;

import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration.ListBuilder;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The configuration of {@link Networks#alexNet}. */
final class AlexNet {
    /** With stride 2 the last pooling still sees 3x3 pixels. */
    static final int SMALLEST_SIDE = 39;

    /** From this side on the first convolution has the paper's stride; the last pooling then leaves at least 2x2 pixels. */
    private static final int STRIDE_FOUR_FROM = 128;

    private static final double DEVIATION = 0.01;

    private AlexNet() {}

    static MultiLayerConfiguration configuration(AlexNetOptions options, long seed) {
        double fraction = options.fraction();
        ListBuilder layers = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .l2(options.l2())
                // keeps the first pass's convolutions for back-propagation instead of computing them again
                .cacheMode(CacheMode.DEVICE)
                // a neuron with fewer inputs needs larger weights for the same signal, or a narrow network's would fade
                // out
                .weightInit(new NormalDistribution(0, DEVIATION / Math.sqrt(fraction)))
                .list();
        ConvolutionLayer first = convolution(96, fraction, 11, options.side() >= STRIDE_FOUR_FROM ? 4 : 2, 0);
        // its inputs are the image's channels at any fraction
        first.setWeightInitFn(new WeightInitDistribution(new NormalDistribution(0, DEVIATION)));
        layers.layer(first);
        if (options.normalised()) layers.layer(normalisation());
        layers.layer(pooling()).layer(convolution(256, fraction, 5, 1, 2));
        if (options.normalised()) layers.layer(normalisation());
        return layers.layer(pooling())
                .layer(convolution(384, fraction, 3, 1, 1))
                .layer(convolution(384, fraction, 3, 1, 1))
                .layer(convolution(256, fraction, 3, 1, 1))
                .layer(pooling())
                .layer(dense(fraction))
                .layer(new DropoutLayer(0.5))
                .layer(dense(fraction))
                .layer(new DropoutLayer(0.5))
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(options.classes())
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(options.side(), options.side(), 3))
                .build();
    }

    private static int scaled(int filters, double fraction) {
        return (int) Math.max(1, Math.round(filters * fraction));
    }

    private static ConvolutionLayer convolution(int filters, double fraction, int kernel, int stride, int padding) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(scaled(filters, fraction))
                .stride(stride, stride)
                .padding(padding, padding)
                .activation(Activation.RELU)
                .build();
    }

    /** MatConvNet's parameters: five channels, k = 1, alpha = 1e-4 / 5 a channel, beta = 0.75. */
    private static LocalResponseNormalization normalisation() {
        return new LocalResponseNormalization.Builder()
                .n(5)
                .k(1)
                .alpha(1e-4 / 5)
                .beta(0.75)
                .build();
    }

    private static SubsamplingLayer pooling() {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(3, 3)
                .stride(2, 2)
                .build();
    }

    private static DenseLayer dense(double fraction) {
        return new DenseLayer.Builder()
                .nOut(scaled(4096, fraction))
                .activation(Activation.RELU)
                .build();
    }
}
