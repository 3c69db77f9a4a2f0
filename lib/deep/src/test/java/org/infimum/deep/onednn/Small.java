package org.infimum.deep.onednn;

import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.Backend;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** A small network with a layer of every kind that is replaced, dropout among them. */
final class Small {
    static final int FAST = 6;

    private Small() {}

    static NeuralNetConfiguration.Builder settings(long seed) {
        Backend.start();
        return new NeuralNetConfiguration.Builder()
                .seed(seed)
                .l2(1e-3)
                .updater(new Adam(0.01))
                .cacheMode(CacheMode.NONE);
    }

    static MultiLayerNetwork network(long seed) {
        return network(settings(seed), 0.8);
    }

    static MultiLayerNetwork network(NeuralNetConfiguration.Builder settings, double keep) {
        MultiLayerNetwork net = new MultiLayerNetwork(settings.list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(8)
                        .activation(Activation.TANH)
                        .build())
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
                        .kernelSize(2, 2)
                        .stride(1, 1)
                        .build())
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(8)
                        .dropOut(keep)
                        .activation(Activation.IDENTITY)
                        .build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(10)
                        .activation(Activation.SIGMOID)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .dropOut(keep)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(9, 8, 3))
                .build());
        net.init();
        return net;
    }

    static MultiLayerNetwork attached(long seed) {
        MultiLayerNetwork net = network(seed);
        FastLayers.attachTo(net);
        return net;
    }

    static MultiLayerNetwork network(WorkspaceMode training, WorkspaceMode inference, CacheMode cache) {
        return network(
                settings(1)
                        .trainingWorkspaceMode(training)
                        .inferenceWorkspaceMode(inference)
                        .cacheMode(cache),
                0.8);
    }

    static INDArray images(int n, long seed) {
        // ND4J takes zero for a wish for any seed
        Nd4j.getRandom().setSeed(seed + 1);
        return Nd4j.randn(DataType.FLOAT, n, 3, 9, 8);
    }

    /** Labels that can be learnt: which of the channels is the brightest. */
    static INDArray labels(INDArray images) {
        INDArray brightness = images.mean(2, 3);
        INDArray labels = Nd4j.zeros(DataType.FLOAT, images.size(0), 3);
        for (int i = 0; i < images.size(0); i++) {
            labels.putScalar(i, brightness.getRow(i).argMax().getInt(0), 1);
        }
        return labels;
    }

    /** Trains on minibatches of changing sizes. */
    static void train(MultiLayerNetwork net, int iterations) {
        for (int i = 0; i < iterations; i++) {
            INDArray x = images(8 + i % 3, i);
            net.fit(x, labels(x));
        }
    }
}
