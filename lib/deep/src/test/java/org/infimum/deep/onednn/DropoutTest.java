package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.dropout.GaussianNoise;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.conf.dropout.SpatialDropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Every kind of dropout, at a replaced layer's input and as a layer of its own, which both may work in place on the output that a fused tanh
 * keeps for its derivative; with a constraint on the weights besides.
 */
class DropoutTest {
    static Stream<IDropout> kinds() {
        return Stream.of(
                new Dropout(0.6),
                new GaussianDropout(0.5),
                new GaussianNoise(0.3),
                new AlphaDropout(0.7),
                new SpatialDropout(0.5));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void sameSeedSameMasks(IDropout dropout) {
        MultiLayerNetwork standard = new MultiLayerNetwork(Small.settings(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(8)
                        .activation(Activation.TANH)
                        .build())
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(8)
                        .activation(Activation.SIGMOID)
                        .dropOut(dropout)
                        .build())
                .layer(new DropoutLayer.Builder(dropout.clone()).build())
                .layer(new ActivationLayer(Activation.TANH))
                .layer(new DropoutLayer.Builder(dropout.clone()).build())
                .layer(new DenseLayer.Builder()
                        .nOut(9)
                        .activation(Activation.TANH)
                        .constrainWeights(new MaxNormConstraint(0.3, 1))
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(9, 8, 3))
                .build());
        standard.init();
        MultiLayerNetwork fast = standard.clone();
        FastLayers.attachTo(fast);
        INDArray x = Small.images(5, 1);
        Agreement.gradients(standard, fast, x, Small.labels(x));
        for (MultiLayerNetwork net : List.of(standard, fast)) {
            for (int i = 0; i < 3; i++) {
                Nd4j.getRandom().setSeed(9 + i);
                net.fit(x, Small.labels(x));
            }
        }
        // Adam divides gradients that are near zero by their own size
        double distance = standard.params().distance2(fast.params());
        assertTrue(distance < 1e-3 * standard.params().norm2Number().doubleValue(), "parameters differ by " + distance);
        assertTrue(fast.getParam("5_W").norm2(1).maxNumber().doubleValue() < 0.3001);
    }
}
