package org.infimum.deep.detection;

import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * In single precision. Features become integers of the same order, on which the search for a maximum and its place has no branch, so that the
 * JIT compiler makes vector instructions of it.
 */
final class FloatRoiMaximum extends RoiMaximum {
    private int[] keys = {};
    private float[] gradientAbove = {};
    private float[] gradient = {};
    private FloatBuffer output;

    @Override
    void load(INDArray features, FeatureShape shape) {
        int length = shape.length();
        if (keys.length < length) {
            keys = new int[length];
        }
        IntBuffer memory = NativeBuffer.ints(features);
        if (shape.pixelsFirst()) {
            memory.get(0, keys, 0, length);
            order(keys, length);
            return;
        }
        int[] plane = new int[shape.plane()];
        int channels = shape.channels();
        for (int n = 0; n < shape.images(); n++) {
            for (int c = 0; c < channels; c++) {
                memory.get((n * channels + c) * plane.length, plane);
                order(plane, plane.length);
                int to = n * plane.length * channels + c;
                for (int key : plane) {
                    keys[to] = key;
                    to += channels;
                }
            }
        }
    }

    /**
     * A float's bits as an integer, and back: the same order, with -0 below 0 and NaN, unless its sign is set, above all numbers.
     */
    private static int order(int bits) {
        return bits ^ ((bits >> 31) & 0x7fffffff);
    }

    private static void order(int[] bits, int length) {
        for (int i = 0; i < length; i++) {
            bits[i] ^= (bits[i] >> 31) & 0x7fffffff;
        }
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
    void pool(FeatureShape shape, RoiBins bins, int from, int to, int[] kept, boolean write) {
        int channels = shape.channels();
        int cells = bins.cells();
        int[] best = new int[channels];
        int[] place = new int[channels];
        float[] pooled = new float[channels * cells];
        for (int r = from; r < to; r++) {
            for (int i = 0; i < bins.rows(); i++) {
                for (int j = 0; j < bins.columns(); j++) {
                    int cell = i * bins.columns() + j;
                    cell(shape, bins, r, i, j, best, place);
                    if (kept != null) {
                        System.arraycopy(place, 0, kept, (r * cells + cell) * channels, channels);
                    }
                    if (write) {
                        int at = cell;
                        for (int c = 0; c < channels; c++) {
                            pooled[at] = place[c] == NONE ? 0 : Float.intBitsToFloat(order(best[c]));
                            at += cells;
                        }
                    }
                }
            }
            if (write) {
                output.put(r * pooled.length, pooled);
            }
        }
    }

    private void cell(FeatureShape shape, RoiBins bins, int region, int row, int column, int[] best, int[] place) {
        Arrays.fill(best, Integer.MIN_VALUE);
        Arrays.fill(place, NONE);
        int columnFrom = bins.columnFrom(region, column);
        int columnTo = bins.columnTo(region, column);
        for (int y = bins.rowFrom(region, row); y < bins.rowTo(region, row); y++) {
            int line = (bins.image(region) * shape.height() + y) * shape.width();
            for (int pixel = line + columnFrom; pixel < line + columnTo; pixel++) {
                improve(keys, pixel * best.length, pixel, best, place);
            }
        }
    }

    /** Where a key of the pixel is above the best one, it and the pixel take that one's place. */
    private static void improve(int[] keys, int offset, int pixel, int[] best, int[] place) {
        for (int c = 0; c < best.length; c++) {
            int key = keys[offset + c];
            int old = best[c];
            // the sign of old - key without overflow (Warren, Hacker's Delight, 2-12): all ones where old < key
            int above = ((old & ~key) | (~(old ^ key) & (old - key))) >> 31;
            best[c] = (key & above) | (old & ~above);
            place[c] = (pixel & above) | (place[c] & ~above);
        }
    }

    @Override
    void loadGradient(INDArray dy, FeatureShape shape) {
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
    void route(FeatureShape shape, RoiBins bins, int firstChannel, int lastChannel, int[] kept) {
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
    void storeGradient(INDArray dx, FeatureShape shape) {
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
