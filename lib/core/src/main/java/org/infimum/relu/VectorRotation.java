package org.infimum.relu;

import java.util.List;
import org.infimum.Evidence;
import org.infimum.linalg.Rounded;

/**
 * A bound of a vector polar from scalar ones: with a = V^T (X u)_+ and output directions q_1..q_C
 *
 * <pre>||Q^T a||^2 = sum_c (q_c^T a)^2 &le; sum_c p_c^2,   p_c = polar of nu = V q_c,   ||a|| &le; ||Q^T a|| / sigma_min(Q),</pre>
 *
 * with the singular directions of V for Q: they make the sum of the squares of few large and many small terms. Rounding: Q is orthogonal only up to
 * rounding, sigma_min^2 &ge; 1 - max row sum |Q^T Q - I|; nu_c is off by at most gamma |V| |q_c|, which adds sum_i of it times ||x_i|| to p_c.
 */
final class VectorRotation {
    private VectorRotation() {}

    static VectorPolarBound.Bound upper(VectorPolar polar, PolarOracle oracle, int steps) {
        double[][] directions = directions(polar.v());
        double square = 0;
        String name = oracle.name();
        for (double[] direction : directions) {
            double p = 0;
            for (int sign = 1; sign >= -1; sign -= 2) {
                double[] w = direction.clone();
                for (int c = 0; c < w.length; c++) {
                    w[c] *= sign;
                }
                PolarSearch search = oracle.search(polar.along(w), new PolarGoal(0, 1e-3), List.of());
                for (int step = 0; step < steps && !search.isDone(); step++) {
                    search.step();
                }
                PolarBounds bounds = search.bounds();
                if (bounds.evidence() != Evidence.PROVED) {
                    return new VectorPolarBound.Bound(Double.POSITIVE_INFINITY, name);
                }
                p = Math.max(p, bounds.upper());
            }
            p = Rounded.addUp(p, rounding(polar, direction));
            square = Rounded.addUp(square, Rounded.multiplyUp(p, p));
        }
        double least = 1 - defect(directions);
        double value = least > 0.5
                ? Rounded.divideUp(Rounded.sqrtUp(square), Rounded.sqrtDown(Math.nextDown(least)))
                : Double.POSITIVE_INFINITY;
        return new VectorPolarBound.Bound(value, "scalar polars along singular output directions, " + name);
    }

    /** An upper bound of |(exact V w - computed V w)^T (X u)_+| over the ball. */
    private static double rounding(VectorPolar polar, double[] w) {
        double gamma = Rounded.multiplyUp(2, Rounded.addUp(Rounded.sumFactor(w.length + 1L), -1));
        double sum = 0;
        for (int i = 0; i < polar.samples(); i++) {
            double size = 0;
            for (int c = 0; c < w.length; c++) {
                size += Math.abs(polar.v()[i][c] * w[c]) + Double.MIN_NORMAL;
            }
            double off = Rounded.addUp(Rounded.multiplyUp(gamma, size), w.length * Double.MIN_NORMAL);
            sum = Rounded.addUp(sum, Rounded.multiplyUp(off, Rounded.normUp(polar.x()[i])));
        }
        return sum;
    }

    /** An upper bound of ||Q^T Q - I||. */
    private static double defect(double[][] q) {
        double gamma = Rounded.multiplyUp(2, Rounded.addUp(Rounded.sumFactor(q.length + 1L), -1));
        double largest = 0;
        for (double[] a : q) {
            double row = 0;
            for (double[] b : q) {
                double product = a == b ? -1 : 0;
                double size = Math.abs(product);
                for (int c = 0; c < a.length; c++) {
                    product += a[c] * b[c];
                    size += Math.abs(a[c] * b[c]) + Double.MIN_NORMAL;
                }
                row = Rounded.addUp(row, Rounded.addUp(Math.abs(product), Rounded.multiplyUp(gamma, size)));
            }
            largest = Math.max(largest, row);
        }
        return largest;
    }

    /** The eigenvectors of V^T V by Jacobi's rotations: orthonormal up to rounding whatever V is. */
    static double[][] directions(double[][] v) {
        int c = v[0].length;
        double largest = 0;
        for (double[] row : v) {
            for (double value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        double[][] gram = new double[c][c];
        for (double[] row : v) {
            for (int k = 0; k < c && largest > 0; k++) {
                for (int l = 0; l < c; l++) {
                    gram[k][l] += (row[k] / largest) * (row[l] / largest);
                }
            }
        }
        double[][] q = new double[c][c];
        for (int k = 0; k < c; k++) {
            q[k][k] = 1;
        }
        for (int sweep = 0; sweep < 30; sweep++) {
            for (int k = 0; k < c; k++) {
                for (int l = 0; l < k; l++) {
                    rotate(gram, q, k, l);
                }
            }
        }
        return q;
    }

    private static void rotate(double[][] gram, double[][] q, int k, int l) {
        if (Math.abs(gram[k][l]) <= 1e-17 * (gram[k][k] + gram[l][l])) {
            return;
        }
        double theta = (gram[l][l] - gram[k][k]) / (2 * gram[k][l]);
        double tangent = Math.copySign(1, theta) / (Math.abs(theta) + Math.sqrt(1 + theta * theta));
        double cosine = 1 / Math.sqrt(1 + tangent * tangent);
        double sine = tangent * cosine;
        for (double[] row : gram) {
            double a = row[k];
            double b = row[l];
            row[k] = cosine * a - sine * b;
            row[l] = sine * a + cosine * b;
        }
        for (double[][] matrix : new double[][][] {gram, q}) {
            double[] a = matrix[k];
            double[] b = matrix[l];
            for (int m = 0; m < a.length; m++) {
                double first = a[m];
                a[m] = cosine * first - sine * b[m];
                b[m] = sine * first + cosine * b[m];
            }
        }
    }
}
