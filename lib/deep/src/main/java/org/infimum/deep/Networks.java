package org.infimum.deep;

import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The networks of the papers as Deeplearning4j networks, initialised; the same seed gives the same weights. */
public final class Networks {
    private Networks() {}

    /**
     * The network of the BPGrad poster's numerical test, after Li and Yuan (NIPS 2017): two layers, the first with an identity link,
     * h = ReLU(x + W^T x + b), and softmax over V^T h + c. It has d^2 + d + d k + k parameters: 10,302 for d = 100 inputs and k = 2
     * classes.
     *
     * <p>Weights are normal with standard deviation 1 / sqrt(d) / 10 for W, so that I + W starts near the identity, and Xavier for V;
     * both are ours, the poster does not say.
     *
     * @param inputs d, at least 1
     * @param classes k, at least 2
     * @param seed the seed of the weights
     * @return the network
     * @throws IllegalArgumentException if a size is too small
     */
    public static ComputationGraph identityLink(int inputs, int classes, long seed) {
        requireSizes(inputs, classes);
        Backend.start();
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .graphBuilder()
                .addInputs("x")
                .addLayer(
                        "W",
                        new DenseLayer.Builder()
                                .nIn(inputs)
                                .nOut(inputs)
                                .activation(Activation.IDENTITY)
                                .weightInit(new NormalDistribution(0, 0.1 / Math.sqrt(inputs)))
                                .build(),
                        "x")
                .addVertex("x + W'x", new ElementWiseVertex(ElementWiseVertex.Op.Add), "x", "W")
                .addLayer("h", new ActivationLayer(Activation.RELU), "x + W'x")
                .addLayer("out", softmax(inputs, classes), "h")
                .setOutputs("out")
                .build();
        ComputationGraph net = new ComputationGraph(configuration);
        net.init();
        return net;
    }

    /**
     * MatConvNet's LeNet for MNIST: 5x5x20 convolution, 2x2 max pooling, 5x5x50 convolution, 2x2 max pooling, 4x4x500 fully
     * connected with ReLU, softmax over k classes; 431,080 parameters for k = 10. Weights are normal with standard deviation 0.01,
     * biases 0, as there.
     *
     * @param classes k, at least 2
     * @param l2 the l2 regularisation of all weights, added to the loss as l2 / 2 ||w||^2; at least 0
     * @param seed the seed of the weights
     * @return the network, for images of 28 x 28 with one channel
     * @throws IllegalArgumentException if a number is out of range
     */
    public static MultiLayerNetwork lenet(int classes, double l2, long seed) {
        requireSizes(1, classes);
        requireL2(l2);
        Backend.start();
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .l2(l2)
                // keeps the first pass's convolutions for back-propagation instead of computing them again
                .cacheMode(CacheMode.DEVICE)
                .weightInit(new NormalDistribution(0, 0.01))
                .list()
                .layer(convolution(20))
                .layer(maxPooling())
                .layer(convolution(50))
                .layer(maxPooling())
                .layer(new DenseLayer.Builder()
                        .nOut(500)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build();
        MultiLayerNetwork net = new MultiLayerNetwork(configuration);
        net.init();
        return net;
    }

    /**
     * MatConvNet's 'quick' network for CIFAR-10 (its example cnn_cifar; Krizhevsky's cuda-convnet before it): 5x5x32 convolution, 3x3 max
     * pooling, ReLU; 5x5x32 convolution with ReLU, 3x3 average pooling; 5x5x64 convolution with ReLU, 3x3 average pooling; 4x4x64 fully
     * connected with ReLU; softmax over k classes. Convolutions keep the size, pooling halves it: its stride is 2, one row and column
     * are padded at the bottom and the right, and averages are over the pixels that exist. 145,578 parameters for k = 10.
     *
     * <p>Weights are normal with standard deviation 0.01 in the first layer and 0.05 in the others, biases 0, as there. MatConvNet
     * multiplies learning rates by 0.1 for weights (0.01 in the last layer) and 2 (0.2) for biases; here all parameters have one rate.
     *
     * @param classes k, at least 2
     * @param l2 the l2 regularisation of all weights, added to the loss as l2 / 2 ||w||^2; at least 0
     * @param seed the seed of the weights
     * @return the network, for images of 32 x 32 with three channels
     * @throws IllegalArgumentException if a number is out of range
     */
    public static MultiLayerNetwork cifarQuick(int classes, double l2, long seed) {
        requireSizes(1, classes);
        requireL2(l2);
        Backend.start();
        MultiLayerNetwork net = new MultiLayerNetwork(CifarQuick.configuration(classes, l2, seed));
        net.init();
        return net;
    }

    /**
     * AlexNet (Krizhevsky, Sutskever, Hinton, NIPS 2012) as in MatConvNet's example cnn_imagenet: convolutions 11x11x96, 5x5x256, 3x3x384,
     * 3x3x384 and 3x3x256 with ReLU; after the first two local response normalisation over five channels, x / (1 + 1e-4/5 sum x^2)^0.75,
     * and after these and the last 3x3 max pooling with stride 2; two fully connected layers of 4,096 with ReLU and dropout 0.5; softmax.
     * Weights are normal with standard deviation 0.01, biases 0. A fraction of the filters and units leaves all else as it is, but weights
     * beyond the first layer have the standard deviation 0.01 / sqrt(fraction), so that signals keep their size.
     *
     * <p>Differences: the original splits the second, fourth and fifth convolution into two groups of channels (it ran on two graphics
     * cards), which Deeplearning4j's convolution cannot; here all channels see all: 62,378,344 parameters for 227 x 227 and 1,000
     * classes instead of 60,965,224. The paper's normalisation has k = 2 and alpha = 1e-4 a channel.
     *
     * <p>The first convolution has stride 4 for sides of at least 128, and 2 below, so that 64 x 64 pixels become 27, 13, 6 and 2 a side and
     * 227 x 227 become 55, 27, 13 and 6.
     *
     * @param options the images' size, the classes, with or without normalisation, the fraction of the filters, l2
     * @param seed the seed of the weights
     * @return the network, for images of side x side with three channels
     */
    public static MultiLayerNetwork alexNet(AlexNetOptions options, long seed) {
        Backend.start();
        MultiLayerNetwork net = new MultiLayerNetwork(AlexNet.configuration(options, seed));
        net.init();
        return net;
    }

    /**
     * Two layers without biases and one output, z(x) = sum_j a_j (u_j^T x)_+, with the squared error and weight decay on both layers, in double
     * precision: the network of Pilanci and Ergen (ICML 2020). Deeplearning4j's objective over n examples in one batch is
     *
     * <pre>1/n sum_i (z(x_i) - y_i)^2 + l2/2 sum_j (||u_j||^2 + a_j^2)</pre>
     *
     * <p>which with l2 = 2 beta / n is 2/n times 1/2 sum_i (z(x_i) - y_i)^2 + beta/2 sum_j (||u_j||^2 + a_j^2). Weights are He's normal ones.
     *
     * @param inputs d, at least 1
     * @param hidden the number of hidden neurons, at least 1
     * @param l2 the l2 regularisation of all weights, at least 0
     * @param seed the seed of the weights
     * @return the network
     * @throws IllegalArgumentException if a number is out of range
     */
    public static MultiLayerNetwork twoLayer(int inputs, int hidden, double l2, long seed) {
        if (inputs < 1 || hidden < 1) {
            throw new IllegalArgumentException("A two-layer network needs at least 1 input and 1 hidden neuron, not "
                    + inputs + " and " + hidden + ".");
        }
        requireL2(l2);
        Backend.start();
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(DataType.DOUBLE)
                .l2(l2)
                .weightInit(WeightInit.RELU)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(inputs)
                        .nOut(hidden)
                        .hasBias(false)
                        .activation(Activation.RELU)
                        .build())
                .layer(new OutputLayer.Builder(LossFunctions.LossFunction.MSE)
                        .nIn(hidden)
                        .nOut(1)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .build();
        MultiLayerNetwork net = new MultiLayerNetwork(configuration);
        net.init();
        return net;
    }

    private static ConvolutionLayer convolution(int filters) {
        return new ConvolutionLayer.Builder(5, 5)
                .nOut(filters)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static SubsamplingLayer maxPooling() {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .build();
    }

    private static OutputLayer softmax(int inputs, int classes) {
        return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nIn(inputs)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .weightInit(WeightInit.XAVIER)
                .build();
    }

    private static void requireL2(double l2) {
        if (!(l2 >= 0)) {
            throw new IllegalArgumentException("The l2 regularisation must be at least 0, not " + l2 + ".");
        }
    }

    private static void requireSizes(int inputs, int classes) {
        if (inputs < 1 || classes < 2) {
            throw new IllegalArgumentException(
                    "A classifier needs at least 1 input and 2 classes, not " + inputs + " and " + classes + ".");
        }
    }
}
