package org.infimum.deep.detection;

import java.nio.DoubleBuffer;
import org.infimum.deep.NativeBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** In double precision, for gradient checks: plain loops. */
final class DoubleRoiMaximum extends RoiMaximum {
    private double[] features = {};
    private double[] gradientAbove = {};
    private double[] gradient = {};
    private DoubleBuffer output;

    @Override
    void load(INDArray array, FeatureMaps shape) {
        features = new double[shape.length()];
        DoubleBuffer memory = NativeBuffer.doubles(array);
        for (int k = 0; k < features.length; k++) {
            features[pixelFirst(k, shape)] = memory.get(k);
        }
        NativeBuffer.keepUntilHere(array);
    }

    /** Where the number that is the k-th in memory is, counted pixel by pixel. */
    private static int pixelFirst(int k, FeatureMaps shape) {
        if (shape.pixelsFirst()) {
            return k;
        }
        int p = k % shape.plane();
        int c = k / shape.plane() % shape.channels();
        int n = k / shape.plane() / shape.channels();
        return (n * shape.plane() + p) * shape.channels() + c;
    }

    @Override
    void joinSquares(FeatureMaps shape, int side) {
        // for gradient checks of small networks, pixel by pixel will do
    }

    @Override
    void begin(INDArray array) {
        output = NativeBuffer.doubles(array);
    }

    @Override
    void end(INDArray array) {
        output = null;
        NativeBuffer.keepUntilHere(array);
    }

    @Override
    void pool(FeatureMaps shape, RoiBins bins, int from, int to, int[] kept, boolean write) {
        for (int r = from; r < to; r++) {
            for (int i = 0; i < bins.rows(); i++) {
                for (int j = 0; j < bins.columns(); j++) {
                    int cell = i * bins.columns() + j;
                    for (int c = 0; c < shape.channels(); c++) {
                        int place = place(shape, bins, r, i, j, c);
                        if (kept != null) {
                            kept[(r * bins.cells() + cell) * shape.channels() + c] = place;
                        }
                        if (write) {
                            output.put(
                                    (r * shape.channels() + c) * bins.cells() + cell,
                                    place == NONE ? 0 : features[place * shape.channels() + c]);
                        }
                    }
                }
            }
        }
    }

    private int place(FeatureMaps shape, RoiBins bins, int region, int row, int column, int channel) {
        int place = NONE;
        double best = 0;
        for (int y = bins.rowFrom(region, row); y < bins.rowTo(region, row); y++) {
            int line = (bins.image(region) * shape.height() + y) * shape.width();
            for (int x = bins.columnFrom(region, column); x < bins.columnTo(region, column); x++) {
                double value = features[(line + x) * shape.channels() + channel];
                if (place == NONE || value > best) {
                    best = value;
                    place = line + x;
                }
            }
        }
        return place;
    }

    @Override
    void loadGradient(INDArray dy, FeatureMaps shape) {
        gradientAbove = new double[Math.toIntExact(dy.length())];
        NativeBuffer.doubles(dy).get(0, gradientAbove);
        NativeBuffer.keepUntilHere(dy);
        gradient = new double[shape.length()];
    }

    @Override
    void route(FeatureMaps shape, RoiBins bins, int firstChannel, int lastChannel, int[] kept) {
        int channels = shape.channels();
        for (int cell = 0; cell < bins.regions() * bins.cells(); cell++) {
            int region = cell / bins.cells();
            for (int c = firstChannel; c < lastChannel; c++) {
                int place = kept[cell * channels + c];
                if (place != NONE) {
                    gradient[place * channels + c] +=
                            gradientAbove[(region * channels + c) * bins.cells() + cell % bins.cells()];
                }
            }
        }
    }

    @Override
    void storeGradient(INDArray dx, FeatureMaps shape) {
        double[] inOrder = new double[shape.length()];
        for (int k = 0; k < inOrder.length; k++) {
            inOrder[k] = gradient[pixelFirst(k, shape)];
        }
        NativeBuffer.doubles(dx).put(0, inOrder);
        NativeBuffer.keepUntilHere(dx);
    }
}
