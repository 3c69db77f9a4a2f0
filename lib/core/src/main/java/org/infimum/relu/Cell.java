package org.infimum.relu;

import java.util.BitSet;
import java.util.List;
import org.infimum.linalg.Euclidean;

/**
 * One column of the restricted program: an activation pattern with the sign of the output weight, and a direction in the interior of its cone.
 *
 * @param pattern bit i: sample i is active
 * @param sign 1 or -1
 * @param interior a direction with x_i^T u &gt; 0 on the pattern's samples and &lt; 0 on the others, where one was found; else one in the closed cone
 */
record Cell(BitSet pattern, int sign, double[] interior) {
    /** A sample counts as lying on the edge of its half-space up to this angle. */
    private static final double TIE = 1e-9;

    /** What makes two cells one column. */
    record Key(BitSet pattern, int sign) {}

    Key key() {
        return new Key(pattern, sign);
    }

    boolean[] asArray(int n) {
        boolean[] array = new boolean[n];
        for (int i = pattern.nextSetBit(0); i >= 0; i = pattern.nextSetBit(i + 1)) {
            array[i] = true;
        }
        return array;
    }

    /**
     * The cells that a direction touches: its own, and where it lies on edges of half-spaces, as maximisers of the polar like to, the cells on
     * both sides: all ties active, none active.
     *
     * @param x the samples
     * @param u the direction
     * @param sign the output weight's sign
     */
    static List<Cell> at(double[][] x, double[] u, int sign) {
        double length = Euclidean.norm(u);
        java.util.ArrayList<double[]> ties = new java.util.ArrayList<>();
        for (double[] row : x) {
            if (Math.abs(Euclidean.dot(row, u)) <= TIE * Euclidean.norm(row) * length && Euclidean.norm(row) > 0) {
                ties.add(row);
            }
        }
        if (ties.isEmpty()) {
            return List.of(of(x, u, sign));
        }
        double[] off = solve(ties, u.length);
        double room = 1e-3 * length / Math.max(Euclidean.norm(off), Double.MIN_NORMAL);
        // as far as the first other sample allows
        for (double[] row : x) {
            double t = Euclidean.dot(row, u);
            double change = Euclidean.dot(row, off);
            if (Math.abs(t) > TIE * Euclidean.norm(row) * length && change != 0) {
                room = Math.min(room, 0.5 * Math.abs(t / change));
            }
        }
        return List.of(of(x, moved(u, off, room), sign), of(x, moved(u, off, -room), sign));
    }

    private static double[] moved(double[] u, double[] off, double by) {
        double[] moved = u.clone();
        for (int k = 0; k < u.length; k++) {
            moved[k] += by * off[k];
        }
        return moved;
    }

    private static Cell of(double[][] x, double[] u, int sign) {
        BitSet pattern = new BitSet(x.length);
        for (int i = 0; i < x.length; i++) {
            pattern.set(i, Euclidean.dot(x[i], u) > 0);
        }
        return new Cell(pattern, sign, u);
    }

    /** A direction w with row^T w = ||row|| for as many of the ties as are independent: Kaczmarz's sweeps, which end at the least-norm solution. */
    private static double[] solve(List<double[]> ties, int r) {
        double[] w = new double[r];
        for (int sweep = 0; sweep < 50; sweep++) {
            for (double[] row : ties) {
                double square = Euclidean.dot(row, row);
                double step = (Math.sqrt(square) - Euclidean.dot(row, w)) / square;
                for (int k = 0; k < r; k++) {
                    w[k] += step * row[k];
                }
            }
        }
        return w;
    }
}
