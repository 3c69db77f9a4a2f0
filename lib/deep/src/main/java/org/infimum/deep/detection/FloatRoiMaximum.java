package org.infimum.deep.detection;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.infimum.deep.NativeBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * In single precision. A feature becomes one long integer: above, its bits as an integer of the same order, below, the complement of its pixel.
 * The largest of such numbers tells the maximum and the first pixel that has it, and the search for it has no branch to be guessed wrong.
 *
 * <p>Thousands of regions read each pixel hundreds of times. Then maxima over all squares of 2, 4, ... pixels a side come first, each from four of half the side, and
 * a cell is covered by squares that may overlap: a maximum does not mind.
 */
final class FloatRoiMaximum extends RoiMaximum {
    /** Below every feature. */
    private static final long NO_KEY = Long.MIN_VALUE;

    /** Those of the pixels, then those of the squares of 2, 4, ... pixels a side, at the place of their first pixel; longer than needed at times. */
    private long[][] keys = {{}};
    /** How many of them hold this batch's. */
    private int levels;

    private float[] gradientAbove = {};
    private float[] gradient = {};
    private FloatBuffer output;

    @Override
    void load(INDArray features, FeatureMaps shape) {
        reserve(0, shape);
        FloatBuffer memory = NativeBuffer.floats(features);
        if (shape.pixelsFirst()) {
            loadPixels(memory, shape);
        } else {
            loadPlanes(memory, shape);
        }
        NativeBuffer.keepUntilHere(features);
    }

    private void reserve(int level, FeatureMaps shape) {
        if (level == keys.length) {
            keys = Arrays.copyOf(keys, level + 1);
            keys[level] = new long[0];
        }
        if (keys[level].length < shape.length()) {
            keys[level] = new long[shape.length()];
        }
    }

    @Override
    void joinSquares(FeatureMaps shape, int side) {
        levels = 1;
        for (int half = 1; 2 * half <= side; half *= 2) {
            reserve(levels, shape);
            join(keys[levels - 1], keys[levels], half, shape);
            levels++;
        }
    }

    /** The maximum over each square that lies inside the image from the four quarters' ones. */
    private static void join(long[] quarters, long[] squares, int half, FeatureMaps shape) {
        int channels = shape.channels();
        int right = half * channels;
        int down = right * shape.width();
        for (int n = 0; n < shape.images(); n++) {
            for (int y = 0; y + 2 * half <= shape.height(); y++) {
                int from = (n * shape.height() + y) * shape.width() * channels;
                int to = from + (shape.width() - 2 * half + 1) * channels;
                for (int i = from; i < to; i++) {
                    squares[i] = Math.max(
                            Math.max(quarters[i], quarters[i + right]),
                            Math.max(quarters[i + down], quarters[i + down + right]));
                }
            }
        }
    }

    private void loadPixels(FloatBuffer memory, FeatureMaps shape) {
        float[] channels = new float[shape.channels()];
        long[] pixels = keys[0];
        int to = 0;
        for (int pixel = 0; pixel < shape.pixels(); pixel++) {
            memory.get(to, channels);
            for (float value : channels) {
                pixels[to++] = key(value, pixel);
            }
        }
    }

    private void loadPlanes(FloatBuffer memory, FeatureMaps shape) {
        float[] plane = new float[shape.plane()];
        long[] pixels = keys[0];
        int channels = shape.channels();
        for (int n = 0; n < shape.images(); n++) {
            for (int c = 0; c < channels; c++) {
                memory.get((n * channels + c) * plane.length, plane);
                int pixel = n * plane.length;
                for (float value : plane) {
                    pixels[pixel * channels + c] = key(value, pixel);
                    pixel++;
                }
            }
        }
    }

    private static long key(float value, int pixel) {
        // -0 + 0 is 0: the two zeros are equal; NaN is above all numbers unless its sign is set
        return (long) order(Float.floatToRawIntBits(value + 0f)) << 32 | (~pixel & 0xffffffffL);
    }

    /** A float's bits as an integer of the same order, and back. */
    private static int order(int bits) {
        return bits ^ ((bits >> 31) & 0x7fffffff);
    }

    @Override
    void begin(INDArray array) {
        output = NativeBuffer.floats(array);
    }

    @Override
    void end(INDArray array) {
        output = null;
        NativeBuffer.keepUntilHere(array);
    }

    @Override
    void pool(FeatureMaps shape, RoiBins bins, int from, int to, int[] kept, boolean write) {
        int channels = shape.channels();
        int cells = bins.cells();
        long[] best = new long[channels];
        float[] pooled = new float[channels * cells];
        for (int r = from; r < to; r++) {
            for (int i = 0; i < bins.rows(); i++) {
                for (int j = 0; j < bins.columns(); j++) {
                    int cell = i * bins.columns() + j;
                    search(shape, bins, r, i, j, best);
                    if (kept != null) {
                        keepPlaces(best, kept, (r * cells + cell) * channels);
                    }
                    if (write) {
                        unpack(best, pooled, cell, cells);
                    }
                }
            }
            if (write) {
                output.put(r * pooled.length, pooled);
            }
        }
    }

    private void search(FeatureMaps shape, RoiBins bins, int region, int row, int column, long[] best) {
        int top = bins.rowFrom(region, row);
        int left = bins.columnFrom(region, column);
        int height = bins.rowTo(region, row) - top;
        int width = bins.columnTo(region, column) - left;
        if (height < 1 || width < 1) {
            Arrays.fill(best, NO_KEY);
            return;
        }
        int level = 0;
        int side = 1;
        while (level + 1 < levels && 2 * side <= Math.min(height, width)) {
            level++;
            side *= 2;
        }
        long[] squares = keys[level];
        int first = (bins.image(region) * shape.height() + top) * shape.width() + left;
        System.arraycopy(squares, first * best.length, best, 0, best.length);
        for (int y = 0; y < height; y += side) {
            // the last square of a row or a column is moved back into the cell
            int line = first + Math.min(y, height - side) * shape.width();
            for (int x = y == 0 ? side : 0; x < width; x += side) {
                improve(squares, (line + Math.min(x, width - side)) * best.length, best);
            }
        }
    }

    private static void improve(long[] squares, int offset, long[] best) {
        for (int c = 0; c < best.length; c++) {
            best[c] = Math.max(best[c], squares[offset + c]);
        }
    }

    private static void keepPlaces(long[] best, int[] kept, int offset) {
        for (int c = 0; c < best.length; c++) {
            // the complement of the lower half of NO_KEY is NONE
            kept[offset + c] = ~(int) best[c];
        }
    }

    private static void unpack(long[] best, float[] pooled, int first, int step) {
        int at = first;
        for (long key : best) {
            pooled[at] = key == NO_KEY ? 0 : Float.intBitsToFloat(order((int) (key >> 32)));
            at += step;
        }
    }

    @Override
    void loadGradient(INDArray dy, FeatureMaps shape) {
        int above = Math.toIntExact(dy.length());
        if (gradientAbove.length < above) {
            gradientAbove = new float[above];
        }
        NativeBuffer.floats(dy).get(0, gradientAbove, 0, above);
        NativeBuffer.keepUntilHere(dy);
        if (gradient.length < shape.length()) {
            gradient = new float[shape.length()];
        }
        Arrays.fill(gradient, 0, shape.length(), 0);
    }

    @Override
    void route(FeatureMaps shape, RoiBins bins, int firstChannel, int lastChannel, int[] kept) {
        int channels = shape.channels();
        int cells = bins.cells();
        for (int r = 0; r < bins.regions(); r++) {
            for (int cell = 0; cell < cells; cell++) {
                int from = (r * cells + cell) * channels;
                int above = (r * channels + firstChannel) * cells + cell;
                for (int c = firstChannel; c < lastChannel; c++) {
                    int place = kept[from + c];
                    if (place != NONE) {
                        gradient[place * channels + c] += gradientAbove[above];
                    }
                    above += cells;
                }
            }
        }
    }

    @Override
    void storeGradient(INDArray dx, FeatureMaps shape) {
        FloatBuffer memory = NativeBuffer.floats(dx);
        int channels = shape.channels();
        if (shape.pixelsFirst()) {
            memory.put(0, gradient, 0, shape.length());
        } else {
            float[] plane = new float[shape.plane()];
            for (int n = 0; n < shape.images(); n++) {
                for (int c = 0; c < channels; c++) {
                    int from = n * plane.length * channels + c;
                    for (int p = 0; p < plane.length; p++) {
                        plane[p] = gradient[from];
                        from += channels;
                    }
                    memory.put((n * channels + c) * plane.length, plane);
                }
            }
        }
        NativeBuffer.keepUntilHere(dx);
    }
}
