package org.infimum.deep;

import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The configuration of {@link Networks#cifarQuick}. */
final class CifarQuick {
    private CifarQuick() {}

    static MultiLayerConfiguration configuration(int classes, double l2, long seed) {
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .l2(l2)
                // keeps the first pass's convolutions for back-propagation instead of computing them again
                .cacheMode(CacheMode.DEVICE)
                .weightInit(new NormalDistribution(0, 0.05))
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5)
                        .nOut(32)
                        .padding(2, 2)
                        .activation(Activation.IDENTITY)
                        .weightInit(new NormalDistribution(0, 0.01))
                        .build())
                .layer(pooling(PoolingType.MAX))
                .layer(new ActivationLayer(Activation.RELU))
                .layer(convolution(32))
                .layer(pooling(PoolingType.AVG))
                .layer(convolution(64))
                .layer(pooling(PoolingType.AVG))
                .layer(new DenseLayer.Builder()
                        .nOut(64)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(32, 32, 3))
                .build();
    }

    private static ConvolutionLayer convolution(int filters) {
        return new ConvolutionLayer.Builder(5, 5)
                .nOut(filters)
                .padding(2, 2)
                .activation(Activation.RELU)
                .build();
    }

    /** 3x3 with stride 2 and one row and column of padding at the bottom and the right: what Same gives for even sides. */
    private static SubsamplingLayer pooling(PoolingType type) {
        return new SubsamplingLayer.Builder(type)
                .kernelSize(3, 3)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }
}
