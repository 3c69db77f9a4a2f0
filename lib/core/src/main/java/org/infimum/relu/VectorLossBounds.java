package org.infimum.relu;

import org.infimum.linalg.Rounded;

/** Values of losses with C outputs and of their duals, with rounding accounted for. */
final class VectorLossBounds {
    /** Probabilities are rounded to multiples of this, so that the sums of a row's are exact. */
    private static final double GRID = 0x1p-52;

    private VectorLossBounds() {}

    /** An upper bound of one sample's loss over all predictions within the errors of z. */
    static double valueUp(VectorLoss loss, double[] z, double[] error, double[] y) {
        return switch (loss) {
            case SQUARED, LOGISTIC -> {
                double sum = 0;
                for (int c = 0; c < z.length; c++) {
                    double term = LossBounds.valueUp(entrywise(loss), z[c], error[c], y[c]);
                    sum = term == 0 ? sum : Rounded.addUp(sum, term);
                }
                yield sum;
            }
            case CROSS_ENTROPY -> crossEntropyUp(z, error, y);
        };
    }

    /** The loss of one output where it is the sum over outputs. */
    private static ConvexLoss entrywise(VectorLoss loss) {
        return loss == VectorLoss.LOGISTIC ? ConvexLoss.LOGISTIC : ConvexLoss.SQUARED;
    }

    private static double crossEntropyUp(double[] z, double[] error, double[] y) {
        int label = label(y);
        double top = z[0];
        double most = 0;
        for (int c = 0; c < z.length; c++) {
            top = Math.max(top, z[c]);
            most = Math.max(most, error[c]);
        }
        double size = Math.abs(top) + Math.abs(z[label]);
        double sum = 0;
        for (double value : z) {
            // terms far below the top are off by |z - top| u relatively, which x exp(-x) < 1 makes less than u
            // absolutely
            sum += StrictMath.exp(value - top);
        }
        double value = StrictMath.log(sum) + (top - z[label]);
        // log sum exp moves by at most the largest change of z; exp within an ulp, the sum of C terms within C u of
        // itself, log and the two
        // differences within an ulp of numbers below size + log C
        double margin = 4 * Rounded.UNIT * (2 * z.length + 8 + size + Math.abs(value));
        return Rounded.addUp(Rounded.addUp(value, margin), Rounded.multiplyUp(2, most));
    }

    /** The class of a one-hot row. */
    static int label(double[] y) {
        int label = 0;
        while (y[label] != 1) {
            label++;
        }
        return label;
    }

    /**
     * V = -grad L(Z), in the conjugate's domain: for cross-entropy every row of onehot - V is non-negative and sums to 1 exactly, because the
     * probabilities are rounded to a grid on which sums are exact.
     */
    static double[][] dualPoint(VectorLoss loss, double[][] z, double[][] y) {
        double[][] v = new double[z.length][y[0].length];
        for (int i = 0; i < z.length; i++) {
            if (loss == VectorLoss.SQUARED) {
                for (int c = 0; c < v[i].length; c++) {
                    v[i][c] = y[i][c] - z[i][c];
                }
            } else if (loss == VectorLoss.LOGISTIC) {
                for (int c = 0; c < v[i].length; c++) {
                    v[i][c] = -ConvexLoss.LOGISTIC.derivative(z[i][c], y[i][c]);
                }
                v[i] = LossBounds.inDomain(ConvexLoss.LOGISTIC, v[i], y[i]);
            } else {
                softmaxRow(z[i], label(y[i]), v[i]);
            }
        }
        return v;
    }

    private static void softmaxRow(double[] z, int label, double[] v) {
        double top = z[0];
        for (double value : z) {
            top = Math.max(top, value);
        }
        double sum = 0;
        for (int c = 0; c < z.length; c++) {
            v[c] = Math.exp(z[c] - top);
            sum += v[c];
        }
        double others = 0;
        for (int c = 0; c < z.length; c++) {
            if (c != label) {
                // downwards, so that the sum does not exceed 1
                double p = Math.floor(v[c] / sum * (1 - (z.length + 8) * GRID) / GRID) * GRID;
                v[c] = -p;
                others += p;
            }
        }
        v[label] = others;
    }

    /** Whether the row of a matrix is in the domain of cross-entropy's conjugate, exactly. */
    static boolean isInDomain(double[] v, int label) {
        java.math.BigDecimal sum = java.math.BigDecimal.ZERO;
        for (int c = 0; c < v.length; c++) {
            if (c != label && v[c] > 0) {
                return false;
            }
            sum = sum.add(new java.math.BigDecimal(v[c]));
        }
        return sum.signum() == 0 && v[label] <= 1;
    }

    /** Checks that V is in the conjugate's domain, exactly. */
    static void requireDomain(VectorLoss loss, double[][] v, double[][] y) {
        if (v.length != y.length) {
            throw new IllegalArgumentException("There are " + v.length + " dual rows for " + y.length + " targets.");
        }
        for (int i = 0; i < v.length; i++) {
            boolean inside = v[i].length == y[i].length;
            for (int c = 0; c < v[i].length && inside; c++) {
                inside = Double.isFinite(v[i][c])
                        && (loss != VectorLoss.LOGISTIC || y[i][c] * v[i][c] >= 0 && y[i][c] * v[i][c] <= 1);
            }
            if (!inside || loss == VectorLoss.CROSS_ENTROPY && !isInDomain(v[i], label(y[i]))) {
                throw new IllegalArgumentException(
                        "Row " + i + " of the dual point is not in the domain of the conjugate of the " + loss
                                + " loss; take VectorLoss.dualPoint at some predictions.");
            }
        }
    }

    /** The loss in plain floating point; R = grad L(Z) is written over Z. Rows follow each other in the arrays. */
    static double valueAndGradient(VectorLoss loss, double[] z, double[] y, int outputs) {
        double sum = 0;
        if (loss == VectorLoss.SQUARED) {
            for (int i = 0; i < z.length; i++) {
                double r = z[i] - y[i];
                sum += r * r;
                z[i] = r;
            }
            return sum / 2;
        }
        if (loss == VectorLoss.LOGISTIC) {
            for (int i = 0; i < z.length; i++) {
                sum += ConvexLoss.LOGISTIC.value(z[i], y[i]);
                z[i] = ConvexLoss.LOGISTIC.derivative(z[i], y[i]);
            }
            return sum;
        }
        for (int start = 0; start < z.length; start += outputs) {
            double top = z[start];
            double right = 0;
            for (int c = start; c < start + outputs; c++) {
                top = Math.max(top, z[c]);
                right += z[c] * y[c];
            }
            double total = 0;
            for (int c = start; c < start + outputs; c++) {
                z[c] = Math.exp(z[c] - top);
                total += z[c];
            }
            // in this order: beside large predictions the logarithm would be lost
            sum += Math.log(total) + (top - right);
            for (int c = start; c < start + outputs; c++) {
                z[c] = z[c] / total - y[c];
            }
        }
        return sum;
    }

    /** The scaling s, 0 &le; s &le; limit, whose dual value at s V is largest, up to rounding; s V is in the conjugate's domain. */
    static double bestScale(VectorLoss loss, double[][] v, double[][] y, double limit) {
        if (loss != VectorLoss.CROSS_ENTROPY) {
            return LossBounds.bestScale(entrywise(loss), flat(v), flat(y), limit);
        }
        double largest = 0;
        for (int i = 0; i < v.length; i++) {
            largest = Math.max(largest, v[i][label(y[i])]);
        }
        if (!(largest > 0)) {
            return 0;
        }
        double ratio = (Math.sqrt(5) - 1) / 2;
        double low = 0;
        double high = Math.min(limit, Rounded.divideDown(1, largest));
        double end = high;
        // concave in s; the value at the result is what is certified, so a coarse search costs little
        while (high - low > 1e-7 * end + Double.MIN_NORMAL) {
            double left = high - ratio * (high - low);
            double right = low + ratio * (high - low);
            if (entropy(v, y, left) < entropy(v, y, right)) {
                low = left;
            } else {
                high = right;
            }
        }
        return entropy(v, y, end) >= entropy(v, y, low) ? end : low;
    }

    private static double entropy(double[][] v, double[][] y, double s) {
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            for (int c = 0; c < v[i].length; c++) {
                double p = y[i][c] - s * v[i][c];
                sum -= p > 0 ? p * Math.log(p) : 0;
            }
        }
        return sum;
    }

    /** A lower bound of the dual value at s V, with V as {@link #dualPoint} and s as {@link #bestScale} return it. */
    static double dualDown(VectorLoss loss, double[][] v, double[][] y, double s) {
        if (loss != VectorLoss.CROSS_ENTROPY) {
            return LossBounds.dualDown(entrywise(loss), flat(v), flat(y), s);
        }
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            for (int c = 0; c < v[i].length; c++) {
                // the exact probability is within these; -p log p is concave, so its least value is at an end
                double product = s * v[i][c];
                double low = Math.max(0, y[i][c] - product - 2 * Rounded.UNIT * (y[i][c] + Math.abs(product)));
                double high = Math.min(1, y[i][c] - product + 2 * Rounded.UNIT * (y[i][c] + Math.abs(product)));
                double least = Math.min(entropyTermDown(low), entropyTermDown(high));
                sum = least > 0 ? Rounded.addDown(sum, least) : sum;
            }
        }
        return sum;
    }

    private static double entropyTermDown(double p) {
        if (p <= Double.MIN_NORMAL || p >= 1) {
            return 0;
        }
        return Math.nextDown(-p * StrictMath.log(p) * (1 - 8 * Rounded.UNIT));
    }

    static double[] flat(double[][] rows) {
        double[] flat = new double[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, flat, i * rows[i].length, rows[i].length);
        }
        return flat;
    }
}
