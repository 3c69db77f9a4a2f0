package org.infimum.deep.onednn;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What a layer gives as the gradient at its input. */
enum InputGradient {
    /** The gradient. */
    COMPUTED,
    /** Nothing: nobody below learns. */
    NONE,
    /**
     * A column of NaN, because the preprocessor that stands between the network's flat input and its first convolution fails without an
     * array; it passes on one of two dimensions.
     */
    PLACEHOLDER;

    /** What stands in for a gradient that is not computed; null for nothing. */
    INDArray standIn(long examples, LayerWorkspaceMgr workspaces) {
        return this == PLACEHOLDER
                ? workspaces
                        .createUninitialized(ArrayType.ACTIVATION_GRAD, DataType.FLOAT, examples, 1)
                        .assign(Float.NaN)
                : null;
    }
}
