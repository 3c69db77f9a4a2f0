package org.infimum.relu;

/**
 * The direction deepest inside a cell of a central arrangement: maximises min_j b_j^T u over unit u, for the cell's inward unit normals b_j. As
 * the least-distance problem min ||u|| over b_j^T u &ge; 1 by Lawson and Hanson's (1974) non-negative least squares in r + 1 dimensions,
 *
 * <pre>min over l &ge; 0 of || (0, 1) - sum_j l_j (b_j, 1) ||,</pre>
 *
 * whose residual is (-u, delta^2) / (1 + delta^2) up to scale with the depth delta, and nought if the cell is empty. For one thread.
 */
final class CellInterior {
    /** Cells less deep count as empty. */
    static final double EMPTY = 1e-13;
    /** Depths in between are not decided in double precision. */
    static final double CLEAR = 1e-10;

    private static final int ROUNDS = 2000;

    private final int r;
    private final NearestPoint nearest;
    private final double[] normal;
    private final double[] apex;
    private final double[] weights;
    private final double[] direction;
    private double[] normals;

    CellInterior(int r, int most) {
        this.r = r;
        this.nearest = new NearestPoint(r + 1, most);
        this.normal = new double[r + 1];
        this.apex = new double[r + 1];
        this.apex[r] = 1;
        this.weights = new double[most];
        this.direction = new double[r];
    }

    /**
     * Finds the direction.
     *
     * @param lines unit normals, row by row
     * @param count how many of them bound the cell
     * @param bits bit j says that line j is positive in the cell
     * @return the depth, min_j b_j^T u as computed; at most 0 or tiny if there is no such cell
     */
    double depth(double[] lines, int count, long[] bits) {
        nearest.clear();
        normal[r] = 1;
        for (int j = 0; j < count; j++) {
            double sign = (bits[j >> 6] >> j & 1) != 0 ? 1 : -1;
            for (int k = 0; k < r; k++) {
                normal[k] = sign * lines[j * r + k];
            }
            nearest.add(normal, 0, 1, Double.POSITIVE_INFINITY);
            weights[j] = 0;
        }
        double rest = nearest.solve(apex, weights, EMPTY, false, ROUNDS);
        normals = lines;
        double length = 0;
        for (int k = 0; k < r; k++) {
            direction[k] = -nearest.residual()[k];
            length += direction[k] * direction[k];
        }
        length = Math.sqrt(length);
        if (!(rest > EMPTY) || !(length > 0)) {
            return 0;
        }
        double least = 1;
        for (int k = 0; k < r; k++) {
            direction[k] /= length;
        }
        for (int j = 0; j < count; j++) {
            double t = dot(j);
            least = Math.min(least, (bits[j >> 6] >> j & 1) != 0 ? t : -t);
        }
        // a residual without a direction: not decided
        return least > 0 ? least : Math.min(rest, CLEAR / 2);
    }

    private double dot(int j) {
        double sum = 0;
        for (int k = 0; k < r; k++) {
            sum += normals[j * r + k] * direction[k];
        }
        return sum;
    }

    /** The direction of the last call, of unit length; overwritten by the next. */
    double[] direction() {
        return direction;
    }
}
