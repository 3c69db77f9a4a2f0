package org.infimum.deep.onednn;

import java.util.Optional;
import org.bytedeco.dnnl.memory;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How a float array of shape [examples, channels, height, width] lies in memory, without gaps. */
enum Format {
    /** Channel by channel: Deeplearning4j's own. */
    NCHW(memory.format_tag.nchw),
    /** Pixel by pixel with all channels: oneDNN's fastest that strides can express. */
    NHWC(memory.format_tag.nhwc);

    private final memory.format_tag tag;

    Format(memory.format_tag tag) {
        this.tag = tag;
    }

    /** The format of an array; NHWC if it has both, empty if it has none. */
    static Optional<Format> of(INDArray array) {
        if (array.rank() != 4) {
            return Optional.empty();
        }
        long n = array.size(0);
        long c = array.size(1);
        long h = array.size(2);
        long w = array.size(3);
        if (strides(array, h * w * c, 1, w * c, c)) {
            return Optional.of(NHWC);
        }
        return strides(array, c * h * w, h * w, w, 1) ? Optional.of(NCHW) : Optional.empty();
    }

    private static boolean strides(INDArray array, long... expected) {
        for (int k = 0; k < expected.length; k++) {
            // the stride of a dimension of size one is never used, and ND4J sets it to anything
            if (array.size(k) != 1 && array.stride(k) != expected[k]) {
                return false;
            }
        }
        return true;
    }

    /** A new array of logical shape [n, c, h, w] in this format; its contents are arbitrary. */
    INDArray create(LayerWorkspaceMgr workspaces, ArrayType type, long[] shape) {
        if (this == NCHW) {
            return workspaces.createUninitialized(type, DataType.FLOAT, shape, 'c');
        }
        return workspaces
                .createUninitialized(type, DataType.FLOAT, new long[] {shape[0], shape[2], shape[3], shape[1]}, 'c')
                .permute(0, 3, 1, 2);
    }

    /** oneDNN's description of such an array. */
    memory.desc describe(Natives natives, long[] shape) {
        return natives.own(new memory.desc(shape, memory.data_type.f32, tag));
    }
}
