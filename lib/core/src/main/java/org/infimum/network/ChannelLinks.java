package org.infimum.network;

/** Every output sees the input of the same number, with the coefficient and the bias of its channel. */
record ChannelLinks(Shape shape) implements Links {
    @Override
    public int outputs() {
        return shape.size();
    }

    @Override
    public int inputs() {
        return shape.size();
    }

    @Override
    public int coefficients() {
        return 2 * shape.channels();
    }

    @Override
    public int longestRow() {
        return 1;
    }

    @Override
    public int row(int output, int[] input, int[] coefficient) {
        input[0] = output;
        coefficient[0] = channel(output);
        return 1;
    }

    @Override
    public int bias(int output) {
        return shape.channels() + channel(output);
    }

    @Override
    public int overlap() {
        return 1;
    }

    @Override
    public int positions() {
        return shape.height() * shape.width();
    }

    private int channel(int entry) {
        return entry / (shape.height() * shape.width());
    }
}
