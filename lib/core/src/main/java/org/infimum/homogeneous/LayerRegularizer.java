package org.infimum.homogeneous;

import org.infimum.linalg.CompensatedSum;
import org.infimum.linalg.Rounded;

/** theta of subnetworks whose parameters are p layers of weights one after the other, and the penalty that descent works on. Immutable. */
final class LayerRegularizer {
    private final int[] ends;
    private final Regularizer kind;

    /**
     * The regulariser of some layers.
     *
     * @param sizes the number of weights of each layer
     */
    LayerRegularizer(int[] sizes, Regularizer kind) {
        this.ends = new int[sizes.length + 1];
        for (int l = 0; l < sizes.length; l++) {
            ends[l + 1] = ends[l] + sizes[l];
        }
        this.kind = kind;
    }

    private int layers() {
        return ends.length - 1;
    }

    private int parameters() {
        return ends[layers()];
    }

    int degree() {
        return kind == Regularizer.PRODUCT_OF_NORMS ? layers() : 2;
    }

    String words() {
        return kind == Regularizer.PRODUCT_OF_NORMS
                ? "the product of the layers' Frobenius norms"
                : "half the sum of the layers' squared Frobenius norms";
    }

    private double square(double[] w, int i, int layer) {
        int at = i * parameters();
        double sum = 0;
        for (int k = at + ends[layer]; k < at + ends[layer + 1]; k++) {
            sum += w[k] * w[k];
        }
        return sum;
    }

    double theta(double[] w, int i) {
        boolean product = kind == Regularizer.PRODUCT_OF_NORMS;
        double theta = product ? 1 : 0;
        for (int l = 0; l < layers(); l++) {
            double square = square(w, i, l);
            theta = product ? theta * Math.sqrt(square) : theta + square / 2;
        }
        return theta;
    }

    double thetaUp(double[] w, int r) {
        double sum = 0;
        for (int i = 0; i < r; i++) {
            double theta = kind == Regularizer.PRODUCT_OF_NORMS ? productUp(w, i) : squaresUp(w, i, 0, layers()) / 2;
            sum = theta == 0 ? sum : Rounded.addUp(sum, theta);
        }
        return sum;
    }

    private double productUp(double[] w, int i) {
        double product = 1;
        for (int l = 0; l < layers(); l++) {
            double square = squaresUp(w, i, l, l + 1);
            if (square == 0) {
                return 0;
            }
            product = Rounded.multiplyUp(product, Rounded.sqrtUp(square));
        }
        return product;
    }

    /** The sum of the squares of some layers' weights, rounded up; 0 only where all are 0. */
    private double squaresUp(double[] w, int i, int from, int to) {
        CompensatedSum sum = new CompensatedSum();
        boolean zero = true;
        int at = i * parameters();
        for (int k = at + ends[from]; k < at + ends[to]; k++) {
            sum.addProduct(w[k], w[k]);
            zero &= w[k] == 0;
        }
        return zero ? 0 : sum.upper();
    }

    /** The mean of the layers' norms to the power of their number, not below the product by the inequality of the means; or theta itself. */
    double addPenalty(double[] w, int r, double factor, double[] gradient) {
        int p = layers();
        double sum = 0;
        for (int i = 0; i < r; i++) {
            for (int l = 0; l < p; l++) {
                double square = square(w, i, l);
                double slope = factor;
                if (kind == Regularizer.PRODUCT_OF_NORMS) {
                    // ||W||^(p - 2), the gradient's factor
                    double power = p == 2 ? 1 : Math.pow(square, 0.5 * p - 1);
                    sum += power * square / p;
                    slope *= power;
                } else {
                    sum += square / 2;
                }
                int at = i * parameters();
                for (int k = at + ends[l]; k < at + ends[l + 1]; k++) {
                    gradient[k] += slope * w[k];
                }
            }
        }
        return sum;
    }

    void balance(double[] w, int r) {
        if (kind == Regularizer.PRODUCT_OF_NORMS) {
            for (int i = 0; i < r; i++) {
                double logarithms = 0;
                for (int l = 0; l < layers(); l++) {
                    logarithms += Math.log(norm(w, i, l));
                }
                even(w, i, Math.exp(logarithms / layers()));
            }
        }
    }

    /** Layers of equal norms, with theta = 1; false where one is 0 or not finite. */
    boolean toUnit(double[] w) {
        for (int l = 0; l < layers(); l++) {
            double norm = norm(w, 0, l);
            if (!(norm > 0) || norm == Double.POSITIVE_INFINITY) {
                return false;
            }
        }
        even(w, 0, kind == Regularizer.PRODUCT_OF_NORMS ? 1 : Math.sqrt(2.0 / layers()));
        return true;
    }

    /** The largest product of the layers' norms with theta = 1, rounded up. */
    double productAtUnitUp() {
        int p = layers();
        return kind == Regularizer.PRODUCT_OF_NORMS || p == 2
                ? 1
                : Math.nextUp(Math.nextUp(Math.nextUp(Math.pow(2.0 / p, 0.5 * p))));
    }

    private void even(double[] w, int i, double length) {
        int at = i * parameters();
        for (int l = 0; l < layers(); l++) {
            double norm = norm(w, i, l);
            double scale = length > 0 ? length / norm : 0;
            for (int k = at + ends[l]; k < at + ends[l + 1]; k++) {
                // a factor that overflows, of numbers that are tiny
                w[k] = scale == 0 ? 0 : scale < Double.POSITIVE_INFINITY ? w[k] * scale : w[k] / norm * length;
            }
        }
    }

    /** ||W_l||, also where its square would under- or overflow. */
    private double norm(double[] w, int i, int layer) {
        double square = square(w, i, layer);
        if (square > 1e-280 && square < 1e280) {
            return Math.sqrt(square);
        }
        int at = i * parameters();
        double largest = 0;
        for (int k = at + ends[layer]; k < at + ends[layer + 1]; k++) {
            largest = Math.max(largest, Math.abs(w[k]));
        }
        if (largest == 0) {
            return 0;
        }
        double sum = 0;
        for (int k = at + ends[layer]; k < at + ends[layer + 1]; k++) {
            sum += w[k] / largest * (w[k] / largest);
        }
        return largest * Math.sqrt(sum);
    }
}
