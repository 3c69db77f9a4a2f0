package org.infimum.homogeneous;

import java.util.Arrays;
import java.util.List;
import org.infimum.linalg.Rounded;

/**
 * phi of a chain of layers without biases on fixed samples, with a ReLU after each layer of weights but the last. Subnetwork by subnetwork and sample by sample.
 * Immutable.
 */
final class ReluChain implements SubnetworkMap {
    private final double[][] x;
    private final ChainLayer[] layers;
    private final boolean[] relu;
    private final int[] starts;
    private final int[] sizes;
    private final int parameters;
    private final int outputs;

    /**
     * A chain.
     *
     * @param x the samples; taken over, not to be changed
     * @param layers that fit each other; the first and the last have weights
     */
    ReluChain(double[][] x, List<ChainLayer> layers) {
        this.x = x;
        this.layers = layers.toArray(ChainLayer[]::new);
        this.relu = new boolean[this.layers.length];
        this.starts = new int[this.layers.length];
        int at = 0;
        for (int l = 0; l < starts.length; l++) {
            starts[l] = at;
            at = Math.addExact(at, this.layers[l].weights());
            relu[l] = this.layers[l].weights() > 0 && l < starts.length - 1;
        }
        this.parameters = at;
        this.sizes = Arrays.stream(this.layers)
                .mapToInt(ChainLayer::weights)
                .filter(size -> size > 0)
                .toArray();
        this.outputs = this.layers[starts.length - 1].outputs();
    }

    double[][] x() {
        return x;
    }

    int outputs() {
        return outputs;
    }

    int parameters() {
        return parameters;
    }

    WeightLayer first() {
        return (WeightLayer) layers[0];
    }

    /** The weights of each layer that has some. */
    int[] sizes() {
        return sizes.clone();
    }

    /** The product of the layers' Lipschitz constants for weights of norm 1, from one on; rounded up. */
    double gainFrom(int layer) {
        double gain = 1;
        for (int l = layer; l < layers.length; l++) {
            double its = layers[l].gain();
            gain = its == 1 ? gain : Rounded.multiplyUp(gain, its);
        }
        return gain;
    }

    /** Room for one sample's numbers after each layer. */
    private double[][] room() {
        return Arrays.stream(layers).map(layer -> new double[layer.outputs()]).toArray(double[][]::new);
    }

    private void forward(double[] w, int base, double[] in, double[][] after) {
        double[] now = in;
        for (int l = 0; l < layers.length; l++) {
            layers[l].forward(w, base + starts[l], now, after[l]);
            now = after[l];
            if (relu[l]) {
                for (int k = 0; k < now.length; k++) {
                    now[k] = Math.max(0, now[k]);
                }
            }
        }
    }

    @Override
    public void output(double[] w, int r, double[] output) {
        Arrays.fill(output, 0);
        double[][] after = room();
        for (int j = 0; j < r; j++) {
            for (int i = 0; i < x.length; i++) {
                forward(w, j * parameters, x[i], after);
                double[] z = after[layers.length - 1];
                for (int c = 0; c < outputs; c++) {
                    output[i * outputs + c] += z[c];
                }
            }
        }
    }

    @Override
    public void addGradient(double[] w, int r, double[] g, double[] gradient) {
        differentiate(w, r, g, gradient);
    }

    /** Adds the gradient of &lt;G, Phi(W)&gt;, which is returned. */
    double differentiate(double[] w, int r, double[] g, double[] gradient) {
        double[][] after = room();
        double[][] back = room();
        double[] last = back[layers.length - 1];
        double value = 0;
        for (int j = 0; j < r; j++) {
            int base = j * parameters;
            for (int i = 0; i < x.length; i++) {
                boolean zero = true;
                for (int c = 0; c < outputs; c++) {
                    last[c] = g[i * outputs + c];
                    zero &= last[c] == 0;
                }
                if (zero) {
                    continue;
                }
                forward(w, base, x[i], after);
                double[] z = after[layers.length - 1];
                for (int c = 0; c < outputs; c++) {
                    value += z[c] * last[c];
                }
                for (int l = layers.length - 1; l >= 0; l--) {
                    double[] slope = back[l];
                    if (relu[l]) {
                        for (int k = 0; k < slope.length; k++) {
                            slope[k] = after[l][k] > 0 ? slope[k] : 0;
                        }
                    }
                    layers[l].backward(
                            w,
                            base + starts[l],
                            l == 0 ? x[i] : after[l - 1],
                            slope,
                            gradient,
                            l == 0 ? null : back[l - 1]);
                }
            }
        }
        return value;
    }

    /**
     * Phi(W) with bounds of its rounding errors. If |z - z*| &le; e holds for a layer's input, its output, a sum of at most t terms, is within the layer with |W|
     * applied to gamma_t |z| + e, however it is summed; that is computed by the layer itself, on numbers that are not negative, so within a factor
     * 1 + gamma. A ReLU and a maximum do not enlarge distances.
     */
    void outputWithError(double[] w, int r, double[] output, double[] error) {
        Arrays.fill(output, 0);
        Arrays.fill(error, 0);
        double[] sizes = Arrays.stream(w).map(Math::abs).toArray();
        double[][] after = room();
        double[][] errors = room();
        double[] q = new double
                [Arrays.stream(layers).mapToInt(ChainLayer::inputs).max().orElse(0)];
        double[][] inputs = new double[layers.length][];
        for (int l = 0; l < layers.length; l++) {
            inputs[l] = q.length == layers[l].inputs() ? q : new double[layers[l].inputs()];
        }
        double sum = Rounded.addUp(Rounded.sumFactor(r), -1);
        double rest = Rounded.sumFactor(4L * r + 4);
        for (int j = 0; j < r; j++) {
            for (int i = 0; i < x.length; i++) {
                forward(w, j * parameters, x[i], after);
                for (int l = 0; l < layers.length; l++) {
                    bound(sizes, j * parameters, l, l == 0 ? x[i] : after[l - 1], inputs[l], errors, l);
                }
                double[] z = after[layers.length - 1];
                double[] e = errors[layers.length - 1];
                for (int c = 0; c < outputs; c++) {
                    int at = i * outputs + c;
                    output[at] += z[c];
                    error[at] += e[c] + sum * Math.abs(z[c]);
                }
            }
        }
        for (int k = 0; k < error.length; k++) {
            double its = Rounded.addUp(Rounded.multiplyUp(error[k], rest), 4.0 * r * Double.MIN_NORMAL);
            error[k] = r == 0 ? 0 : Double.isFinite(output[k]) ? its : Double.POSITIVE_INFINITY;
        }
    }

    private void bound(double[] sizes, int base, int l, double[] in, double[] q, double[][] errors, int layer) {
        ChainLayer its = layers[l];
        double gamma = Rounded.addUp(Rounded.sumFactor(its.terms() + 1L), -1);
        double factor = Rounded.sumFactor(its.terms() + 6L);
        // what underflow may have cost: each product less than the least normal number
        double underflow = (its.terms() + 2.0) * Double.MIN_NORMAL;
        for (int k = 0; k < q.length; k++) {
            q[k] = gamma * Math.abs(in[k]) + (layer == 0 ? 0 : errors[layer - 1][k]) + Double.MIN_NORMAL;
        }
        its.forward(sizes, base + starts[l], q, errors[l]);
        for (int k = 0; k < errors[l].length; k++) {
            double error = Rounded.addUp(Rounded.multiplyUp(errors[l][k], factor), underflow);
            // gamma |W| |z| is part of it: where |W| |z| may overflow, so may what the sum adds on its way, and a ReLU
            // hides a sum of -infinity
            errors[l][k] = error / gamma < Double.MAX_VALUE ? error : Double.POSITIVE_INFINITY;
        }
    }
}
