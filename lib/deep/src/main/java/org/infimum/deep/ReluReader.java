package org.infimum.deep;

import org.deeplearning4j.nn.api.Model;
import org.infimum.relu.ConvexLoss;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.TwoLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
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
        ReluLayers shape = ReluLayers.of(net);
        ScalarOutput output = ScalarOutput.of(shape.output());
        DataType type = net.params().dataType();
        double[][] x = TrainingData.features(data, type, shape.inputs(), 1);
        double[] labels = TrainingData.labels(data, type);
        double[] y = output.loss() == ConvexLoss.LOGISTIC ? TrainingData.signs(labels) : labels;
        DecayReader decays = new DecayReader(shape);
        double scale = shape.scale(x.length);
        double factor = output.loss() == ConvexLoss.SQUARED ? scale / 2 : scale;
        double beta = factor * decays.common();
        ReluProblem problem = ReluProblem.twoLayer(x, y).loss(output.loss()).weightDecay(beta);
        TwoLayerNetwork network = network(shape, decays.rescaling());
        output.requireUnclipped(network.predict(x));
        return new ReadReluProblem(shape.hasBias() ? problem.withBias() : problem, network, factor);
    }

    private static TwoLayerNetwork network(ReluLayers shape, double rescaling) {
        double[][] hidden = shape.hiddenWeights(rescaling);
        double[][] rows = shape.outputWeights(rescaling);
        double[] output = new double[rows.length];
        for (int j = 0; j < rows.length; j++) {
            output[j] = rows[j][0];
        }
        return shape.hasBias()
                ? TwoLayerNetwork.withBias(hidden, output, shape.inputs())
                : TwoLayerNetwork.of(hidden, output, shape.inputs());
    }
}
