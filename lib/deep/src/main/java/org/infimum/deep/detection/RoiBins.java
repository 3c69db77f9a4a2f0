package org.infimum.deep.detection;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The pixels of a feature map that belong to each cell of the grids over the regions of interest of one batch.
 *
 * <p>Immutable after construction; read by several threads.
 */
final class RoiBins {
    /** The columns of a region: image, x1, y1, x2, y2. */
    static final int ROW = 5;

    /** Far outside any image, and safe in the products of long integers below. */
    private static final double FARTHEST = 1e9;

    private final int regions;
    private final int rows;
    private final int columns;
    private final int[] image;
    private final int[] rowFrom;
    private final int[] rowTo;
    private final int[] columnFrom;
    private final int[] columnTo;

    /**
     * Lays the grids.
     *
     * @param rois the regions, [R, 5]
     * @param images the number of images in the batch
     * @param height the feature map's height
     * @param width the feature map's width
     */
    RoiBins(RoiMaxPooling pooling, INDArray rois, long images, int height, int width) {
        if (rois.rank() != 2 || rois.size(1) != ROW) {
            throw new IllegalArgumentException(
                    "Regions of interest come as rows (image, x1, y1, x2, y2), not in the shape "
                            + java.util.Arrays.toString(rois.shape()) + ".");
        }
        double[][] values = rois.toDoubleMatrix();
        regions = values.length;
        rows = pooling.getRows();
        columns = pooling.getColumns();
        image = new int[regions];
        rowFrom = new int[regions * rows];
        rowTo = new int[regions * rows];
        columnFrom = new int[regions * columns];
        columnTo = new int[regions * columns];
        for (int r = 0; r < regions; r++) {
            double[] roi = values[r];
            check(r, roi, images);
            image[r] = (int) roi[0];
            divide(roi[2], roi[4], pooling.getSpatialScale(), height, r * rows, rows, rowFrom, rowTo);
            divide(roi[1], roi[3], pooling.getSpatialScale(), width, r * columns, columns, columnFrom, columnTo);
        }
    }

    private static void check(int r, double[] roi, long images) {
        if (!(roi[0] >= 0 && roi[0] < images) || roi[0] != Math.rint(roi[0])) {
            throw new IllegalArgumentException("Region of interest " + r + " is said to be in image " + roi[0]
                    + " of a batch of " + images + "; the first column must be a whole number from 0 to " + (images - 1)
                    + ".");
        }
        for (int k = 1; k < ROW; k++) {
            if (!(Math.abs(roi[k]) <= FARTHEST)) {
                throw new IllegalArgumentException("Region of interest " + r + " has the corner coordinate " + roi[k]
                        + "; coordinates are pixels of the input image.");
            }
        }
    }

    /** One side of a region into cells. */
    private static void divide(
            double first, double last, double scale, int size, int offset, int cells, int[] from, int[] to) {
        long start = round(first * scale);
        long length = Math.max(round(last * scale) - start + 1, 1);
        for (int i = 0; i < cells; i++) {
            long begin = start + i * length / cells;
            long end = start + ((i + 1) * length + cells - 1) / cells;
            from[offset + i] = (int) Math.min(Math.max(begin, 0), size);
            to[offset + i] = (int) Math.min(Math.max(end, 0), size);
        }
    }

    /** Half away from zero, like C's round, not up like Java's. */
    private static long round(double x) {
        return (long) Math.copySign(Math.floor(Math.abs(x) + 0.5), x);
    }

    int regions() {
        return regions;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** The cells of a region. */
    int cells() {
        return rows * columns;
    }

    /** The side of the largest square in any cell, at least 1. */
    int largestSquare() {
        int largest = 1;
        for (int r = 0; r < regions; r++) {
            largest = Math.max(
                    largest,
                    Math.min(
                            longest(r * rows, rows, rowFrom, rowTo),
                            longest(r * columns, columns, columnFrom, columnTo)));
        }
        return largest;
    }

    private static int longest(int offset, int cells, int[] from, int[] to) {
        int longest = 0;
        for (int i = offset; i < offset + cells; i++) {
            longest = Math.max(longest, to[i] - from[i]);
        }
        return longest;
    }

    int image(int region) {
        return image[region];
    }

    int rowFrom(int region, int row) {
        return rowFrom[region * rows + row];
    }

    int rowTo(int region, int row) {
        return rowTo[region * rows + row];
    }

    int columnFrom(int region, int column) {
        return columnFrom[region * columns + column];
    }

    int columnTo(int region, int column) {
        return columnTo[region * columns + column];
    }
}
