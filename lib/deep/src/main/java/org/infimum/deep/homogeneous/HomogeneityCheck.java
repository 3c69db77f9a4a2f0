package org.infimum.deep.homogeneous;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A second opinion on {@link HomogeneityReader}: Phi(a W) against a^p Phi(W), measured on the network. All trained weights, biases too, are multiplied by a = 0.3,
 * 0.6, 1.7 and 3 in a copy in double precision; Phi is the map that the reader speaks of, in front of an activation that belongs to the loss. A measurement at some
 * inputs: it can refute homogeneity and not prove it.
 *
 * @param degree p that was tested: the one read, or else the whole number nearest to the slope
 * @param deviation the largest ||Phi(a W) - a^p Phi(W)|| / max(||Phi(a W)||, ||a^p Phi(W)||) over a, Frobenius norms over all inputs: rounding if Phi is homogeneous
 * @param slope d log ||Phi(a W)|| / d log a, fitted by least squares; p if Phi is homogeneous, NaN where Phi is 0 at all of the inputs
 */
public record HomogeneityCheck(int degree, double deviation, double slope) {
    private static final double[] FACTORS = {0.3, 0.6, 1, 1.7, 3};

    /**
     * Checks the parts.
     *
     * @param degree as above
     * @param deviation as above
     * @param slope as above
     * @throws IllegalArgumentException if the deviation is not a number at least 0
     */
    public HomogeneityCheck {
        if (!(deviation >= 0)) {
            throw new IllegalArgumentException("The deviation must be at least 0, not " + deviation + ".");
        }
    }

    /**
     * Measures at given inputs.
     *
     * @param net a {@code MultiLayerNetwork}, or a {@code ComputationGraph} with one output; initialised; not changed
     * @param inputs one array for each of its inputs, in the order of the configuration
     * @return the measurement
     * @throws IllegalArgumentException if the network has no degree to read, the number of inputs is wrong, or an output is not finite
     */
    public static HomogeneityCheck at(Model net, INDArray... inputs) {
        OptionalInt degree = HomogeneityReader.read(net).degree();
        int wanted = net instanceof ComputationGraph graph ? graph.getNumInputArrays() : 1;
        if (inputs.length != wanted) {
            throw new IllegalArgumentException(
                    "The network has " + wanted + " inputs, but " + inputs.length + " were given.");
        }
        INDArray[] outputs = new Scaled(net).outputs(inputs);
        double slope = slope(outputs);
        int tested = degree.orElse(Double.isNaN(slope) ? 0 : (int) Math.round(slope));
        double deviation = 0;
        for (int k = 0; k < FACTORS.length; k++) {
            deviation = Math.max(deviation, deviation(outputs[k], outputs[2].mul(Math.pow(FACTORS[k], tested))));
        }
        return new HomogeneityCheck(tested, deviation, slope);
    }

    /**
     * Measures at normally distributed inputs.
     *
     * @param net as {@link #at}, with one input
     * @param seed the seed of the inputs
     * @param shape the shape of a batch: 32, 64 for 32 samples of 64 features; 8, 1, 28, 28 for eight images
     * @return the measurement
     * @throws IllegalArgumentException as {@link #at}
     */
    public static HomogeneityCheck random(Model net, long seed, long... shape) {
        SplittableRandom random = new SplittableRandom(seed);
        INDArray input = Nd4j.create(DataType.DOUBLE, shape);
        for (long k = 0; k < input.length(); k++) {
            input.putScalar(k, random.nextGaussian());
        }
        return at(net, input);
    }

    private static double deviation(INDArray one, INDArray other) {
        double larger = Math.max(norm(one), norm(other));
        return larger == 0 ? 0 : norm(one.sub(other)) / larger;
    }

    private static double norm(INDArray array) {
        double plain = array.norm2Number().doubleValue();
        double largest = array.amaxNumber().doubleValue();
        // NaN counts in the norm and not in the largest; squares can overflow or vanish where the numbers do not
        return Double.isNaN(plain) || largest == 0
                ? plain
                : largest * array.div(largest).norm2Number().doubleValue();
    }

    private static double slope(INDArray[] outputs) {
        double meanX = 0;
        double meanY = 0;
        double[] y = new double[FACTORS.length];
        for (int k = 0; k < FACTORS.length; k++) {
            double norm = norm(outputs[k]);
            if (!Double.isFinite(norm)) {
                throw new IllegalArgumentException("With the weights multiplied by " + FACTORS[k]
                        + " the network's output is not finite; give inputs or weights of a smaller scale.");
            }
            y[k] = Math.log(norm);
            meanX += Math.log(FACTORS[k]) / FACTORS.length;
            meanY += y[k] / FACTORS.length;
        }
        double above = 0;
        double below = 0;
        for (int k = 0; k < FACTORS.length; k++) {
            double x = Math.log(FACTORS[k]) - meanX;
            above += x * (y[k] - meanY);
            below += x * x;
        }
        double slope = above / below;
        return Double.isFinite(slope) ? slope : Double.NaN;
    }

    /**
     * Whether the network is homogeneous of the degree as far as the measurement goes.
     *
     * @param tolerance the largest deviation to call rounding, 1e-9 say
     * @return true if the deviation is at most that
     */
    public boolean agrees(double tolerance) {
        return deviation <= tolerance;
    }

    @Override
    public String toString() {
        return "measured: Phi(a W) is a^" + degree + " Phi(W) up to " + deviation
                + " relative for a from 0.3 to 3; slope " + slope;
    }

    /** A copy of a network whose trained weights can be scaled. */
    private static final class Scaled {
        private final Model copy;
        private final List<INDArray> weights;

        Scaled(Model net) {
            Objects.requireNonNull(net, "net");
            Layer[] layers;
            Layer last;
            if (net instanceof ComputationGraph graph) {
                ComputationGraph twin = graph.clone().convertDataType(DataType.DOUBLE);
                layers = twin.getLayers();
                last = twin.getLayer(twin.getConfiguration().getNetworkOutputs().get(0));
                // with workspaces a dropout layer at test time fails on an input that is in none
                twin.getConfiguration().setInferenceWorkspaceMode(WorkspaceMode.NONE);
                copy = twin;
            } else {
                MultiLayerNetwork twin = ((MultiLayerNetwork) net).clone().convertDataType(DataType.DOUBLE);
                layers = twin.getLayers();
                last = layers[layers.length - 1];
                twin.getLayerWiseConfigurations().setInferenceWorkspaceMode(WorkspaceMode.NONE);
                copy = twin;
            }
            if (last != null
                    && last.conf().getLayer() instanceof BaseLayer output
                    && OutputLoss.belongsToLoss(output)) {
                output.setActivationFn(new ActivationIdentity());
            }
            weights = Arrays.stream(layers)
                    .map(NetworkLayer::new)
                    .flatMap(layer -> layer.trained().stream().map(layer::values))
                    .toList();
        }

        INDArray[] outputs(INDArray[] inputs) {
            List<INDArray> originals = weights.stream().map(INDArray::dup).toList();
            INDArray[] outputs = new INDArray[FACTORS.length];
            for (int k = 0; k < FACTORS.length; k++) {
                for (int j = 0; j < originals.size(); j++) {
                    weights.get(j).assign(originals.get(j).mul(FACTORS[k]));
                }
                outputs[k] = output(inputs);
            }
            return outputs;
        }

        private INDArray output(INDArray[] inputs) {
            INDArray[] given = new INDArray[inputs.length];
            for (int i = 0; i < inputs.length; i++) {
                given[i] = inputs[i].castTo(DataType.DOUBLE).dup();
            }
            return copy instanceof ComputationGraph graph
                    ? graph.output(false, given)[0].dup()
                    : ((MultiLayerNetwork) copy).output(given[0], false).dup();
        }
    }
}
