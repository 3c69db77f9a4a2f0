package org.infimum.deep.onednn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Reads how the layers of a network hang together. */
final class Topology {
    private Topology() {}

    /** The layers of a sequential network, in order. */
    static List<Slot> of(MultiLayerNetwork net) {
        Layer[] layers = net.getLayers();
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < layers.length; i++) {
            int index = i;
            String name = layers[i].conf().getLayer().getLayerName();
            slots.add(new Slot(
                    name == null ? Integer.toString(i) : name,
                    layers[i],
                    layer -> net.getLayers()[index] = layer,
                    net.getLayerWiseConfigurations().getInputPreProcess(i),
                    i - 1,
                    true,
                    i + 1 < layers.length ? List.of(i + 1) : List.of()));
        }
        return slots;
    }

    /** The layers of a graph, in topological order. */
    static List<Slot> of(ComputationGraph net) {
        GraphVertex[] vertices = net.getVertices();
        Map<Integer, Integer> slotOfVertex = new HashMap<>();
        List<LayerVertex> ordered = new ArrayList<>();
        for (int index : net.topologicalSortOrder()) {
            if (vertices[index] instanceof LayerVertex layer) {
                slotOfVertex.put(index, ordered.size());
                ordered.add(layer);
            }
        }
        List<Slot> slots = new ArrayList<>();
        for (LayerVertex vertex : ordered) {
            GraphVertex below = vertices[vertex.getInputVertices()[0].getVertexIndex()];
            slots.add(new Slot(
                    vertex.getVertexName(),
                    vertex.getLayer(),
                    layer -> replace(net, vertex, layer),
                    vertex.getLayerPreProcessor(),
                    below.isInputVertex()
                            ? Slot.NETWORK_INPUT
                            : slotOfVertex.getOrDefault(below.getVertexIndex(), Slot.FOREIGN),
                    onlyLearner(vertex, below, vertices),
                    consumers(vertex, vertices, slotOfVertex)));
        }
        return slots;
    }

    /** Whether nobody else asks for a gradient at what is below a vertex. */
    private static boolean onlyLearner(LayerVertex vertex, GraphVertex below, GraphVertex[] vertices) {
        if (!below.isInputVertex()) {
            return below.getOutputVertices().length == 1;
        }
        for (VertexIndices above : below.getOutputVertices()) {
            GraphVertex consumer = vertices[above.getVertexIndex()];
            if (consumer != vertex && !(consumer instanceof GivesNoInputGradient)) {
                return false;
            }
        }
        return true;
    }

    private static List<Integer> consumers(
            LayerVertex vertex, GraphVertex[] vertices, Map<Integer, Integer> slotOfVertex) {
        List<Integer> consumers = new ArrayList<>();
        if (vertex.isOutputVertex()) {
            return consumers;
        }
        for (VertexIndices above : vertex.getOutputVertices()) {
            int index = above.getVertexIndex();
            int noLayer = vertices[index] instanceof TakesAnyImageFormat ? Slot.ANY_FORMAT : Slot.FOREIGN;
            consumers.add(slotOfVertex.getOrDefault(index, noLayer));
        }
        return consumers;
    }

    private static void replace(ComputationGraph net, LayerVertex vertex, Layer layer) {
        Layer[] all = net.getLayers();
        for (int i = 0; i < all.length; i++) {
            if (all[i] == vertex.getLayer()) {
                all[i] = layer;
            }
        }
        vertex.setLayer(layer);
    }
}
