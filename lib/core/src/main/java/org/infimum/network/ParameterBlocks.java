package org.infimum.network;

import java.util.IdentityHashMap;
import java.util.Map;

/** A set of parameters with the {@link Block}s of a network's linear stages over it, each made when it is first asked for. */
final class ParameterBlocks {
    final ParameterSet set;
    private final Map<LinearStage, Block> blocks = new IdentityHashMap<>();

    ParameterBlocks(ParameterSet set) {
        this.set = set;
    }

    Block of(LinearStage stage) {
        return blocks.computeIfAbsent(stage, s -> new Block(s, set));
    }
}
