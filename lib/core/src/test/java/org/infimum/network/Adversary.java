package org.infimum.network;

import java.util.SplittableRandom;
import org.infimum.linalg.Euclidean;

/** Looks for the largest norm of the gradient of a training loss over a set of parameters: random points, boundary included, then ascent. */
final class Adversary {
    private final TrainingLoss f;
    private final ParameterSet set;
    private final SplittableRandom random;

    Adversary(TrainingLoss f, ParameterSet set, long seed) {
        this.f = f;
        this.set = set;
        this.random = new SplittableRandom(seed);
    }

    double largestGradient(int starts, int steps) {
        double largest = norm(set.centre());
        for (int s = 0; s < starts; s++) {
            double[] theta = point();
            double scale = Euclidean.distance(theta, set.centre());
            double best = norm(theta);
            double step = 0.5 * scale;
            for (int k = 0; k < steps && step > 1e-4 * scale; k++) {
                double[] next = ascend(theta, step);
                double there = norm(next);
                if (there > best) {
                    best = there;
                    theta = next;
                    step *= 1.3;
                } else {
                    step /= 2;
                }
            }
            largest = Math.max(largest, best);
        }
        return largest;
    }

    private double norm(double[] theta) {
        double[] g = new double[theta.length];
        f.gradient(theta, g);
        return Euclidean.norm(g);
    }

    /** A step along H g, the gradient of 1/2 ||g||^2, by a difference of gradients. */
    private double[] ascend(double[] theta, double step) {
        int d = theta.length;
        double[] g = new double[d];
        f.gradient(theta, g);
        double norm = Euclidean.norm(g);
        double[] there = theta.clone();
        double h = 1e-6;
        for (int p = 0; p < d; p++) {
            there[p] += norm == 0 ? h * random.nextGaussian() : h * g[p] / norm;
        }
        double[] moved = new double[d];
        f.gradient(there, moved);
        double length = Euclidean.distance(moved, g);
        double[] next = theta.clone();
        for (int p = 0; p < d; p++) {
            next[p] += length == 0 ? step * random.nextGaussian() / Math.sqrt(d) : step * (moved[p] - g[p]) / length;
        }
        project(next);
        return next;
    }

    private double[] point() {
        double[] x = set.centre();
        int d = x.length;
        double[] step = Samples.normal(random, d, 1);
        if (Double.isFinite(set.radius())) {
            double length = Euclidean.norm(step);
            double r = random.nextInt(3) == 0 ? Math.pow(random.nextDouble(), 1.0 / d) : 1;
            for (int p = 0; p < d; p++) {
                x[p] += set.radius() * r * step[p] / length;
            }
        } else {
            for (int p = 0; p < d; p++) {
                x[p] = random.nextInt(3) == 0
                        ? set.lower(p) + random.nextDouble() * (set.upper(p) - set.lower(p))
                        : random.nextBoolean() ? set.lower(p) : set.upper(p);
            }
        }
        project(x);
        return x;
    }

    private void project(double[] x) {
        set.enclosingBox().project(x);
        double[] middle = set.centre();
        double far = Euclidean.distance(x, middle);
        if (far > set.radius()) {
            for (int p = 0; p < x.length; p++) {
                x[p] = middle[p] + (x[p] - middle[p]) * set.radius() / far * (1 - 1e-15);
            }
        }
    }
}
