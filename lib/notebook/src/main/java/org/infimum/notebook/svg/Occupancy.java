package org.infimum.notebook.svg;

/** Where something is drawn, on a coarse grid. */
final class Occupancy {
    private static final double CELL = 6;

    private final boolean[][] taken;

    Occupancy(double width, double height) {
        taken = new boolean[(int) (height / CELL) + 1][(int) (width / CELL) + 1];
    }

    void point(double x, double y) {
        int row = (int) (y / CELL);
        int column = (int) (x / CELL);
        if (row >= 0 && row < taken.length && column >= 0 && column < taken[0].length) {
            taken[row][column] = true;
        }
    }

    void segment(double x1, double y1, double x2, double y2) {
        double length = Math.max(Math.abs(x2 - x1), Math.abs(y2 - y1));
        int steps = (int) Math.min(1000, length / CELL) + 1;
        for (int i = 0; i <= steps; i++) {
            double part = i / (double) steps;
            point(x1 + part * (x2 - x1), y1 + part * (y2 - y1));
        }
    }

    void area(double left, double top, double right, double bottom) {
        for (double y = top; y <= bottom; y += CELL) {
            for (double x = left; x <= right; x += CELL) {
                point(x, y);
            }
        }
    }

    /** The share of a rectangle that is taken, 0 to 1. */
    double share(double left, double top, double width, double height) {
        int count = 0;
        int all = 0;
        for (int row = (int) (top / CELL); row <= (int) ((top + height) / CELL); row++) {
            for (int column = (int) (left / CELL); column <= (int) ((left + width) / CELL); column++) {
                boolean outside = row < 0 || row >= taken.length || column < 0 || column >= taken[0].length;
                all++;
                count += outside || taken[row][column] ? 1 : 0;
            }
        }
        return count / (double) Math.max(1, all);
    }
}
