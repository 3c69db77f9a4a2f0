package org.infimum.homogeneous;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.infimum.IterativeMethod;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.linalg.Euclidean;
import org.infimum.relu.VectorDual;

/** A run of {@link HomogeneousSolver}. A step is a part of a descent, or a test that appends subnetworks or ends the run. */
final class HomogeneousRun implements IterativeMethod<HomogeneousSolution> {
    /** Tests in a row that gain less than a hundredth of the gap, after which the run has stalled. */
    private static final int PATIENCE = 10;
    /** A polar above lambda by no more than this part is taken for lambda: rounding. */
    private static final double ABOVE = 1e-12;

    /** To what part a step's length, or of lambda its slope, is found; and with how many slopes at most. */
    private static final double LENGTH = 1e-12;

    private static final int SLOPES = 100;
    /** A part of the objective that is rounding. */
    private static final double ROUNDING = 1e-14;

    private final HomogeneousProblem problem;
    private final ParallelArchitecture architecture;
    private final HomogeneousSolver.Settings settings;
    private final LocalDescent method;
    private final boolean grows;
    private final double lambda;
    private final int m;
    private final Trace.Recorder recorder = new Trace.Recorder("subnetworks", "objective", "dual", "gap", "polar");
    private double[] w;
    private double[] best;
    private double bestValue = Double.POSITIVE_INFINITY;
    private double[][] bestV;
    private List<PolarMaximum> bestFound = List.of();
    private double bestEstimate = Double.NEGATIVE_INFINITY;
    private double polar = Double.NaN;
    private double[] lookedAt;
    private List<PolarMaximum> lookFound = List.of();
    private LocalDescent.Steps descent;
    private long iterations;
    private long tests;
    private int idle;
    private Stop stop;
    /** Of best and bestV, once it is asked for: a proved polar can take seconds. */
    private HomogeneousCertificate certificate;

    HomogeneousRun(
            HomogeneousProblem problem,
            ParallelNetwork start,
            HomogeneousSolver.Settings settings,
            LocalDescent method,
            boolean grows) {
        this.grows = grows;
        this.problem = problem;
        this.architecture = problem.architecture();
        this.settings = settings;
        this.method = method;
        this.lambda = problem.lambda();
        this.m = architecture.parameters();
        this.w = start.flat().clone();
        architecture.balance(w, subnetworks());
    }

    private int subnetworks() {
        return w.length / m;
    }

    @Override
    public void init() {
        keep();
        look();
        beginDescent();
    }

    private void beginDescent() {
        descent = subnetworks() > 0 ? method.begin(problem, w) : null;
    }

    @Override
    public void step() {
        iterations++;
        if (descent != null) {
            boolean more = descent.step();
            if (descent.value() < bestValue) {
                w = descent.point().clone();
                keep();
            }
            if (!more) {
                w = descent.point().clone();
                descent = null;
                shrink();
                keep();
            }
        } else {
            test();
        }
        recorder.append(subnetworks(), bestValue, Math.max(0, bestEstimate), gap(), polar);
    }

    /** Takes w as the best where it is. */
    private void keep() {
        double[] balanced = w.clone();
        architecture.balance(balanced, subnetworks());
        double value = exact(balanced);
        // the same up to rounding with fewer subnetworks is better
        if (value < bestValue || balanced.length < best.length && value <= bestValue * (1 + ROUNDING)) {
            bestValue = value;
            best = balanced;
            certificate = null;
        }
    }

    /** f at balanced parameters, in plain floating point. */
    private double exact(double[] at) {
        double[] x = new double[problem.outputs()];
        int r = at.length / m;
        architecture.output(at, r, x);
        double sum = problem.lossAndGradient(x);
        for (int i = 0; i < r; i++) {
            sum += lambda * architecture.theta(at, i);
        }
        return sum;
    }

    /** The polar at w, as local ascent finds it; at the same w once. */
    private List<PolarMaximum> look() {
        if (w == lookedAt) {
            return lookFound;
        }
        double[] x = new double[problem.outputs()];
        architecture.output(w, subnetworks(), x);
        double[][] v = problem.loss().dualPoint(problem.rows(x), problem.targets());
        List<double[]> starts = new ArrayList<>();
        for (int i = 0; i < subnetworks(); i++) {
            starts.add(Arrays.copyOfRange(w, i * m, (i + 1) * m));
        }
        List<PolarMaximum> found = architecture.maxima(v, starts, settings.starts(), settings.seed() + tests);
        double largest = found.isEmpty() ? 0 : found.get(0).value();
        polar = largest / lambda;
        double estimate = VectorDual.estimate(problem.loss(), problem.targets(), lambda, v, largest);
        if (estimate > bestEstimate) {
            bestEstimate = estimate;
            bestV = v;
            bestFound = found;
            certificate = null;
        }
        lookedAt = w;
        lookFound = found;
        return found;
    }

    private double gap() {
        return bestValue > 0 ? Math.max(0, 1 - Math.max(0, bestEstimate) / bestValue) : 0;
    }

    private void test() {
        double before = gap();
        tests++;
        List<PolarMaximum> found = look();
        if (!grows) {
            stop = new Stop(
                    Stop.Reason.DONE,
                    "the descent has ended; the estimated relative gap of the local minimum is " + shortly(gap())
                            + ".");
            return;
        }
        if (gap() <= settings.gap()) {
            prove();
            return;
        }
        idle = gap() < 0.99 * before ? 0 : idle + 1;
        if (!append(found)) {
            prove();
        } else if (idle >= PATIENCE) {
            stop = new Stop(
                    Stop.Reason.STALLED,
                    PATIENCE + " tests gained nothing; the estimated relative gap is " + shortly(gap()) + " with "
                            + subnetworks()
                            + " subnetworks. A descent to a smaller tolerance or more starts may help.");
        } else {
            beginDescent();
        }
    }

    /** Nothing more to append was found by local ascent: the proved bound may know better, or says how sure that is. */
    private void prove() {
        HomogeneousCertificate now = certificate();
        double gap = now.certificate().relativeGap();
        if (gap <= settings.gap()) {
            stop = new Stop(
                    Stop.Reason.DONE, "the relative gap " + shortly(gap) + " is at most " + settings.gap() + ".");
            return;
        }
        double lower = now.dual().polar().lower();
        // the certificate is one at the best V, where other maxima may have been found than at the last one
        boolean isNew = lower > (bestFound.isEmpty() ? 0 : bestFound.get(0).value()) * (1 + 1e-9);
        if (isNew && ++idle < PATIENCE) {
            // the estimate was too good, as local ascent had missed a maximiser there: it may be one to append, and the
            // last V may be the better one
            bestFound = List.of(new PolarMaximum(now.dual().polar().maximizer(), lower));
            bestEstimate = Math.min(bestEstimate, now.dual().estimate());
            lookedAt = null;
            append(bestFound);
            beginDescent();
            return;
        }
        boolean enough = gap() <= settings.gap();
        stop = new Stop(
                enough ? Stop.Reason.DONE : Stop.Reason.STALLED,
                (enough ? "" : "no subnetwork that ascent finds lowers the objective; ") + "the estimated relative gap "
                        + shortly(gap()) + (enough ? " is at most " + settings.gap() : " is left")
                        + ", the certificate's is " + shortly(gap) + ".");
    }

    /** Three digits: the certificate has them all. */
    private static String shortly(double gap) {
        return String.format(Locale.ROOT, "%.2e", gap);
    }

    /** Appends maximisers of the polar one after the other, each with its best step; true if one lowers the objective. */
    private boolean append(List<PolarMaximum> found) {
        int r = subnetworks();
        double[] x = new double[problem.outputs()];
        architecture.output(w, r, x);
        List<double[]> added = new ArrayList<>();
        for (PolarMaximum maximum : found) {
            if (added.size() == settings.additions() || r + added.size() >= settings.most()) {
                break;
            }
            if (maximum.value() > lambda * (1 + ABOVE)) {
                double[] output = new double[x.length];
                architecture.output(maximum.w(), 1, output);
                double step = bestStep(x, output);
                if (step > 0) {
                    double factor = Math.pow(step, 1.0 / architecture.degree());
                    added.add(Arrays.stream(maximum.w())
                            .map(entry -> factor * entry)
                            .toArray());
                    for (int k = 0; k < x.length; k++) {
                        x[k] += step * output[k];
                    }
                }
            }
        }
        if (added.isEmpty()) {
            return false;
        }
        double[] wider = Arrays.copyOf(w, (r + added.size()) * m);
        for (int i = 0; i < added.size(); i++) {
            System.arraycopy(added.get(i), 0, wider, (r + i) * m, m);
        }
        w = wider;
        keep();
        return true;
    }

    /**
     * The t &ge; 0 that minimises l(X + t D) + lambda t; 0 where it rises from the start. False position on the convex function's slope, where an end that stays has
     * its slope halved (Illinois): exact at once for the squared loss, whose slope is linear.
     */
    private double bestStep(double[] x, double[] d) {
        double[] z = new double[x.length];
        double low = 0;
        double atLow = slope(x, d, low, z);
        if (!(atLow < 0)) {
            return 0;
        }
        double high = 1;
        double atHigh = slope(x, d, high, z);
        while (atHigh < 0 && high < 1e300) {
            low = high;
            atLow = atHigh;
            high *= 2;
            atHigh = slope(x, d, high, z);
        }
        for (int k = 0; k < SLOPES && high - low > LENGTH * high; k++) {
            double t = low + (high - low) * (atLow / (atLow - atHigh));
            if (!(t > low && t < high)) {
                t = (low + high) / 2;
            }
            double there = slope(x, d, t, z);
            if (Math.abs(there) <= LENGTH * lambda) {
                return t;
            }
            if (there < 0) {
                low = t;
                atLow = there;
                atHigh /= 2;
            } else {
                high = t;
                atHigh = there;
                atLow /= 2;
            }
        }
        return low;
    }

    private double slope(double[] x, double[] d, double t, double[] z) {
        for (int k = 0; k < z.length; k++) {
            z[k] = x[k] + t * d[k];
        }
        problem.lossAndGradient(z);
        return Euclidean.dot(z, 0, d, 0, d.length) + lambda;
    }

    /** Balances, drops subnetworks that have come to nothing where that does not raise the objective, and those that an optimum need not have. */
    private void shrink() {
        architecture.balance(w, subnetworks());
        double now = exact(w);
        double largest = 0;
        for (int i = 0; i < subnetworks(); i++) {
            largest = Math.max(largest, architecture.theta(w, i));
        }
        for (double share : new double[] {1e-2, 1e-4, 1e-8, 0}) {
            double[] kept = new double[w.length];
            int count = 0;
            for (int i = 0; i < subnetworks(); i++) {
                if (architecture.theta(w, i) > share * largest) {
                    System.arraycopy(w, i * m, kept, m * count++, m);
                }
            }
            double[] smaller = Arrays.copyOf(kept, count * m);
            if (count < subnetworks() && exact(smaller) <= now * (1 + ROUNDING)) {
                w = smaller;
                break;
            }
        }
        w = FewerSubnetworks.of(architecture, w, problem.outputs());
    }

    private HomogeneousCertificate certificate() {
        if (certificate == null) {
            ParallelNetwork network = ParallelNetwork.flat(architecture, best);
            VectorDual dual = problem.dual(bestV, bestFound);
            certificate = problem.certify(network, problem.objective(network), dual);
        }
        return certificate;
    }

    @Override
    public Optional<Stop> done() {
        return Optional.ofNullable(stop);
    }

    @Override
    public HomogeneousSolution result(Stop reason) {
        HomogeneousCertificate last = certificate();
        return new HomogeneousSolution(problem, last.network(), last, recorder.trace(), reason);
    }

    @Override
    public long iteration() {
        return iterations;
    }

    @Override
    public String title() {
        return grows
                ? "parallel network of degree " + architecture.degree()
                : method.name() + " on " + subnetworks() + " subnetworks";
    }

    @Override
    public Trace.Recorder recorder() {
        return recorder;
    }

    @Override
    public String headline() {
        return grows ? "gap" : "objective";
    }
}
