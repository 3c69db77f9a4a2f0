package org.infimum.homogeneous;

import org.infimum.relu.ConvexLoss;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.TwoLayerNetwork;
import org.infimum.relu.VectorLoss;

/**
 * Descent for one hidden ReLU layer with one output: optimal neurons lie on kinks, which quasi-Newton steps approach slowly. Where they end, Newton's method takes
 * over on the kinks at hand, {@link ReluProblem#polish}, and so on in turn while that gains. Immutable.
 */
final class PolishedDescent implements LocalDescent {
    private static final int ROUNDS = 5;
    /** A polish that gains less than this part of the objective is the last. */
    private static final double GAIN = 1e-9;
    /** An objective larger by less than this part is not larger: the polished point is nearer to the minimum than its value can tell. */
    private static final double ROUNDING = 1e-13;
    /** Unknowns above which Newton's method would take more than a few seconds. */
    private static final int LARGEST = 400;

    private final double[][] x;
    private final LocalDescent inner;

    /**
     * A descent.
     *
     * @param x the samples; not to be changed
     * @param inner the descent between Newton's methods
     */
    PolishedDescent(double[][] x, LocalDescent inner) {
        this.x = x;
        this.inner = inner;
    }

    @Override
    public Steps begin(HomogeneousProblem problem, double[] start) {
        if (start.length > LARGEST || problem.loss() == VectorLoss.CROSS_ENTROPY) {
            return inner.begin(problem, start);
        }
        double[][] targets = problem.targets();
        double[] y = new double[targets.length];
        for (int i = 0; i < y.length; i++) {
            y[i] = targets[i][0];
        }
        ReluProblem scalar = ReluProblem.twoLayer(x, y)
                .loss(problem.loss() == VectorLoss.SQUARED ? ConvexLoss.SQUARED : ConvexLoss.LOGISTIC)
                .weightDecay(problem.lambda());
        return new Turns(problem, scalar, start);
    }

    private final class Turns implements Steps {
        private final HomogeneousProblem problem;
        private final ReluProblem scalar;
        private Steps descent;
        private double[] point;
        private double value;
        private int rounds;

        Turns(HomogeneousProblem problem, ReluProblem scalar, double[] start) {
            this.problem = problem;
            this.scalar = scalar;
            this.point = start.clone();
            this.value = problem.descend(point, new double[point.length]);
            this.descent = inner.begin(problem, start);
        }

        @Override
        public boolean step() {
            boolean more = descent.step();
            if (descent.value() < value) {
                point = descent.point().clone();
                value = descent.value();
            }
            if (more) {
                return true;
            }
            double before = value;
            polish();
            if (++rounds == ROUNDS || !(value < before - GAIN * Math.abs(before))) {
                return false;
            }
            descent = inner.begin(problem, point);
            return true;
        }

        private void polish() {
            double[] polished;
            try {
                polished = weights(scalar.polish(network()));
            } catch (IllegalArgumentException e) {
                return; // the data's scales are too far apart for Newton's method
            }
            double its = problem.descend(polished, new double[polished.length]);
            if (its <= value + ROUNDING * Math.abs(value)) {
                point = polished;
                value = its;
            }
        }

        private TwoLayerNetwork network() {
            int d = x[0].length;
            int r = point.length / (d + 1);
            double[][] hidden = new double[r][d];
            double[] output = new double[r];
            for (int j = 0; j < r; j++) {
                System.arraycopy(point, j * (d + 1), hidden[j], 0, d);
                output[j] = point[j * (d + 1) + d];
            }
            return TwoLayerNetwork.of(hidden, output, d);
        }

        /** As many neurons as there were, the last ones zero where Newton's method needed fewer. */
        private double[] weights(TwoLayerNetwork network) {
            int d = x[0].length;
            double[] w = new double[point.length];
            for (int j = 0; j < network.width(); j++) {
                System.arraycopy(network.hidden(j), 0, w, j * (d + 1), d);
                w[j * (d + 1) + d] = network.output(j);
            }
            return w;
        }

        @Override
        public double[] point() {
            return point;
        }

        @Override
        public double value() {
            return value;
        }
    }

    @Override
    public String name() {
        return inner.name() + " and Newton's method on the kinks";
    }
}
