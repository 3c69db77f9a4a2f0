package org.infimum.network;

import java.util.stream.IntStream;
import org.infimum.linalg.Rounded;

/**
 * What a bound needs to know of a linear stage over a set of parameters: an upper bound of the operator norm of its
 * centre, and how far and how often its coefficients move.
 */
final class Block {
    final LinearStage stage;
    /** At least ||W||_2 at the centre. */
    final double operatorNorm;
    /** At least ||d theta|| of the stage's parameters, biases included. */
    final double radius;
    /** At least ||b||, repeated over all positions. */
    final double bias;

    private final boolean biased;
    /** In how many of one channel's windows an input lies, input by input; empty for constants. */
    private final int[] multiplicity;

    Block(LinearStage stage, ParameterSet set, double operatorNorm) {
        this.stage = stage;
        double[] from = stage.coefficients(set.middle());
        this.operatorNorm = operatorNorm;
        this.bias = biasNorm(stage, from);
        if (stage.constants == null) {
            int first = stage.offset;
            double[] reach = IntStream.range(first, first + stage.links.coefficients())
                    .mapToDouble(set::reach)
                    .toArray();
            this.radius = Math.min(set.layerRadius(first), Rounded.normUp(reach));
            this.multiplicity = multiplicity(stage.links);
            this.biased =
                    IntStream.range(0, stage.links.outputs()).anyMatch(j -> !set.fixes(first + stage.links.bias(j)));
        } else {
            this.radius = 0;
            this.multiplicity = new int[0];
            this.biased = false;
        }
    }

    private static double biasNorm(LinearStage stage, double[] from) {
        double square = 0;
        for (int j = 0; j < stage.links.outputs(); j++) {
            int bias = stage.links.bias(j);
            if (bias >= 0) {
                double b = from[stage.offset + bias];
                square = Rounded.addUp(square, Rounded.multiplyUp(b, b));
            }
        }
        return Rounded.sqrtUp(square);
    }

    private static int[] multiplicity(Links links) {
        int[] seen = new int[links.inputs()];
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < links.positions(); j++) {
            int count = links.row(j, input, coefficient);
            for (int k = 0; k < count; k++) {
                seen[input[k]]++;
            }
        }
        return seen;
    }

    /**
     * At least sqrt(sum over the windows of one channel of ||z in the window||^2 + extra), which bounds ||W z + b|| by
     * itself times ||(W, b)||_F; by the magnitudes or by the norm of z, whichever is less.
     */
    double windowed(double[] magnitudes, double norm, double extra) {
        double square = 0;
        for (int k = 0; k < magnitudes.length; k++) {
            double one = Rounded.multiplyUp(magnitudes[k], magnitudes[k]);
            square = Rounded.addUp(square, Rounded.multiplyUp(multiplicity[k], one));
        }
        double rough = Rounded.multiplyUp(stage.links.overlap(), Rounded.multiplyUp(norm, norm));
        return Rounded.sqrtUp(Rounded.addUp(Math.min(square, rough), extra));
    }

    /**
     * The share of the biases in the sums of {@link #windowed}: the number of positions, or 0 where the set fixes all
     * biases.
     */
    double positions() {
        return biased ? stage.links.positions() : 0;
    }
}
