package org.infimum.relu;

import java.util.Arrays;
import org.infimum.linalg.Rounded;

/**
 * The nearest point of a zonotope, possibly with rays: minimises ||c - sum_j e_j a_j|| over 0 &le; e_j &le; top_j (1 or infinite).
 *
 * <p>Coordinate descent, which finds the active set in a few sweeps from a warm start, alternates with active-set Newton steps: least squares
 * over the e_j strictly inside their interval, by Gram-Schmidt with column pivoting, cut at the first bound met (as in Stark and Parker's
 * BVLS 1995). The end is decided by the duality gap
 *
 * <pre>||p||^2 - p^T c + h(p) = sum_j [(a_j^T p)_+ - e_j a_j^T p] &ge; 0,     p = c - sum_j e_j a_j,</pre>
 *
 * a sum of non-negative terms. Dependent, duplicate and zero generators do no harm. ANY feasible e yields a rigorous bound of the distance,
 * {@link #upper}. Works in arrays made once; for one thread.
 */
final class NearestPoint {
    /** The duality gap to end with, relative to the square: the distance is then right to half of it, near the rounding floor. */
    private static final double GAP = 1e-15;
    /** Normalised columns shorter than this after projection count as dependent: Newton leaves them to coordinate descent. */
    private static final double DEPENDENT = 1e-16;
    /** More free coordinates than this are not looked at in one Newton step: at most r of them can move. */
    private static final int MAX_FREE = 32;

    private final int r;
    private final double[] a;
    private final double[] inverse;
    private final double[] top;
    private int count;

    private final double[] residual;
    private final int[] free = new int[MAX_FREE];
    private final double[] columns;
    private final double[] triangle;
    private final double[] right;
    private final double[] rest;
    private final int[] pivots;
    private final boolean[] used = new boolean[MAX_FREE];
    private double square;
    private double gap;
    private long work;

    /**
     * Room for generators.
     *
     * @param r their dimension
     * @param capacity how many at most
     */
    NearestPoint(int r, int capacity) {
        this.r = r;
        this.a = new double[capacity * r];
        this.inverse = new double[capacity];
        this.top = new double[capacity];
        this.residual = new double[r];
        this.columns = new double[MAX_FREE * r];
        this.triangle = new double[MAX_FREE * r];
        this.right = new double[r];
        this.rest = new double[r];
        this.pivots = new int[r];
    }

    /** Solver for the zonotope of all generators given, row by row. */
    static NearestPoint of(double[] generators, int r) {
        NearestPoint nearest = new NearestPoint(r, generators.length / r);
        for (int j = 0; j < generators.length / r; j++) {
            nearest.add(generators, j * r, 1, 1);
        }
        return nearest;
    }

    /** Forgets the generators. */
    void clear() {
        count = 0;
    }

    /** Adds the generator factor * source[offset .. offset + r) with its largest coefficient. */
    void add(double[] source, int offset, double factor, double top) {
        double sum = 0;
        for (int k = 0; k < r; k++) {
            double coordinate = factor * source[offset + k];
            a[count * r + k] = coordinate;
            sum += coordinate * coordinate;
        }
        inverse[count] = sum > 1e-280 ? 1 / sum : 0;
        this.top[count] = top;
        count++;
    }

    int count() {
        return count;
    }

    /** The residual c - sum_j e_j a_j of the last solve; overwritten by the next. */
    double[] residual() {
        return residual;
    }

    /** The duality gap over the square, as last estimated: the infimum of the distance is about distance (1 - gap / 2). */
    double relativeGap() {
        return square > 0 ? gap / square : 0;
    }

    /** Multiplications so far, roughly: a deterministic clock. */
    long work() {
        return work;
    }

    /** Sets the residual from scratch and returns its norm. */
    double residual(double[] c, double[] e) {
        System.arraycopy(c, 0, residual, 0, r);
        for (int j = 0; j < count; j++) {
            double weight = e[j];
            if (weight != 0) {
                for (int k = 0, at = j * r; k < r; k++) {
                    residual[k] -= weight * a[at + k];
                }
            }
        }
        work += (long) count * r;
        return Math.sqrt(square());
    }

    /**
     * Improves e until the distance is at most a threshold or cannot be brought there, or to the end.
     *
     * @param c r numbers
     * @param e the start, in its intervals; overwritten by the result
     * @param threshold a distance that is good enough, 0 or less for none
     * @param giveUp whether to stop as soon as the duality gap says that the threshold is out of reach
     * @param most the number of rounds at most; a round is two sweeps and a Newton step
     * @return the distance, in plain floating point
     */
    double solve(double[] c, double[] e, double threshold, boolean giveUp, int most) {
        residual(c, e);
        square = square();
        gap = Double.POSITIVE_INFINITY;
        double good = threshold > 0 ? threshold * threshold : 0;
        double floor = 0;
        for (int k = 0; k < r; k++) {
            floor = Math.max(floor, Math.abs(c[k]));
        }
        floor = Math.max(good, floor * floor * 1e-32);
        for (int round = 0; round < most && square > floor; round++) {
            double before = square;
            sweep(e);
            square = square();
            if (square <= floor) {
                break;
            }
            sweep(e);
            square = square();
            if (gap <= GAP * square || square <= floor) {
                break;
            }
            if (giveUp && out(good)) {
                break;
            }
            newton(e);
            square = square();
            if (square >= before * (1 - 1e-15)) {
                break;
            }
        }
        return Math.sqrt(square);
    }

    /** Whether even the bound from below, (square - gap) / sqrt(square), exceeds the threshold. */
    private boolean out(double good) {
        double low = square - gap;
        return low > 0 && low * low > good * square;
    }

    private double square() {
        double sum = 0;
        for (int k = 0; k < r; k++) {
            sum += residual[k] * residual[k];
        }
        return sum;
    }

    private void sweep(double[] e) {
        double sum = 0;
        for (int j = 0, at = 0; j < count; j++, at += r) {
            double s = 0;
            for (int k = 0; k < r; k++) {
                s += a[at + k] * residual[k];
            }
            double old = e[j];
            double next = old + s * inverse[j];
            if (s > 0) {
                if (old == top[j]) {
                    continue;
                }
                next = next < top[j] ? next : top[j];
                sum += (top[j] == 1 ? 1 - old : 4 * (next - old)) * s;
            } else {
                if (old == 0) {
                    continue;
                }
                next = next > 0 ? next : 0;
                sum -= old * s;
            }
            double change = next - old;
            if (change != 0) {
                e[j] = next;
                for (int k = 0; k < r; k++) {
                    residual[k] -= change * a[at + k];
                }
            }
        }
        gap = sum;
        work += 2L * count * r;
    }

    private void newton(double[] e) {
        for (int turn = 0; turn <= r; turn++) {
            int n = 0;
            for (int j = 0; j < count && n < MAX_FREE; j++) {
                if (e[j] > 0 && e[j] < top[j] && inverse[j] > 0) {
                    free[n++] = j;
                }
            }
            if (n == 0 || step(e, n)) {
                return;
            }
        }
    }

    /** One least-squares step over the free coordinates; false if a bound cut it short. */
    private boolean step(double[] e, int n) {
        int rank = factor(n);
        // back substitution; right[] becomes the change of each pivot's normalised coefficient
        for (int i = rank - 1; i >= 0; i--) {
            double sum = right[i];
            for (int l = i + 1; l < rank; l++) {
                sum -= triangle[i * MAX_FREE + pivots[l]] * right[l];
            }
            right[i] = sum / triangle[i * MAX_FREE + pivots[i]];
        }
        double length = 1;
        int first = -1;
        for (int i = 0; i < rank; i++) {
            int j = free[pivots[i]];
            double change = right[i] * Math.sqrt(inverse[j]);
            right[i] = change;
            double room = change > 0 ? top[j] - e[j] : -e[j];
            if (change != 0 && room / change < length) {
                length = room / change;
                first = i;
            }
        }
        for (int i = 0; i < rank; i++) {
            int j = free[pivots[i]];
            double old = e[j];
            double next = Math.max(0, Math.min(top[j], old + length * right[i]));
            if (i == first) {
                next = right[i] > 0 ? top[j] : 0;
            }
            double change = next - old;
            e[j] = next;
            for (int k = 0; k < r; k++) {
                residual[k] -= change * a[j * r + k];
            }
        }
        work += (long) n * r * (rank + 1);
        return first < 0;
    }

    /** Gram-Schmidt with column pivoting of the normalised free generators, and of the residual into right[]. */
    private int factor(int n) {
        for (int f = 0; f < n; f++) {
            double scale = Math.sqrt(inverse[free[f]]);
            for (int k = 0; k < r; k++) {
                columns[f * r + k] = a[free[f] * r + k] * scale;
            }
        }
        Arrays.fill(used, 0, n, false);
        System.arraycopy(residual, 0, rest, 0, r);
        int rank = 0;
        while (rank < r && rank < n) {
            int best = -1;
            double longest = DEPENDENT;
            for (int f = 0; f < n; f++) {
                if (!used[f]) {
                    double length = 0;
                    for (int k = 0; k < r; k++) {
                        length += columns[f * r + k] * columns[f * r + k];
                    }
                    if (length > longest) {
                        longest = length;
                        best = f;
                    }
                }
            }
            if (best < 0) {
                break;
            }
            project(n, rank, best, Math.sqrt(longest));
            pivots[rank++] = best;
        }
        return rank;
    }

    private void project(int n, int rank, int best, double length) {
        used[best] = true;
        triangle[rank * MAX_FREE + best] = length;
        for (int k = 0; k < r; k++) {
            columns[best * r + k] /= length;
        }
        for (int f = 0; f < n; f++) {
            if (!used[f]) {
                double product = 0;
                for (int k = 0; k < r; k++) {
                    product += columns[best * r + k] * columns[f * r + k];
                }
                triangle[rank * MAX_FREE + f] = product;
                for (int k = 0; k < r; k++) {
                    columns[f * r + k] -= product * columns[best * r + k];
                }
            }
        }
        double product = 0;
        for (int k = 0; k < r; k++) {
            product += columns[best * r + k] * rest[k];
        }
        right[rank] = product;
        for (int k = 0; k < r; k++) {
            rest[k] -= product * columns[best * r + k];
        }
    }

    /**
     * An upper bound of the distance of c from the set, from any feasible e: ||c - sum_j e_j a_j|| with each coordinate's summation error
     * (gamma bounds, Higham 2002) added.
     *
     * @param c r numbers
     * @param e coefficients within [0, top_j]
     * @return a number not below the distance
     * @throws IllegalArgumentException if a coefficient lies outside its interval
     */
    double upper(double[] c, double[] e) {
        double gamma = Rounded.addUp(Rounded.sumFactor(count + 4L), -1);
        double[] sum = new double[r];
        for (int k = 0; k < r; k++) {
            double point = c[k];
            double size = Math.abs(c[k]);
            for (int j = 0; j < count; j++) {
                if (!(e[j] >= 0 && e[j] <= top[j])) {
                    throw new IllegalArgumentException(
                            "Coefficient " + j + " must lie in [0, " + top[j] + "], not " + e[j] + ".");
                }
                double product = e[j] * a[j * r + k];
                point -= product;
                size += Math.abs(product) + Double.MIN_NORMAL;
            }
            // the sum of the sizes is rounded itself: twice gamma covers it
            sum[k] = Rounded.addUp(Math.abs(point), Rounded.multiplyUp(Rounded.multiplyUp(2, gamma), size));
        }
        return Rounded.addUp(Rounded.normUp(sum), r * (count + 1L) * Double.MIN_NORMAL);
    }
}
