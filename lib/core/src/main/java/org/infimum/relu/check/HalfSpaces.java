package org.infimum.relu.check;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether some u has a_j^T u &gt; 0 for all of a few vectors. By Gordan's theorem there is none exactly if a combination of them with coefficients of
 * at least 0, not all 0, is zero. Such a combination is found in floating point and then verified with integers: 'none' is proved, 'some' is not.
 */
final class HalfSpaces {
    /** Below this length of the residual a dependency is suspected, of vectors of length 1. */
    private static final double SUSPICIOUS = 1e-8;

    private long work;

    /** Multiplications so far; one of large integers counts as 50. */
    long work() {
        return work;
    }

    /**
     * Looks for u on the positive side of one more vector.
     *
     * @param unit the vectors in floating point, of length 1
     * @param exact the same vectors, of any length
     * @param inside a u on the positive side of all but the last, as a rule
     * @return a u on the positive side of all, as a rule; null where there is proved to be none
     */
    double[] find(List<double[]> unit, List<double[]> exact, double[] inside) {
        int last = unit.size() - 1;
        double[] target = unit.get(last);
        double along = BoxLeastSquares.dot(target, inside);
        if (along > 1e-9 * Math.sqrt(BoxLeastSquares.dot(inside, inside))) {
            return inside;
        }
        List<Integer> support = new ArrayList<>();
        double[] residual = nonnegativeLeastSquares(unit.subList(0, last), target, support);
        double square = BoxLeastSquares.dot(residual, residual);
        if (Math.sqrt(square) < SUSPICIOUS) {
            return dependent(exact, support) ? null : inside;
        }
        // the residual is on the right side of all, if only just: a little of the inner point brings it inside
        double part = Math.min(1, 0.1 * square / Math.max(Math.abs(along), Double.MIN_NORMAL));
        BoxLeastSquares.subtract(residual, -part, inside);
        double length = Math.sqrt(BoxLeastSquares.dot(residual, residual));
        for (int k = 0; k < residual.length; k++) {
            residual[k] /= length;
        }
        return residual;
    }

    /** Lawson and Hanson's active-set method for min over lambda &ge; 0 of || target + sum_j lambda_j a_j ||; the residual and the support. */
    private double[] nonnegativeLeastSquares(List<double[]> a, double[] target, List<Integer> support) {
        List<Double> lambda = new ArrayList<>();
        double[] residual = target.clone();
        for (int round = 0; round < 3 * target.length + 10; round++) {
            int steepest = -1;
            double slope = -1e-12;
            for (int j = 0; j < a.size(); j++) {
                double s = BoxLeastSquares.dot(a.get(j), residual);
                if (s < slope && !support.contains(j)) {
                    slope = s;
                    steepest = j;
                }
            }
            work += (long) a.size() * target.length;
            if (steepest < 0) {
                return residual;
            }
            support.add(steepest);
            lambda.add(0.0);
            residual = step(a, target, support, lambda);
        }
        return residual;
    }

    private double[] step(List<double[]> a, double[] target, List<Integer> support, List<Double> lambda) {
        while (true) {
            double[] wanted = leastSquares(a, target, support);
            double length = 1;
            int blocking = -1;
            for (int k = 0; k < wanted.length; k++) {
                if (wanted[k] <= 0) {
                    double room = lambda.get(k) / Math.max(Double.MIN_NORMAL, lambda.get(k) - wanted[k]);
                    if (blocking < 0 || room < length) {
                        length = Math.min(1, room);
                        blocking = k;
                    }
                }
            }
            for (int k = 0; k < wanted.length; k++) {
                lambda.set(k, lambda.get(k) + length * (wanted[k] - lambda.get(k)));
            }
            if (blocking < 0) {
                break;
            }
            support.remove(blocking);
            lambda.remove(blocking);
        }
        double[] residual = target.clone();
        for (int k = 0; k < support.size(); k++) {
            BoxLeastSquares.subtract(residual, -lambda.get(k), a.get(support.get(k)));
        }
        return residual;
    }

    /** The coefficients of min || target + sum_k lambda_k a_k || by modified Gram-Schmidt. */
    private double[] leastSquares(List<double[]> a, double[] target, List<Integer> support) {
        int m = support.size();
        double[][] q = new double[m][];
        double[][] r = new double[m][m];
        double[] right = new double[m];
        double[] rest = target.clone();
        for (int k = 0; k < m; k++) {
            q[k] = a.get(support.get(k)).clone();
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < k; j++) {
                    double part = BoxLeastSquares.dot(q[j], q[k]);
                    r[j][k] += part;
                    BoxLeastSquares.subtract(q[k], part, q[j]);
                }
            }
            r[k][k] = Math.sqrt(BoxLeastSquares.dot(q[k], q[k]));
            if (r[k][k] > 1e-14) {
                for (int i = 0; i < q[k].length; i++) {
                    q[k][i] /= r[k][k];
                }
                right[k] = -BoxLeastSquares.dot(q[k], rest);
                BoxLeastSquares.subtract(rest, -right[k], q[k]);
            }
        }
        double[] lambda = new double[m];
        for (int k = m - 1; k >= 0; k--) {
            double sum = right[k];
            for (int j = k + 1; j < m; j++) {
                sum -= r[k][j] * lambda[j];
            }
            lambda[k] = r[k][k] > 1e-14 ? sum / r[k][k] : 0;
        }
        work += 2L * m * m * target.length;
        return lambda;
    }

    /** Whether the last vector is exactly minus a nonnegative combination of those in the support. */
    private boolean dependent(List<double[]> exact, List<Integer> support) {
        int m = support.size();
        int rows = exact.get(0).length;
        BigInteger[][] columns = new BigInteger[m + 1][];
        for (int k = 0; k < m; k++) {
            columns[k] = integers(exact.get(support.get(k)));
        }
        columns[m] = integers(exact.get(exact.size() - 1));
        BigInteger[][] matrix = new BigInteger[rows][m + 1];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k <= m; k++) {
                matrix[i][k] = columns[k][i];
            }
        }
        work += 50L * rows * (m + 1) * (m + 1);
        BigInteger pivot = BigInteger.ONE;
        for (int k = 0; k < m; k++) {
            int chosen = k;
            while (chosen < rows && matrix[chosen][k].signum() == 0) {
                chosen++;
            }
            if (chosen >= rows) {
                return false;
            }
            BigInteger[] swapped = matrix[chosen];
            matrix[chosen] = matrix[k];
            matrix[k] = swapped;
            eliminate(matrix, k, pivot);
            pivot = matrix[k][k];
        }
        // the last column is now pivot times the combination that gives the last vector
        BigInteger[] numerators = new BigInteger[m];
        for (int k = 0; k < m; k++) {
            numerators[k] = matrix[k][m];
            if (numerators[k].signum() * pivot.signum() > 0) {
                return false;
            }
        }
        for (int i = 0; i < rows; i++) {
            BigInteger sum = pivot.multiply(columns[m][i]).negate();
            for (int k = 0; k < m; k++) {
                sum = sum.add(numerators[k].multiply(columns[k][i]));
            }
            if (sum.signum() != 0) {
                return false;
            }
        }
        return true;
    }

    /** A step of fraction-free Gauss-Jordan elimination; its divisions by the pivot before leave no rest. */
    private static void eliminate(BigInteger[][] matrix, int k, BigInteger before) {
        BigInteger[] pivotRow = matrix[k];
        BigInteger pivot = pivotRow[k];
        for (int i = 0; i < matrix.length; i++) {
            if (i != k) {
                BigInteger factor = matrix[i][k];
                for (int j = 0; j < pivotRow.length; j++) {
                    matrix[i][j] = pivot.multiply(matrix[i][j])
                            .subtract(factor.multiply(pivotRow[j]))
                            .divide(before);
                }
            }
        }
    }

    /** The vector times a positive power of two that makes it one of integers. */
    private static BigInteger[] integers(double[] vector) {
        int least = Integer.MAX_VALUE;
        for (double value : vector) {
            if (value != 0) {
                least = Math.min(least, Math.max(Math.getExponent(value), Double.MIN_EXPONENT) - 52);
            }
        }
        BigInteger[] integers = new BigInteger[vector.length];
        BigDecimal unit = least == Integer.MAX_VALUE
                ? BigDecimal.ONE
                : least < 0 ? new BigDecimal(BigInteger.ONE.shiftLeft(-least)) : BigDecimal.ONE;
        for (int k = 0; k < integers.length; k++) {
            integers[k] = new BigDecimal(vector[k]).multiply(unit).toBigIntegerExact();
        }
        return integers;
    }
}
