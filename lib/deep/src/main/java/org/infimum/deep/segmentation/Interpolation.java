package org.infimum.deep.segmentation;

import java.util.Arrays;

/** Bilinear interpolation of one map, rows and columns separately, and its transposed map. One thread's own. */
final class Interpolation {
    private final Taps down;
    private final Taps across;
    private final double[] row;
    private final double[] result;
    /** The old map's rows, each as wide as the new map. */
    private final double[][] wide;

    /**
     * In one dimension: new pixel o is (1 - part[o]) times old pixel low[o] plus part[o] times old pixel high[o].
     */
    private record Taps(int[] low, int[] high, double[] part) {
        static Taps of(int old, int size, int factor) {
            int[] low = new int[size];
            int[] high = new int[size];
            double[] part = new double[size];
            for (int o = 0; o < size; o++) {
                double place = (o + 0.5) / factor - 0.5;
                int floor = (int) Math.floor(place);
                low[o] = Math.min(old - 1, Math.max(0, floor));
                high[o] = Math.min(old - 1, Math.max(0, floor + 1));
                part[o] = place - floor;
            }
            return new Taps(low, high, part);
        }
    }

    Interpolation(int height, int width, int newHeight, int newWidth, int factor) {
        down = Taps.of(height, newHeight, factor);
        across = Taps.of(width, newWidth, factor);
        row = new double[width];
        result = new double[newWidth];
        wide = new double[height][newWidth];
    }

    /** Reads a map from one place and writes the larger one to another. */
    void forward(Numbers map, int from, Numbers larger, int to) {
        int width = row.length;
        int newWidth = result.length;
        for (int y = 0; y < wide.length; y++) {
            map.read(from + y * width, row, width);
            for (int x = 0; x < newWidth; x++) {
                double part = across.part[x];
                wide[y][x] = (1 - part) * row[across.low[x]] + part * row[across.high[x]];
            }
        }
        for (int y = 0; y < down.part.length; y++) {
            double part = down.part[y];
            double[] above = wide[down.low[y]];
            double[] below = wide[down.high[y]];
            for (int x = 0; x < newWidth; x++) result[x] = (1 - part) * above[x] + part * below[x];
            larger.write(to + y * newWidth, result, newWidth);
        }
    }

    /** Reads the gradient of a larger map from one place and writes that of the map to another. */
    void backward(Numbers larger, int from, Numbers map, int to) {
        int width = row.length;
        int newWidth = result.length;
        for (double[] line : wide) Arrays.fill(line, 0);
        for (int y = 0; y < down.part.length; y++) {
            larger.read(from + y * newWidth, result, newWidth);
            double part = down.part[y];
            double[] above = wide[down.low[y]];
            double[] below = wide[down.high[y]];
            for (int x = 0; x < newWidth; x++) above[x] += (1 - part) * result[x];
            for (int x = 0; x < newWidth; x++) below[x] += part * result[x];
        }
        for (int y = 0; y < wide.length; y++) {
            Arrays.fill(row, 0);
            for (int x = 0; x < newWidth; x++) {
                double part = across.part[x];
                row[across.low[x]] += (1 - part) * wide[y][x];
                row[across.high[x]] += part * wide[y][x];
            }
            map.write(to + y * width, row, width);
        }
    }
}
