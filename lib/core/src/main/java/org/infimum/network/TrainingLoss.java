package org.infimum.network;

import java.util.Arrays;
import java.util.Objects;
import org.infimum.lipschitz.LipschitzBound;

/**
 * The training loss of a network as a function of its parameters: the mean of a {@link Loss} over n samples plus weight
 * decay,
 *
 * <p>f(theta) = 1/n sum_i loss(N(theta; x_i), y_i) + wd/2 ||theta||^2, all parameters decayed, biases as well.
 *
 * @param network the network; its own parameters play no part in f
 * @param data the samples and targets
 * @param loss the loss of one sample
 * @param weightDecay wd, at least 0 and finite
 */
public record TrainingLoss(Network network, TrainingData data, Loss loss, double weightDecay) {
    /**
     * Checks that the parts fit.
     *
     * @param network as above
     * @param data as above
     * @param loss as above
     * @param weightDecay as above
     * @throws IllegalArgumentException if the network has no parameters, samples or targets do not fit the network,
     *     a target is none of the loss, or wd is out of its range
     */
    public TrainingLoss {
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(loss, "loss");
        if (network.parameterCount() == 0) {
            throw new IllegalArgumentException("A network of 0 parameters has no training loss to speak of.");
        }
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "The weight decay must be at least 0 and finite, not " + weightDecay + ".");
        }
        network.requireSample(data.input(0));
        if (data.target(0).length != network.output().size()) {
            throw new IllegalArgumentException(
                    "A target must have " + network.output().size() + " numbers, one an output of the network, not "
                            + data.target(0).length + ".");
        }
        for (int i = 0; i < data.size(); i++) {
            loss.check(data.target(i), i);
        }
    }

    /**
     * f(theta).
     *
     * @param parameters theta
     * @return the value
     * @throws IllegalArgumentException if the number of parameters is wrong
     */
    public double value(double[] parameters) {
        double sum = 0;
        for (int i = 0; i < data.size(); i++) {
            sum += loss.value(network.pass(parameters, data.input(i)).output(), data.target(i));
        }
        return sum / data.size() + weightDecay / 2 * square(parameters);
    }

    /**
     * f(theta) and its gradient; at kinks that of one side.
     *
     * @param parameters theta
     * @param gradient overwritten with the gradient
     * @return f(theta)
     * @throws IllegalArgumentException if a length is wrong
     */
    public double gradient(double[] parameters, double[] gradient) {
        Arrays.fill(gradient, 0);
        double sum = 0;
        for (int i = 0; i < data.size(); i++) {
            Network.Pass pass = network.pass(parameters, data.input(i));
            double[] output = pass.output();
            sum += loss.value(output, data.target(i));
            pass.backward(loss.gradient(output, data.target(i)), gradient);
        }
        for (int p = 0; p < gradient.length; p++) {
            gradient[p] = gradient[p] / data.size() + weightDecay * parameters[p];
        }
        return sum / data.size() + weightDecay / 2 * square(parameters);
    }

    private static double square(double[] parameters) {
        double sum = 0;
        for (double p : parameters) {
            sum += p * p;
        }
        return sum;
    }

    /**
     * A certified Lipschitz constant of f over a set of parameters: {@link ParameterLipschitz} states the theorem, and
     * takes an effort.
     *
     * @param set the set
     * @return the bound, PROVED
     * @throws IllegalArgumentException if the set has the wrong dimension, or is so large that the bound overflows
     */
    public LipschitzBound lipschitz(ParameterSet set) {
        return ParameterLipschitz.of(this, set).bound();
    }
}
