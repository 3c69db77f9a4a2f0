package org.infimum.deep.detection;

import java.util.List;
import java.util.Optional;

/** Weights of layers by name, in Deeplearning4j's order of dimensions. */
interface WeightFile {
    /** What layers there are, for messages. */
    List<String> layers();

    /** Weights [filters, channels, height, width] and biases. */
    Optional<PretrainedTrunk.Weights> convolution(String layer);

    /**
     * Weights [inputs, units] and biases; the inputs are images flattened channel by channel.
     *
     * @param channels of these images; 1 where the inputs are no images
     */
    Optional<PretrainedTrunk.Weights> connected(String layer, long channels);
}
