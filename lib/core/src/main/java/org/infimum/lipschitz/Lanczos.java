package org.infimum.lipschitz;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.infimum.linalg.Euclidean;

/**
 * Lanczos' iteration with full reorthogonalisation for the largest eigenvalue of a symmetric positive semidefinite matrix, from below. It converges
 * where power iteration does not: after k steps the error falls like exp(-4 k sqrt(gap)) instead of exp(-2 k gap).
 *
 * <p>No bound: its rounding is not accounted for.
 */
final class Lanczos {
    /** n^2 multiplications each, so that all together cost about one factorisation of a large matrix. */
    private static final int MAX_STEPS = 150;

    private static final int CHECK_EVERY = 8;
    private static final double SETTLED = 1e-13;
    private static final double NEGLIGIBLE = 1e-12;
    private static final int HALVINGS = 60;

    private Lanczos() {}

    /**
     * The largest Ritz value.
     *
     * @param matrix the matrix, symmetric, by rows
     * @param size its rows
     * @return the estimate
     */
    static double largestEigenvalue(double[] matrix, int size) {
        SplittableRandom random = new SplittableRandom(size);
        int most = Math.min(size, MAX_STEPS);
        double[][] basis = new double[most][];
        double[] diagonal = new double[most];
        double[] beside = new double[most];
        double[] v = new double[size];
        Arrays.setAll(v, k -> random.nextDouble(0.5, 1.5) * (random.nextBoolean() ? 1 : -1));
        double norm = Euclidean.norm(v);
        double largest = 0;
        for (int step = 0; ; step++) {
            basis[step] = divided(v, norm);
            v = times(matrix, basis[step]);
            diagonal[step] = Euclidean.dot(basis[step], v);
            // twice is enough: once leaves parts along the basis where little else is left
            orthogonalise(v, basis, step);
            orthogonalise(v, basis, step);
            norm = Euclidean.norm(v);
            beside[step] = norm;
            boolean exhausted = step == most - 1 || !(norm > NEGLIGIBLE * Math.max(largest, diagonal[0]));
            if (exhausted || step % CHECK_EVERY == CHECK_EVERY - 1) {
                double before = largest;
                largest = largestOfTridiagonal(diagonal, beside, step + 1);
                if (exhausted || largest <= before * (1 + SETTLED)) {
                    return largest;
                }
            }
        }
    }

    private static double[] divided(double[] v, double norm) {
        double[] unit = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            unit[i] = v[i] / norm;
        }
        return unit;
    }

    private static double[] times(double[] matrix, double[] q) {
        double[] product = new double[q.length];
        for (int i = 0; i < q.length; i++) {
            double sum = 0;
            for (int j = 0; j < q.length; j++) {
                sum += matrix[i * q.length + j] * q[j];
            }
            product[i] = sum;
        }
        return product;
    }

    private static void orthogonalise(double[] v, double[][] basis, int last) {
        for (int k = 0; k <= last; k++) {
            double along = Euclidean.dot(basis[k], v);
            for (int i = 0; i < v.length; i++) {
                v[i] -= along * basis[k][i];
            }
        }
    }

    /** By bisection: an eigenvalue of T exceeds t if the factorisation of t I - T has a negative pivot. */
    private static double largestOfTridiagonal(double[] diagonal, double[] beside, int order) {
        double low = diagonal[0];
        double high = diagonal[0];
        for (int i = 0; i < order; i++) {
            double radius = (i > 0 ? beside[i - 1] : 0) + (i < order - 1 ? beside[i] : 0);
            low = Math.max(low, diagonal[i]);
            high = Math.max(high, diagonal[i] + radius);
        }
        for (int k = 0; k < HALVINGS; k++) {
            double middle = (low + high) / 2;
            if (hasEigenvalueAbove(middle, diagonal, beside, order)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static boolean hasEigenvalueAbove(double t, double[] diagonal, double[] beside, int order) {
        double pivot = t - diagonal[0];
        for (int i = 1; i < order; i++) {
            if (!(pivot > 0)) {
                return true;
            }
            pivot = t - diagonal[i] - beside[i - 1] * beside[i - 1] / pivot;
        }
        return !(pivot >= 0);
    }
}
