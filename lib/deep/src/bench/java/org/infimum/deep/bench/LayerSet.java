package org.infimum.deep.bench;

import org.deeplearning4j.nn.api.Model;
import org.infimum.deep.onednn.FastLayers;

/**
 * Whose layers a network trains on. The benchmark 'training' runs plain Deeplearning4j on the first and our solvers on the last of these, so a
 * further set joins it by a further constant.
 */
enum LayerSet {
    /** Deeplearning4j's own layers with its oneDNN helpers on. */
    STANDARD("standard layers") {
        @Override
        void attachTo(Model net) {
            // a network is made of them
        }
    },
    /** Ours on oneDNN 3. */
    ONEDNN("layers on oneDNN") {
        @Override
        void attachTo(Model net) {
            FastLayers.attachTo(net);
        }
    };

    private final String title;

    LayerSet(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Puts the layers into a network. */
    abstract void attachTo(Model net);

    /** The set that our solvers run on. */
    static LayerSet ours() {
        return values()[values().length - 1];
    }
}
