package org.infimum.deep.onednn;

/**
 * The operations of one shape of images, and what brings inputs and gradients into their format.
 *
 * @param operations the layer's operations
 * @param intake for the inputs
 * @param gradients for the gradients at the output
 * @param <O> the layer's kind of operations
 */
record Shaped<O extends Operations>(O operations, ToNhwc intake, ToNhwc gradients) implements Operations {
    Shaped(O operations, Engine engine, long[] input, long[] output) {
        this(operations, new ToNhwc(engine, input), new ToNhwc(engine, output));
    }

    @Override
    public void close() {
        operations.close();
        intake.close();
        gradients.close();
    }
}
