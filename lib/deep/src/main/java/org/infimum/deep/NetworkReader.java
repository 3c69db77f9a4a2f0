package org.infimum.deep;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.network.Layer;
import org.infimum.network.Network;
import org.infimum.network.Shape;

/**
 * Reads Deeplearning4j networks into core's model, which computes the same outputs at inference, so that their Lipschitz constants can be proved.
 *
 * <p>Read are dense, convolution, maximum and average pooling (with or without overlap, {@code Truncate}, {@code Strict} and {@code Same}), global
 * pooling, batch normalisation, activation, output and loss layers, in a graph also residual blocks (additions of two branches that leave one
 * vertex). Dropout and weight noise do nothing at inference. A softmax at the end is left out and {@link ReadNetwork#logits} says so. Every other
 * layer, activation or vertex is refused with a sentence that names it.
 *
 * <p>The weights are copied: training the Deeplearning4j network further does not change the model.
 */
public final class NetworkReader {
    private NetworkReader() {}

    /**
     * Reads a network whose input's shape follows from its first layer: a dense layer, or one behind Deeplearning4j's
     * {@code FeedForwardToCnnPreProcessor}.
     *
     * @param net a {@code MultiLayerNetwork}, or a {@code ComputationGraph} with one input and one output; initialised
     * @return the model
     * @throws IllegalArgumentException if the shape does not follow, or as {@link #read(Model, Shape)}
     */
    public static ReadNetwork read(Model net) {
        return read(net, firstShape(net));
    }

    /**
     * Reads a network.
     *
     * @param net a {@code MultiLayerNetwork}, or a {@code ComputationGraph} with one input and one output; initialised
     * @param input the shape of one sample, {@code new Shape(1, 28, 28)} for an image or {@code Shape.vector(64)}
     * @return the model
     * @throws IllegalArgumentException if the network is neither or not initialised, has a layer, activation or vertex that the model does not know,
     *     or weights that are not finite, or does not take such an input
     */
    public static ReadNetwork read(Model net, Shape input) {
        if (net instanceof MultiLayerNetwork sequential) {
            return sequential(sequential, input);
        }
        if (net instanceof ComputationGraph graph) {
            return new GraphReader(graph).read(input);
        }
        throw new IllegalArgumentException("Only a MultiLayerNetwork or a ComputationGraph can be read, not "
                + (net == null ? "null" : net.getClass().getName()) + ".");
    }

    private static ReadNetwork sequential(MultiLayerNetwork net, Shape input) {
        if (net.getLayers() == null) {
            throw new IllegalArgumentException("The network is not initialised; call init() first.");
        }
        List<Layer> layers = new ArrayList<>();
        Shape shape = input;
        boolean logits = false;
        int count = net.getLayers().length;
        for (int k = 0; k < count; k++) {
            LayerReader reader = new LayerReader("Layer " + k, net.getLayer(k));
            reader.requireShape(net.getLayerWiseConfigurations().getInputPreProcess(k), shape);
            for (Layer layer : reader.read(shape, k == count - 1)) {
                shape = layer.output(shape);
                layers.add(layer);
            }
            logits = reader.softmax();
        }
        return new ReadNetwork(new Network(input, layers), logits);
    }

    private static Shape firstShape(Model net) {
        if (net instanceof MultiLayerNetwork sequential && sequential.getLayers() != null) {
            InputPreProcessor processor =
                    sequential.getLayerWiseConfigurations().getInputPreProcess(0);
            Shape shape = shape(processor, sequential.getLayer(0).conf().getLayer());
            if (shape != null) {
                return shape;
            }
        }
        if (net instanceof ComputationGraph graph && graph.getVertices() != null) {
            Shape shape = new GraphReader(graph).firstShape();
            if (shape != null) {
                return shape;
            }
        }
        throw new IllegalArgumentException(
                "The input's shape does not follow from the network; give it, new Shape(channels, height, width) for images.");
    }

    /** The input's shape as the first layer says it; null if it does not. */
    static Shape shape(InputPreProcessor processor, org.deeplearning4j.nn.conf.layers.Layer first) {
        if (processor instanceof FeedForwardToCnnPreProcessor image) {
            return new Shape(
                    Math.toIntExact(image.getNumChannels()),
                    Math.toIntExact(image.getInputHeight()),
                    Math.toIntExact(image.getInputWidth()));
        }
        if (processor == null && first instanceof DenseLayer dense) {
            return Shape.vector(Math.toIntExact(dense.getNIn()));
        }
        if (processor == null && first instanceof OutputLayer output) {
            return Shape.vector(Math.toIntExact(output.getNIn()));
        }
        return null;
    }
}
