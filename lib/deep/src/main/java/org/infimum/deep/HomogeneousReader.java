package org.infimum.deep;

import java.util.Arrays;
import org.deeplearning4j.nn.api.Model;
import org.infimum.homogeneous.HomogeneousProblem;
import org.infimum.homogeneous.ParallelNetwork;
import org.infimum.homogeneous.Regularizer;
import org.infimum.homogeneous.ReluArchitecture;
import org.infimum.relu.VectorLoss;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Reads a trained Deeplearning4j network dense (ReLU) to output, of any number of units, as a parallel network of hidden neurons together with the problem whose
 * objective it was trained on, so that its gap to the global optimum can be certified.
 *
 * <p>Deeplearning4j's score of n examples, in one batch, times a factor is l(Y, Phi(W)) + lambda sum_j (||u_j||^2 + ||a_j||^2) / 2. With N = n, or 1 with
 * {@code miniBatch(false)}, C outputs and the decay l2 of both layers:
 *
 * <table>
 * <caption>How a configuration is read</caption>
 * <tr><th>output layer</th><th>loss</th><th>targets</th><th>factor</th><th>lambda</th></tr>
 * <tr><td>MSE, SQUARED_LOSS (the same), identity</td><td>SQUARED</td><td>any</td><td>N C / 2</td><td>N C l2 / 2</td></tr>
 * <tr><td>L2, identity</td><td>SQUARED</td><td>any</td><td>N / 2</td><td>N l2 / 2</td></tr>
 * <tr><td>MCXENT, NEGATIVELOGLIKELIHOOD, softmax</td><td>CROSS_ENTROPY</td><td>one-hot rows</td><td>N</td><td>N l2</td></tr>
 * <tr><td>XENT, sigmoid</td><td>LOGISTIC</td><td>0, 1 become -1, 1</td><td>N</td><td>N l2</td></tr>
 * </table>
 *
 * <p>Different decays of the layers, hidden biases and what only the training knows are as {@link ReluReader} says, which reads networks of one output for the
 * tighter {@link org.infimum.relu.ReluProblem}. A hidden bias is a column of ones behind the features.
 */
public final class HomogeneousReader {
    private HomogeneousReader() {}

    /**
     * Reads a network and its problem.
     *
     * @param net a {@code MultiLayerNetwork} or a {@code ComputationGraph} of that shape, initialised
     * @param data the training data: features n x d, labels n x C, no masks; read in the network's precision
     * @return problem, network and the factor between their objective and the score
     * @throws IllegalArgumentException if the network has another shape, loss or regularisation, or the data do not fit: one sentence that names it and what to do
     */
    public static ReadHomogeneousProblem read(Model net, DataSet data) {
        ReluLayers shape = ReluLayers.of(net);
        VectorOutput output = VectorOutput.of(shape.output());
        DataType type = net.params().dataType();
        double[][] features = TrainingData.features(data, type, shape.inputs(), shape.units());
        double[][] x = shape.hasBias() ? withOnes(features) : features;
        double[] labels = TrainingData.labels(data, type);
        double[][] y = rows(output.loss() == VectorLoss.LOGISTIC ? TrainingData.signs(labels) : labels, x.length);
        DecayReader decays = new DecayReader(shape);
        double factor = output.factor() * shape.scale(x.length);
        ReluArchitecture architecture =
                ReluArchitecture.hiddenLayer(x, shape.units()).regularizer(Regularizer.SUM_OF_SQUARES);
        HomogeneousProblem problem = HomogeneousProblem.of(architecture, output.loss(), y, factor * decays.common());
        ParallelNetwork network = network(architecture, shape, decays.rescaling());
        output.requireUnclipped(problem.predict(network), y);
        return new ReadHomogeneousProblem(problem, network, factor);
    }

    private static ParallelNetwork network(ReluArchitecture architecture, ReluLayers shape, double rescaling) {
        double[][] hidden = shape.hiddenWeights(rescaling);
        double[][] output = shape.outputWeights(rescaling);
        double[][] neurons = new double[hidden.length][];
        for (int j = 0; j < hidden.length; j++) {
            neurons[j] = Arrays.copyOf(hidden[j], hidden[j].length + output[j].length);
            System.arraycopy(output[j], 0, neurons[j], hidden[j].length, output[j].length);
        }
        return ParallelNetwork.of(architecture, neurons);
    }

    private static double[][] withOnes(double[][] features) {
        double[][] rows = new double[features.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOf(features[i], features[i].length + 1);
            rows[i][features[i].length] = 1;
        }
        return rows;
    }

    private static double[][] rows(double[] flat, int n) {
        int c = flat.length / n;
        double[][] rows = new double[n][];
        for (int i = 0; i < n; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * c, (i + 1) * c);
        }
        return rows;
    }
}
