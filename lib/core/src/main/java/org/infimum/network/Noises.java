package org.infimum.network;

import java.util.ArrayList;
import java.util.List;
import org.infimum.linalg.Rounded;

/**
 * The parts of a vector's deviation on their way through a stage: {@link Noise}s changed by the stage, and what the
 * stage itself adds, bounded entry by entry.
 */
final class Noises {
    // beyond, the parts are merged into one: 2 MB of numbers a sample
    private static final int LARGEST = 1 << 18;
    private static final int MOST_ENTRIES = 512;

    private final List<Noise> parts = new ArrayList<>();
    private final double[] added;

    Noises(int size) {
        added = new double[size];
    }

    /** Whether parts of so many entries are followed at all. */
    static boolean follows(int entries) {
        return entries <= MOST_ENTRIES;
    }

    /** The parts of a sum of two vectors; those of one symbol move together. */
    static Noises sum(List<Noise> main, List<Noise> side, int size) {
        Noises sum = new Noises(size);
        List<Noise> alone = new ArrayList<>(side);
        for (Noise part : main) {
            Noise twin = side.stream()
                    .filter(other -> other.symbol() == part.symbol())
                    .findFirst()
                    .orElse(null);
            alone.remove(twin);
            sum.parts.add(twin == null ? part : sum.joined(part, twin));
        }
        sum.parts.addAll(alone);
        return sum;
    }

    private Noise joined(Noise part, Noise twin) {
        double[][] rows = new double[added.length][part.columns()];
        for (int j = 0; j < rows.length; j++) {
            for (int c = 0; c < rows[j].length; c++) {
                rows[j][c] = part.rows()[j][c] + twin.rows()[j][c];
            }
        }
        Noise joint = new Noise(part.symbol(), rows, Math.min(part.radius(), twin.radius()));
        for (int j = 0; j < rows.length; j++) {
            // a sum is rounded by half a unit in its last place
            add(j, Rounded.multiplyUp(Rounded.multiplyUp(joint.length(j), Rounded.UNIT), joint.radius()));
        }
        return joint;
    }

    void part(Object symbol, double[][] rows, double radius) {
        parts.add(new Noise(symbol, rows, radius));
    }

    /** Adds at most so much to entry j. */
    void add(int j, double bound) {
        if (bound != 0) {
            added[j] = Rounded.addUp(added[j], bound);
        }
    }

    /**
     * Makes an enclosure sharper by these parts. The bound is of the norm of what the stage added by itself; the
     * rounding of the parts comes on top.
     */
    Enclosure sharpen(Enclosure set, double[] own, double ownNorm) {
        double rounding = Rounded.normUp(added);
        for (int j = 0; j < added.length; j++) {
            add(j, own[j]);
        }
        Noise fresh = Noise.fresh(added, Rounded.addUp(ownNorm, rounding));
        int numbers = added.length * fresh.columns();
        double[] reach = added.clone();
        double least = 0;
        for (Noise part : parts) {
            numbers += added.length * part.columns();
            double longest = 0;
            for (int j = 0; j < reach.length; j++) {
                double far = part.reach(j);
                longest = Math.max(longest, far);
                reach[j] = Rounded.addUp(reach[j], far);
            }
            least += longest;
        }
        // no norm is below that of a row: most often this shows that the norms, which cost most, would not help
        double deviation = least < set.deviation ? deviation(fresh) : set.deviation;
        double[] lower = set.lower.clone();
        double[] upper = set.upper.clone();
        for (int j = 0; j < reach.length; j++) {
            lower[j] = Math.max(lower[j], Rounded.addDown(set.centre[j], -reach[j]));
            upper[j] = Math.min(upper[j], Rounded.addUp(set.centre[j], reach[j]));
        }
        List<Noise> all = null;
        if (numbers <= LARGEST) {
            all = new ArrayList<>(parts);
            if (fresh.columns() > 0) {
                all.add(fresh);
            }
        }
        return new Enclosure(set.centre, lower, upper, Math.min(set.deviation, deviation), set.norm, all);
    }

    private double deviation(Noise fresh) {
        double deviation = fresh.columns() == 0 ? 0 : fresh.radius();
        for (Noise part : parts) {
            deviation = Rounded.addUp(deviation, Rounded.multiplyUp(part.norm(), part.radius()));
        }
        return deviation;
    }
}
