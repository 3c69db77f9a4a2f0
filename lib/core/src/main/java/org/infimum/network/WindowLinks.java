package org.infimum.network;

import java.util.Arrays;
import org.infimum.lipschitz.Kernel;

/**
 * Every output sees a window of the input, in all channels or, channel by channel, in its own. The links of a
 * convolution, and the windows of a pooling layer, whose coefficient numbers are the window's sizes, since a mean
 * divides by the pixels that lie in the input.
 */
final class WindowLinks implements Links {
    private final Shape input;
    private final Shape output;
    private final Window window;
    private final boolean pooled;
    private final int overlap;

    private WindowLinks(Shape input, Shape output, Window window, boolean pooled) {
        this.input = input;
        this.output = output;
        this.window = window;
        this.pooled = pooled;
        this.overlap = window.overlap(input);
    }

    static WindowLinks convolution(Convolution layer) {
        return new WindowLinks(layer.input(), layer.output(), layer.window(), false);
    }

    static WindowLinks pooling(Window window, Shape input) {
        return new WindowLinks(input, window.over(input), window, true);
    }

    @Override
    public int outputs() {
        return output.size();
    }

    @Override
    public int inputs() {
        return input.size();
    }

    @Override
    public int coefficients() {
        int pixels = window.height() * window.width();
        return pooled ? pixels + 1 : output.channels() * input.channels() * pixels + output.channels();
    }

    @Override
    public int longestRow() {
        return (pooled ? 1 : input.channels()) * window.height() * window.width();
    }

    @Override
    public int row(int out, int[] in, int[] coefficient) {
        int pixels = output.height() * output.width();
        int filter = out / pixels;
        int top = out % pixels / output.width() * window.strideY() - window.top();
        int left = out % output.width() * window.strideX() - window.left();
        int firstRow = Math.max(0, -top);
        int lastRow = Math.min(window.height(), input.height() - top);
        int firstColumn = Math.max(0, -left);
        int lastColumn = Math.min(window.width(), input.width() - left);
        int count = 0;
        int from = pooled ? filter : 0;
        int to = pooled ? filter + 1 : input.channels();
        for (int c = from; c < to; c++) {
            for (int i = firstRow; i < lastRow; i++) {
                for (int j = firstColumn; j < lastColumn; j++) {
                    in[count] = (c * input.height() + top + i) * input.width() + left + j;
                    coefficient[count] = ((filter * input.channels() + c) * window.height() + i) * window.width() + j;
                    count++;
                }
            }
        }
        if (pooled) {
            Arrays.fill(coefficient, 0, count, count);
        }
        return count;
    }

    @Override
    public int bias(int out) {
        int weights = output.channels() * input.channels() * window.height() * window.width();
        return pooled ? -1 : weights + out / (output.height() * output.width());
    }

    Window window() {
        return window;
    }

    /** The weights of a convolution. */
    Kernel kernel(double[] from, int offset) {
        int weights = output.channels() * longestRow();
        return new Kernel(
                output.channels(),
                input.channels(),
                window.height(),
                window.width(),
                Arrays.copyOfRange(from, offset, offset + weights));
    }

    @Override
    public int overlap() {
        return overlap;
    }

    @Override
    public int positions() {
        return output.height() * output.width();
    }
}
