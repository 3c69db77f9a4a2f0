package org.infimum.homogeneous;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;
import org.infimum.Monitor;
import org.infimum.Progress;
import org.infimum.Stop;
import org.infimum.linalg.Euclidean;
import org.infimum.relu.PolarBounds;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.ReluSolver;
import org.infimum.relu.VectorPolar;
import org.infimum.relu.VectorPolarBound;
import org.infimum.relu.VectorPolarBounds;
import org.infimum.relu.VectorPolarMaximum;

/**
 * The polar of one hidden ReLU layer, max over ||u|| &le; 1 of ||V^T (X u)_+||: ||u|| ||a|| and (||u||^2 + ||a||^2) / 2 have one polar. With one output an exact
 * oracle closes it, given time; with more, and where the time is over, a relaxation bounds it.
 */
final class HiddenLayerPolar implements SubnetworkPolar {
    /** The oracle's; it closes small problems at once, large ones in no time that one would wait. */
    private static final Duration TIME = Duration.ofSeconds(10);
    /** The relative gap of the oracle, to be small beside any that is asked of a certificate. */
    private static final double GAP = 1e-11;
    /** Above this relative gap the relaxation is tried as well. */
    private static final double OPEN = 1e-6;

    private final double[][] x;
    private final int outputs;

    HiddenLayerPolar(double[][] x, int outputs) {
        this.x = x;
        this.outputs = outputs;
    }

    @Override
    public List<PolarMaximum> maxima(double[][] v, List<double[]> starts, int count, long seed) {
        int d = x[0].length;
        List<double[]> directions =
                starts.stream().map(start -> Arrays.copyOf(start, d)).toList();
        List<PolarMaximum> maxima = new ArrayList<>();
        for (VectorPolarMaximum maximum : VectorPolar.of(x, v).maxima(directions, count, seed)) {
            if (maxima.size() < Math.max(1, count) && maximum.value() < Double.POSITIVE_INFINITY) {
                maxima.add(new PolarMaximum(joined(maximum.direction(), maximum.output()), maximum.value()));
            }
        }
        return maxima;
    }

    private double[] joined(double[] u, double[] a) {
        double[] w = Arrays.copyOf(u, u.length + outputs);
        System.arraycopy(a, 0, w, u.length, outputs);
        return w;
    }

    @Override
    public VectorPolarBounds polar(double[][] v, List<PolarMaximum> found) {
        VectorPolar polar = VectorPolar.of(x, v);
        List<double[]> directions = new ArrayList<>();
        for (PolarMaximum maximum : found) {
            directions.add(Arrays.copyOf(maximum.w(), polar.dimension()));
        }
        double upper = Double.POSITIVE_INFINITY;
        String because = "";
        if (outputs == 1) {
            PolarBounds bounds = exact(v);
            upper = bounds.evidence() == Evidence.PROVED ? bounds.upper() : upper;
            because = bounds.because();
            directions.add(bounds.maximizer());
        }
        double lower = 0;
        double[] best = new double[polar.dimension()];
        for (double[] u : directions) {
            double value = polar.lower(u);
            if (value > lower) {
                lower = value;
                best = u;
            }
        }
        if (!(upper <= lower * (1 + OPEN))) {
            VectorPolarBounds relaxed = VectorPolarBound.standard().bounds(polar, directions, 1);
            if (relaxed.upper() < upper) {
                upper = relaxed.upper();
                because = relaxed.because();
            }
            if (relaxed.lower() > lower) {
                lower = relaxed.lower();
                best = relaxed.maximizer();
            }
        }
        return new VectorPolarBounds(Math.min(lower, upper), unit(polar, best), upper, Evidence.PROVED, because);
    }

    /** The best subnetwork in a direction, with both layers of length 1. */
    private double[] unit(VectorPolar polar, double[] u) {
        double length = Euclidean.norm(u);
        if (!(length > 0)) {
            return new double[u.length + outputs];
        }
        double[] direction = Arrays.stream(u).map(entry -> entry / length).toArray();
        double[] a = polar.at(direction);
        double size = Euclidean.norm(a);
        return joined(
                direction,
                Arrays.stream(a).map(entry -> size > 0 ? entry / size : 0).toArray());
    }

    /** The scalar polar max |nu^T (X u)_+|: the least weight decay at which nothing is optimal, for targets nu and the squared loss. */
    private PolarBounds exact(double[][] v) {
        double[] nu = new double[v.length];
        for (int i = 0; i < nu.length; i++) {
            nu[i] = v[i][0];
        }
        if (Arrays.stream(nu).allMatch(value -> value == 0)) {
            return new PolarBounds(0, new double[x[0].length], 0, Evidence.PROVED, "a dual point of 0");
        }
        Driver driver = Driver.standard().limits(Limits.time(TIME)).monitor(new KeptInterrupt());
        try {
            return ReluSolver.standard().gap(GAP).driver(driver).betaMax(ReluProblem.twoLayer(x, nu));
        } catch (IllegalArgumentException e) {
            // numbers too far apart for the oracle's scaling; the relaxation says what can be said
            return new PolarBounds(0, new double[x[0].length], Double.POSITIVE_INFINITY, Evidence.PROVED, "no oracle");
        }
    }

    /** An interrupt ends the oracle's run, which takes it, and is meant for the one around it. */
    private static final class KeptInterrupt implements Monitor {
        @Override
        public void iteration(Progress progress) {
            // nothing is shown
        }

        @Override
        public void stopped(Progress progress, Stop stop) {
            if (stop.reason() == Stop.Reason.INTERRUPTED) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
