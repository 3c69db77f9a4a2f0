package org.infimum.deep.onednn;

/** What decides the operations of a convolution: the input's shape [n, c, h, w], the weights' [o, c, kh, kw], and the window. */
record ConvolutionShape(long[] input, long[] weights, boolean bias, Window window) {
    long inputChannels() {
        return weights[1];
    }

    long outputChannels() {
        return weights[0];
    }

    long[] output() {
        return new long[] {input[0], weights[0], window.output()[0], window.output()[1]};
    }
}
