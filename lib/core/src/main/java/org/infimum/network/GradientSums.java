package org.infimum.network;

import java.util.LinkedHashMap;
import java.util.Map;
import org.infimum.linalg.Rounded;

/**
 * Sums over the samples of what encloses the gradient in the parameters: coordinate by coordinate, and layer by layer
 * the deviations from the gradient at the centre and the norms.
 */
final class GradientSums {
    /** One linear stage's sums. */
    static final class OfBlock {
        final Block block;
        /**
         * At least the sum of ||gradient - computed gradient at the centre||, without the rounding of the sum over
         * samples.
         */
        double deviation;
        /** At least the sum of ||gradient||. */
        double norm;

        private OfBlock(Block block) {
            this.block = block;
        }
    }

    private final double[] centre;
    private final double[] lower;
    private final double[] upper;
    private final double[] magnitude;
    private final int[] count;
    private final Map<Block, OfBlock> blocks = new LinkedHashMap<>();

    GradientSums(int parameters) {
        centre = new double[parameters];
        lower = new double[parameters];
        upper = new double[parameters];
        magnitude = new double[parameters];
        count = new int[parameters];
    }

    /** Adds delta_j z_k to parameter p. */
    void add(int p, Enclosure delta, int j, Enclosure z, int k) {
        double a = delta.lower[j] * z.lower[k];
        double b = delta.lower[j] * z.upper[k];
        double c = delta.upper[j] * z.lower[k];
        double d = delta.upper[j] * z.upper[k];
        double middle = delta.centre[j] * z.centre[k];
        centre[p] += middle;
        lower[p] += Math.min(Math.min(a, b), Math.min(c, d));
        upper[p] += Math.max(Math.max(a, b), Math.max(c, d));
        magnitude[p] += Math.max(
                Math.abs(middle), Math.max(Math.max(Math.abs(a), Math.abs(b)), Math.max(Math.abs(c), Math.abs(d))));
        count[p]++;
    }

    /** Adds delta_j to parameter p. */
    void add(int p, Enclosure delta, int j) {
        centre[p] += delta.centre[j];
        lower[p] += delta.lower[j];
        upper[p] += delta.upper[j];
        magnitude[p] += Math.max(Math.abs(delta.centre[j]), delta.magnitude(j));
        count[p]++;
    }

    OfBlock of(Block block) {
        return blocks.computeIfAbsent(block, OfBlock::new);
    }

    Iterable<OfBlock> blocks() {
        return blocks.values();
    }

    /** At least what rounding changed in any of the sums of parameter p. */
    double lost(int p) {
        double factor = Rounded.sumFactor(count[p] + 2L);
        return Rounded.addUp(
                Rounded.multiplyUp(factor - 1, Rounded.multiplyUp(factor, magnitude[p])),
                2 * count[p] * Double.MIN_VALUE);
    }

    double centre(int p) {
        return centre[p];
    }

    double lower(int p) {
        return Rounded.addDown(lower[p], -lost(p));
    }

    double upper(int p) {
        return Rounded.addUp(upper[p], lost(p));
    }
}
