package org.infimum.deep.homogeneous;

import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.Backend;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Small networks for the tests here. */
final class Nets {
    static final int FEATURES = 5;
    static final long[] BATCH = {7, FEATURES};

    private Nets() {}

    static NeuralNetConfiguration.Builder base() {
        Backend.start();
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .dataType(DataType.DOUBLE)
                .l2(1e-3);
    }

    static DenseLayer dense(Activation activation) {
        return dense(activation, false);
    }

    static DenseLayer dense(Activation activation, boolean bias) {
        return new DenseLayer.Builder()
                .nOut(6)
                .activation(activation)
                .hasBias(bias)
                .build();
    }

    static OutputLayer output(LossFunction loss, Activation activation) {
        return new OutputLayer.Builder(loss)
                .nOut(3)
                .activation(activation)
                .hasBias(false)
                .build();
    }

    static OutputLayer output() {
        return output(LossFunction.MSE, Activation.IDENTITY);
    }

    static MultiLayerNetwork net(NeuralNetConfiguration.Builder base, InputType input, Layer... layers) {
        var list = base.list();
        for (Layer layer : layers) {
            list.layer(layer);
        }
        MultiLayerConfiguration configuration = list.setInputType(input).build();
        MultiLayerNetwork net = new MultiLayerNetwork(configuration);
        net.init();
        net.setParams(random(net.params(), 1));
        return net;
    }

    static MultiLayerNetwork net(Layer... layers) {
        return net(base(), InputType.feedForward(FEATURES), layers);
    }

    static ComputationGraph graph(ComputationGraphConfiguration.GraphBuilder builder) {
        ComputationGraph net = new ComputationGraph(builder.build());
        net.init();
        net.setParams(random(net.params(), 1));
        return net;
    }

    /** Numbers in (0.2, 1) of random sign or not, so that biases are not 0 and variances positive. */
    private static INDArray random(INDArray like, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        INDArray values = Nd4j.create(like.dataType(), like.shape());
        for (long k = 0; k < values.length(); k++) {
            double sign = random.nextInt(3) == 0 ? -1 : 1;
            values.putScalar(k, sign * (0.2 + 0.8 * random.nextDouble()));
        }
        return values;
    }
}
