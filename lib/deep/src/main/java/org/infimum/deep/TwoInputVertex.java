package org.infimum.deep;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;

/** The configuration of a vertex of a {@code ComputationGraph} that has two inputs and no parameters: what all of ours have in common. */
public abstract class TwoInputVertex extends GraphVertex {
    private static final long serialVersionUID = 1L;
    private static final int INPUTS = 2;

    /** For the vertices. */
    protected TwoInputVertex() {}

    @Override
    public final long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public final int minVertexInputs() {
        return INPUTS;
    }

    @Override
    public final int maxVertexInputs() {
        return INPUTS;
    }

    /**
     * {@inheritDoc}
     *
     * <p>Of the activations alone: what a vertex needs beside them while it works is not in it.
     */
    @Override
    public final MemoryReport getMemoryReport(InputType... inputs) {
        return new LayerMemoryReport.Builder(null, getClass(), inputs[0], getOutputType(-1, inputs))
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }
}
