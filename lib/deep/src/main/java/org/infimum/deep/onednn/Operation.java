package org.infimum.deep.onednn;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One primitive of oneDNN, ready to run again and again on other arrays of the same shapes. Where the primitive wants an argument in
 * another memory format than the caller's, the operation reorders it before or after.
 */
final class Operation {
    private final Engine engine;
    private final primitive primitive;
    private final IntMemoryMap arguments;
    private final List<Argument> declared;
    private final memory scratchpad;
    private final long scratchpadOffset;
    private final Address address = new Address();
    private int generation = -1;

    private Operation(Builder builder, long scratchpadBytes) {
        engine = builder.engine;
        primitive = builder.primitive;
        arguments = builder.natives.own(new IntMemoryMap());
        declared = List.copyOf(builder.declared);
        for (Argument argument : declared) {
            arguments.put(argument.key, argument.inner == null ? argument.outer : argument.inner);
        }
        scratchpadOffset = builder.scratchBytes;
        scratchpad = scratchpadBytes == 0 ? null : builder.memory(builder.description.scratchpad_desc());
        if (scratchpad != null) {
            arguments.put(dnnl.DNNL_ARG_SCRATCHPAD, scratchpad);
        }
        engine.scratch().reserve(scratchpadOffset + scratchpadBytes);
    }

    /** The attributes that every primitive of an operation must be made with: its scratchpad is the network's. */
    static primitive_attr attributes(Natives natives) {
        primitive_attr attributes = natives.own(new primitive_attr());
        attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
        return attributes;
    }

    /**
     * Runs the primitive.
     *
     * @param arrays the arguments in the order in which they were declared, in the formats that were declared
     */
    void run(INDArray... arrays) {
        if (arrays.length != declared.size()) {
            throw new IllegalArgumentException(
                    "The operation has " + declared.size() + " arguments, not " + arrays.length + ".");
        }
        bindScratch();
        for (int i = 0; i < arrays.length; i++) {
            Argument argument = declared.get(i);
            argument.outer.set_data_handle(address.at(arrays[i]));
            if (argument.before != null) {
                argument.before.execute(engine.queue(), argument.outer, argument.inner);
            }
        }
        primitive.execute(engine.queue(), arguments);
        for (Argument argument : declared) {
            if (argument.after != null) {
                argument.after.execute(engine.queue(), argument.inner, argument.outer);
            }
        }
        // oneDNN saw addresses only: without this the collector may free an array while it is worked on
        Reference.reachabilityFence(arrays);
    }

    private void bindScratch() {
        Scratch scratch = engine.scratch();
        if (generation == scratch.generation()) {
            return;
        }
        for (Argument argument : declared) {
            if (argument.inner != null) {
                argument.inner.set_data_handle(address.at(scratch.base() + argument.offset));
            }
        }
        if (scratchpad != null) {
            scratchpad.set_data_handle(address.at(scratch.base() + scratchpadOffset));
        }
        generation = scratch.generation();
    }

    /** One argument: the caller's memory, and the primitive's where that is another one. */
    private static final class Argument {
        final int key;
        final memory outer;
        memory inner;
        reorder before;
        reorder after;
        long offset;

        Argument(int key, memory outer) {
            this.key = key;
            this.outer = outer;
        }
    }

    /** Collects the arguments of an operation. */
    static final class Builder {
        private final Engine engine;
        private final Natives natives;
        private final primitive_desc_base description;
        private final primitive primitive;
        private final List<Argument> declared = new ArrayList<>();
        private long scratchBytes;

        /**
         * Begins an operation.
         *
         * @param engine the network's engine
         * @param natives frees everything that is made here
         * @param description the descriptor, made with {@link #attributes}
         * @param primitive the primitive made of it
         */
        Builder(Engine engine, Natives natives, primitive_desc_base description, primitive primitive) {
            this.engine = engine;
            this.natives = natives;
            this.description = description;
            this.primitive = natives.own(primitive);
        }

        /** An argument that is read. */
        Builder input(int key, memory.desc outer, memory.desc wanted) {
            return add(key, outer, wanted, true);
        }

        /** An argument that is written. */
        Builder output(int key, memory.desc outer, memory.desc wanted) {
            return add(key, outer, wanted, false);
        }

        private Builder add(int key, memory.desc outer, memory.desc wanted, boolean input) {
            natives.own(wanted);
            Argument argument = new Argument(key, memory(outer));
            if (!outer.equals(wanted)) {
                argument.inner = memory(wanted);
                argument.offset = scratchBytes;
                scratchBytes += Scratch.aligned(wanted.get_size());
                if (input) {
                    argument.before = natives.own(new reorder(argument.outer, argument.inner));
                } else {
                    argument.after = natives.own(new reorder(argument.inner, argument.outer));
                }
            }
            declared.add(argument);
            return this;
        }

        private memory memory(memory.desc description) {
            return natives.own(new memory(description, engine.device(), (Pointer) null));
        }

        Operation build() {
            memory.desc scratchpad = natives.own(description.scratchpad_desc());
            return new Operation(this, scratchpad.get_size());
        }
    }
}
