package org.infimum.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.infimum.Evidence;
import org.infimum.linalg.Rounded;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.lipschitz.LipschitzEstimate;
import org.infimum.lipschitz.NormBound;

/**
 * A proved Lipschitz constant of a network in its input, ||f(x) - f(z)|| &le; L ||x - z|| in Euclidean norms for all x and z, with a table of its layers.
 *
 * <p><b>Theorem.</b> L is the product of the layers' constants, and that of a residual block is the sum of its two branches' (1 for an identity
 * shortcut): compositions multiply, sums add. A block of one dense layer beside an identity is the matrix I + W, and has its norm. The constants of the layers:
 * <ul>
 *   <li>{@link Dense}: the spectral norm of its weights, bounded by {@link org.infimum.lipschitz.MatrixNorm}. A bias does not change a difference.
 *   <li>{@link Convolution}: the norm of the operator, by its explicit matrix where that is small, otherwise by the frequencies of a circular
 *       convolution of which the layer is a part ({@link org.infimum.lipschitz.ConvolutionNorm}).
 *   <li>{@link Affine}: the largest |scale|. Directly behind a dense or convolution layer it is merged with it, which is the smaller bound:
 *       the norm of the scaled weights, plus what their rounding can change.
 *   <li>Maximum pooling: sqrt(k), k = the most windows that see one pixel. Within one window
 *       |max x - max z| &le; max |x - z|, whose square is at most the window's sum of squares; summed over the windows every pixel is counted at
 *       most k times. It is exact: raise one such pixel above an image of zeros.
 *   <li>Average pooling: the averages over rectangles are those along columns of those along rows, so the norm is the product of the norms of two small
 *       matrices.
 *   <li>{@link Activation}: the largest slope, by the mean value theorem entry by entry: 1/4 for the sigmoid (s (1 - s) with s in (0, 1)), 1 for
 *       the others: tanh' = 1 - tanh^2, softplus' is the sigmoid, ELU' = alpha exp u &le; 1 for u &le; 0, and the piecewise linear ones are
 *       absolutely continuous with slopes alpha &le; 1 and 1.
 * </ul>
 * Products and sums are rounded upwards, so the number holds for the real function that the network's double weights define. It says nothing on
 * the rounding of an evaluation of that function.
 *
 * <p>A softmax behind the network does not enter: the constant is that of the logits. With it, multiply by {@link #SOFTMAX}.
 *
 * <p>The product is often far above the true constant, which {@link #attained} approaches from below.
 */
public final class InputLipschitz {
    /**
     * The Lipschitz constant of softmax. Its Jacobian is diag(p) - p p^T; for a unit vector v, v^T J v is the variance of v's entries under p, at most
     * (max v - min v)^2 / 4 &le; 2 ||v||^2 / 4. Attained for two classes of probability 1/2.
     */
    public static final double SOFTMAX = 0.5;

    private static final int ATTAINED_STEPS = 30;

    private final Network network;
    private final List<LayerBound> layers;
    private final LipschitzBound bound;

    private InputLipschitz(Network network, List<LayerBound> layers, LipschitzBound bound) {
        this.network = network;
        this.layers = List.copyOf(layers);
        this.bound = bound;
    }

    /**
     * Bounds the constant of a network.
     *
     * @param network the network
     * @return the bound and its table
     * @throws IllegalArgumentException if a bound exceeds the largest number
     */
    public static InputLipschitz of(Network network) {
        List<LayerBound> rows = new ArrayList<>();
        double product = chain(network.layers(), network.input(), "", rows, true);
        long factors = rows.stream().filter(LayerBound::factor).count();
        LipschitzBound bound = new LipschitzBound(
                Math.max(product, Double.MIN_NORMAL),
                Evidence.PROVED,
                product == 0
                        ? "the network is constant"
                        : "product of " + factors + (factors == 1 ? " layer's norm" : " layers' norms")
                                + " in the input");
        return new InputLipschitz(network, rows, bound);
    }

    private static double chain(List<Layer> layers, Shape input, String prefix, List<LayerBound> rows, boolean factor) {
        double product = 1;
        Shape shape = input;
        for (int k = 0; k < layers.size(); k++) {
            Layer layer = layers.get(k);
            Shape output = layer.output(shape);
            String name = prefix + k + " " + kind(layer);
            NormBound norm;
            if (linear(layer) && k + 1 < layers.size() && layers.get(k + 1) instanceof Affine scaling) {
                k++;
                norm = merged(layer, scaling);
                output = scaling.output(output);
                name += " and " + prefix + k + " " + kind(scaling);
            } else {
                norm = norm(layer, shape, prefix + k, rows);
            }
            rows.add(new LayerBound(name, output, norm, factor));
            product = times(product, norm.bound());
            shape = output;
        }
        return product;
    }

    private static boolean linear(Layer layer) {
        return layer instanceof Dense || layer instanceof Convolution;
    }

    private static NormBound merged(Layer linear, Affine scaling) {
        return linear instanceof Dense dense
                ? LayerNorms.scaled(dense, scaling)
                : LayerNorms.scaled((Convolution) linear, scaling);
    }

    private static NormBound norm(Layer layer, Shape input, String place, List<LayerBound> rows) {
        if (layer instanceof Dense dense) {
            return LayerNorms.of(dense);
        }
        if (layer instanceof Convolution convolution) {
            return ConvolutionBound.of(convolution);
        }
        if (layer instanceof Pooling pooling) {
            return LayerNorms.of(pooling, input);
        }
        if (layer instanceof Activation activation) {
            return LayerNorms.of(activation);
        }
        if (layer instanceof Affine affine) {
            return LayerNorms.of(affine);
        }
        Residual block = (Residual) layer;
        double body = chain(block.body(), input, place + ".body.", rows, false);
        double shortcut = chain(block.shortcut(), input, place + ".shortcut.", rows, false);
        if (block.shortcut().isEmpty()
                && block.body().size() == 1
                && block.body().get(0) instanceof Dense dense) {
            return LayerNorms.identityPlus(dense);
        }
        double bound = Rounded.addUp(body, shortcut);
        double attained = Slopes.at(Network.of(input, block), new double[input.size()], 1, ATTAINED_STEPS, 1);
        return new NormBound(bound, Math.min(attained, bound), "shortcut plus body");
    }

    /** The product rounded upwards; exact where a factor is 0 or 1. */
    private static double times(double x, double y) {
        return x == 1 ? y : y == 1 ? x : x == 0 || y == 0 ? 0 : Rounded.multiplyUp(x, y);
    }

    private static String kind(Layer layer) {
        if (layer instanceof Activation activation) {
            return activation.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        if (layer instanceof Pooling pooling) {
            return pooling.kind() == Pooling.Kind.MAX ? "max pooling" : "average pooling";
        }
        if (layer instanceof Dense) {
            return "dense";
        }
        if (layer instanceof Convolution) {
            return "convolution";
        }
        return layer instanceof Affine ? "scaling" : "residual block";
    }

    /**
     * The network.
     *
     * @return the network that was bounded
     */
    public Network network() {
        return network;
    }

    /**
     * The constant of the whole network.
     *
     * @return the bound, {@code PROVED}
     */
    public LipschitzBound bound() {
        return bound;
    }

    /**
     * The table behind it.
     *
     * @return a row for every layer, in order; an unmodifiable list
     */
    public List<LayerBound> layers() {
        return layers;
    }

    /**
     * The largest slope that power iteration on the Jacobian finds at random points: what the network is known to attain.
     *
     * @param points the number of points, drawn from the standard normal distribution; at least 1
     * @param seed the seed of the points
     * @return an estimate from below; never above {@link #bound} but for rounding
     * @throws IllegalArgumentException if there is no point
     * @throws IllegalStateException if all slopes are 0
     */
    public LipschitzEstimate attained(int points, long seed) {
        if (points < 1) {
            throw new IllegalArgumentException("Slopes need at least one point, not " + points + ".");
        }
        SplittableRandom random = new SplittableRandom(seed);
        double[][] drawn = new double[points][network.input().size()];
        for (double[] x : drawn) {
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextGaussian();
            }
        }
        return attained(drawn, random.nextLong(), "random points");
    }

    /**
     * The same at given points, samples of a data set say: where a network is steep in use.
     *
     * @param points the points, at least one, each of the input's length
     * @param seed the seed of the power iterations' first directions
     * @return an estimate from below; never above {@link #bound} but for rounding. After an interrupt of the points so far
     * @throws IllegalArgumentException if there is no point, or one has the wrong length
     * @throws IllegalStateException if all slopes are 0
     */
    public LipschitzEstimate attained(double[][] points, long seed) {
        if (points.length == 0) {
            throw new IllegalArgumentException("Slopes need at least one point, not 0.");
        }
        return attained(points, seed, "given points");
    }

    private LipschitzEstimate attained(double[][] points, long seed, String where) {
        SplittableRandom random = new SplittableRandom(seed);
        double best = 0;
        for (int k = 0; k < points.length && !Thread.currentThread().isInterrupted(); k++) {
            best = Math.max(best, Slopes.at(network, points[k], 1e-4, ATTAINED_STEPS, random.nextLong()));
        }
        if (best == 0) {
            throw new IllegalStateException("The network is constant near all " + points.length
                    + " points: no slope was found to estimate its constant from; take more points.");
        }
        return new LipschitzEstimate(
                best, "largest slope of power iteration on the Jacobian at " + points.length + " " + where);
    }

    @Override
    public String toString() {
        return bound.toString();
    }
}
