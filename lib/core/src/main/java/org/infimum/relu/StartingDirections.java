package org.infimum.relu;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Where local ascents start: directions given, the direction of the mean slope and its opposite, samples with nu_i &gt; 0 and their
 * opposites in the order of their size, then Gaussian draws by seed.
 */
final class StartingDirections {
    private final int dimension;
    private final List<double[]> fixed = new ArrayList<>();
    private final java.util.random.RandomGenerator random;
    private int next;

    StartingDirections(ReducedPolar polar, List<double[]> given, long seed) {
        this.dimension = polar.dimension;
        this.random = new java.util.Random(new SplittableRandom(seed).nextLong());
        for (double[] u : given) {
            if (u.length != dimension) {
                throw new IllegalArgumentException(
                        "A starting direction has " + u.length + " coordinates instead of " + dimension + ".");
            }
            add(u, 1);
        }
        double[] slope = polar.linear.clone();
        for (int i = 0; i < polar.positive.length; i++) {
            slope[i % dimension] += polar.positive[i] / 2;
        }
        for (int i = 0; i < polar.negative.length; i++) {
            slope[i % dimension] -= polar.negative[i] / 2;
        }
        add(slope, 1);
        add(slope, -1);
        double[] row = new double[dimension];
        java.util.stream.IntStream.range(0, polar.positives)
                .boxed()
                .sorted(java.util.Comparator.comparingDouble(i -> -length(polar.positive, i)))
                .forEach(i -> {
                    System.arraycopy(polar.positive, i * dimension, row, 0, dimension);
                    add(row, 1);
                    add(row, -1);
                });
    }

    private double length(double[] g, int i) {
        double sum = 0;
        for (int k = 0; k < dimension; k++) {
            sum += g[i * dimension + k] * g[i * dimension + k];
        }
        return sum;
    }

    private void add(double[] u, double sign) {
        double largest = 0;
        for (double coordinate : u) {
            largest = Math.max(largest, Math.abs(coordinate));
        }
        if (largest > 0 && largest < Double.POSITIVE_INFINITY) {
            double[] scaled = new double[dimension];
            for (int k = 0; k < dimension; k++) {
                scaled[k] = sign * (u[k] / largest);
            }
            fixed.add(scaled);
        }
    }

    /** The next direction, of any length. */
    double[] next() {
        if (next < fixed.size()) {
            return fixed.get(next++);
        }
        double[] u = new double[dimension];
        for (int k = 0; k < dimension; k++) {
            u[k] = random.nextGaussian();
        }
        return u;
    }
}
