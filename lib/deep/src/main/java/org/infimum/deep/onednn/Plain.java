package org.infimum.deep.onednn;

import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Arrays that lie in the order of their dimensions without gaps. */
final class Plain {
    private Plain() {}

    static boolean is(INDArray array) {
        long expected = 1;
        for (int k = array.rank() - 1; k >= 0; k--) {
            // the stride of a dimension of size one is never used, and ND4J sets it to anything
            if (array.size(k) != 1) {
                if (array.stride(k) != expected) {
                    return false;
                }
                expected *= array.size(k);
            }
        }
        return true;
    }

    /** The array itself if it is plain, else a copy that is. */
    static INDArray of(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        return is(array) ? array : workspaces.dup(type, array, 'c');
    }
}
