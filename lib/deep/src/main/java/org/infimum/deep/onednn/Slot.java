package org.infimum.deep.onednn;

import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.layers.FrozenLayer;

/**
 * A layer's place in a network, of whichever kind the network is.
 *
 * @param name what the network calls the layer
 * @param layer the layer that is there, a {@code FrozenLayer} around another perhaps
 * @param replace puts another layer there
 * @param preprocessor what stands before it; null for nothing
 * @param producer the slot below, or {@link #NETWORK_INPUT}, or {@link #FOREIGN}
 * @param onlyConsumer whether nothing else hangs on the producer, or nothing that gives a gradient to the network's input
 * @param consumers the slots above, {@link #FOREIGN} or {@link #ANY_FORMAT} for what is no layer; empty for an output
 */
record Slot(
        String name,
        Layer layer,
        Consumer<Layer> replace,
        InputPreProcessor preprocessor,
        int producer,
        boolean onlyConsumer,
        List<Integer> consumers) {
    /** The producer of a layer on which the network's input is fed. */
    static final int NETWORK_INPUT = -1;
    /** A neighbour that is no layer. */
    static final int FOREIGN = -2;
    /** A consumer that is no layer and reads images in any format. */
    static final int ANY_FORMAT = -3;

    boolean preprocessed() {
        return preprocessor != null;
    }

    boolean frozen() {
        return layer instanceof FrozenLayer;
    }

    /** The layer, without the wrappers that freeze it: {@code clone()} adds one each time. */
    Layer inner() {
        Layer inner = layer;
        while (inner instanceof FrozenLayer frozen) {
            inner = frozen.getUnderlying();
        }
        return inner;
    }

    /** Puts another layer in the inner one's place. */
    void replaceInner(Layer other) {
        if (!(layer instanceof FrozenLayer)) {
            replace.accept(other);
            return;
        }
        FrozenLayer wrapper = (FrozenLayer) layer;
        while (wrapper.getUnderlying() instanceof FrozenLayer within) {
            wrapper = within;
        }
        wrapper.setUnderlying(other);
    }
}
