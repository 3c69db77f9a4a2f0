package org.infimum.deep;

import java.io.File;
import java.io.IOException;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * One face for Deeplearning4j's two kinds of network, as far as training needs. A graph may have several inputs and outputs: it is trained by
 * {@link #fit(MultiDataSet)}, saved and restored; what looks at one input and one output refuses it. Holds no state of its own.
 */
public abstract sealed class NetworkAdapter permits SequentialAdapter, GraphAdapter {
    NetworkAdapter() {}

    /**
     * The face of a network.
     *
     * @param net a {@code MultiLayerNetwork} or {@code ComputationGraph}, initialised
     * @return the face
     * @throws IllegalArgumentException if it is neither, or not initialised
     */
    public static NetworkAdapter of(Model net) {
        if (net instanceof MultiLayerNetwork sequential) {
            return new SequentialAdapter(sequential);
        }
        if (net instanceof ComputationGraph graph) {
            return new GraphAdapter(graph);
        }
        throw new IllegalArgumentException("Only a MultiLayerNetwork or a ComputationGraph can be trained, not "
                + (net == null ? "null" : net.getClass().getName()) + ".");
    }

    /**
     * Reads a network that {@link #save} wrote.
     *
     * @param file the file
     * @return the network with its updater state; no solver is attached
     * @throws IOException if the file cannot be read or is not a network
     */
    public NetworkAdapter restore(File file) throws IOException {
        return of(read(file));
    }

    /**
     * The network itself.
     *
     * @return the network
     */
    public abstract Model network();

    /**
     * Does one iteration of training.
     *
     * @param batch the minibatch
     * @throws IllegalArgumentException if the network has several inputs or outputs
     */
    public abstract void fit(DataSet batch);

    /**
     * Does one iteration of training of a network with any number of inputs and outputs.
     *
     * @param batch the minibatch, inputs and labels in the network's order
     * @throws IllegalArgumentException if it has another number of inputs or labels than the network
     */
    public abstract void fit(MultiDataSet batch);

    /**
     * The network's output in inference mode.
     *
     * @param features the inputs
     * @return the outputs, one row an example
     * @throws IllegalArgumentException if the network has several inputs or outputs
     */
    public abstract INDArray output(INDArray features);

    /**
     * The regularisation part of the objective at the current weights, l1 and l2.
     *
     * @return the sum over all layers
     */
    public abstract double regularization();

    /**
     * The loss of the output layer.
     *
     * @return the loss function
     * @throws IllegalArgumentException if the last layer is neither an output nor a loss layer, or there are several outputs
     */
    public ILossFunction loss() {
        Layer layer = outputConfiguration();
        if (layer instanceof BaseOutputLayer output) {
            return output.getLossFn();
        }
        if (layer instanceof LossLayer output) {
            return output.getLossFn();
        }
        throw new IllegalArgumentException("The last layer must be an output or loss layer, not "
                + layer.getClass().getSimpleName() + ".");
    }

    /**
     * Whether the outputs are softmax probabilities.
     *
     * @return true if the output layer's activation is softmax
     * @throws IllegalArgumentException if there are several outputs
     */
    public boolean softmaxOutput() {
        return outputConfiguration() instanceof BaseLayer layer && layer.getActivationFn() instanceof ActivationSoftmax;
    }

    /**
     * The configuration as JSON.
     *
     * @return the JSON
     */
    public abstract String configuration();

    /**
     * Sets the counters that learning-rate schedules and Adam's bias correction read.
     *
     * @param iterations iterations done
     * @param epochs epochs done
     */
    public abstract void setProgress(int iterations, int epochs);

    abstract Model read(File file) throws IOException;

    abstract List<Layer> layerConfigurations();

    abstract Layer outputConfiguration();

    abstract INDArray updaterState();

    abstract void install(UpdateRule rule, INDArray state, boolean onePass);

    /** A copy that shares nothing with this one. */
    abstract NetworkAdapter copy();

    /** The same in double precision. */
    abstract NetworkAdapter inDoublePrecision();

    /**
     * One forward and one backward pass: leaves the loss with its regularisation in the network's score, and the SUM of the
     * examples' gradients, without regularisation, in its flat gradient.
     */
    abstract void differentiate(DataSet examples);

    /** The gradient that {@link #differentiate} left, a view. */
    abstract INDArray flatGradient();

    /** The mean loss of the examples in inference mode, with its regularisation. */
    abstract double score(DataSet examples);

    abstract org.deeplearning4j.nn.api.Layer[] layers();

    /** What the network calls a layer's parameter. */
    abstract String parameterName(int layer, String name);

    /**
     * The flat parameter vector; a view, not a copy.
     *
     * @return the parameters
     */
    public INDArray params() {
        INDArray params = network().params();
        return params.reshape(params.length());
    }

    /**
     * Sets parameters and updater state below the normal range of floats, 1.2e-38, to zero: processors are slow with such numbers, into which weight decay
     * drives the weights of units that no longer fire. Costs a pass over them (0.4 ms for LeNet); networks of double precision and on graphics cards are left as they are.
     */
    public void flushSubnormals() {
        Subnormals.flush(params());
        Subnormals.flush(updaterState());
    }

    /**
     * Takes over weights and updater state.
     *
     * @param other a network of the same shape with the same solver in its configuration
     * @throws IllegalArgumentException if the sizes differ
     */
    public void copyStateFrom(NetworkAdapter other) {
        if (other.params().length() != params().length()) {
            throw new IllegalArgumentException("The networks differ: one has "
                    + other.params().length() + " parameters, the other " + params().length() + ".");
        }
        params().assign(other.params());
        INDArray state = other.updaterState();
        if (state != null) {
            updaterState().assign(state);
        }
    }

    /**
     * Writes weights, configuration and updater state in Deeplearning4j's own format.
     *
     * @param file the file, overwritten
     * @throws IOException if it cannot be written
     */
    public void save(File file) throws IOException {
        ModelSerializer.writeModel(network(), file, true);
    }
}
