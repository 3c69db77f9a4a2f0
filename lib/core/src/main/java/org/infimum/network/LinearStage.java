package org.infimum.network;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.infimum.linalg.Rounded;

/** A linear layer, whose coefficients are parameters of the network or constants. */
final class LinearStage implements Stage {
    final Links links;
    final double[] constants;
    final int offset;

    private LinearStage(Links links, double[] constants, int offset) {
        this.links = links;
        this.constants = constants;
        this.offset = offset;
    }

    static LinearStage trained(Links links, int offset) {
        return new LinearStage(links, null, offset);
    }

    static LinearStage constant(Links links, double[] constants) {
        return new LinearStage(links, constants, 0);
    }

    @Override
    public double[] forward(double[] parameters, double[] z, ArrayDeque<double[]> tape) {
        tape.push(z);
        double[] from = coefficients(parameters);
        double[] u = new double[links.outputs()];
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < u.length; j++) {
            int count = links.row(j, input, coefficient);
            int bias = links.bias(j);
            double sum = bias < 0 ? 0 : from[offset + bias];
            for (int k = 0; k < count; k++) {
                sum += from[offset + coefficient[k]] * z[input[k]];
            }
            u[j] = sum;
        }
        return u;
    }

    @Override
    public double[] backward(double[] parameters, double[] delta, ArrayDeque<double[]> tape, double[] gradient) {
        double[] z = tape.pop();
        double[] from = coefficients(parameters);
        double[] back = new double[links.inputs()];
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < delta.length; j++) {
            int count = links.row(j, input, coefficient);
            int bias = links.bias(j);
            for (int k = 0; k < count; k++) {
                back[input[k]] += from[offset + coefficient[k]] * delta[j];
                if (constants == null) {
                    gradient[offset + coefficient[k]] += delta[j] * z[input[k]];
                }
            }
            if (constants == null && bias >= 0) {
                gradient[offset + bias] += delta[j];
            }
        }
        return back;
    }

    /** The vector in which the coefficients stand from the offset on. */
    double[] coefficients(double[] parameters) {
        return constants == null ? parameters : constants;
    }

    @Override
    public Enclosure enclose(ParameterBlocks parameters, Enclosure z, ArrayDeque<Enclosure> tape) {
        tape.push(z);
        ParameterSet set = parameters.set;
        Block block = parameters.of(this);
        double[] from = coefficients(set.middle());
        boolean fixed = constants != null;
        ProductSums sums = new ProductSums(links.outputs());
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < links.outputs(); j++) {
            int count = links.row(j, input, coefficient);
            for (int k = 0; k < count; k++) {
                int p = offset + coefficient[k];
                double w = from[p];
                sums.add(
                        j,
                        w,
                        fixed ? w : set.lower(p),
                        fixed ? w : set.upper(p),
                        fixed ? 0 : set.reach(p),
                        z,
                        input[k]);
            }
            if (links.bias(j) >= 0) {
                int p = offset + links.bias(j);
                double b = from[p];
                sums.addBias(j, b, fixed ? b : set.lower(p), fixed ? b : set.upper(p), fixed ? 0 : set.reach(p));
            }
        }
        double change =
                fixed ? 0 : Rounded.multiplyUp(block.radius, block.windowed(z.magnitudes(), z.norm, block.positions()));
        Enclosure u = sums.enclose(block.operatorNorm, block.radius, change, block.bias, z);
        return Noises.follows(Math.max(links.inputs(), links.outputs()))
                ? noises(z, from, false).sharpen(u, sums.fresh(), sums.freshNorm())
                : u;
    }

    @Override
    public Enclosure encloseBack(
            ParameterBlocks parameters, Enclosure delta, ArrayDeque<Enclosure> tape, GradientSums gradient) {
        Enclosure z = tape.pop();
        ParameterSet set = parameters.set;
        Block block = parameters.of(this);
        double[] from = coefficients(set.middle());
        boolean fixed = constants != null;
        ProductSums sums = new ProductSums(links.inputs());
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < delta.size(); j++) {
            int count = links.row(j, input, coefficient);
            for (int k = 0; k < count; k++) {
                int p = offset + coefficient[k];
                double w = from[p];
                sums.add(
                        input[k],
                        w,
                        fixed ? w : set.lower(p),
                        fixed ? w : set.upper(p),
                        fixed ? 0 : set.reach(p),
                        delta,
                        j);
                if (!fixed) {
                    gradient.add(p, delta, j, z, input[k]);
                }
            }
            if (!fixed) {
                gradient.add(offset + links.bias(j), delta, j);
            }
        }
        double change = 0;
        if (!fixed) {
            addNorms(block, z, delta, gradient.of(block));
            double spread = Rounded.multiplyUp(block.radius, Rounded.sqrtUp(links.overlap()));
            change = Rounded.multiplyUp(spread, delta.norm);
        }
        Enclosure back = sums.enclose(block.operatorNorm, block.radius, change, 0, delta);
        // nobody asks for the gradient in the sample
        return !tape.isEmpty() && Noises.follows(Math.max(links.inputs(), links.outputs()))
                ? noises(delta, from, true).sharpen(back, sums.fresh(), sums.freshNorm())
                : back;
    }

    /** W J for every part J e, or W^T J on the way back, with what rounding adds to every entry. */
    private Noises noises(Enclosure set, double[] from, boolean back) {
        int targets = back ? links.inputs() : links.outputs();
        Noises noises = new Noises(targets);
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (Noise part : set.noises()) {
            double[][] rows = new double[targets][part.columns()];
            double[] size = new double[targets];
            int[] terms = new int[targets];
            double[] lengths = new double[set.size()];
            Arrays.setAll(lengths, part::length);
            for (int j = 0; j < links.outputs(); j++) {
                int count = links.row(j, input, coefficient);
                for (int k = 0; k < count; k++) {
                    int target = back ? input[k] : j;
                    int source = back ? j : input[k];
                    double w = from[offset + coefficient[k]];
                    double[] old = part.rows()[source];
                    double[] row = rows[target];
                    for (int c = 0; c < row.length; c++) {
                        row[c] += w * old[c];
                    }
                    size[target] += Math.abs(w) * lengths[source];
                    terms[target]++;
                }
            }
            for (int t = 0; t < targets; t++) {
                double factor = Rounded.sumFactor(terms[t] + 1L);
                double lost = Rounded.addUp(
                        Rounded.multiplyUp(factor - 1, Rounded.multiplyUp(factor, size[t])),
                        2.0 * terms[t] * (part.columns() + 1) * Double.MIN_VALUE);
                noises.add(t, Rounded.multiplyUp(lost, part.radius()));
            }
            noises.part(part.symbol(), rows, part.radius());
        }
        return noises;
    }

    /**
     * The gradient in the parameters is the bilinear map G(delta, z) with <G, dtheta> = <delta, dW z + db>, so its norm
     * is at most ||delta|| times the {@linkplain Block#windowed windowed} norm of z, and G(delta, z) - G(d, c) =
     * G(delta, z - c) + G(delta - d, c) = G(d, z - c) + G(delta - d, z), where the biases take no part in z - c.
     */
    private static void addNorms(Block block, Enclosure z, Enclosure delta, GradientSums.OfBlock sums) {
        double positions = block.positions();
        double all = block.windowed(z.magnitudes(), z.norm, positions);
        double apart = block.windowed(z.reaches(), z.deviation, 0);
        double[] middle = z.centre.clone();
        for (int k = 0; k < middle.length; k++) {
            middle[k] = Math.abs(middle[k]);
        }
        double centre = block.windowed(middle, Rounded.normUp(middle), positions);
        double one = Rounded.addUp(Rounded.multiplyUp(delta.norm, apart), Rounded.multiplyUp(delta.deviation, centre));
        double other = Rounded.addUp(
                Rounded.multiplyUp(Rounded.normUp(delta.centre), apart), Rounded.multiplyUp(delta.deviation, all));
        sums.deviation = Rounded.addUp(sums.deviation, Math.min(one, other));
        sums.norm = Rounded.addUp(sums.norm, Rounded.multiplyUp(delta.norm, all));
    }

    @Override
    public double[] drift(ParameterBlocks parameters, Enclosure z, double[] error) {
        boolean fixed = constants != null;
        double[] drifted = new double[links.outputs()];
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < drifted.length; j++) {
            int count = links.row(j, input, coefficient);
            double inherited = 0;
            double size = links.bias(j) < 0 ? 0 : magnitude(parameters.set, fixed, offset + links.bias(j));
            for (int k = 0; k < count; k++) {
                double w = magnitude(parameters.set, fixed, offset + coefficient[k]);
                double most = Rounded.addUp(z.magnitude(input[k]), error[input[k]]);
                inherited = Rounded.addUp(inherited, Rounded.multiplyUp(w, error[input[k]]));
                size = Rounded.addUp(size, Rounded.multiplyUp(w, most));
            }
            drifted[j] = Rounded.addUp(inherited, EvaluationError.rounding(count + 2L, size));
        }
        return drifted;
    }

    private double magnitude(ParameterSet set, boolean fixed, int p) {
        return fixed ? Math.abs(constants[p]) : Math.max(Math.abs(set.lower(p)), Math.abs(set.upper(p)));
    }
}
