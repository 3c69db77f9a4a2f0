package org.infimum.deep.detection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The weights in a network that Deeplearning4j's {@code ModelSerializer} wrote, a graph or a sequential one whose layers have names. */
final class SavedNetwork implements WeightFile {
    private final Map<String, PretrainedTrunk.Weights> weights = new LinkedHashMap<>();

    SavedNetwork(Path file) throws IOException {
        if (isGraph(file)) {
            ComputationGraph net = ModelSerializer.restoreComputationGraph(file.toFile(), false);
            net.paramTable().forEach((name, values) -> {
                if (name.endsWith("_W")) {
                    String layer = name.substring(0, name.length() - "_W".length());
                    put(layer, values, net.getParam(layer + "_b"));
                }
            });
        } else {
            MultiLayerNetwork net = ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
            for (Layer layer : net.getLayers()) {
                String name = layer.conf().getLayer().getLayerName();
                put(name, layer.getParam("W"), layer.getParam("b"));
            }
        }
    }

    private void put(String layer, INDArray kernels, INDArray biases) {
        if (layer != null && kernels != null && biases != null) {
            weights.put(layer, new PretrainedTrunk.Weights(kernels, biases));
        }
    }

    private static boolean isGraph(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry configuration = zip.getEntry(ModelSerializer.CONFIGURATION_JSON);
            if (configuration == null) {
                throw new IllegalArgumentException(file
                        + " is a ZIP file without a network of Deeplearning4j in it; save one with ModelSerializer.");
            }
            byte[] json = zip.getInputStream(configuration).readAllBytes();
            return new String(json, StandardCharsets.UTF_8).contains("\"vertexInputs\"");
        }
    }

    @Override
    public List<String> layers() {
        return List.copyOf(weights.keySet());
    }

    @Override
    public Optional<PretrainedTrunk.Weights> convolution(String layer) {
        return Optional.ofNullable(weights.get(layer))
                .filter(found -> found.kernels().rank() == 4);
    }

    @Override
    public Optional<PretrainedTrunk.Weights> connected(String layer, long channels) {
        return Optional.ofNullable(weights.get(layer))
                .filter(found -> found.kernels().rank() == 2);
    }
}
