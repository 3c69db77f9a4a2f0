package org.infimum.network;

/** Every output sees every input. */
record DenseLinks(int outputs, int inputs) implements Links {
    @Override
    public int coefficients() {
        return outputs * inputs + outputs;
    }

    @Override
    public int longestRow() {
        return inputs;
    }

    @Override
    public int row(int output, int[] input, int[] coefficient) {
        for (int k = 0; k < inputs; k++) {
            input[k] = k;
            coefficient[k] = output * inputs + k;
        }
        return inputs;
    }

    @Override
    public int bias(int output) {
        return outputs * inputs + output;
    }

    @Override
    public int overlap() {
        return 1;
    }

    @Override
    public int positions() {
        return 1;
    }
}
