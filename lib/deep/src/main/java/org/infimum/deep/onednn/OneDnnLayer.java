package org.infimum.deep.onednn;

import java.util.Optional;

/** A layer that runs on oneDNN. */
interface OneDnnLayer {
    /** Why the layer ran on Deeplearning4j's own code at least once since it was attached; empty if it never did. */
    Optional<String> fallenBack();
}
