package org.infimum.homogeneous;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.infimum.network.Pooling;
import org.infimum.network.Shape;
import org.infimum.relu.VectorPolarBounds;

/**
 * ReLU subnetworks on fixed inputs: phi(w) is the n x c matrix of the outputs of a chain of p layers of weights W_1..W_p without biases, with a ReLU after each but
 * the last. So phi is positively homogeneous of degree p. A bias is a column of ones in the inputs, for the first layer only.
 *
 * <p>theta is {@link Regularizer#PRODUCT_OF_NORMS} unless said otherwise. What is known of the polar:
 *
 * <ul>
 *   <li>one hidden neuron and one output: an exact oracle, PROVED to a relative 1e-11 where it ends within 10 s, as for small data;
 *   <li>one hidden neuron and several outputs: a PROVED relaxation, looser by a tenth or so on digits;
 *   <li>deeper chains: a PROVED bound from products of norms, which does not see that positive and negative entries of V cancel. It is loose by factors,
 *       the certificate's lower bound with it.
 * </ul>
 *
 * Immutable.
 */
public final class ReluArchitecture implements ParallelArchitecture {
    private static final double LARGEST = 1e100;

    private final ReluChain chain;
    private final SubnetworkMap map;
    private final boolean oneNeuron;
    private final LayerRegularizer regularizer;
    private final SubnetworkPolar polar;

    private ReluArchitecture(ReluChain chain, boolean oneNeuron, Regularizer kind) {
        this.chain = chain;
        this.oneNeuron = oneNeuron;
        this.regularizer = new LayerRegularizer(chain.sizes(), kind);
        this.map = oneNeuron ? new HiddenLayer(chain.x(), chain.outputs()) : chain;
        this.polar = oneNeuron ? new HiddenLayerPolar(chain.x(), chain.outputs()) : new ChainPolar(chain, regularizer);
    }

    /**
     * One hidden neuron a subnetwork, phi(u, a) = (X u)_+ a^T: r subnetworks are a network with one hidden layer of r neurons. The parameters are u, then a.
     *
     * @param x X, the n samples of d numbers each, finite and at most 1e100 in size; copied
     * @param outputs c, at least 1
     * @return the architecture, of degree 2
     * @throws IllegalArgumentException if there is no sample or output, the samples differ in length, or a number is not finite or too large
     */
    public static ReluArchitecture hiddenLayer(double[][] x, int outputs) {
        return dense(x, outputs, 1);
    }

    /**
     * Fully connected subnetworks. The parameters of a layer go input by input, a row of weights to all its outputs for each.
     *
     * @param x the n samples of d numbers each, finite and at most 1e100 in size; copied
     * @param outputs c, at least 1
     * @param widths the widths of the hidden layers of one subnetwork, at least one of them, each at least 1
     * @return the architecture, of degree one more than there are hidden layers
     * @throws IllegalArgumentException if there is no sample, output or hidden layer, a width is below 1, the samples differ in length, or a number is not finite
     *     or too large
     */
    public static ReluArchitecture dense(double[][] x, int outputs, int... widths) {
        double[][] samples = samples(x);
        requireOutputs(outputs);
        if (widths.length == 0) {
            throw new IllegalArgumentException(
                    "A ReLU subnetwork needs at least one hidden layer; give the widths of its hidden layers.");
        }
        List<ChainLayer> layers = new ArrayList<>();
        int inputs = samples[0].length;
        for (int l = 0; l < widths.length; l++) {
            if (widths[l] < 1) {
                throw new IllegalArgumentException(
                        "Hidden layer " + l + " has the width " + widths[l] + "; it must be at least 1.");
            }
            layers.add(new DenseWeights(inputs, widths[l]));
            inputs = widths[l];
        }
        layers.add(new DenseWeights(inputs, outputs));
        boolean oneNeuron = widths.length == 1 && widths[0] == 1;
        return new ReluArchitecture(new ReluChain(samples, layers), oneNeuron, Regularizer.PRODUCT_OF_NORMS);
    }

    /**
     * Convolutional subnetworks: convolutions with a ReLU and perhaps pooling each, then a fully connected layer to the outputs. The parameters of a convolution go
     * in the order filter, channel, row, column, those of the last layer input by input.
     *
     * @param x the n images as rows of channels x height x width numbers, in this order, finite and at most 1e100 in size; copied
     * @param image the images' shape
     * @param outputs c, at least 1
     * @param convolutions at least one
     * @return the architecture, of degree one more than there are convolutions
     * @throws IllegalArgumentException if there is no sample, output or convolution, a sample does not have the shape's length, a window is larger than its padded
     *     input, or a number is not finite or too large
     */
    public static ReluArchitecture convolutional(
            double[][] x, Shape image, int outputs, ReluConvolution... convolutions) {
        double[][] samples = samples(x);
        requireOutputs(outputs);
        if (samples[0].length != image.size()) {
            throw new IllegalArgumentException("Images of " + image + " have " + image.size()
                    + " numbers, but the samples have " + samples[0].length + ".");
        }
        if (convolutions.length == 0) {
            throw new IllegalArgumentException(
                    "A convolutional subnetwork needs at least one convolution; give one, or take dense subnetworks.");
        }
        List<ChainLayer> layers = new ArrayList<>();
        Shape shape = image;
        for (ReluConvolution convolution : convolutions) {
            ConvolutionWeights weights = ConvolutionWeights.of(shape, convolution.channels(), convolution.window());
            layers.add(weights);
            shape = weights.output();
            if (convolution.pooling().isPresent()) {
                Pooling pooling = convolution.pooling().get();
                PoolingLayer layer = new PoolingLayer(shape, pooling);
                shape = layer.shape();
                layers.add(layer);
            }
        }
        layers.add(new DenseWeights(shape.size(), outputs));
        return new ReluArchitecture(new ReluChain(samples, layers), false, Regularizer.PRODUCT_OF_NORMS);
    }

    private static void requireOutputs(int outputs) {
        if (outputs < 1) {
            throw new IllegalArgumentException("A subnetwork needs at least one output, not " + outputs + ".");
        }
    }

    private static double[][] samples(double[][] x) {
        if (x.length == 0 || x[0].length == 0) {
            throw new IllegalArgumentException("The inputs need at least one sample of at least one number, not "
                    + x.length + " samples" + (x.length == 0 ? "." : " of none."));
        }
        double[][] samples = new double[x.length][];
        for (int i = 0; i < x.length; i++) {
            if (x[i].length != x[0].length) {
                throw new IllegalArgumentException(
                        "Sample " + i + " has " + x[i].length + " numbers, but sample 0 has " + x[0].length + ".");
            }
            for (int k = 0; k < x[i].length; k++) {
                if (!(Math.abs(x[i][k]) <= LARGEST)) {
                    throw new IllegalArgumentException("Number " + k + " of sample " + i + " is " + x[i][k]
                            + "; all must be finite and at most 1e100 in size.");
                }
            }
            samples[i] = x[i].clone();
        }
        return samples;
    }

    /**
     * The same subnetworks with another regulariser. Where its degree is not that of phi, there is no certificate.
     *
     * @param kind the regulariser
     * @return a new architecture
     */
    public ReluArchitecture regularizer(Regularizer kind) {
        return new ReluArchitecture(chain, oneNeuron, Objects.requireNonNull(kind, "kind"));
    }

    @Override
    public int rows() {
        return chain.x().length;
    }

    @Override
    public int columns() {
        return chain.outputs();
    }

    @Override
    public int parameters() {
        return chain.parameters();
    }

    @Override
    public int degree() {
        return chain.sizes().length;
    }

    @Override
    public int regularizerDegree() {
        return regularizer.degree();
    }

    @Override
    public String regularizer() {
        return regularizer.words();
    }

    @Override
    public void output(double[] w, int r, double[] output) {
        map.output(w, r, output);
    }

    @Override
    public void addGradient(double[] w, int r, double[] g, double[] gradient) {
        map.addGradient(w, r, g, gradient);
    }

    @Override
    public double addPenalty(double[] w, int r, double factor, double[] gradient) {
        return regularizer.addPenalty(w, r, factor, gradient);
    }

    @Override
    public double theta(double[] w, int i) {
        return regularizer.theta(w, i);
    }

    @Override
    public void balance(double[] w, int r) {
        regularizer.balance(w, r);
    }

    @Override
    public void outputWithError(double[] w, int r, double[] output, double[] error) {
        chain.outputWithError(w, r, output, error);
    }

    @Override
    public double thetaUp(double[] w, int r) {
        return regularizer.thetaUp(w, r);
    }

    @Override
    public List<PolarMaximum> maxima(double[][] v, List<double[]> starts, int count, long seed) {
        return polar.maxima(v, starts, count, seed);
    }

    @Override
    public VectorPolarBounds polar(double[][] v, List<PolarMaximum> found) {
        return polar.polar(v, found);
    }

    /**
     * The descent that suits these subnetworks.
     *
     * @return quasi-Newton descent; with one hidden neuron and one output followed by Newton's method on the kinks, where the optima lie
     */
    @Override
    public LocalDescent descent() {
        QuasiNewtonDescent quasiNewton = QuasiNewtonDescent.standard();
        return oneNeuron && columns() == 1 ? new PolishedDescent(chain.x(), quasiNewton) : quasiNewton;
    }

    @Override
    public String toString() {
        return "ReLU subnetworks of degree " + degree() + " with " + parameters() + " parameters on " + rows()
                + " samples, " + columns() + (columns() == 1 ? " output" : " outputs");
    }
}
