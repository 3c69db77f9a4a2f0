package org.infimum.deep;

import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The configuration of {@link Networks#alexNet}. */
final class AlexNet {
    /** With stride 2 the last pooling still sees 3x3 pixels. */
    static final int SMALLEST_SIDE = 39;

    /** From this side on the first convolution has the paper's stride; the last pooling then leaves at least 2x2 pixels. */
    private static final int STRIDE_FOUR_FROM = 128;

    private AlexNet() {}

    static MultiLayerConfiguration configuration(int side, int classes, double l2, long seed) {
        int stride = side >= STRIDE_FOUR_FROM ? 4 : 2;
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .l2(l2)
                // keeps the first pass's convolutions for back-propagation instead of computing them again
                .cacheMode(CacheMode.DEVICE)
                .weightInit(new NormalDistribution(0, 0.01))
                .list()
                .layer(convolution(96, 11, stride, 0))
                .layer(normalisation())
                .layer(pooling())
                .layer(convolution(256, 5, 1, 2))
                .layer(normalisation())
                .layer(pooling())
                .layer(convolution(384, 3, 1, 1))
                .layer(convolution(384, 3, 1, 1))
                .layer(convolution(256, 3, 1, 1))
                .layer(pooling())
                .layer(dense())
                .layer(new DropoutLayer(0.5))
                .layer(dense())
                .layer(new DropoutLayer(0.5))
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(side, side, 3))
                .build();
    }

    private static ConvolutionLayer convolution(int filters, int kernel, int stride, int padding) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(filters)
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

    private static DenseLayer dense() {
        return new DenseLayer.Builder().nOut(4096).activation(Activation.RELU).build();
    }
}
