package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.conf.layers.wrapper.BaseWrapperLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/** The configuration and the interpolating weights of {@link Networks#fcn32s}. */
final class Fcn32s {
    /** What five poolings divide a side by. */
    static final int STRIDE = 32;

    /** VGG-16: the convolutions of each block, and their filters. */
    private static final int[][] BLOCKS = {{2, 64}, {2, 128}, {3, 256}, {3, 512}, {3, 512}};

    private static final int FULLY_CONNECTED = 4096;
    private static final String UPSCORE = "upscore";

    private Fcn32s() {}

    static ComputationGraphConfiguration configuration(
            int height, int width, int classes, double fraction, double l2, long seed) {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .l2(l2)
                // keeps the first pass's convolutions for back-propagation instead of computing them again
                .cacheMode(CacheMode.DEVICE)
                .weightInit(WeightInit.RELU)
                .graphBuilder()
                .addInputs("image");
        String below = "image";
        for (int block = 1; block <= BLOCKS.length; block++) {
            int filters = scaled(BLOCKS[block - 1][1], fraction);
            for (int c = 1; c <= BLOCKS[block - 1][0]; c++) {
                below = add(graph, "conv" + block + "_" + c, convolution(filters, 3), below);
            }
            below = add(graph, "pool" + block, pooling(), below);
        }
        int connected = scaled(FULLY_CONNECTED, fraction);
        below = add(graph, "fc6", convolution(connected, 7), below);
        below = add(graph, "drop6", new DropoutLayer(0.5), below);
        below = add(graph, "fc7", convolution(connected, 1), below);
        below = add(graph, "drop7", new DropoutLayer(0.5), below);
        below = add(
                graph,
                "score",
                new ConvolutionLayer.Builder(1, 1)
                        .nOut(classes)
                        .activation(Activation.IDENTITY)
                        .weightInit(WeightInit.ZERO)
                        .build(),
                below);
        below = add(graph, UPSCORE, new FrozenLayerWithBackprop(upsampling(classes)), below);
        int bottom = surplus(height);
        int right = surplus(width);
        if (bottom > 0 || right > 0) {
            below = add(graph, "crop", new Cropping2D(0, bottom, 0, right), below);
        }
        ComputationGraphConfiguration configuration = graph.addLayer(
                        "softmax",
                        new CnnLossLayer.Builder(LossFunctions.LossFunction.MCXENT)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        below)
                .setOutputs("softmax")
                .setInputTypes(InputType.convolutional(height, width, 3))
                .build();
        freeze(configuration);
        return configuration;
    }

    /** DL4J gives a frozen layer a gradient of zero, and then the gradient of the regularisation, which would shrink the weights. */
    private static void freeze(ComputationGraphConfiguration configuration) {
        LayerVertex vertex = (LayerVertex) configuration.getVertices().get(UPSCORE);
        BaseWrapperLayer frozen = (BaseWrapperLayer) vertex.getLayerConf().getLayer();
        ((BaseLayer) frozen.getUnderlying()).setRegularization(List.of());
    }

    /** Gives the deconvolution the weights of bilinear interpolation, each class to itself. */
    static void interpolate(ComputationGraph net) {
        INDArray weights = net.getParam(UPSCORE + "_W");
        weights.assign(0);
        int classes = (int) weights.size(0);
        int kernel = (int) weights.size(2);
        for (int row = 0; row < kernel; row++) {
            for (int column = 0; column < kernel; column++) {
                double weight = tent(row) * tent(column);
                for (int k = 0; k < classes; k++) {
                    weights.putScalar(new int[] {k, k, row, column}, weight);
                }
            }
        }
    }

    private static double tent(int position) {
        return 1 - Math.abs(position - (STRIDE - 0.5)) / STRIDE;
    }

    private static int scaled(int filters, double fraction) {
        return (int) Math.max(1, Math.round(filters * fraction));
    }

    private static int surplus(int side) {
        return (STRIDE - side % STRIDE) % STRIDE;
    }

    private static String add(
            GraphBuilder graph, String name, org.deeplearning4j.nn.conf.layers.Layer layer, String below) {
        graph.addLayer(name, layer, below);
        return name;
    }

    private static ConvolutionLayer convolution(int filters, int kernel) {
        return new ConvolutionLayer.Builder(kernel, kernel)
                .nOut(filters)
                .padding(kernel / 2, kernel / 2)
                .activation(Activation.RELU)
                .build();
    }

    /** Same, because Caffe's pooling rounds sizes up. */
    private static SubsamplingLayer pooling() {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }

    /** Score i stands for the pixels around 32 i + 15.5; its 64 x 64 outputs start at 32 i - 16. */
    private static Deconvolution2D upsampling(int classes) {
        return new Deconvolution2D.Builder(2 * STRIDE, 2 * STRIDE)
                .stride(STRIDE, STRIDE)
                .padding(STRIDE / 2, STRIDE / 2)
                .nOut(classes)
                .hasBias(false)
                .activation(Activation.IDENTITY)
                .weightInit(WeightInit.ZERO)
                .build();
    }
}
