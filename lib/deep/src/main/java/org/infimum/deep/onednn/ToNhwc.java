package org.infimum.deep.onednn;

import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.reorder;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Brings images of one shape, in whatever format they come, into NHWC. */
final class ToNhwc implements Operations {
    private final Engine engine;
    private final long[] shape;
    private final Natives natives = new Natives();
    private Operation reordering;

    ToNhwc(Engine engine, long[] shape) {
        this.engine = engine;
        this.shape = shape;
    }

    /** The array itself if it is in NHWC, else a copy. */
    INDArray of(INDArray array, ArrayType type, LayerWorkspaceMgr workspaces) {
        Format format = Format.of(array).orElse(null);
        if (format == Format.NHWC) {
            return array;
        }
        INDArray copy = Format.NHWC.create(workspaces, type, shape);
        if (format == null) {
            // a view with gaps, say: rare, and left to ND4J
            return copy.assign(array);
        }
        if (reordering == null) {
            reordering = make();
        }
        reordering.run(array, copy);
        return copy;
    }

    private Operation make() {
        memory.desc from = Format.NCHW.describe(natives, shape);
        memory.desc to = Format.NHWC.describe(natives, shape);
        reorder.primitive_desc description = natives.own(new reorder.primitive_desc(
                engine.device(), from, engine.device(), to, Operation.attributes(natives), false));
        return new Operation.Builder(engine, natives, description, new reorder(description))
                .input(dnnl.DNNL_ARG_SRC, from, description.src_desc())
                .output(dnnl.DNNL_ARG_DST, to, description.dst_desc())
                .build();
    }

    @Override
    public void close() {
        natives.close();
    }
}
