package org.infimum.network;

/**
 * The sliding window of a convolution or pooling layer: its size, its steps, and how many rows and columns are added
 * around the input. Output pixel (y, x) sees the input's rows y strideY - top ... y strideY - top + height - 1 and
 * columns alike; there are floor((rows + top + bottom - height) / strideY) + 1 rows of them. The mode "Same" of
 * Deeplearning4j is the padding that makes this number ceil(rows / strideY), the smaller half of it above and to the
 * left.
 *
 * @param height the window's rows, at least 1
 * @param width the window's columns, at least 1
 * @param strideY the step between rows, at least 1
 * @param strideX the step between columns, at least 1
 * @param top the rows added above, in [0, height)
 * @param left the columns added to the left, in [0, width)
 * @param bottom the rows added below, in [0, height)
 * @param right the columns added to the right, in [0, width)
 */
public record Window(int height, int width, int strideY, int strideX, int top, int left, int bottom, int right) {
    /**
     * Checks the window.
     *
     * @param height as above
     * @param width as above
     * @param strideY as above
     * @param strideX as above
     * @param top as above
     * @param left as above
     * @param bottom as above
     * @param right as above
     * @throws IllegalArgumentException if a number is out of its range; a padding of a whole window is refused,
     *     since then a window could see nothing of the input
     */
    public Window {
        if (height < 1 || width < 1 || strideY < 1 || strideX < 1) {
            throw new IllegalArgumentException("A window and its steps must be at least 1, not " + height + " x "
                    + width + " in steps of " + strideY + " x " + strideX + ".");
        }
        if (Math.min(Math.min(top, bottom), Math.min(left, right)) < 0
                || Math.max(top, bottom) >= height
                || Math.max(left, right) >= width) {
            throw new IllegalArgumentException("The padding of a " + height + " x " + width
                    + " window must be at least 0 and smaller than the window, not top " + top + ", left " + left
                    + ", bottom "
                    + bottom + ", right " + right + ".");
        }
    }

    /**
     * A square window with the same step in both directions and no padding.
     *
     * @param size its rows and columns
     * @param stride the step
     * @return the window
     */
    public static Window of(int size, int stride) {
        return new Window(size, size, stride, stride, 0, 0, 0, 0);
    }

    /**
     * The same window with the same padding on all four sides.
     *
     * @param padding the rows or columns added on each side
     * @return the window
     */
    public Window padded(int padding) {
        return new Window(height, width, strideY, strideX, padding, padding, padding, padding);
    }

    /**
     * The shape that a window leaves, channel by channel.
     *
     * @param input the input's shape
     * @return the output's shape, with the input's channels
     * @throws IllegalArgumentException if the window is larger than the padded input
     */
    public Shape over(Shape input) {
        int rows = input.height() + top + bottom - height;
        int columns = input.width() + left + right - width;
        if (rows < 0 || columns < 0) {
            throw new IllegalArgumentException(
                    "A " + height + " x " + width + " window does not fit into a padded input of " + input + ".");
        }
        return new Shape(input.channels(), rows / strideY + 1, columns / strideX + 1);
    }

    /**
     * The most windows in which one pixel of the input lies.
     *
     * @param input the input's shape
     * @return the number
     * @throws IllegalArgumentException if the window is larger than the padded input
     */
    public int overlap(Shape input) {
        Shape output = over(input);
        return overlap(input.height(), output.height(), height, strideY, top)
                * overlap(input.width(), output.width(), width, strideX, left);
    }

    private static int overlap(int pixels, int windows, int size, int stride, int padding) {
        int most = 0;
        for (int p = 0; p < pixels; p++) {
            int last = Math.min(windows - 1, (p + padding) / stride);
            int before = p + padding - size;
            int first = before < 0 ? 0 : before / stride + 1;
            most = Math.max(most, last - first + 1);
        }
        return most;
    }
}
