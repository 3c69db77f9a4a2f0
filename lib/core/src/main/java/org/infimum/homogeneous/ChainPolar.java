package org.infimum.homogeneous;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.infimum.Evidence;
import org.infimum.descent.QuasiNewton;
import org.infimum.linalg.CompensatedSum;
import org.infimum.linalg.Euclidean;
import org.infimum.linalg.Rounded;
import org.infimum.lipschitz.MatrixNorm;
import org.infimum.relu.VectorPolarBounds;

/**
 * The polar of a chain of layers. Maxima by quasi-Newton ascent on &lt;V, phi(w)&gt; over the product of the layers' norms, which is of degree 0 in every layer.
 *
 * <p>The upper bound: ||phi(w; x_i)|| is at most ||P_i W_1^T|| times the product g of the later layers' gains for norms of 1, with P_i the patches of x_i
 * that W_1 sees. So with r_i = ||P_i||_F the polar is at most
 *
 * <pre>g sum_i ||v_i|| ||P_i W_1^T|| &le; g sqrt(sum_i ||v_i|| r_i) sqrt(||sum_i ||v_i|| / r_i P_i^T P_i||),</pre>
 *
 * by Cauchy and Schwarz, which is at most g sum_i ||v_i|| ||P_i||_F. It does not see that the signs in V cancel: it is loose by a factor that grows with the
 * number of samples, as measured by the value that ascent finds.
 */
final class ChainPolar implements SubnetworkPolar {
    private static final int ITERATIONS = 200;
    /** An ascent ends where that many iterations gain less than this part. */
    private static final int CHUNK = 10;

    private static final double GAIN = 1e-9;
    /** Maxima whose outputs differ by less than this part are one. */
    private static final double SAME = 1e-3;
    /** Numbers of the matrix of patches at most, 160 MB. */
    private static final long LARGEST = 20_000_000;

    private final ReluChain chain;
    private final LayerRegularizer regularizer;
    private final LayerRegularizer product;

    ChainPolar(ReluChain chain, LayerRegularizer regularizer) {
        this.chain = chain;
        this.regularizer = regularizer;
        this.product = new LayerRegularizer(chain.sizes(), Regularizer.PRODUCT_OF_NORMS);
    }

    private record Found(PolarMaximum maximum, double[] output) {}

    @Override
    public List<PolarMaximum> maxima(double[][] v, List<double[]> starts, int count, long seed) {
        double[] flat = flat(v);
        List<Found> found = new ArrayList<>();
        for (double[] start : starts) {
            climb(start, flat, found);
        }
        SplittableRandom random = new SplittableRandom(seed);
        for (int k = 0; k < count && !Thread.currentThread().isInterrupted(); k++) {
            double[] start = new double[chain.parameters()];
            for (int a = 0; a < start.length; a++) {
                start[a] = random.nextGaussian();
            }
            climb(start, flat, found);
        }
        return found.stream()
                .map(Found::maximum)
                .sorted(Comparator.comparingDouble(m -> -m.value()))
                .limit(Math.max(1, count))
                .toList();
    }

    private static double[] flat(double[][] v) {
        int c = v[0].length;
        double[] flat = new double[v.length * c];
        for (int i = 0; i < v.length; i++) {
            System.arraycopy(v[i], 0, flat, i * c, c);
        }
        return flat;
    }

    private void climb(double[] start, double[] v, List<Found> found) {
        double[] w = start.clone();
        if (!product.toUnit(w) || !bestLastLayer(w, v)) {
            return;
        }
        QuasiNewton method = new QuasiNewton((at, gradient) -> negativeRatio(at, v, gradient), w);
        for (int done = 0; done < ITERATIONS; done += CHUNK) {
            double before = method.value();
            boolean more = true;
            for (int k = 0; k < CHUNK && more; k++) {
                more = method.step();
            }
            if (!more || before - method.value() <= GAIN * Math.abs(before)) {
                break;
            }
        }
        keep(method.point().clone(), v, found);
    }

    /** The last layer that is best for the others, of norm 1: phi is linear in it. False where nothing comes through. */
    private boolean bestLastLayer(double[] w, double[] v) {
        double[] gradient = new double[w.length];
        chain.differentiate(w, 1, v, gradient);
        int[] sizes = chain.sizes();
        int last = sizes[sizes.length - 1];
        System.arraycopy(gradient, w.length - last, w, w.length - last, last);
        return product.toUnit(w);
    }

    private double negativeRatio(double[] w, double[] v, double[] gradient) {
        java.util.Arrays.fill(gradient, 0);
        double value = chain.differentiate(w, 1, v, gradient);
        double theta = product.theta(w, 0);
        double ratio = value / theta;
        for (int k = 0; k < gradient.length; k++) {
            gradient[k] /= -theta;
        }
        int at = 0;
        for (int size : chain.sizes()) {
            double square = Euclidean.dot(w, at, w, at, size);
            for (int k = at; k < at + size; k++) {
                gradient[k] += ratio * (w[k] / square);
            }
            at += size;
        }
        return -ratio;
    }

    private void keep(double[] w, double[] v, List<Found> found) {
        if (!regularizer.toUnit(w)) {
            return;
        }
        double[] output = new double[v.length];
        chain.output(w, 1, output);
        double value = Euclidean.dot(output, v);
        if (!(value > 0) || value == Double.POSITIVE_INFINITY) {
            return;
        }
        Found now = new Found(new PolarMaximum(w, value), output);
        for (int j = 0; j < found.size(); j++) {
            Found other = found.get(j);
            if (Euclidean.distance(other.output(), output) <= SAME * Euclidean.norm(output)) {
                if (value > other.maximum().value()) {
                    found.set(j, now);
                }
                return;
            }
        }
        found.add(now);
    }

    @Override
    public VectorPolarBounds polar(double[][] v, List<PolarMaximum> found) {
        double upper = Rounded.multiplyUp(lengths(v), chain.gainFrom(0));
        String because = "the product of the layers' norms";
        double better = firstLayer(v);
        if (better < upper) {
            upper = better;
            because = "the product of the layers' norms, the first one's over all samples together";
        }
        double unit = regularizer.productAtUnitUp();
        upper = unit == 1 ? upper : Rounded.multiplyUp(upper, unit);
        double lower = 0;
        double[] maximizer = new double[chain.parameters()];
        for (PolarMaximum maximum : found) {
            double value = lower(v, maximum.w());
            if (value > lower) {
                lower = value;
                maximizer = maximum.w();
            }
        }
        return new VectorPolarBounds(Math.min(lower, upper), maximizer, upper, Evidence.PROVED, because);
    }

    /** &lt;V, phi(w)&gt; / theta(w), rounded down, at least 0: theta(w) is 1 up to rounding, so its degree does not matter where it is above 1. */
    private double lower(double[][] v, double[] w) {
        double[] output = new double[v.length * chain.outputs()];
        double[] error = new double[output.length];
        chain.outputWithError(w, 1, output, error);
        double[] flat = flat(v);
        CompensatedSum sum = new CompensatedSum();
        double errors = 0;
        for (int k = 0; k < flat.length; k++) {
            sum.addProduct(flat[k], output[k]);
            errors = Rounded.addUp(errors, Rounded.multiplyUp(Math.abs(flat[k]), error[k]));
        }
        double least = Rounded.addDown(sum.lower(), -errors);
        double theta = Math.max(1, regularizer.thetaUp(w, 1));
        // phi(s w) with theta(s w) = s^q theta(w) at most 1: s^p = theta^(-p/q), and p/q is below p
        double divisor = 1;
        int powers = regularizer.degree() == product.degree() ? 1 : product.degree();
        for (int k = 0; k < powers; k++) {
            divisor = Rounded.multiplyUp(divisor, theta);
        }
        return least > 0 && divisor < Double.POSITIVE_INFINITY ? Math.max(0, Rounded.divideDown(least, divisor)) : 0;
    }

    private double lengths(double[][] v) {
        double sum = 0;
        for (int i = 0; i < v.length; i++) {
            double its = lengthUp(v[i]);
            double sample = lengthUp(chain.x()[i]);
            sum = its == 0 || sample == 0 ? sum : Rounded.addUp(sum, Rounded.multiplyUp(its, sample));
        }
        return sum;
    }

    private static double lengthUp(double[] row) {
        for (double value : row) {
            if (value != 0) {
                return Rounded.normUp(row);
            }
        }
        return 0;
    }

    /** The bound with all samples together; infinite where the matrix of patches would be too large. */
    private double firstLayer(double[][] v) {
        WeightLayer first = chain.first();
        long numbers = v.length * first.patchSize();
        if (numbers > LARGEST) {
            return Double.POSITIVE_INFINITY;
        }
        double[] matrix = new double[(int) numbers];
        int columns = 0;
        int at = 0;
        double sum = 0;
        double largest = 0;
        for (int i = 0; i < v.length; i++) {
            double length = lengthUp(v[i]);
            double[][] patches = first.patches(chain.x()[i]);
            columns = patches[0].length;
            double size = 0;
            for (double[] patch : patches) {
                size += Euclidean.dot(patch, patch);
            }
            size = Math.sqrt(size);
            boolean used = length > 0 && size > 0;
            if (length > 0 && !used && lengthUp(chain.x()[i]) > 0) {
                return Double.POSITIVE_INFINITY; // the square underflows
            }
            double factor = used ? Rounded.sqrtUp(Rounded.divideUp(length, size)) : 0;
            sum = used ? Rounded.addUp(sum, Rounded.multiplyUp(length, size)) : sum;
            for (double[] patch : patches) {
                for (double value : patch) {
                    matrix[at] = factor * value;
                    largest = Math.max(largest, Math.abs(matrix[at++]));
                }
            }
        }
        if (sum == 0) {
            return 0;
        }
        if (!(sum < Double.POSITIVE_INFINITY && largest < Double.POSITIVE_INFINITY)) {
            return Double.POSITIVE_INFINITY;
        }
        // the matrix's own rounding, entry by entry
        double rounding = Rounded.multiplyUp(
                Rounded.sqrtUp(numbers), Rounded.addUp(2 * Rounded.UNIT * largest, 2 * Double.MIN_NORMAL));
        double norm = Rounded.addUp(MatrixNorm.of(matrix, at / columns, columns).bound(), rounding);
        return Rounded.multiplyUp(Rounded.multiplyUp(Rounded.sqrtUp(sum), norm), chain.gainFrom(1));
    }
}
