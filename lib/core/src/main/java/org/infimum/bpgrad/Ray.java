package org.infimum.bpgrad;

import java.util.Optional;
import org.infimum.Box;
import org.infimum.linalg.Euclidean;

/**
 * The half-line x_t - eta g~_t, eta &ge; 0, along which BPGrad's Eq. 5 looks for the next sample, and how far any other point is from
 * it.
 *
 * <p>On the half-line the objective of Eq. 5 is gamma eta^2, so the best point is the first that lies in no removed ball. A ball
 * meets the half-line in one interval, so that point is found by going from the end of one interval to the next: no step is too
 * long, and none is tried. Off the half-line the least over eta of ||x - (x_t - eta g~)||^2 + gamma eta^2 is, with p = x - x_t and
 * a = max(0, -p^T g~), the number ||p||^2 - a^2 / (1 + gamma); its root is the distance to a convex set in R^(d+1) and so changes by
 * at most the distance that x moves.
 */
final class Ray implements Covering.Preference {
    private final double[] from;
    private final double[] direction; // -g~
    private final double gamma;
    private final double[] zero;

    /**
     * A half-line.
     *
     * @param from x_t
     * @param gradient any vector but 0: the gradient at x_t, or a random direction where that is 0
     */
    Ray(double[] from, double[] gradient, double gamma) {
        this.from = from.clone();
        this.gamma = gamma;
        this.zero = new double[from.length];
        this.direction = new double[from.length];
        double norm = Euclidean.norm(gradient);
        for (int k = 0; k < from.length; k++) {
            direction[k] = -gradient[k] / norm;
        }
    }

    /**
     * The first point of the half-line within the box where max_i f_i - L ||x - x_i|| &le; T + tolerance.
     *
     * @return the point, empty if the box ends before
     */
    Optional<double[]> firstFree(SampleIndex samples, Box box, double lipschitz, double threshold, double tolerance) {
        double[] x = from.clone();
        double eta = 0;
        int id = -1;
        while (box.contains(x)) {
            id = samples.strongest(x, zero, lipschitz, id);
            if (samples.strength() <= threshold + tolerance) {
                return Optional.of(x);
            }
            double exit = exit(samples, id, (samples.value(id) - threshold) / lipschitz);
            // at the ball's edge rounding may leave the point inside: the least step that counts
            eta = Math.max(exit, Math.nextUp(eta + 0.5 * tolerance / lipschitz));
            for (int k = 0; k < x.length; k++) {
                x[k] = from[k] + eta * direction[k];
            }
        }
        return Optional.empty();
    }

    /** Where the half-line leaves a sample's ball. */
    private double exit(SampleIndex samples, int id, double radius) {
        double along = 0;
        double square = 0;
        for (int k = 0; k < from.length; k++) {
            double toCentre = samples.coordinate(id, k) - from[k];
            along += toCentre * direction[k];
            square += toCentre * toCentre;
        }
        double within = along * along + radius * radius - square;
        return along + Math.sqrt(Math.max(0, within));
    }

    @Override
    public double at(double[] x) {
        double along = 0;
        double square = 0;
        for (int k = 0; k < from.length; k++) {
            double p = x[k] - from[k];
            along += p * direction[k];
            square += p * p;
        }
        double a = Math.max(0, along);
        return Math.sqrt(Math.max(0, square - a * a / (1 + gamma)));
    }

    @Override
    public double rate() {
        return 1;
    }
}
