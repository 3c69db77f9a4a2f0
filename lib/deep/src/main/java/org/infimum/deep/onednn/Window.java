package org.infimum.deep.onednn;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.util.ConvolutionUtils;
import org.nd4j.linalg.api.ndarray.INDArray;

/** How a kernel moves over an image: Deeplearning4j's settings for one input size in oneDNN's terms, [height, width] each. */
record Window(long[] output, long[] kernel, long[] strides, long[] dilations, long[] before, long[] after) {
    /**
     * Reads the settings.
     *
     * @param input the images [examples, channels, height, width]
     * @param kernel kernel size
     * @param strides strides
     * @param padding padding on every side; not looked at for {@code Same}
     * @param dilation 1 for none
     * @param mode how the output's size is rounded
     * @throws UnsupportedShapeException if the padding of {@code Same} would be negative
     * @throws org.deeplearning4j.exception.DL4JException if they do not fit the images
     */
    static Window of(INDArray input, int[] kernel, int[] strides, int[] padding, int[] dilation, ConvolutionMode mode) {
        boolean same = mode == ConvolutionMode.Same;
        int[] output = ConvolutionUtils.getOutputSize(
                input, kernel, strides, same ? null : padding, mode, dilation, CNN2DFormat.NCHW);
        int[] size = {(int) input.size(2), (int) input.size(3)};
        for (int k = 0; same && k < 2; k++) {
            if (((output[k] - 1) * strides[k] + (kernel[k] - 1) * dilation[k] + 1 - size[k]) / 2 < 0) {
                throw new UnsupportedShapeException("Its stride of " + strides[k] + " with a kernel of " + kernel[k]
                        + " leaves pixels out on both sides.");
            }
        }
        int[] before =
                same ? ConvolutionUtils.getSameModeTopLeftPadding(output, size, kernel, strides, dilation) : padding;
        long[] after = new long[2];
        for (int k = 0; k < 2; k++) {
            long covered = (output[k] - 1L) * strides[k] + (kernel[k] - 1L) * dilation[k] + 1;
            // truncation may leave pixels that no window reaches: no padding then, and oneDNN rounds down too
            after[k] = Math.max(0, covered - size[k] - before[k]);
        }
        return new Window(
                longs(output, 0), longs(kernel, 0), longs(strides, 0), longs(dilation, -1), longs(before, 0), after);
    }

    private static long[] longs(int[] values, int added) {
        return new long[] {values[0] + added, values[1] + added};
    }
}
