package org.infimum.deep.onednn;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;

/** Arrays that lie in the order of their dimensions without gaps. */
final class Plain {
    private Plain() {}

    static boolean is(INDArray array) {
        return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
    }

    /** The array itself if it is plain, else a copy that is. */
    static INDArray of(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        return is(array) ? array : workspaces.dup(type, array, 'c');
    }
}
