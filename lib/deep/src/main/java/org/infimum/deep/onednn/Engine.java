package org.infimum.deep.onednn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.stream;

/** What the operations of one network share: oneDNN's engine and stream, and the scratch memory. Used by one thread at a time. */
final class Engine {
    private final engine device = new engine(engine.kind.cpu, 0);
    private final stream queue = new stream(device);
    private final Scratch scratch = new Scratch();

    engine device() {
        return device;
    }

    stream queue() {
        return queue;
    }

    Scratch scratch() {
        return scratch;
    }
}
