package org.infimum.relu;

import java.util.List;
import org.infimum.Trace;

/**
 * The optimal networks of a problem along falling weight decay, each with its certificate: model selection without learning rates or
 * initialisations. Immutable.
 */
public final class RegularizationPath {
    private final List<ReluSolution> points;

    RegularizationPath(List<ReluSolution> points) {
        this.points = List.copyOf(points);
    }

    /**
     * Weight decays evenly spaced on a logarithmic scale, falling.
     *
     * @param largest the first, beta_max as a rule; positive and finite
     * @param ratio the last as a part of the first, in (0, 1)
     * @param count their number, at least 2
     * @return count numbers
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public static double[] grid(double largest, double ratio, int count) {
        if (!(largest > 0) || largest == Double.POSITIVE_INFINITY || !(ratio > 0) || ratio >= 1 || count < 2) {
            throw new IllegalArgumentException(
                    "A path needs a positive largest beta, a ratio in (0, 1) and at least 2 points, not " + largest
                            + ", " + ratio + " and " + count + ".");
        }
        double[] betas = new double[count];
        for (int k = 0; k < count; k++) {
            betas[k] = largest * Math.pow(ratio, k / (count - 1.0));
        }
        return betas;
    }

    /**
     * The solutions, in the order of falling weight decay; fewer than asked for after an interrupt.
     *
     * @return an unmodifiable list
     */
    public List<ReluSolution> points() {
        return points;
    }

    /**
     * The path in numbers.
     *
     * @return a row a point: beta, neurons, objective, lower (the certified bound), gap (relative)
     */
    public Trace table() {
        Trace.Recorder recorder = new Trace.Recorder("beta", "neurons", "objective", "lower", "gap");
        for (ReluSolution point : points) {
            recorder.append(
                    point.problem().weightDecay(),
                    point.network().width(),
                    point.certificate().upper(),
                    point.certificate().lower(),
                    point.certificate().relativeGap());
        }
        return recorder.trace();
    }

    /**
     * The networks on other data.
     *
     * @param x the samples, rows of d features
     * @param y their targets, labels 1 and -1 for accuracies
     * @return a row a point: beta, loss (mean over the samples), accuracy (the part of samples whose prediction has the target's sign; a prediction of 0
     *     counts as wrong)
     * @throws IllegalArgumentException if there is no sample, lengths differ, or the loss needs labels that are not there
     */
    public Trace evaluate(double[][] x, double[] y) {
        if (x.length == 0 || x.length != y.length) {
            throw new IllegalArgumentException("An evaluation needs as many targets as samples and at least one, not "
                    + y.length + " for " + x.length + ".");
        }
        Trace.Recorder recorder = new Trace.Recorder("beta", "loss", "accuracy");
        for (ReluSolution point : points) {
            ConvexLoss loss = point.problem().loss();
            loss.requireTargets(y);
            double[] z = point.network().predict(x);
            double right = 0;
            for (int i = 0; i < z.length; i++) {
                right += z[i] * y[i] > 0 ? 1 : 0;
            }
            recorder.append(point.problem().weightDecay(), loss.sum(z, y) / z.length, right / z.length);
        }
        return recorder.trace();
    }

    @Override
    public String toString() {
        return "path of " + points.size() + " points";
    }
}
