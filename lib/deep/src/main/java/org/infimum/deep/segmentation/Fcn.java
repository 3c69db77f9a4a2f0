package org.infimum.deep.segmentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.infimum.deep.Backend;
import org.infimum.deep.detection.PretrainedTrunk;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Fully convolutional networks for semantic segmentation (Long, Shelhamer, Darrell, CVPR 2015) as a {@code ComputationGraph}: a classifier's convolutions and
 * poolings down to stride 32, its fully connected layers as convolutions (fc6, fc7, each with ReLU and dropout), a 1x1 convolution to scores of the classes,
 * bilinear interpolation back to the image's pixels, softmax at each pixel.
 *
 * <table>
 * <caption>Input, output and labels of n images, of any size that may change from call to call</caption>
 * <tr><th>input</th><td>{@code image}</td><td>[n, 3, height, width]</td></tr>
 * <tr><th>output</th><td>{@code pixels}</td><td>[n, classes, height, width], probabilities</td></tr>
 * <tr><th>labels</th><td></td><td>one-hot, [n, classes, height, width]; mask [n, height, width], 0 for void</td></tr>
 * </table>
 *
 * <p>The objective, which is what {@code score} gives, what solvers that need f see, and whose gradient trains the network, is
 *
 * <pre>f(w) = 1/M sum over the M labelled pixels of -log p(class) + l2/2 ||w||^2,</pre>
 *
 * <p>the norm over the weights of all convolutions, without biases ({@link PixelSoftmax}; the authors' own training sums over pixels instead).
 *
 * <p>FCN-16s adds scores of the fourth pooling to those of stride 32, interpolated to twice their size; FCN-8s adds those of the third in the same
 * way to the result. Weights are He's normal ones; those of all scores are 0, as the authors have it, so every pixel begins undecided.
 *
 * <p>Alignment. The authors pad the image by 100 pixels at the first convolution, let fc6 shrink the map, and cut the result at offsets 19, 27 and 31, so that scores
 * lie over their pixels. Here the image is not padded, fc6 keeps its size by a padding of half its kernel, and poolings round sizes up, so that
 * score i of stride s lies over the pixels s i to s i + s - 1 without any offset. That is the same place with a fraction of the work (at 240 x 180 the padded image
 * has 3.9 times the pixels); it differs within three scores of the border, where fc6 sees zeros instead of what the trunk makes of black padding.
 *
 * <p>The interpolation is fixed ({@link BilinearUpsampling}), as in the authors' published networks, whose deconvolutions have learning rate 0. Learned, on request, it is
 * a deconvolution that begins at the same interpolation, weights of all pairs of classes, without bias and
 * without regularisation, which would pull it to 0 and be most of f.
 */
public final class Fcn {
    /** The name of the input. */
    public static final String IMAGE = "image";
    /** The name of the output. */
    public static final String PIXELS = "pixels";

    private static final int CHANNELS = 3;
    /** Sizes are not part of the network; this one is for Deeplearning4j's own inference of layer sizes. */
    private static final int NOMINAL_SIDE = 256;
    /** What five poolings divide a side by. */
    private static final int COARSEST = 32;

    private Fcn() {}

    /**
     * Makes the network.
     *
     * @param options its size, variant and regularisation
     * @param seed the seed of the weights
     * @return the network, initialised, in single precision
     */
    public static ComputationGraph network(FcnOptions options, long seed) {
        return network(options, seed, DataType.FLOAT);
    }

    /**
     * Makes the network and loads a trained classifier's weights, {@link #load}; the scores begin at 0 all the same.
     *
     * @param options its size, variant and regularisation
     * @param seed the seed of the weights that the file does not have
     * @param weights the file
     * @return the network, initialised, in single precision
     * @throws UncheckedIOException if the file cannot be read
     * @throws IllegalArgumentException if the file is of neither kind, or lacks a convolution, or has one of another shape
     */
    public static ComputationGraph network(FcnOptions options, long seed, Path weights) {
        ComputationGraph net = network(options, seed);
        try {
            load(net, options.trunk(), weights);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The weights " + weights + " cannot be read: " + e.getMessage() + "; name a file of weights.", e);
        }
        return net;
    }

    /**
     * Copies the weights of a trained classifier from a local file ({@link PretrainedTrunk}): those of all convolutions below the classifier, and of fc6 and fc7 if the
     * file has them in the network's sizes, made convolutions. Published weights want {@link FcnTrunk#VGG16} at fraction 1 and the pixels that they were trained on.
     *
     * @param net a network of {@link #network}
     * @param trunk the trunk that it was made with
     * @param file HDF5 as Keras writes it, or a network that Deeplearning4j saved
     * @return the names of the network's layers that got weights
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if the file is of neither kind, or lacks a convolution, or has one of another shape
     */
    public static List<String> load(ComputationGraph net, FcnTrunk trunk, Path file) throws IOException {
        return PretrainedTrunk.load(net, trunk.convolutions(), file);
    }

    static ComputationGraph network(FcnOptions options, long seed, DataType type) {
        Backend.start();
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(type)
                .l2(options.l2())
                // keeps the first pass's convolutions for back-propagation instead of computing them again
                .cacheMode(CacheMode.DEVICE)
                .weightInit(WeightInit.RELU)
                .graphBuilder()
                .addInputs(IMAGE);
        String below = classifier(graph, options, trunk(graph, options));
        below = score(graph, options, "score", below);
        int stride = COARSEST;
        for (int block = options.trunk().blocks() - 1; stride > options.stride(); block--) {
            stride /= 2;
            below = fused(graph, options, block, stride, below);
        }
        below = upsampled(graph, options, "upscore", stride, 1, below);
        ComputationGraphConfiguration configuration = graph.addLayer(PIXELS, new PixelSoftmax(), below)
                .setOutputs(PIXELS)
                .setInputTypes(InputType.convolutional(NOMINAL_SIDE, NOMINAL_SIDE, CHANNELS))
                .build();
        Deconvolution.unregularised(configuration);
        ComputationGraph net = new ComputationGraph(configuration);
        net.init();
        Deconvolution.interpolate(net);
        return net;
    }

    private static String trunk(GraphBuilder graph, FcnOptions options) {
        FcnTrunk trunk = options.trunk();
        String below = IMAGE;
        for (int block = 1; block <= trunk.blocks(); block++) {
            int filters = scaled(trunk.filters(block), options.fraction());
            for (int index = 1; index <= trunk.convolutions(block); index++) {
                below = add(graph, FcnTrunk.convolution(block, index), convolution(filters, 3), below);
            }
            graph.addLayer(FcnTrunk.pooling(block), pooling(), below);
            below = FcnTrunk.pooling(block);
        }
        return below;
    }

    private static String classifier(GraphBuilder graph, FcnOptions options, String trunk) {
        int units = scaled(options.trunk().units(), options.fraction());
        String below = add(graph, "fc6", convolution(units, options.trunk().kernel()), trunk);
        below = dropped(graph, options, "drop6", below);
        below = add(graph, "fc7", convolution(units, 1), below);
        return dropped(graph, options, "drop7", below);
    }

    private static String dropped(GraphBuilder graph, FcnOptions options, String name, String below) {
        if (options.dropout() == 0) return below;
        // Deeplearning4j's number is the part that is kept
        graph.addLayer(name, new DropoutLayer(1 - options.dropout()), below);
        return name;
    }

    private static String score(GraphBuilder graph, FcnOptions options, String name, String below) {
        return add(
                graph,
                name,
                new ConvolutionLayer.Builder(1, 1)
                        .nOut(options.classes())
                        .activation(Activation.IDENTITY)
                        .weightInit(WeightInit.ZERO)
                        .build(),
                below);
    }

    /** Scores at half the stride: those below interpolated, plus scores of a block's pooling. */
    private static String fused(GraphBuilder graph, FcnOptions options, int block, int stride, String below) {
        String pool = FcnTrunk.pooling(block);
        String finer = score(graph, options, "score_" + pool, pool);
        String larger = upsampled(graph, options, "upscore_" + pool, 2, stride, below);
        graph.addVertex("fuse_" + pool, new ElementWiseVertex(ElementWiseVertex.Op.Add), larger, finer);
        return "fuse_" + pool;
    }

    /** Scores interpolated by a factor to a stride. */
    private static String upsampled(
            GraphBuilder graph, FcnOptions options, String name, int factor, int stride, String below) {
        if (options.learned()) return Deconvolution.add(graph, name, factor, stride, options.classes(), below);
        graph.addVertex(name, new BilinearUpsampling(factor, stride), below, IMAGE);
        return name;
    }

    private static String add(GraphBuilder graph, String name, ConvolutionLayer layer, String below) {
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

    /** Same, because sizes are rounded up. */
    private static SubsamplingLayer pooling() {
        return new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(2, 2)
                .stride(2, 2)
                .convolutionMode(ConvolutionMode.Same)
                .build();
    }

    private static int scaled(int filters, double fraction) {
        return (int) Math.max(1, Math.round(filters * fraction));
    }
}
