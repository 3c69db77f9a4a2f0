package org.infimum.network;

import java.util.ArrayDeque;
import org.infimum.linalg.Rounded;

/** Maximum pooling. The gradient goes to the first of several equal maxima. */
final class MaxStage implements Stage {
    final Links windows;

    MaxStage(Links windows) {
        this.windows = windows;
    }

    @Override
    public double[] forward(double[] parameters, double[] z, ArrayDeque<double[]> tape) {
        tape.push(z);
        double[] u = new double[windows.outputs()];
        int[] input = new int[windows.longestRow()];
        int[] size = input.clone();
        for (int j = 0; j < u.length; j++) {
            u[j] = z[largest(z, input, windows.row(j, input, size))];
        }
        return u;
    }

    @Override
    public double[] backward(double[] parameters, double[] delta, ArrayDeque<double[]> tape, double[] gradient) {
        double[] z = tape.pop();
        double[] back = new double[windows.inputs()];
        int[] input = new int[windows.longestRow()];
        int[] size = input.clone();
        for (int j = 0; j < delta.length; j++) {
            back[largest(z, input, windows.row(j, input, size))] += delta[j];
        }
        return back;
    }

    static int largest(double[] z, int[] input, int count) {
        int best = input[0];
        for (int k = 1; k < count; k++) {
            if (z[input[k]] > z[best]) {
                best = input[k];
            }
        }
        return best;
    }

    @Override
    public Enclosure enclose(ParameterBlocks parameters, Enclosure z, ArrayDeque<Enclosure> tape) {
        tape.push(z);
        int n = windows.outputs();
        double[] centre = new double[n];
        double[] lower = new double[n];
        double[] upper = new double[n];
        int[] input = new int[windows.longestRow()];
        int[] size = input.clone();
        for (int j = 0; j < n; j++) {
            int count = windows.row(j, input, size);
            centre[j] = z.centre[largest(z.centre, input, count)];
            lower[j] = z.lower[largest(z.lower, input, count)];
            upper[j] = z.upper[largest(z.upper, input, count)];
        }
        // |max v - max c| <= max |v - c|, and every input lies in at most so many windows
        double stretch = Rounded.sqrtUp(windows.overlap());
        Enclosure u = new Enclosure(
                centre, lower, upper, Rounded.multiplyUp(stretch, z.deviation), Rounded.multiplyUp(stretch, z.norm));
        return Noises.follows(z.size()) ? noises(z).sharpen(u, overtaken(z), Double.POSITIVE_INFINITY) : u;
    }

    /**
     * The generalised gradient gives every window's delta to the inputs in shares that sum to 1, to inputs that can be
     * the largest only. The matrix of shares has column sums 1 and row sums at most the overlap M, so its norm is at
     * most sqrt(M); two such matrices differ by at most sqrt(2 M).
     */
    @Override
    public Enclosure encloseBack(
            ParameterBlocks parameters, Enclosure delta, ArrayDeque<Enclosure> tape, GradientSums sums) {
        Enclosure z = tape.pop();
        int n = windows.inputs();
        double[] centre = new double[n];
        double[] lower = new double[n];
        double[] upper = new double[n];
        double[] magnitude = new double[n];
        double[] openCentre = new double[delta.size()];
        double[] open = new double[delta.size()];
        double[] shared = new double[n];
        int[] winners = new int[delta.size()];
        int[] input = new int[windows.longestRow()];
        int[] size = input.clone();
        for (int j = 0; j < delta.size(); j++) {
            int count = windows.row(j, input, size);
            double surely = z.lower[largest(z.lower, input, count)];
            int candidates = 0;
            int chosen = -1;
            for (int k = 0; k < count; k++) {
                if (z.upper[input[k]] >= surely) {
                    candidates++;
                    chosen = chosen < 0 || z.centre[input[k]] > z.centre[chosen] ? input[k] : chosen;
                }
            }
            for (int k = 0; k < count; k++) {
                int i = input[k];
                if (z.upper[i] >= surely) {
                    lower[i] =
                            Rounded.addDown(lower[i], candidates == 1 ? delta.lower[j] : Math.min(0, delta.lower[j]));
                    upper[i] = Rounded.addUp(upper[i], candidates == 1 ? delta.upper[j] : Math.max(0, delta.upper[j]));
                }
            }
            winners[j] = chosen;
            for (int k = 0; candidates > 1 && k < count; k++) {
                if (z.upper[input[k]] >= surely) {
                    shared[input[k]] = Rounded.addUp(shared[input[k]], delta.magnitude(j));
                }
            }
            centre[chosen] += delta.centre[j];
            magnitude[chosen] += Math.abs(delta.centre[j]);
            openCentre[j] = candidates == 1 ? 0 : delta.centre[j];
            open[j] = candidates == 1 ? 0 : delta.magnitude(j);
        }
        int overlap = windows.overlap();
        double factor = Rounded.sumFactor(overlap);
        double lost = Rounded.multiplyUp(factor - 1, Rounded.multiplyUp(factor, Rounded.normUp(magnitude)));
        double stretch = Rounded.sqrtUp(overlap);
        double switched = Rounded.multiplyUp(
                Rounded.sqrtUp(2.0 * overlap), Math.min(Rounded.normUp(openCentre), Rounded.normUp(open)));
        double apart = Rounded.addUp(Rounded.addUp(Rounded.multiplyUp(stretch, delta.deviation), switched), lost);
        Enclosure back = new Enclosure(centre, lower, upper, apart, Rounded.multiplyUp(stretch, delta.norm));
        if (!Noises.follows(n)) {
            return back;
        }
        Noises noises = new Noises(n);
        for (Noise part : delta.noises()) {
            double[][] rows = new double[n][part.columns()];
            double[] sizes = new double[n];
            for (int j = 0; j < winners.length; j++) {
                double[] row = rows[winners[j]];
                for (int c = 0; c < row.length; c++) {
                    row[c] += part.rows()[j][c];
                }
                sizes[winners[j]] = Rounded.addUp(sizes[winners[j]], part.length(j));
            }
            for (int i = 0; overlap > 1 && i < n; i++) {
                double rounded = Rounded.multiplyUp(factor - 1, Rounded.multiplyUp(factor, sizes[i]));
                noises.add(i, sizes[i] == 0 ? 0 : Rounded.multiplyUp(rounded, part.radius()));
            }
            noises.part(part.symbol(), rows, part.radius());
        }
        for (int i = 0; i < n; i++) {
            shared[i] = magnitude[i] == 0 || overlap == 1 ? shared[i] : Rounded.addUp(shared[i], lost);
        }
        return noises.sharpen(back, shared, Double.POSITIVE_INFINITY);
    }

    @Override
    public double[] drift(ParameterBlocks parameters, Enclosure z, double[] error) {
        double[] drifted = new double[windows.outputs()];
        int[] input = new int[windows.longestRow()];
        int[] size = input.clone();
        for (int j = 0; j < drifted.length; j++) {
            drifted[j] = error[largest(error, input, windows.row(j, input, size))];
        }
        return drifted;
    }

    /** Every window follows its largest entry at the centre. */
    private Noises noises(Enclosure z) {
        Noises noises = new Noises(windows.outputs());
        int[] input = new int[windows.longestRow()];
        int[] size = input.clone();
        for (Noise part : z.noises()) {
            double[][] rows = new double[windows.outputs()][];
            for (int j = 0; j < rows.length; j++) {
                rows[j] = part.rows()[largest(z.centre, input, windows.row(j, input, size))];
            }
            noises.part(part.symbol(), rows, part.radius());
        }
        return noises;
    }

    /** By how much another entry of each window can exceed its largest entry at the centre. */
    private double[] overtaken(Enclosure z) {
        double[] most = new double[windows.outputs()];
        int[] input = new int[windows.longestRow()];
        int[] size = input.clone();
        for (int j = 0; j < most.length; j++) {
            int count = windows.row(j, input, size);
            int first = largest(z.centre, input, count);
            for (int k = 0; k < count; k++) {
                int i = input[k];
                if (i != first) {
                    double gap = Rounded.addDown(z.centre[first], -z.centre[i]);
                    double moves = Rounded.addUp(z.reach(i), z.reach(first));
                    most[j] = Math.max(
                            most[j], Math.min(Rounded.addUp(moves, -gap), Rounded.addUp(z.upper[i], -z.lower[first])));
                }
            }
        }
        return most;
    }
}
