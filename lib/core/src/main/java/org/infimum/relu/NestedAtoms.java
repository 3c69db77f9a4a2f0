package org.infimum.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.infimum.linalg.Euclidean;

/**
 * The atoms +-(X u)_+ of G that a search has found, and the linear programs over them: with some e_i decided, the largest value of the relaxation of
 * {@link NestedPolar} on their convex hull and the t whose bound it is. Each u is a cutting plane of the function that is to be minimised over t.
 */
final class NestedAtoms {
    private static final double SAME = 1e-14;

    private final NestedPolar polar;
    private final List<double[]> directions = new ArrayList<>();
    private final List<double[]> activations = new ArrayList<>();

    /**
     * A program's solution.
     *
     * @param value the relaxation's value
     * @param vectors weights times directions of the point of G found
     * @param signs its atoms' signs
     * @param positivePart a, its part of the atoms with sign 1
     * @param negativePart b, its part of the others: z = a - b
     * @param t the multipliers, one a negative sample in {@link NestedPolar#negative}'s order, in [0, 1]
     */
    record Point(
            double value,
            List<double[]> vectors,
            List<Integer> signs,
            double[] positivePart,
            double[] negativePart,
            double[] t) {
        double[] z() {
            double[] z = new double[positivePart.length];
            for (int i = 0; i < z.length; i++) {
                z[i] = positivePart[i] - negativePart[i];
            }
            return z;
        }

        double cost() {
            double sum = 0;
            for (double[] p : vectors) {
                sum += Euclidean.norm(p);
            }
            return sum;
        }
    }

    NestedAtoms(NestedPolar polar) {
        this.polar = polar;
    }

    /** Takes in the direction of a vector; true if it is new. */
    boolean add(double[] vector) {
        double length = Euclidean.norm(vector);
        if (!(length > 0) || length == Double.POSITIVE_INFINITY) {
            return false;
        }
        double[] u = vector.clone();
        for (int k = 0; k < u.length; k++) {
            u[k] /= length;
        }
        for (double[] other : directions) {
            if (Euclidean.distance(u, other) <= SAME) {
                return false;
            }
        }
        directions.add(u);
        activations.add(polar.activations(u));
        return true;
    }

    /**
     * Solves the program.
     *
     * @param e for each place of {@link NestedPolar#positive} 0, 1 or -1 where it is not decided
     */
    Point solve(int[] e) {
        int[] negative = polar.negative();
        int m = negative.length;
        int count = directions.size();
        int columns = 2 * count + m;
        double[][] a = new double[m + 1][columns];
        double[] c = new double[columns];
        double price = 0;
        double size = 0;
        for (int j = 0; j < count; j++) {
            double[] act = activations.get(j);
            for (int l = 0; l < e.length; l++) {
                int i = polar.positive()[l];
                c[j] += e[l] == 0 ? 0 : polar.nu(i) * act[i];
                c[count + j] -= e[l] == 1 ? polar.nu(i) * act[i] : 0;
            }
            price = Math.max(price, Math.max(c[j], -c[count + j]));
            for (int l = 0; l < m; l++) {
                a[l][j] = act[negative[l]];
                size = Math.max(size, a[l][j]);
                price = Math.max(price, -polar.nu(negative[l]) * a[l][j]);
            }
        }
        price = price > 0 ? price : 1;
        size = size > 0 ? size : 1;
        for (int j = 0; j < count; j++) {
            c[j] /= price;
            c[count + j] /= price;
            for (int l = 0; l < m; l++) {
                a[l][j] /= size;
                a[l][count + j] = -a[l][j];
            }
            a[m][j] = 1;
            a[m][count + j] = 1;
        }
        // rows in units of z, whatever the size of nu_i: the prices carry it
        for (int l = 0; l < m; l++) {
            a[l][2 * count + l] = -1;
            c[2 * count + l] = polar.nu(negative[l]) * (size / price);
        }
        double[] b = new double[m + 1];
        b[m] = 1;
        SmallSimplex program = new SmallSimplex(a, b, c);
        double[] t = new double[m];
        for (int l = 0; l < m; l++) {
            double most = -c[2 * count + l];
            // any t in [0, 1] will do where nu_i is too small beside the others to have a price
            t[l] = most > 0 ? Math.min(1, program.multiplier(l) / most) : 1;
        }
        return point(program.value() * price, program.solution(), t);
    }

    private Point point(double value, double[] w, double[] t) {
        int count = directions.size();
        double[][] parts = new double[2][polar.samples()];
        List<double[]> vectors = new ArrayList<>();
        List<Integer> signs = new ArrayList<>();
        double sum = Arrays.stream(w, 0, 2 * count).sum();
        for (int j = 0; j < 2 * count; j++) {
            if (w[j] > 0) {
                // on the hull's surface, where sums of rounded weights leave it
                double weight = sum > 1 ? w[j] / sum : w[j];
                double[] p = directions.get(j % count).clone();
                for (int k = 0; k < p.length; k++) {
                    p[k] *= weight;
                }
                vectors.add(p);
                signs.add(j < count ? 1 : -1);
                double[] act = activations.get(j % count);
                double[] part = parts[j < count ? 0 : 1];
                for (int i = 0; i < part.length; i++) {
                    part[i] += weight * act[i];
                }
            }
        }
        return new Point(value, vectors, signs, parts[0], parts[1], t);
    }
}
