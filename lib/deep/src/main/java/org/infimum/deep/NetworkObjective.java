package org.infimum.deep;

import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.infimum.Box;
import org.infimum.Objective;
import org.infimum.deep.data.ExampleSet;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * The training loss of a small Deeplearning4j network as a plain {@link Objective} of all its parameters, so that global methods and
 * {@code BpGradSolver} can minimise it:
 *
 * <pre>f(w) = mean over the examples of the output layer's loss + l1, l2 and weight decay     (what DL4J calls the score)</pre>
 *
 * over the box of all w within a radius of the network's own weights in every coordinate. The parameters are in DL4J's flat order
 * ({@code net.params()}). Values and gradients are of ALL examples at once, DL4J's own by back-propagation, in double precision
 * whatever the network's: it is copied and converted, and never changed.
 *
 * <pre>
 * NetworkObjective f = NetworkObjective.of(net, examples, 1);
 * Solution&lt;double[]&gt; s = BpGradSolver.lipschitz(LipschitzBound.claimed(20)).minimize(f, f.start());
 * f.network(s.argument());                            // the trained network
 * </pre>
 *
 * <p>The lower bound is 0, that of every loss which is a distance or a negative log-likelihood of classes; the rounding error of
 * values is not bounded. A value costs a forward pass over the examples, a gradient a backward pass more, and at least a tenth of a
 * millisecond each: for networks of a few to a few thousand parameters. Not for several threads at once.
 */
public final class NetworkObjective implements Objective {
    private final String name;
    private final NetworkAdapter original;
    private final NetworkAdapter net;
    private final DataSet examples;
    private final double[] start;
    private final Box domain;

    private NetworkObjective(String name, NetworkAdapter original, DataSet examples, double radius) {
        this.name = name;
        // of the caller's network too: it may train on
        this.original = original.copy();
        this.net = original.inDoublePrecision();
        this.examples = new DataSet(
                examples.getFeatures().dup().castTo(DataType.DOUBLE),
                examples.getLabels().dup().castTo(DataType.DOUBLE));
        this.start = net.params().dup().toDoubleVector();
        double[] lower = new double[start.length];
        double[] upper = new double[start.length];
        for (int k = 0; k < start.length; k++) {
            lower[k] = start[k] - radius;
            upper[k] = start[k] + radius;
        }
        this.domain = Box.of(lower, upper);
    }

    /**
     * The loss on named examples.
     *
     * @param net a {@code MultiLayerNetwork} or {@code ComputationGraph} with one input and one output, initialised; copied
     * @param examples the examples, all of which are taken into memory
     * @param radius how far each parameter may be from the network's, positive and finite
     * @return the objective
     * @throws IllegalArgumentException if the network is of another kind; has dropout, weight noise, BatchNorm or frozen layers, with
     *     which the training loss is no function of the parameters alone or its gradient is not given in full; or the radius is not
     *     positive and finite
     */
    public static NetworkObjective of(Model net, ExampleSet examples, double radius) {
        DataSet all = examples.batch(IntStream.range(0, examples.size()).toArray());
        return of("loss on " + examples.name(), net, all, radius);
    }

    /**
     * The loss on a DataSet of DL4J's.
     *
     * @param net as above
     * @param examples features and labels, at least one row, without masks; copied
     * @param radius as above
     * @return the objective
     * @throws IllegalArgumentException as above, or if there are masks
     */
    public static NetworkObjective of(Model net, DataSet examples, double radius) {
        // checks that there are examples with a label each and no masks
        ExampleSet checked = ExampleSet.of("the examples", examples);
        return of("loss on " + checked.size() + " examples", net, examples, radius);
    }

    private static NetworkObjective of(String name, Model net, DataSet examples, double radius) {
        NetworkAdapter adapter = NetworkAdapter.of(net);
        if (!(radius > 0) || radius == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "The radius of the box of weights must be positive and finite, not " + radius + ".");
        }
        for (Layer layer : adapter.layers()) {
            requireFunctionOfParameters(layer);
        }
        return new NetworkObjective(name, adapter, examples, radius);
    }

    private static void requireFunctionOfParameters(Layer layer) {
        org.deeplearning4j.nn.conf.layers.Layer configuration = layer.conf().getLayer();
        String what = null;
        if (configuration.getIDropout() != null
                || (configuration instanceof BaseLayer base && base.getWeightNoise() != null)) {
            what = "dropout or weight noise, which is drawn anew in every pass";
        } else if (configuration instanceof BatchNormalization) {
            what = "BatchNorm, whose running mean and variance are no trained parameters";
        } else if (layer instanceof FrozenLayer || layer instanceof FrozenLayerWithBackprop) {
            what = "frozen parameters, for which DL4J gives no gradient";
        }
        if (what != null) {
            throw new IllegalArgumentException("The layer '" + configuration.getLayerName() + "' has " + what
                    + ": the loss is then no function of the parameters that can be minimised here; leave it out.");
        }
    }

    /**
     * The network's own weights, the box's centre.
     *
     * @return a new array of length d
     */
    public double[] start() {
        return start.clone();
    }

    /**
     * A network with given weights.
     *
     * @param weights a parameter vector of length d, a solution say
     * @return a new network, of the type and precision of the one that was given
     * @throws IllegalArgumentException if the length differs
     */
    public Model network(double[] weights) {
        requireLength(weights.length);
        NetworkAdapter copy = original.copy();
        copy.params().assign(Nd4j.createFromArray(weights));
        return copy.network();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Box domain() {
        return domain;
    }

    @Override
    public double value(double[] x) {
        set(x);
        return net.score(examples);
    }

    @Override
    public double gradient(double[] x, double[] gradient) {
        requireLength(gradient.length);
        set(x);
        net.differentiate(examples);
        // DL4J leaves the sum over the examples, and adds what belongs to the regularisation in its updater, which is
        // not used
        INDArray flat = net.flatGradient();
        flat.divi(examples.getFeatures().size(0));
        regularise(net.network().gradient().gradientForVariable());
        System.arraycopy(flat.reshape(flat.length()).toDoubleVector(), 0, gradient, 0, gradient.length);
        return net.network().score();
    }

    /** Adds the regularisation's gradient, in the views of the flat one. */
    private void regularise(Map<String, INDArray> gradients) {
        Layer[] layers = net.layers();
        for (int i = 0; i < layers.length; i++) {
            for (Map.Entry<String, INDArray> parameter :
                    layers[i].paramTable(false).entrySet()) {
                INDArray view = gradients.get(net.parameterName(i, parameter.getKey()));
                for (Regularization part : layers[i].getConfig().getRegularizationByParam(parameter.getKey())) {
                    // at a learning rate of 1, weight decay adds what its part of the score has as gradient
                    part.apply(parameter.getValue(), Objects.requireNonNull(view, parameter.getKey()), 1, 0, 0);
                }
            }
        }
    }

    private void set(double[] x) {
        requireLength(x.length);
        net.params().assign(Nd4j.createFromArray(x));
    }

    private void requireLength(int length) {
        if (length != start.length) {
            throw new IllegalArgumentException(
                    "The network has " + start.length + " parameters, but the vector has " + length + ".");
        }
    }
}
