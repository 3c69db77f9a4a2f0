package org.infimum.deep.homogeneous;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Reads the degree of positive homogeneity of a Deeplearning4j network's map in its weights, and of its regulariser, from its layers.
 *
 * <p>A layer that is linear in its weights without bias adds 1, a separable convolution 2, ReLU, leaky ReLU, pooling, copying and dropout (at test time) nothing;
 * the cube multiplies by 3; sums and merges of branches need branches of one degree, products add their degrees. Weights are the trained ones: frozen layers are
 * fixed maps. What no weight has touched yet has degree 0 and may be squashed, normalised or shifted: a bias in the first layer is the weight of a constant input
 * and breaks nothing, one behind it does, even while it is zero.
 */
public final class HomogeneityReader {
    private HomogeneityReader() {}

    /**
     * Reads a network.
     *
     * @param net a {@code MultiLayerNetwork}, or a {@code ComputationGraph} with one output; initialised
     * @return its degrees
     * @throws IllegalArgumentException if it is neither, not initialised, or has several outputs
     */
    public static Homogeneity read(Model net) {
        if (net instanceof MultiLayerNetwork sequential) {
            requireInitialised(sequential.getLayers());
            return sequential(sequential);
        }
        if (net instanceof ComputationGraph graph) {
            requireInitialised(graph.getVertices());
            requireOneOutput(graph);
            return graph(graph);
        }
        throw new IllegalArgumentException("Only a MultiLayerNetwork or a ComputationGraph has a degree here, not "
                + (net == null ? "null" : net.getClass().getName()) + ".");
    }

    private static void requireInitialised(Object[] layers) {
        if (layers == null) {
            throw new IllegalArgumentException("The network is not initialised; call init() first.");
        }
    }

    static void requireOneOutput(ComputationGraph graph) {
        if (graph.getNumOutputArrays() != 1) {
            throw new IllegalArgumentException("Only a graph with one output has a degree here, not one with "
                    + graph.getNumOutputArrays() + "; merge its outputs.");
        }
    }

    private static Homogeneity sequential(MultiLayerNetwork net) {
        List<LayerDegree> result = new ArrayList<>();
        Map<String, NetworkLayer> layers = new LinkedHashMap<>();
        OptionalInt degree = OptionalInt.of(0);
        int count = net.getLayers().length;
        for (int k = 0; k < count; k++) {
            NetworkLayer layer = new NetworkLayer(net.getLayer(k));
            String own = layer.configuration().getLayerName();
            String name = "layer " + k + (own == null || own.equals("layer" + k) ? "" : " '" + own + "'");
            layers.put(name, layer);
            LayerDegree read = LayerRule.of(
                    name, layer, net.getLayerWiseConfigurations().getInputPreProcess(k), k == count - 1, degree);
            result.add(read);
            degree = read.after();
        }
        return new Homogeneity(result, degree, RegularizerReader.read(layers));
    }

    private static Homogeneity graph(ComputationGraph graph) {
        var configuration = graph.getConfiguration();
        List<LayerDegree> result = new ArrayList<>();
        Map<String, NetworkLayer> layers = new LinkedHashMap<>();
        Map<String, OptionalInt> degrees = new HashMap<>();
        configuration.getNetworkInputs().forEach(input -> degrees.put(input, OptionalInt.of(0)));
        String output = configuration.getNetworkOutputs().get(0);
        Set<String> needed = ancestors(configuration.getVertexInputs(), output);
        for (int index : graph.topologicalSortOrder()) {
            String name = graph.getVertices()[index].getVertexName();
            if (degrees.containsKey(name) || !needed.contains(name)) {
                continue;
            }
            List<OptionalInt> inputs = configuration.getVertexInputs().get(name).stream()
                    .map(degrees::get)
                    .toList();
            GraphVertex vertex = configuration.getVertices().get(name);
            LayerDegree read;
            if (vertex instanceof LayerVertex layerVertex) {
                NetworkLayer layer = new NetworkLayer(graph.getLayer(name));
                layers.put("'" + name + "'", layer);
                read = LayerRule.of(
                        "'" + name + "'", layer, layerVertex.getPreProcessor(), name.equals(output), inputs.get(0));
            } else {
                read = VertexRule.of("'" + name + "'", vertex, inputs);
            }
            result.add(read);
            degrees.put(name, read.after());
        }
        return new Homogeneity(result, degrees.get(output), RegularizerReader.read(layers));
    }

    /** What the output depends on, itself included. */
    private static Set<String> ancestors(Map<String, List<String>> inputs, String output) {
        Set<String> seen = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(output));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (seen.add(name)) {
                open.addAll(inputs.getOrDefault(name, List.of()));
            }
        }
        return seen;
    }
}
