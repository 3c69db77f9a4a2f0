package org.infimum.deep.detection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weights of a trained classifier for the layers of a {@link FastRcnn} network, from a local file: nothing is fetched.
 *
 * <p>Files are HDF5 as Keras 1 and 2 write it (the published {@code vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5}, say), or networks
 * that Deeplearning4j's {@code ModelSerializer} wrote. Layers are found by name, so each convolution needs a layer of its name in the file, with
 * weights of its shape: the fraction of the filters has to be 1 for published weights. All are checked before the first one is
 * overwritten.
 *
 * <p>Published weights want the pixels that they were trained on: Keras's VGG-16 takes blue, green, red in 0 to 255, less 103.939, 116.779 and 123.68.
 */
public final class PretrainedTrunk {
    private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F'};
    private static final byte[] ZIP = {'P', 'K', 3, 4};

    /** What a file knows of a layer. */
    record Weights(INDArray kernels, INDArray biases) {}

    private PretrainedTrunk() {}

    /**
     * Makes networks with the weights of a file, for a comparison of solvers: what the file does not have comes from the seed.
     *
     * @param options of the networks
     * @param file the file, read for each network
     * @return makes a network from a seed; throws as {@link #load}, a file that cannot be read as an {@link UncheckedIOException}
     */
    public static LongFunction<ComputationGraph> networks(FastRcnnOptions options, Path file) {
        return seed -> {
            ComputationGraph net = FastRcnn.network(options, seed);
            try {
                load(net, file);
            } catch (IOException e) {
                throw new UncheckedIOException("The weights " + file + " cannot be read: " + e.getMessage() + ".", e);
            }
            return net;
        };
    }

    /**
     * Copies the weights and biases of all convolutions, and those of fc6 and fc7 if the file has them (Keras's fc1 and fc2, or fc6 and fc7) in the
     * shapes of the network.
     *
     * @param net a network of {@link FastRcnn}
     * @param file the file
     * @return the names of the network's layers that got weights
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if the file is of neither kind, or lacks a convolution, or has one of another shape
     */
    public static List<String> load(ComputationGraph net, Path file) throws IOException {
        return load(net, convolutions(net), file);
    }

    /**
     * The same for a network of which not all layers with four-dimensional weights are the trunk's. Where its fc6 and fc7 are convolutions, they get the fully connected layers'
     * weights in that shape.
     *
     * @param net a network
     * @param trunk the names of the trunk's convolutions, from the image on
     * @param file the file
     * @return the names of the network's layers that got weights
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if the file is of neither kind, or lacks a convolution, or has one of another shape
     */
    public static List<String> load(ComputationGraph net, List<String> trunk, Path file) throws IOException {
        byte[] magic = new byte[HDF5.length];
        try (InputStream in = Files.newInputStream(file)) {
            in.readNBytes(magic, 0, magic.length);
        }
        if (Arrays.equals(magic, HDF5)) {
            try (KerasFile weights = new KerasFile(file)) {
                return load(net, trunk, file, weights);
            }
        }
        if (Arrays.equals(magic, ZIP)) {
            return load(net, trunk, file, new SavedNetwork(file));
        }
        throw new IllegalArgumentException(
                file + " is neither an HDF5 file of Keras nor a network that Deeplearning4j saved;"
                        + " give one of these for pretrained weights.");
    }

    private static List<String> load(ComputationGraph net, List<String> trunk, Path file, WeightFile weights) {
        Map<String, Weights> found = new LinkedHashMap<>();
        for (String layer : trunk) {
            INDArray kernels = net.getParam(layer + "_W");
            Weights read = weights.convolution(layer)
                    .orElseThrow(() -> new IllegalArgumentException(file + " has no weights of a convolution " + layer
                            + "; its layers are " + weights.layers() + "."));
            if (!fits(read, kernels)) {
                throw new IllegalArgumentException(
                        "The weights of " + layer + " in " + file + " have the shape "
                                + Arrays.toString(read.kernels.shape()) + ", those of the network "
                                + Arrays.toString(kernels.shape())
                                + " (filters, channels, height, width); make the network with the trunk of the file and fraction 1.");
            }
            found.put(layer, read);
        }
        INDArray pooled = net.getParam("fc6_W");
        if (pooled != null && !found.isEmpty()) {
            long channels = channels(found);
            weights.connected("fc6", channels)
                    .map(read -> inShapeOf(pooled, read))
                    .or(() -> weights.convolution("fc6"))
                    .filter(read -> fits(read, pooled))
                    .ifPresent(read -> found.put("fc6", read));
            weights.connected("fc7", 1)
                    .map(read -> inShapeOf(net.getParam("fc7_W"), read))
                    .or(() -> weights.convolution("fc7"))
                    .filter(read -> fits(read, net.getParam("fc7_W")))
                    .ifPresent(read -> found.put("fc7", read));
        }
        found.forEach((layer, read) -> {
            net.getParam(layer + "_W").assign(read.kernels);
            net.getParam(layer + "_b")
                    .assign(read.biases.reshape(net.getParam(layer + "_b").shape()));
        });
        return List.copyOf(found.keySet());
    }

    /** Weights [inputs, units] as kernels [units, channels, height, width] where the network has a convolution; its inputs are flattened channel by channel. */
    private static Weights inShapeOf(INDArray kernels, Weights read) {
        boolean same = kernels.rank() == 4
                && read.kernels.rank() == 2
                && kernels.length() == read.kernels.length()
                && kernels.size(0) == read.kernels.size(1);
        return same ? new Weights(read.kernels.transpose().dup('c').reshape('c', kernels.shape()), read.biases) : read;
    }

    /** The channels of the last convolution. */
    private static long channels(Map<String, Weights> convolutions) {
        long channels = 0;
        for (Weights weights : convolutions.values()) {
            channels = weights.kernels.size(0);
        }
        return channels;
    }

    private static boolean fits(Weights read, INDArray kernels) {
        long outputs = kernels.rank() == 4 ? kernels.size(0) : kernels.size(1);
        return Arrays.equals(read.kernels.shape(), kernels.shape()) && read.biases.length() == outputs;
    }

    /** The layers with weights of four dimensions, from the image on. */
    private static List<String> convolutions(ComputationGraph net) {
        List<String> names = new ArrayList<>();
        net.paramTable().forEach((name, values) -> {
            if (name.endsWith("_W") && values.rank() == 4) {
                names.add(name.substring(0, name.length() - "_W".length()));
            }
        });
        return names;
    }
}
