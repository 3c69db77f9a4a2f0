package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The two layers of a network that is a chain of two, with nothing between them. */
final class TwoLayers {
    private TwoLayers() {}

    /** The hidden and the output layer; one sentence about the first thing that does not fit. */
    static Layer[] of(Model net) {
        if (net instanceof MultiLayerNetwork sequential) {
            Layer[] layers = sequential.getLayers();
            requireTwo(layers);
            for (int k = 0; k < layers.length; k++) {
                requireNoProcessor(k, sequential.getLayerWiseConfigurations().getInputPreProcess(k));
            }
            return layers;
        }
        if (net instanceof ComputationGraph graph) {
            Layer[] layers = graph.getLayers();
            requireTwo(layers);
            requireChain(graph);
            return layers;
        }
        throw new IllegalArgumentException("Only a MultiLayerNetwork or a ComputationGraph can be read, not "
                + (net == null ? "null" : net.getClass().getName()) + ".");
    }

    private static void requireTwo(Layer[] layers) {
        if (layers == null) {
            throw new IllegalArgumentException("The network is not initialised; call init() first.");
        }
        if (layers.length != 2) {
            throw new IllegalArgumentException(
                    "Only a network of two layers, dense (ReLU) and output, can be certified this way, not one of "
                            + layers.length + "; give its last two layers, with the outputs of the others as data.");
        }
    }

    private static void requireNoProcessor(int layer, Object processor) {
        if (processor != null) {
            throw new IllegalArgumentException("Layer " + layer + " has the preprocessor "
                    + processor.getClass().getSimpleName()
                    + ", which cannot be read; give the data as rows of features.");
        }
    }

    private static void requireChain(ComputationGraph graph) {
        var configuration = graph.getConfiguration();
        if (graph.getNumInputArrays() != 1
                || graph.getNumOutputArrays() != 1
                || configuration.getVertices().size() != 2) {
            throw new IllegalArgumentException(
                    "Only a graph of one input, two layers and one output can be read, not one of "
                            + graph.getNumInputArrays() + " inputs, "
                            + configuration.getVertices().size() + " vertices and "
                            + graph.getNumOutputArrays() + " outputs.");
        }
        for (String name : configuration.getVertices().keySet()) {
            List<String> from = configuration.getVertexInputs().get(name);
            if (!(configuration.getVertices().get(name) instanceof LayerVertex vertex) || from.size() != 1) {
                throw new IllegalArgumentException("Vertex '" + name + "' is not a layer with one input.");
            }
            requireNoProcessor(graph.getLayer(name).getIndex(), vertex.getPreProcessor());
        }
    }
}
