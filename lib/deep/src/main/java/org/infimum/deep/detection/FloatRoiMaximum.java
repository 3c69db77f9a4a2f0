package org.infimum.deep.detection;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.infimum.deep.NativeBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * In single precision. A feature becomes one long integer: above, its bits as an integer of the same order, below, the complement of its pixel.
 * The largest of such numbers tells the maximum and the first pixel that has it, and the search for it has no branch to be guessed wrong.
 */
final class FloatRoiMaximum extends RoiMaximum {
    /** Below every feature. */
    private static final long NO_KEY = Long.MIN_VALUE;

    private long[] keys = {};
    private float[] gradientAbove = {};
    private float[] gradient = {};
    private FloatBuffer output;

    @Override
    void load(INDArray features, FeatureMaps shape) {
        if (keys.length < shape.length()) {
            keys = new long[shape.length()];
        }
        FloatBuffer memory = NativeBuffer.floats(features);
        if (shape.pixelsFirst()) {
            loadPixels(memory, shape);
        } else {
            loadPlanes(memory, shape);
        }
        NativeBuffer.keepUntilHere(features);
    }

    private void loadPixels(FloatBuffer memory, FeatureMaps shape) {
        float[] channels = new float[shape.channels()];
        int to = 0;
        for (int pixel = 0; pixel < shape.pixels(); pixel++) {
            memory.get(to, channels);
            for (float value : channels) {
                keys[to++] = key(value, pixel);
            }
        }
    }

    private void loadPlanes(FloatBuffer memory, FeatureMaps shape) {
        float[] plane = new float[shape.plane()];
        int channels = shape.channels();
        for (int n = 0; n < shape.images(); n++) {
            for (int c = 0; c < channels; c++) {
                memory.get((n * channels + c) * plane.length, plane);
                int pixel = n * plane.length;
                for (float value : plane) {
                    keys[pixel * channels + c] = key(value, pixel);
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
        Arrays.fill(best, NO_KEY);
        int columnFrom = bins.columnFrom(region, column);
        int columnTo = bins.columnTo(region, column);
        for (int y = bins.rowFrom(region, row); y < bins.rowTo(region, row); y++) {
            int line = (bins.image(region) * shape.height() + y) * shape.width();
            for (int pixel = line + columnFrom; pixel < line + columnTo; pixel++) {
                improve(keys, pixel * best.length, best);
            }
        }
    }

    private static void improve(long[] keys, int offset, long[] best) {
        for (int c = 0; c < best.length; c++) {
            best[c] = Math.max(best[c], keys[offset + c]);
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
