package org.infimum.relu;

import org.infimum.linalg.Rounded;

/**
 * A proved bound of the reduced polar on a simplicial cone with vertices v_1..v_r.
 *
 * <p>Samples with one sign on the cone are linear there. The other positive ones are interpolated at the vertices, a_k = sum (p_i^T v_k)_+,
 * which is the least concave majorant of their sum; the negative ones are exact through any e in [0,1]. With q = base - sum e_j n_j,
 *
 * <pre>p^T v_k &ge; w_k = q^T v_k + a_k for all k    implies    f(u) &le; p^T u &le; ||p|| ||u|| on the cone.</pre>
 *
 * Minimising ||p|| over p and e at once is a {@link NearestPoint} problem: with the dual basis z_k (z_k^T v_l = 1 if k = l, else 0),
 * p = base + sum_k (a_k + m_k) z_k - sum_j e_j n_j, m_k &ge; 0: the nearest point of a zonotope with the rays -z_k. Its dual is the maximum
 * over the cone's unit vectors of the concave majorant, so the bound is the best that this relaxation has.
 *
 * <p>Rounding: the solution is only believed where p^T v_k &ge; w_k holds with a margin for all rounding, u the unit roundoff,
 * N the number of samples, B_k = sizes^T |v_k|, all vertices of a cone lying in one closed orthant:
 *
 * <pre>
 * a computed p_i^T v_k is off by gamma_r |p_i|^T |v_k|, so are the sums of its positive parts (gamma_N more) and, with nonnegative weights on
 *   vertices, every 'one sign on the cone' decided here or at an ancestor: whose vertices, with weights &ge; 0, give |v| without cancellation
 * q is a sum of at most N + 1 products: gamma_(N+2) B_k;  its product with v_k: gamma_r B_k;  w_k and the comparison: 3 u B_k
 * p^T v_k is off by gamma_r |p|^T |v_k|
 * </pre>
 *
 * together below (2 N + 4 r + 16) u (1.01) B_k + (r + 2) u (1.01) |p|^T |v_k|. Where it fails and adding dual basis vectors does not repair
 * it, the cone keeps its parent's bound. For one thread.
 */
final class ConeBound {
    private static final int REPAIRS = 3;
    /** Rounds of the nearest-point solver: what is not found by then is found by splitting. */
    private static final int ROUNDS = 6;

    private final ReducedPolar polar;
    private final int r;
    private final NearestPoint nearest;
    private final double sampleError;
    private final double productError;
    private final double[] margin;
    private final double[] dual;
    private final double[] pivot;
    private final double[] interpolated;
    private final double[] target;
    private final double[] coefficients;
    private final double[] q;
    private final double[] p;
    private final int[] kept;
    private final float[] keptE;
    private long work;

    ConeBound(ReducedPolar polar) {
        this.polar = polar;
        this.r = polar.dimension;
        int samples = polar.positives + polar.negatives;
        this.nearest = new NearestPoint(r, polar.negatives + r);
        this.sampleError = (2.0 * samples + 4 * r + 16) * Rounded.UNIT * 1.01;
        this.productError = (r + 2) * Rounded.UNIT * 1.01;
        this.margin = new double[r];
        this.dual = new double[r * r];
        this.pivot = new double[r * r];
        this.interpolated = new double[r];
        this.target = new double[r];
        this.coefficients = new double[polar.negatives + r];
        this.q = new double[r];
        this.p = new double[r];
        this.kept = new int[Math.max(polar.positives, polar.negatives)];
        this.keptE = new float[polar.negatives];
    }

    /** The direction of the last bound, p: where the relaxation has its maximum. Overwritten by the next. */
    double[] direction() {
        return p;
    }

    /** Multiplications so far, roughly. */
    long work() {
        return work + nearest.work();
    }

    /**
     * Sorts out the samples that have one sign on the cone, then lowers the node's bound if that can be done.
     *
     * @param node the node, with its parent's lists and bound
     * @param threshold a bound that is good enough
     */
    void tighten(ConeNode node, double threshold) {
        sortPositive(node);
        sortNegative(node);
        work += (long) r * r * (node.positive.length + node.negative.length + r);
        if (!invert(node.vertices)) {
            return;
        }
        nearest.clear();
        int m = node.negative.length;
        for (int j = 0; j < m; j++) {
            nearest.add(polar.negative, node.negative[j] * r, 1, 1);
            coefficients[j] = node.e[j];
        }
        for (int k = 0; k < r; k++) {
            nearest.add(dual, k * r, -1, Double.POSITIVE_INFINITY);
            coefficients[m + k] = node.facets[k];
        }
        for (int c = 0; c < r; c++) {
            double sign = 0;
            for (int k = 0; k < r; k++) {
                sign += Math.signum(node.vertices[k * r + c]);
            }
            // sizes with the orthant's signs: a linear function that is B_k at every vertex
            margin[c] = 2 * sampleError * polar.sizes()[c] * Math.signum(sign);
            double sum = node.base[c] + margin[c];
            for (int k = 0; k < r; k++) {
                sum += interpolated[k] * dual[k * r + c];
            }
            target[c] = sum;
        }
        nearest.solve(target, coefficients, threshold * (1 - 1e-14), true, ROUNDS);
        System.arraycopy(nearest.residual(), 0, p, 0, r);
        remember(node);
        if (verify(node)) {
            double bound = Rounded.normUp(p);
            if (bound < node.bound) {
                node.bound = bound;
            }
        }
    }

    private void remember(ConeNode node) {
        int m = node.negative.length;
        for (int j = 0; j < m; j++) {
            node.e[j] = (float) coefficients[j];
        }
        double length = Rounded.normUp(p);
        for (int k = 0; k < r; k++) {
            node.facets[k] = (float) coefficients[m + k];
            double weight = 0;
            for (int c = 0; c < r; c++) {
                weight += dual[k * r + c] * p[c];
            }
            node.weights[k] = (float) Math.max(0, weight / length);
        }
    }

    private void sortPositive(ConeNode node) {
        double[] v = node.vertices;
        java.util.Arrays.fill(interpolated, 0);
        int count = 0;
        for (int i : node.positive) {
            int at = i * r;
            boolean above = true;
            boolean below = true;
            for (int k = 0; k < r; k++) {
                double t = dot(polar.positive, at, v, k * r);
                above &= t >= 0;
                below &= t <= 0;
                q[k] = t;
            }
            if (above) {
                node.active[i >> 6] |= 1L << i;
                for (int c = 0; c < r; c++) {
                    node.base[c] += polar.positive[at + c];
                }
            } else if (!below) {
                kept[count++] = i;
                for (int k = 0; k < r; k++) {
                    interpolated[k] += Math.max(0, q[k]);
                }
            }
        }
        node.positive = java.util.Arrays.copyOf(kept, count);
    }

    private void sortNegative(ConeNode node) {
        double[] v = node.vertices;
        int count = 0;
        for (int l = 0; l < node.negative.length; l++) {
            int j = node.negative[l];
            int at = j * r;
            boolean above = true;
            boolean below = true;
            for (int k = 0; k < r && (above || below); k++) {
                double t = dot(polar.negative, at, v, k * r);
                above &= t >= 0;
                below &= t <= 0;
            }
            if (above) {
                node.activeNegative[j >> 6] |= 1L << j;
                for (int c = 0; c < r; c++) {
                    node.base[c] -= polar.negative[at + c];
                }
            } else if (!below) {
                keptE[count] = node.e[l];
                kept[count++] = j;
            }
        }
        node.negative = java.util.Arrays.copyOf(kept, count);
        node.e = java.util.Arrays.copyOf(keptE, count);
    }

    private double dot(double[] x, int i, double[] y, int j) {
        double sum = 0;
        for (int c = 0; c < r; c++) {
            sum += x[i + c] * y[j + c];
        }
        return sum;
    }

    /** The dual basis by Gauss-Jordan; it need not be right: what is made of it is verified. */
    private boolean invert(double[] vertices) {
        // rows of pivot: columns of the transposed vertices' inverse come out in dual
        for (int k = 0; k < r; k++) {
            for (int c = 0; c < r; c++) {
                pivot[c * r + k] = vertices[k * r + c];
                dual[k * r + c] = k == c ? 1 : 0;
            }
        }
        for (int column = 0; column < r; column++) {
            int best = column;
            for (int row = column + 1; row < r; row++) {
                if (Math.abs(pivot[row * r + column]) > Math.abs(pivot[best * r + column])) {
                    best = row;
                }
            }
            double top = pivot[best * r + column];
            if (!(Math.abs(top) > 0)) {
                return false;
            }
            for (int c = 0; c < r; c++) {
                double x = pivot[best * r + c];
                pivot[best * r + c] = pivot[column * r + c];
                pivot[column * r + c] = x / top;
                double y = dual[best * r + c];
                dual[best * r + c] = dual[column * r + c];
                dual[column * r + c] = y / top;
            }
            for (int row = 0; row < r; row++) {
                double factor = pivot[row * r + column];
                if (row != column && factor != 0) {
                    for (int c = 0; c < r; c++) {
                        pivot[row * r + c] -= factor * pivot[column * r + c];
                        dual[row * r + c] -= factor * dual[column * r + c];
                    }
                }
            }
        }
        return true;
    }

    private boolean verify(ConeNode node) {
        System.arraycopy(node.base, 0, q, 0, r);
        for (int j = 0; j < node.negative.length; j++) {
            double weight = coefficients[j];
            if (!(weight >= 0 && weight <= 1)) {
                return false;
            }
            int at = node.negative[j] * r;
            for (int c = 0; c < r; c++) {
                q[c] -= weight * polar.negative[at + c];
            }
        }
        for (int repair = 0; repair <= REPAIRS; repair++) {
            boolean holds = true;
            for (int k = 0; k < r; k++) {
                double missing = missing(node.vertices, k);
                if (!(missing <= 0)) {
                    holds = false;
                    double step = 2 * missing;
                    for (int c = 0; c < r; c++) {
                        p[c] += step * dual[k * r + c];
                    }
                }
            }
            if (holds) {
                return true;
            }
        }
        return false;
    }

    /** How much p^T v_k lacks of w_k and all rounding; not above 0 only if nothing. */
    private double missing(double[] v, int k) {
        double have = 0;
        double need = 0;
        double sizes = 0;
        double products = 0;
        for (int c = 0; c < r; c++) {
            double x = v[k * r + c];
            have += p[c] * x;
            need += q[c] * x;
            sizes += polar.sizes()[c] * Math.abs(x);
            products += Math.abs(p[c] * x);
        }
        // the last term covers products that underflow
        double error = sampleError * sizes + productError * products + 0x1p-900;
        return error - (have - (need + interpolated[k]));
    }
}
