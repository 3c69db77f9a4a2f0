package org.infimum.network;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A set of parameters with the {@link Block}s of a network's linear stages over it, each made when it is first asked
 * for.
 */
final class ParameterBlocks {
    final ParameterSet set;
    private final Map<LinearStage, Block> blocks = new IdentityHashMap<>();
    private final Map<LinearStage, Double> norms;

    ParameterBlocks(ParameterSet set) {
        this(set, new IdentityHashMap<>());
    }

    private ParameterBlocks(ParameterSet set, Map<LinearStage, Double> norms) {
        this.set = set;
        this.norms = norms;
    }

    /** The same for another set of the same centre; the centre's norms are kept. */
    ParameterBlocks over(ParameterSet other) {
        return new ParameterBlocks(other, norms);
    }

    Block of(LinearStage stage) {
        return blocks.computeIfAbsent(stage, s -> new Block(s, set, norm(s)));
    }

    private double norm(LinearStage stage) {
        return norms.computeIfAbsent(stage, s -> OperatorNorm.atMost(s, set.middle()));
    }
}
