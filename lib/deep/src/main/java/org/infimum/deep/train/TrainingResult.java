package org.infimum.deep.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.deep.NetworkAdapter;

/**
 * What a training run came to, at its end or wherever it was stopped.
 *
 * @param solver the solver's name
 * @param seed the run's seed
 * @param settings everything that decided the run, by name, in a fixed order
 * @param network the trained network
 * @param iterations one row an iteration: {@code objective} (of the minibatch), {@code eta}, {@code gradient norm}, {@code step
 *     length}, and with a {@link SamplingCondition} {@code Eq. 4 left} and {@code Eq. 4 right}
 * @param epochs one row an epoch, the first before training: {@code epoch}, what the task tells (in classification {@code objective} and {@code error}
 *     over all training examples, {@code test objective} and {@code test error}, NaN without test data), {@code seconds} of training so far
 * @param stop why the run stopped
 */
public record TrainingResult(
        String solver,
        long seed,
        Map<String, String> settings,
        NetworkAdapter network,
        Trace iterations,
        Trace epochs,
        Stop stop) {
    /**
     * Checks the parts.
     *
     * @param solver as above
     * @param seed as above
     * @param settings as above
     * @param network as above
     * @param iterations as above
     * @param epochs as above
     * @param stop as above
     * @throws NullPointerException if a part is null
     */
    public TrainingResult {
        Objects.requireNonNull(solver, "solver");
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(iterations, "iterations");
        Objects.requireNonNull(epochs, "epochs");
        Objects.requireNonNull(stop, "stop");
    }

    /**
     * The weights.
     *
     * @return a copy of the flat parameter vector
     */
    public float[] weights() {
        return network.params().dup().toFloatVector();
    }

    @Override
    public String toString() {
        String constant = settings.containsKey("L") ? ", L = " + settings.get("L") : "";
        String error = epochs.has("error") ? ", error " + epochs.last("error") : "";
        return solver + ", seed " + seed + constant + ": objective " + epochs.last("objective") + error + " after "
                + iterations.size() + " iterations (" + stop + ")";
    }
}
