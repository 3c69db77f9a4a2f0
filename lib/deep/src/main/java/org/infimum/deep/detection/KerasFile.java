package org.infimum.deep.detection;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Weights in HDF5 as Keras 1 and 2 write them: a group a layer, at the top or under {@code model_weights}, with the layer's kernel and bias somewhere below.
 * Kernels of convolutions are [height, width, channels, filters], images are flattened pixel by pixel.
 */
final class KerasFile implements WeightFile, AutoCloseable {
    private static final String UNDER = "model_weights";
    private static final Map<String, String> NAMES = Map.of("fc6", "fc1", "fc7", "fc2");

    private final Path path;
    private final HdfFile file;
    private final Group layers;

    KerasFile(Path path) throws IOException {
        this.path = path;
        try {
            file = new HdfFile(path);
            layers = file.getChildren().get(UNDER) instanceof Group group ? group : file;
        } catch (HdfException e) {
            throw unreadable(e);
        }
    }

    private IOException unreadable(HdfException e) {
        return new IOException(path + " cannot be read as HDF5: " + e.getMessage() + ".", e);
    }

    @Override
    public List<String> layers() {
        return layers.getChildren().keySet().stream().sorted().toList();
    }

    @Override
    public Optional<PretrainedTrunk.Weights> convolution(String layer) {
        return read(layer, 4, kernels -> kernels.permute(3, 2, 0, 1));
    }

    @Override
    public Optional<PretrainedTrunk.Weights> connected(String layer, long channels) {
        String name = layers.getChildren().containsKey(layer) ? layer : NAMES.getOrDefault(layer, layer);
        return read(name, 2, kernels -> {
            long inputs = kernels.size(0);
            long units = kernels.size(1);
            if (inputs % channels != 0) {
                return kernels;
            }
            return kernels.reshape('c', inputs / channels, channels, units)
                    .permute(1, 0, 2)
                    .dup('c')
                    .reshape('c', inputs, units);
        });
    }

    /** The layer's array of so many dimensions, and the one that has a single dimension. */
    private Optional<PretrainedTrunk.Weights> read(String layer, int rank, Function<INDArray, INDArray> inOurOrder) {
        if (!(layers.getChildren().get(layer) instanceof Group group)) {
            return Optional.empty();
        }
        List<Dataset> arrays = new ArrayList<>();
        collect(group, arrays);
        Optional<Dataset> kernels = ofRank(arrays, rank);
        Optional<Dataset> biases = ofRank(arrays, 1);
        return kernels.isEmpty() || biases.isEmpty()
                ? Optional.empty()
                : Optional.of(new PretrainedTrunk.Weights(
                        inOurOrder.apply(array(layer, kernels.get())), array(layer, biases.get())));
    }

    private static void collect(Group group, List<Dataset> arrays) {
        for (Node node : group.getChildren().values()) {
            if (node instanceof Dataset dataset) {
                arrays.add(dataset);
            } else if (node instanceof Group inner) {
                collect(inner, arrays);
            }
        }
    }

    private static Optional<Dataset> ofRank(List<Dataset> arrays, int rank) {
        return arrays.stream()
                .filter(dataset -> dataset.getDimensions().length == rank)
                .findFirst();
    }

    private INDArray array(String layer, Dataset dataset) {
        long[] shape = Arrays.stream(dataset.getDimensions()).asLongStream().toArray();
        Object numbers = dataset.getDataFlat();
        if (numbers instanceof float[] values) {
            return Nd4j.createFromArray(values).reshape('c', shape);
        }
        if (numbers instanceof double[] values) {
            return Nd4j.createFromArray(values).reshape('c', shape);
        }
        throw new IllegalArgumentException("The weights of " + layer + " in " + path + " are "
                + dataset.getJavaType().getSimpleName() + "s; only float and double are read.");
    }

    @Override
    public void close() {
        file.close();
    }
}
