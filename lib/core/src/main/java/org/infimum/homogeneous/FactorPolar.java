package org.infimum.homogeneous;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.infimum.Evidence;
import org.infimum.linalg.Rounded;
import org.infimum.linalg.SingularPairs;
import org.infimum.lipschitz.MatrixNorm;
import org.infimum.lipschitz.NormBound;
import org.infimum.relu.VectorPolarBounds;

/**
 * The polar max u^T V v over ||u|| &le; 1, ||v|| &le; 1 of a {@link Factorization}, in closed form: a linear function has its maximum over the L1 ball at a
 * corner, so what is left are rows, columns or entries of V; with two Euclidean balls it is the spectral norm.
 */
final class FactorPolar {
    /** Maxima beyond those asked for: in a cluster the one that is worth most once others are taken may be a little further down. */
    private static final int FEW = 5;

    /** Of the largest: values below it are rounding. */
    private static final double NEGLIGIBLE = 1e-14;

    private final int n;
    private final int c;
    private final ColumnNorm rowsNorm;
    private final ColumnNorm columnsNorm;

    FactorPolar(int n, int c, ColumnNorm rowsNorm, ColumnNorm columnsNorm) {
        this.n = n;
        this.c = c;
        this.rowsNorm = rowsNorm;
        this.columnsNorm = columnsNorm;
    }

    /** Row after row, with the checks. */
    private double[] flat(double[][] v) {
        if (v.length != n) {
            throw new IllegalArgumentException("The dual point of a factorisation of " + n + " x " + c + " has " + n
                    + " rows, not " + v.length + ".");
        }
        double[] flat = new double[n * c];
        for (int i = 0; i < n; i++) {
            if (v[i].length != c) {
                throw new IllegalArgumentException("Row " + i + " of the dual point has " + v[i].length
                        + " numbers; the factorised matrix has " + c + " columns.");
            }
            for (int k = 0; k < c; k++) {
                if (!Double.isFinite(v[i][k])) {
                    throw new IllegalArgumentException("Row " + i + " of the dual point holds " + v[i][k]
                            + "; its numbers must be finite: scale the data down if they overflowed.");
                }
                flat[i * c + k] = v[i][k];
            }
        }
        return flat;
    }

    List<PolarMaximum> maxima(double[][] v, int count) {
        double[] flat = flat(v);
        int most = Math.min(n * c, Math.max(0, count) + FEW);
        if (rowsNorm == ColumnNorm.L2 && columnsNorm == ColumnNorm.L2) {
            return singular(flat, most);
        }
        int candidates =
                switch (rowsNorm) {
                    case L1 -> columnsNorm == ColumnNorm.L1 ? n * c : n;
                    case L2 -> c;
                };
        PriorityQueue<Candidate> best = new PriorityQueue<>(Comparator.comparingDouble(Candidate::value));
        for (int k = 0; k < candidates; k++) {
            double value = value(flat, k);
            if (value > 0
                    && value < Double.POSITIVE_INFINITY
                    && (best.size() < most || value > best.peek().value())) {
                best.add(new Candidate(value, k));
                if (best.size() > most) {
                    best.poll();
                }
            }
        }
        return best.stream()
                .sorted(Comparator.comparingDouble(Candidate::value).reversed())
                .map(candidate -> new PolarMaximum(corner(flat, candidate), candidate.value()))
                .toList();
    }

    /** A row, a column or an entry by its number. */
    private record Candidate(double value, int index) {}

    private List<PolarMaximum> singular(double[] flat, int most) {
        SingularPairs pairs = SingularPairs.largest(flat, n, c, most);
        List<PolarMaximum> found = new ArrayList<>();
        for (int i = 0; i < pairs.count(); i++) {
            double value = pairs.value(i);
            if (value > NEGLIGIBLE * pairs.value(0) && value < Double.POSITIVE_INFINITY) {
                double[] w = new double[n + c];
                System.arraycopy(pairs.left(i), 0, w, 0, n);
                System.arraycopy(pairs.right(i), 0, w, n, c);
                found.add(new PolarMaximum(w, value));
            }
        }
        return found;
    }

    private double value(double[] flat, int index) {
        if (rowsNorm == ColumnNorm.L2) {
            return ColumnNorm.L2.of(column(flat, index), 0, n);
        }
        return columnsNorm == ColumnNorm.L1 ? Math.abs(flat[index]) : ColumnNorm.L2.of(flat, index * c, c);
    }

    private double[] column(double[] flat, int k) {
        double[] column = new double[n];
        for (int i = 0; i < n; i++) {
            column[i] = flat[i * c + k];
        }
        return column;
    }

    /** u and v of norm 1 with u^T V v the candidate's value. */
    private double[] corner(double[] flat, Candidate candidate) {
        double[] w = new double[n + c];
        int index = candidate.index();
        if (rowsNorm == ColumnNorm.L2) {
            w[n + index] = 1;
            for (int i = 0; i < n; i++) {
                w[i] = flat[i * c + index] / candidate.value();
            }
        } else if (columnsNorm == ColumnNorm.L2) {
            w[index] = 1;
            for (int k = 0; k < c; k++) {
                w[n + k] = flat[index * c + k] / candidate.value();
            }
        } else {
            w[index / c] = 1;
            w[n + index % c] = Math.signum(flat[index]);
        }
        return w;
    }

    VectorPolarBounds bounds(double[][] v, List<PolarMaximum> found) {
        double[] flat = flat(v);
        double lower = 0;
        double[] maximizer = new double[n + c];
        if (!found.isEmpty()) {
            lower = lower(flat, found.get(0).w());
            maximizer = lower > 0 ? found.get(0).w() : maximizer;
        }
        if (rowsNorm == ColumnNorm.L2 && columnsNorm == ColumnNorm.L2) {
            NormBound norm = MatrixNorm.of(flat, n, c);
            return new VectorPolarBounds(
                    lower, maximizer, norm.bound(), Evidence.PROVED, "the spectral norm (" + norm.rule() + ")");
        }
        double upper = 0;
        if (rowsNorm == ColumnNorm.L2) {
            for (int k = 0; k < c; k++) {
                upper = Math.max(upper, ColumnNorm.L2.up(column(flat, k), 0, n));
            }
        } else {
            // the largest number of a row is exact
            for (int i = 0; i < n; i++) {
                upper = Math.max(upper, rowUp(flat, i));
            }
        }
        return new VectorPolarBounds(lower, maximizer, finite(upper), Evidence.PROVED, because());
    }

    private double rowUp(double[] flat, int i) {
        if (columnsNorm == ColumnNorm.L2) {
            return ColumnNorm.L2.up(flat, i * c, c);
        }
        double largest = 0;
        for (int k = i * c; k < (i + 1) * c; k++) {
            largest = Math.max(largest, Math.abs(flat[k]));
        }
        return largest;
    }

    private static double finite(double upper) {
        if (!(upper < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("The polar overflows; scale the data down.");
        }
        return upper;
    }

    private String because() {
        if (rowsNorm == ColumnNorm.L2) {
            return "the longest column";
        }
        return columnsNorm == ColumnNorm.L2 ? "the longest row" : "the largest entry";
    }

    /** u^T V v / (||u|| ||v||) rounded down, at least 0; numbers scaled to near 1, so that what underflows is below a few MIN_NORMAL. */
    private double lower(double[] flat, double[] w) {
        int a = exponent(flat, 0, flat.length);
        int b = exponent(w, 0, n);
        int d = exponent(w, n, c);
        double[] u = scaled(w, 0, n, -b);
        double[] right = scaled(w, n, c, -d);
        double sum = 0;
        double size = 0;
        for (int i = 0; i < n; i++) {
            if (u[i] != 0) {
                double row = 0;
                double rowSize = 0;
                for (int k = 0; k < c; k++) {
                    double term = Math.scalb(flat[i * c + k], -a) * right[k];
                    row += term;
                    rowSize += Math.abs(term);
                }
                sum += u[i] * row;
                size += Math.abs(u[i]) * rowSize;
            }
        }
        double gamma = Rounded.multiplyUp(2, Rounded.sumFactor((long) n + c + 4) - 1);
        double underflow = 4.0 * (n + 1) * (c + 1) * Double.MIN_NORMAL;
        double least = Rounded.addDown(sum, -Rounded.addUp(Rounded.multiplyUp(gamma, size), underflow));
        double norms = Rounded.multiplyUp(rowsNorm.up(u, 0, n), columnsNorm.up(right, 0, c));
        if (!(least > 0) || !(norms > 0) || norms == Double.POSITIVE_INFINITY) {
            return 0;
        }
        return Math.max(0, Math.nextDown(Math.scalb(Rounded.divideDown(least, norms), a)));
    }

    private static int exponent(double[] x, int from, int length) {
        double largest = 0;
        for (int k = from; k < from + length; k++) {
            largest = Math.max(largest, Math.abs(x[k]));
        }
        return largest == 0 ? 0 : Math.getExponent(largest);
    }

    private static double[] scaled(double[] x, int from, int length, int exponent) {
        double[] scaled = new double[length];
        for (int k = 0; k < length; k++) {
            scaled[k] = Math.scalb(x[from + k], exponent);
        }
        return scaled;
    }
}
