package org.infimum.deep;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.network.Layer;
import org.infimum.network.Network;
import org.infimum.network.Residual;
import org.infimum.network.Shape;

/**
 * Reads a {@code ComputationGraph} as a chain of layers and residual blocks. The two branches of an addition are traced back to the last vertex through
 * which every way from the input to either of them leads; what lies between is the block.
 */
final class GraphReader {
    private final ComputationGraph graph;
    private final Map<String, GraphVertex> vertices;
    private final Map<String, List<String>> inputs;
    private final Map<String, Set<String>> dominators = new HashMap<>();
    private final String first;
    private final String last;
    private final Set<String> read = new HashSet<>();
    private boolean logits;

    GraphReader(ComputationGraph graph) {
        if (graph.getVertices() == null) {
            throw new IllegalArgumentException("The network is not initialised; call init() first.");
        }
        if (graph.getNumInputArrays() != 1 || graph.getNumOutputArrays() != 1) {
            throw new IllegalArgumentException("Only a graph with one input and one output can be read, not "
                    + graph.getNumInputArrays() + " and " + graph.getNumOutputArrays() + ".");
        }
        ComputationGraphConfiguration configuration = graph.getConfiguration();
        this.graph = graph;
        this.vertices = configuration.getVertices();
        this.inputs = configuration.getVertexInputs();
        this.first = configuration.getNetworkInputs().get(0);
        this.last = configuration.getNetworkOutputs().get(0);
    }

    /** The input's shape as the layers behind it say it; null if they do not. */
    Shape firstShape() {
        for (Map.Entry<String, List<String>> entry : inputs.entrySet()) {
            if (entry.getValue().contains(first) && vertices.get(entry.getKey()) instanceof LayerVertex vertex) {
                Shape shape = NetworkReader.shape(
                        vertex.getPreProcessor(), vertex.getLayerConf().getLayer());
                if (shape != null) {
                    return shape;
                }
            }
        }
        return null;
    }

    ReadNetwork read(Shape input) {
        List<Layer> layers = chain(last, first, input);
        return new ReadNetwork(new Network(input, layers), logits);
    }

    /** The layers between two vertices, of which every way to the end leads through the start. */
    private List<Layer> chain(String end, String start, Shape input) {
        Deque<String> path = new ArrayDeque<>();
        for (String at = end; !at.equals(start); at = isAddition(at) ? fork(at) : onlyInput(at)) {
            if (!read.add(at)) {
                throw new IllegalArgumentException(
                        "The output of vertex '" + at
                                + "' is used in more than one block, so the graph is no chain of layers and residual blocks and cannot be read.");
            }
            path.push(at);
        }
        List<Layer> layers = new ArrayList<>();
        Shape shape = input;
        for (String name : path) {
            for (Layer layer : isAddition(name) ? List.of(block(name, shape)) : layers(name, shape)) {
                shape = layer.output(shape);
                layers.add(layer);
            }
        }
        return layers;
    }

    private boolean isAddition(String name) {
        return vertices.get(name) instanceof ElementWiseVertex vertex && vertex.getOp() == ElementWiseVertex.Op.Add;
    }

    private Residual block(String name, Shape shape) {
        String fork = fork(name);
        List<Layer> one = chain(inputs.get(name).get(0), fork, shape);
        List<Layer> other = chain(inputs.get(name).get(1), fork, shape);
        return one.size() >= other.size() ? new Residual(one, other) : new Residual(other, one);
    }

    private List<Layer> layers(String name, Shape shape) {
        GraphVertex vertex = vertices.get(name);
        if (vertex instanceof LayerVertex layer) {
            LayerReader reader = new LayerReader("Layer '" + name + "'", graph.getLayer(name));
            reader.requireShape(layer.getPreProcessor(), shape);
            List<Layer> read = reader.read(shape, name.equals(last));
            logits |= reader.softmax();
            return read;
        }
        if (vertex instanceof PreprocessorVertex processor
                && processor.getPreProcessor() instanceof CnnToFeedForwardPreProcessor) {
            return List.of();
        }
        throw unknown(name);
    }

    private IllegalArgumentException unknown(String name) {
        GraphVertex vertex = vertices.get(name);
        String kind = vertex instanceof ElementWiseVertex elementWise
                ? "ElementWiseVertex of " + inputs.get(name).size() + " inputs with the operation "
                        + elementWise.getOp()
                : vertex.getClass().getSimpleName();
        return new IllegalArgumentException(
                "Vertex '" + name + "' is a " + kind + ", which cannot be read; additions of two inputs can.");
    }

    private String onlyInput(String name) {
        if (inputs.get(name).size() != 1) {
            throw unknown(name);
        }
        return inputs.get(name).get(0);
    }

    /** The last vertex that is on every way from the input to both inputs of an addition. */
    private String fork(String addition) {
        if (inputs.get(addition).size() != 2) {
            throw unknown(addition);
        }
        Set<String> common = new LinkedHashSet<>(dominators(inputs.get(addition).get(0)));
        common.retainAll(dominators(inputs.get(addition).get(1)));
        String fork = first;
        for (String name : common) {
            fork = name;
        }
        return fork;
    }

    /** The vertices on every way from the input to a vertex, itself included, in their order on the way. */
    private Set<String> dominators(String name) {
        Set<String> known = dominators.get(name);
        if (known != null) {
            return known;
        }
        Set<String> result = new LinkedHashSet<>();
        List<String> before = inputs.getOrDefault(name, List.of());
        for (int k = 0; k < before.size(); k++) {
            if (k == 0) {
                result.addAll(dominators(before.get(k)));
            } else {
                result.retainAll(dominators(before.get(k)));
            }
        }
        result.add(name);
        dominators.put(name, result);
        return result;
    }
}
