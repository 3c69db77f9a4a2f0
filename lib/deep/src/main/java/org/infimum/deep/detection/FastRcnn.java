package org.infimum.deep.detection;

import java.util.List;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.infimum.deep.Backend;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * Fast R-CNN (Girshick, ICCV 2015) as a {@code ComputationGraph}: convolutional layers over whole images, {@link RoiMaxPooling} of each
 * region of interest, two fully connected layers with ReLU (and dropout), and two outputs.
 *
 * <table>
 * <caption>Inputs, outputs and labels of n images and R regions</caption>
 * <tr><th>input</th><td>{@code image}</td><td>[n, 3, height, width], any size from about four strides on</td></tr>
 * <tr><th>input</th><td>{@code rois}</td><td>[R, 5], rows (image in the batch, x1, y1, x2, y2), both corners inside: {@link #rois} and {@link #minibatch} make them of boxes</td></tr>
 * <tr><th>output</th><td>{@code classes}</td><td>[R, K + 1], probabilities; class 0 is the background. Labels are one-hot</td></tr>
 * <tr><th>output</th><td>{@code boxes}</td><td>[R, 4 (K + 1)], offsets of the box of each class. Labels are {@link SmoothL1}'s, [R, 5]</td></tr>
 * </table>
 *
 * <p>The objective, which is what {@code score} gives, what solvers that need f see, and whose gradient trains the network, is
 *
 * <pre>f(w) = 1/R sum_r ( -log p_r(u_r) + lambda [u_r &gt;= 1] sum_i s(t_ri - v_ri) ) + l2/2 ||w||^2:</pre>
 *
 * <p>the mean over regions, whatever the number of images. Deeplearning4j divides the score by the rows of each output layer's input and the
 * gradient by the rows of the first output's labels, both R here. The norm is over the weights of all layers that are trained, without biases.
 *
 * <p>Weights of convolutions and fully connected layers are He's normal ones; those of the outputs are normal with the paper's
 * standard deviations, 0.01 for classes and 0.001 for boxes; biases are 0.
 */
public final class FastRcnn {
    /** The name of the input of images. */
    public static final String IMAGE = "image";
    /** The name of the input of regions. */
    public static final String ROIS = "rois";
    /** The name of the output of class probabilities. */
    public static final String CLASSES = "classes";
    /** The name of the output of box offsets. */
    public static final String BOXES = "boxes";

    private static final int CHANNELS = 3;
    /** Sizes are not part of the network; this one is for Deeplearning4j's own inference of layer sizes. */
    private static final int NOMINAL_SIDE = 256;

    private FastRcnn() {}

    /**
     * Makes the network.
     *
     * @param options its size and its regularisation
     * @param seed the seed of the weights
     * @return the network, initialised, in single precision
     */
    public static ComputationGraph network(FastRcnnOptions options, long seed) {
        return network(options, seed, DataType.FLOAT);
    }

    static ComputationGraph network(FastRcnnOptions options, long seed, DataType type) {
        Backend.start();
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(seed)
                .dataType(type)
                .l2(options.l2())
                // keeps the first pass's convolutions for back-propagation instead of computing them again
                .cacheMode(CacheMode.DEVICE)
                .weightInit(WeightInit.RELU)
                .graphBuilder()
                .addInputs(IMAGE, ROIS);
        String below = trunk(graph, options);
        graph.addVertex(
                "roi_pool",
                new RoiMaxPooling(1.0 / options.trunk().stride(), options.pooledSize(), options.pooledSize()),
                below,
                ROIS);
        below = connected(graph, options, "fc6", "drop6", "roi_pool");
        below = connected(graph, options, "fc7", "drop7", below);
        ComputationGraph net = new ComputationGraph(graph.addLayer(CLASSES, classes(options), below)
                .addLayer(BOXES, boxes(options), below)
                .setOutputs(CLASSES, BOXES)
                .setInputTypes(
                        InputType.convolutional(NOMINAL_SIDE, NOMINAL_SIDE, CHANNELS),
                        InputType.feedForward(RoiBins.ROW))
                .build());
        net.init();
        return net;
    }

    private static String trunk(GraphBuilder graph, FastRcnnOptions options) {
        String below = IMAGE;
        String lastFrozen =
                options.frozen() == 0 ? null : options.trunk().convolutions().get(options.frozen() - 1);
        boolean fixed = lastFrozen != null;
        for (Trunk.Stage stage : options.trunk().stages()) {
            Layer layer =
                    switch (stage.kind()) {
                        case CONVOLUTION -> convolution(stage, options.fraction());
                        case POOLING -> pooling(stage);
                        case NORMALISATION -> normalisation();
                    };
            // what lies between frozen layers is frozen too: Deeplearning4j has no gradient for it
            graph.addLayer(stage.name(), fixed ? new FrozenLayer(layer) : layer, below);
            fixed &= !stage.name().equals(lastFrozen);
            below = stage.name();
        }
        return below;
    }

    private static ConvolutionLayer convolution(Trunk.Stage stage, double fraction) {
        return new ConvolutionLayer.Builder(stage.kernel(), stage.kernel())
                .nOut(scaled(stage.filters(), fraction))
                .stride(stage.stride(), stage.stride())
                .padding(stage.padding(), stage.padding())
                .activation(Activation.RELU)
                .build();
    }

    private static SubsamplingLayer pooling(Trunk.Stage stage) {
        SubsamplingLayer.Builder pooling = new SubsamplingLayer.Builder(PoolingType.MAX)
                .kernelSize(stage.kernel(), stage.kernel())
                .stride(stage.stride(), stage.stride());
        // without padding sizes are rounded up, as in Caffe
        return stage.padding() == 0
                ? pooling.convolutionMode(ConvolutionMode.Same).build()
                : pooling.padding(stage.padding(), stage.padding()).build();
    }

    /** Caffe's parameters in Deeplearning4j's terms: alpha is a channel's, not the window's. */
    private static LocalResponseNormalization normalisation() {
        return new LocalResponseNormalization.Builder()
                .n(5)
                .k(1)
                .alpha(1e-4 / 5)
                .beta(0.75)
                .build();
    }

    private static String connected(
            GraphBuilder graph, FastRcnnOptions options, String name, String dropout, String below) {
        graph.addLayer(
                name,
                new DenseLayer.Builder()
                        .nOut(scaled(options.trunk().units(), options.fraction()))
                        .activation(Activation.RELU)
                        .build(),
                below);
        if (options.dropout() == 0) {
            return name;
        }
        // Deeplearning4j's number is the part that is kept
        graph.addLayer(dropout, new DropoutLayer(1 - options.dropout()), name);
        return dropout;
    }

    private static OutputLayer classes(FastRcnnOptions options) {
        return new OutputLayer.Builder(LossFunctions.LossFunction.MCXENT)
                .nOut(options.classes() + 1)
                .activation(Activation.SOFTMAX)
                .weightInit(new NormalDistribution(0, 0.01))
                .build();
    }

    private static OutputLayer boxes(FastRcnnOptions options) {
        return new OutputLayer.Builder(new SmoothL1(options.boxWeight()))
                .nOut(4 * (options.classes() + 1))
                .activation(Activation.IDENTITY)
                .weightInit(new NormalDistribution(0, 0.001))
                .build();
    }

    private static int scaled(int full, double fraction) {
        return (int) Math.max(1, Math.round(full * fraction));
    }

    /**
     * A minibatch for {@code fit}.
     *
     * @param images n images, [n, 3, height, width], as the network is to see them
     * @param samples the regions of each image, n of them, in the coordinates of these images
     * @param classes K, without the background
     * @return images and regions, one-hot classes and box targets
     * @throws IllegalArgumentException if images and samples differ in number, all samples are empty, or a label is above K
     */
    public static MultiDataSet minibatch(INDArray images, List<RoiSample> samples, int classes) {
        if (images.size(0) != samples.size()) {
            throw new IllegalArgumentException("There are " + images.size(0) + " images and samples of "
                    + samples.size() + "; give one sample an image.");
        }
        int regions = samples.stream().mapToInt(sample -> sample.rois().size()).sum();
        if (regions == 0) {
            throw new IllegalArgumentException(
                    "None of the " + samples.size() + " images has a region to train on; leave such minibatches out.");
        }
        float[][] rois = new float[regions][];
        float[][] labels = new float[regions][classes + 1];
        float[][] targets = new float[regions][RoiBins.ROW];
        int r = 0;
        for (int image = 0; image < samples.size(); image++) {
            for (RoiSample.Roi roi : samples.get(image).rois()) {
                if (roi.label() > classes) {
                    throw new IllegalArgumentException("A region of image " + image + " has the class " + roi.label()
                            + "; there are only " + classes + ".");
                }
                rois[r] = row(image, roi.box());
                labels[r][roi.label()] = 1;
                targets[r][0] = roi.label();
                for (int i = 0; i < 4; i++) {
                    targets[r][1 + i] = roi.offsets().get(i).floatValue();
                }
                r++;
            }
        }
        return new MultiDataSet(
                new INDArray[] {images, Nd4j.createFromArray(rois)},
                new INDArray[] {Nd4j.createFromArray(labels), Nd4j.createFromArray(targets)});
    }

    /**
     * The second input for the detection in some images.
     *
     * @param proposals for each image of the batch its boxes
     * @return the regions, [R, 5], image by image
     * @throws IllegalArgumentException if there is no box at all
     */
    public static INDArray rois(List<? extends List<BoundingBox>> proposals) {
        int regions = proposals.stream().mapToInt(List::size).sum();
        if (regions == 0) {
            throw new IllegalArgumentException("None of the " + proposals.size()
                    + " images has a proposal; an image without proposals has no detections.");
        }
        float[][] rois = new float[regions][];
        int r = 0;
        for (int image = 0; image < proposals.size(); image++) {
            for (BoundingBox box : proposals.get(image)) {
                rois[r++] = row(image, box);
            }
        }
        return Nd4j.createFromArray(rois);
    }

    /** The one place where [x1, x2) becomes Girshick's first and last pixel, which {@link RoiMaxPooling} takes. */
    private static float[] row(int image, BoundingBox box) {
        return new float[] {image, (float) box.x1(), (float) box.y1(), (float) (box.x2() - 1), (float) (box.y2() - 1)};
    }
}
