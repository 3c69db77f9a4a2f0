package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;
import org.infimum.linalg.Euclidean;

/**
 * A subnetwork of a three-layer problem as the convex program sees it: sign (z)_+ with z = sum_j s_j (X p_j)_+, at the cost sum_j ||p_j||.
 *
 * @param sign 1 or -1
 * @param vectors p_j, in whatever coordinates the samples have
 * @param signs s_j
 */
record NestedUnit(int sign, List<double[]> vectors, List<Integer> signs) {
    NestedUnit {
        vectors = List.copyOf(vectors);
        signs = List.copyOf(signs);
    }

    /** z, in plain floating point. */
    double[] inner(double[][] x) {
        double[] z = new double[x.length];
        for (int j = 0; j < vectors.size(); j++) {
            double[] p = vectors.get(j);
            int s = signs.get(j);
            for (int i = 0; i < x.length; i++) {
                double t = 0;
                for (int k = 0; k < p.length; k++) {
                    t += x[i][k] * p[k];
                }
                if (t > 0) {
                    z[i] += s * t;
                }
            }
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

    /** Without vectors that are no longer than a length, and with those of one sign and nearly one direction added up. */
    NestedUnit simplified(double length, double angle) {
        List<double[]> merged = new ArrayList<>();
        List<Integer> itsSigns = new ArrayList<>();
        List<double[]> directions = new ArrayList<>();
        for (int j = 0; j < vectors.size(); j++) {
            double[] p = vectors.get(j);
            double norm = Euclidean.norm(p);
            if (!(norm > length)) {
                continue;
            }
            double[] direction = scaled(p, 1 / norm);
            int same = -1;
            for (int i = 0; i < merged.size() && same < 0; i++) {
                if (itsSigns.get(i).equals(signs.get(j)) && Euclidean.distance(direction, directions.get(i)) <= angle) {
                    same = i;
                }
            }
            if (same < 0) {
                merged.add(p.clone());
                itsSigns.add(signs.get(j));
                directions.add(direction);
            } else {
                for (int k = 0; k < p.length; k++) {
                    merged.get(same)[k] += p[k];
                }
            }
        }
        return new NestedUnit(sign, merged, itsSigns);
    }

    /** This and another of the same sign as one: the same function on the samples where no z_i have opposite signs. */
    NestedUnit plus(NestedUnit other) {
        List<double[]> all = new ArrayList<>(vectors);
        all.addAll(other.vectors);
        List<Integer> allSigns = new ArrayList<>(signs);
        allSigns.addAll(other.signs);
        return new NestedUnit(sign, all, allSigns);
    }

    private static double[] scaled(double[] p, double factor) {
        double[] result = new double[p.length];
        for (int k = 0; k < p.length; k++) {
            result[k] = factor * p[k];
        }
        return result;
    }
}
