package org.infimum.deep;

import java.util.Objects;
import org.infimum.network.Network;

/**
 * A Deeplearning4j network at inference as core's own model of it, on which bounds are proved.
 *
 * @param network the model; its double weights are the float weights exactly, but for the scales and shifts of batch normalisation, which are
 *     computed from the float ones in double
 * @param logits whether the Deeplearning4j network ends in a softmax, which the model leaves out: its outputs are then the logits
 */
public record ReadNetwork(Network network, boolean logits) {
    /**
     * Checks the parts.
     *
     * @param network as above
     * @param logits as above
     */
    public ReadNetwork {
        Objects.requireNonNull(network, "network");
    }
}
