package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;
import org.infimum.linalg.Euclidean;

/**
 * A three-layer ReLU network of parallel subnetworks with one output (Ergen and Pilanci 2021),
 *
 * <pre>f(x) = sum_k w3_k ( w2_k^T (W1_k x)_+ )_+</pre>
 *
 * with biases in the first layer, as a last column of W1, or without. Immutable.
 */
public final class ThreeLayerNetwork {
    private final List<Subnetwork> subnetworks;
    private final int inputs;
    private final boolean bias;

    /**
     * One subnetwork, w3 (w2^T (W1 x)_+)_+.
     *
     * @param first W1, m rows of d weights, or d + 1 with the bias last
     * @param second w2, m weights
     * @param third w3
     */
    public record Subnetwork(double[][] first, double[] second, double third) {
        /**
         * Checks the form.
         *
         * @param first as above; copied
         * @param second as above; copied
         * @param third as above
         * @throws IllegalArgumentException if there is no neuron, lengths differ, or a weight is not finite
         */
        public Subnetwork {
            if (first.length == 0 || first.length != second.length) {
                throw new IllegalArgumentException("A subnetwork needs a second weight for each of at least one"
                        + " neuron, not " + second.length + " for " + first.length + ".");
            }
            double[][] rows = new double[first.length][];
            for (int j = 0; j < rows.length; j++) {
                rows[j] = first[j].clone();
                if (rows[j].length != first[0].length) {
                    throw new IllegalArgumentException("Neuron " + j + " has " + rows[j].length
                            + " weights, but neuron 0 has " + first[0].length + ".");
                }
                for (double weight : rows[j]) {
                    requireFinite(weight, "first");
                }
                requireFinite(second[j], "second");
            }
            requireFinite(third, "third");
            first = rows;
            second = second.clone();
        }

        private static void requireFinite(double weight, String layer) {
            if (!Double.isFinite(weight)) {
                throw new IllegalArgumentException("The " + layer + " layer of a subnetwork holds the weight " + weight
                        + "; all must be finite (did the training blow up?).");
            }
        }

        /**
         * W1.
         *
         * @return a copy
         */
        @Override
        public double[][] first() {
            double[][] copy = new double[first.length][];
            for (int j = 0; j < copy.length; j++) {
                copy[j] = first[j].clone();
            }
            return copy;
        }

        /**
         * w2.
         *
         * @return a copy
         */
        @Override
        public double[] second() {
            return second.clone();
        }

        /**
         * The number of neurons of the first layer.
         *
         * @return m
         */
        public int width() {
            return second.length;
        }

        /** The rows of W1 themselves; not to be changed. */
        double[] row(int j) {
            return first[j];
        }

        double weight(int j) {
            return second[j];
        }

        /** ||W1||_F, in plain floating point. */
        double norm() {
            double square = 0;
            for (double[] row : first) {
                double length = Euclidean.norm(row);
                square += length * length;
            }
            return Math.sqrt(square);
        }
    }

    private ThreeLayerNetwork(List<Subnetwork> subnetworks, int inputs, boolean bias) {
        this.subnetworks = List.copyOf(subnetworks);
        this.inputs = inputs;
        this.bias = bias;
        if (inputs < 1) {
            throw new IllegalArgumentException("A network needs at least one input, not " + inputs + ".");
        }
        for (Subnetwork subnetwork : subnetworks) {
            int columns = subnetwork.row(0).length;
            if (columns != (bias ? inputs + 1 : inputs)) {
                throw new IllegalArgumentException("A subnetwork's first layer has " + columns + " columns, but "
                        + inputs + " inputs" + (bias ? " and a bias" : "") + " need " + (bias ? inputs + 1 : inputs)
                        + ".");
            }
        }
    }

    /**
     * A network without biases.
     *
     * @param subnetworks the K subnetworks; may be empty
     * @param inputs d, at least 1
     * @return the network
     * @throws IllegalArgumentException if a first layer has another number of columns
     */
    public static ThreeLayerNetwork of(List<Subnetwork> subnetworks, int inputs) {
        return new ThreeLayerNetwork(subnetworks, inputs, false);
    }

    /**
     * A network with biases in the first layer.
     *
     * @param subnetworks the K subnetworks, the bias last in each row of W1; may be empty
     * @param inputs d, at least 1
     * @return the network
     * @throws IllegalArgumentException if a first layer has another number of columns
     */
    public static ThreeLayerNetwork withBias(List<Subnetwork> subnetworks, int inputs) {
        return new ThreeLayerNetwork(subnetworks, inputs, true);
    }

    /**
     * A two-layer network as a three-layer one, a subnetwork with one neuron for each of its: ((p^T x)_+)_+ = (p^T x)_+. The function is the same, and
     * so is the regulariser of the balanced network: the three-layer optimum is never above the two-layer one.
     *
     * @param network the two-layer network
     * @return the same function
     */
    public static ThreeLayerNetwork of(TwoLayerNetwork network) {
        List<NestedUnit> units = new ArrayList<>();
        for (int j = 0; j < network.width(); j++) {
            units.add(new NestedUnit(
                    network.signs().get(j), List.of(network.vectors().get(j)), List.of(1)));
        }
        return ofUnits(units, network.inputs(), network.hasBias());
    }

    /**
     * The network of the convex program's vectors: with c = sum_j ||p_j|| the neurons are u_j = sqrt(||p_j|| / c) p_j / ||p_j||, so ||W1||_F = 1 up to
     * rounding, and w2_j = s_j sqrt(||p_j||), w3 = sign sqrt(c): the cost 1/2 (||w2||^2 + w3^2) is c. Zero vectors are dropped.
     */
    static ThreeLayerNetwork ofUnits(List<NestedUnit> units, int inputs, boolean bias) {
        List<Subnetwork> subnetworks = new ArrayList<>();
        for (NestedUnit given : units) {
            NestedUnit unit = given.simplified(0, 0);
            double cost = unit.cost();
            if (!(cost > 0)) {
                continue;
            }
            int m = unit.vectors().size();
            double[][] first = new double[m][];
            double[] second = new double[m];
            for (int j = 0; j < m; j++) {
                double[] p = unit.vectors().get(j);
                double length = Euclidean.norm(p);
                double factor = Math.sqrt(length / cost) / length;
                first[j] = new double[p.length];
                for (int k = 0; k < p.length; k++) {
                    first[j][k] = factor * p[k];
                }
                second[j] = unit.signs().get(j) * Math.sqrt(length);
            }
            subnetworks.add(new Subnetwork(first, second, unit.sign() * Math.sqrt(cost)));
        }
        return new ThreeLayerNetwork(subnetworks, inputs, bias);
    }

    /** The convex program's vectors p_j = |w3| |w2_j| u_j. */
    List<NestedUnit> units() {
        List<NestedUnit> units = new ArrayList<>();
        for (Subnetwork subnetwork : subnetworks) {
            List<double[]> vectors = new ArrayList<>();
            List<Integer> signs = new ArrayList<>();
            for (int j = 0; j < subnetwork.width(); j++) {
                double[] p = subnetwork.row(j).clone();
                for (int k = 0; k < p.length; k++) {
                    p[k] *= Math.abs(subnetwork.weight(j)) * Math.abs(subnetwork.third());
                }
                vectors.add(p);
                signs.add(subnetwork.weight(j) < 0 ? -1 : 1);
            }
            units.add(new NestedUnit(subnetwork.third() < 0 ? -1 : 1, vectors, signs));
        }
        return units;
    }

    /**
     * The subnetworks.
     *
     * @return an unmodifiable list of K
     */
    public List<Subnetwork> subnetworks() {
        return subnetworks;
    }

    /**
     * The number of inputs, without the bias.
     *
     * @return d
     */
    public int inputs() {
        return inputs;
    }

    /**
     * Whether the first layer has biases.
     *
     * @return true if it has
     */
    public boolean hasBias() {
        return bias;
    }

    /**
     * The predictions f(x_i).
     *
     * @param x the samples, n rows of length d
     * @return n numbers
     * @throws IllegalArgumentException if a row has another length
     */
    public double[] predict(double[][] x) {
        double[] f = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            if (x[i].length != inputs) {
                throw new IllegalArgumentException("Sample " + i + " has " + x[i].length
                        + " features, but the network has " + inputs + " inputs.");
            }
            for (Subnetwork subnetwork : subnetworks) {
                double z = 0;
                for (int j = 0; j < subnetwork.width(); j++) {
                    double[] u = subnetwork.row(j);
                    double t = bias ? u[inputs] : 0;
                    for (int k = 0; k < inputs; k++) {
                        t += u[k] * x[i][k];
                    }
                    z += subnetwork.weight(j) * Math.max(0, t);
                }
                f[i] += subnetwork.third() * Math.max(0, z);
            }
        }
        return f;
    }

    /**
     * The regulariser 1/2 sum_k (||w2_k||^2 + w3_k^2) of the network's rescaling into ||W1_k||_F &le; 1, in plain floating point: a W1 longer than
     * that is divided by its norm and w2 multiplied by it, which changes no output.
     *
     * @return the penalty that weight decay multiplies
     */
    public double penalty() {
        double sum = 0;
        for (Subnetwork subnetwork : subnetworks) {
            double factor = Math.max(1, subnetwork.norm());
            double length = factor * Euclidean.norm(subnetwork.second());
            sum += length * length + subnetwork.third() * subnetwork.third();
        }
        return sum / 2;
    }

    /**
     * The same function with the least regulariser that rescaling neurons and layers allows. Zero neurons and subnetworks are dropped, neurons of one direction and one
     * sign in a subnetwork made one.
     *
     * @return a new network
     */
    public ThreeLayerNetwork balanced() {
        return ofUnits(units().stream().map(unit -> unit.simplified(0, 1e-15)).toList(), inputs, bias);
    }

    @Override
    public String toString() {
        String widths = subnetworks.stream()
                .map(s -> String.valueOf(s.width()))
                .collect(java.util.stream.Collectors.joining(", "));
        return "three-layer ReLU network, " + inputs + " inputs" + (bias ? " with bias, " : ", ") + subnetworks.size()
                + (subnetworks.size() == 1 ? " subnetwork" : " subnetworks")
                + (widths.isEmpty() ? "" : " of width " + widths);
    }
}
