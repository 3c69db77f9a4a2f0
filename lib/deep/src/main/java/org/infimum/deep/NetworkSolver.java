package org.infimum.deep;

import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A solver that trains Deeplearning4j networks: {@link BpGrad}, {@link Eve}, {@link AliG}, {@link Sps}, or one of DL4J's own as
 * {@link Dl4jSolver}. A value: one solver can be attached to any number of networks.
 */
public interface NetworkSolver {
    /**
     * The solver's name in tables and plots.
     *
     * @return the name
     */
    String name();

    /**
     * Everything that decides what the solver does, by name, for tables and for the check of a checkpoint.
     *
     * @return the settings in a fixed order
     */
    Map<String, String> settings();

    /**
     * Makes this solver the one that {@code net.fit} uses, for all layers that are not frozen, in place of what the
     * configuration says. An updater state of the same solver (from {@code ModelSerializer}, say) is kept; another is dropped.
     * {@code clone()}, {@code restore} and {@code setUpdater} lose the attachment: attach again.
     *
     * @param net the network, initialised
     * @return the solver at work
     */
    AttachedSolver attachTo(NetworkAdapter net);

    /**
     * The same for a sequential network.
     *
     * @param net the network, initialised
     * @return the solver at work
     */
    default AttachedSolver attachTo(MultiLayerNetwork net) {
        return attachTo(NetworkAdapter.of(net));
    }

    /**
     * The same for a graph, with any number of inputs and outputs.
     *
     * @param net the network, initialised
     * @return the solver at work
     */
    default AttachedSolver attachTo(ComputationGraph net) {
        return attachTo(NetworkAdapter.of(net));
    }
}
