package org.infimum.relu;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.infimum.linalg.Euclidean;

/**
 * Makes neurons of one sign and nearly one direction one. An optimal neuron on a kink, x_i^T v = 0, comes out of the restricted program as parts in
 * the cells on both sides, at angles that shrink only like the root of the program's gap.
 *
 * <p>Where parts differ in a sample with s nu_i &lt; 0 their sum lies on its kink: s nu^T (X u)_+ is concave across it, so one direction on it is
 * better than two beside it. Across a sample with s nu_i &gt; 0 it is convex, and two directions are two neurons. Whether a merge was right is for the
 * caller to see: the objective after Newton's method is then not above that of the parts.
 *
 * @param vectors the v_j
 * @param signs their signs
 * @param kinks for each the samples to hold at x_i^T v_j = 0
 */
record NeuronMerging(List<double[]> vectors, List<Integer> signs, List<BitSet> kinks) {
    /** Parts shorter than this part of their sum are the interior point's remains; their patterns say nothing. */
    private static final double REMAINS = 1e-3;

    /**
     * Merges.
     *
     * @param parts the neurons, none zero
     * @param signs their signs
     * @param patterns their cells' patterns
     * @param nu the dual point
     * @param angle the largest chord between the directions of parts of one neuron
     */
    static NeuronMerging of(
            List<double[]> parts, List<Integer> signs, List<BitSet> patterns, double[] nu, double angle) {
        List<Integer> order = new ArrayList<>();
        for (int j = 0; j < parts.size(); j++) {
            order.add(j);
        }
        order.sort((a, b) -> Double.compare(Euclidean.norm(parts.get(b)), Euclidean.norm(parts.get(a))));
        List<double[]> heads = new ArrayList<>();
        List<double[]> sums = new ArrayList<>();
        List<BitSet> headPatterns = new ArrayList<>();
        List<Integer> headSigns = new ArrayList<>();
        List<BitSet> kinks = new ArrayList<>();
        for (int j : order) {
            double[] v = parts.get(j);
            int sign = signs.get(j);
            int best = -1;
            double least = angle;
            BitSet between = new BitSet();
            for (int h = 0; h < heads.size(); h++) {
                double chord = chord(v, heads.get(h));
                if (headSigns.get(h) != sign || chord > least) {
                    continue;
                }
                BitSet differing = new BitSet();
                boolean isPart = true;
                if (Euclidean.norm(v) > REMAINS * Euclidean.norm(heads.get(h))) {
                    differing = (BitSet) headPatterns.get(h).clone();
                    differing.xor(patterns.get(j));
                    isPart = differing.stream().allMatch(i -> sign * nu[i] <= 0);
                }
                if (isPart) {
                    least = chord;
                    best = h;
                    between = differing;
                }
            }
            if (best < 0) {
                heads.add(v);
                sums.add(v.clone());
                headPatterns.add(patterns.get(j));
                headSigns.add(sign);
                kinks.add(new BitSet());
            } else {
                double[] sum = sums.get(best);
                for (int k = 0; k < sum.length; k++) {
                    sum[k] += v[k];
                }
                kinks.get(best).or(between);
            }
        }
        return new NeuronMerging(sums, headSigns, kinks);
    }

    /** The chord between two directions; a cosine would not resolve angles below 1e-8. */
    private static double chord(double[] a, double[] b) {
        double first = 1 / Euclidean.norm(a);
        double second = 1 / Euclidean.norm(b);
        double square = 0;
        for (int k = 0; k < a.length; k++) {
            double difference = a[k] * first - b[k] * second;
            square += difference * difference;
        }
        return Math.sqrt(square);
    }
}
