package org.infimum.deep;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.relu.ConvexLoss;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.TwoLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Reads a trained Deeplearning4j network dense (ReLU) to output (one unit) as a two-layer ReLU network together with the problem whose objective it
 * was trained on, so that its gap to the global optimum can be certified.
 *
 * <p>Deeplearning4j's score of n examples is mean loss + l1/2 ||W_1||^2 + l2/2 ||w_2||^2 (from {@code l2} or {@code weightDecay}; the sum instead of
 * the mean with {@code miniBatch(false)}, then read N = 1 for n). Multiplied by a factor it is the objective of {@link ReluProblem}:
 *
 * <table>
 * <caption>How a configuration is read, N = n or 1</caption>
 * <tr><th>output layer</th><th>loss</th><th>targets</th><th>factor</th><th>beta</th></tr>
 * <tr><td>MSE, SQUARED_LOSS (L2), identity</td><td>SQUARED</td><td>any</td><td>N / 2</td><td>N l / 2</td></tr>
 * <tr><td>HINGE, identity</td><td>HINGE</td><td>-1, 1</td><td>N</td><td>N l</td></tr>
 * <tr><td>XENT, sigmoid</td><td>LOGISTIC</td><td>0, 1 become -1, 1</td><td>N</td><td>N l</td></tr>
 * </table>
 *
 * <p>with l = sqrt(l1 l2): where the layers' decays differ, the hidden weights are multiplied by (l1/l2)^{1/4} and the output weights divided by
 * it, which changes neither the function nor the objective (but for a rounding of each weight). Hidden biases must be decayed like the hidden
 * weights, {@code l2Bias}; the output must have none.
 *
 * <p>What only the training knows is not read: batches of n examples or fewer have this objective or an unbiased estimate of it; decoupled decay
 * ({@code weightDecay} with an updater other than SGD) minimises another one, but its result can be certified for this one. Deeplearning4j's XENT
 * clips probabilities at 1e-5, which the logistic loss does not: a network with an output that far on these data is refused.
 */
public final class ReluReader {
    private ReluReader() {}

    /**
     * Reads a network and its problem.
     *
     * @param net a {@code MultiLayerNetwork} or a {@code ComputationGraph} of that shape, initialised
     * @param data the training data: features n x d, labels n x 1, no masks; read in the network's precision
     * @return problem, network and the factor between their objective and the score
     * @throws IllegalArgumentException if the network has another shape, loss or regularisation, or the data do not fit: one sentence that
     *     names it and what to do
     */
    public static ReadReluProblem read(Model net, DataSet data) {
        Layer[] layers = layers(net);
        ReluLayers shape = ReluLayers.of(layers);
        double[][] x = features(data, net.params().dataType(), shape.inputs());
        double[] y = labels(data, net.params().dataType(), shape);
        DecayReader decays = new DecayReader(shape);
        double scale = layers[1].conf().isMiniBatch() ? x.length : 1;
        double factor = shape.loss() == ConvexLoss.SQUARED ? scale / 2 : scale;
        double beta = factor * decays.common();
        ReluProblem problem = ReluProblem.twoLayer(x, y).loss(shape.loss()).weightDecay(beta);
        TwoLayerNetwork network = network(layers, shape, decays.rescaling());
        shape.requireUnclipped(network.predict(x));
        return new ReadReluProblem(shape.hasBias() ? problem.withBias() : problem, network, factor);
    }

    private static Layer[] layers(Model net) {
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

    private static TwoLayerNetwork network(Layer[] layers, ReluLayers shape, double rescaling) {
        INDArray first = layers[0].getParam("W").castTo(DataType.DOUBLE);
        INDArray second = layers[1].getParam("W").castTo(DataType.DOUBLE);
        INDArray bias = shape.hasBias() ? layers[0].getParam("b").castTo(DataType.DOUBLE) : null;
        int inputs = shape.inputs();
        int width = Math.toIntExact(first.size(1));
        double[][] hidden = new double[width][inputs + (shape.hasBias() ? 1 : 0)];
        double[] output = new double[width];
        for (int j = 0; j < width; j++) {
            for (int k = 0; k < inputs; k++) {
                hidden[j][k] = first.getDouble(k, j) * rescaling;
            }
            if (bias != null) {
                hidden[j][inputs] = bias.getDouble(j) * rescaling;
            }
            output[j] = second.getDouble(j, 0) / rescaling;
        }
        return shape.hasBias()
                ? TwoLayerNetwork.withBias(hidden, output, inputs)
                : TwoLayerNetwork.of(hidden, output, inputs);
    }

    private static double[][] features(DataSet data, DataType type, int inputs) {
        INDArray features = data.getFeatures();
        INDArray labels = data.getLabels();
        if (features == null || labels == null) {
            throw new IllegalArgumentException("The data have no " + (features == null ? "features" : "labels") + ".");
        }
        if (data.getFeaturesMaskArray() != null || data.getLabelsMaskArray() != null) {
            throw new IllegalArgumentException(
                    "The data have masks, which change the objective; leave the masked examples out instead.");
        }
        if (features.rank() != 2 || features.size(1) != inputs || features.size(0) == 0) {
            throw new IllegalArgumentException(
                    "The network takes rows of " + inputs + " features, but the data are of shape "
                            + features.shapeInfoToString().replaceAll("\\s+", " ") + ".");
        }
        if (labels.length() != features.size(0)) {
            throw new IllegalArgumentException("There are " + features.size(0) + " examples, but " + labels.length()
                    + " labels; give one number for each.");
        }
        return features.castTo(type).castTo(DataType.DOUBLE).toDoubleMatrix();
    }

    private static double[] labels(DataSet data, DataType type, ReluLayers shape) {
        double[] labels = data.getLabels()
                .castTo(type)
                .castTo(DataType.DOUBLE)
                .reshape(-1)
                .toDoubleVector();
        if (shape.loss() != ConvexLoss.LOGISTIC) {
            return labels;
        }
        double[] signs = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != 0 && labels[i] != 1) {
                throw new IllegalArgumentException("The loss XENT is logistic for the labels 0 and 1, but label " + i
                        + " is " + labels[i] + "; give the classes' numbers.");
            }
            signs[i] = 2 * labels[i] - 1;
        }
        return signs;
    }
}
