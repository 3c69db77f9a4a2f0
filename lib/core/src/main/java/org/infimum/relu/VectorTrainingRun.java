package org.infimum.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.infimum.IterativeMethod;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.descent.QuasiNewton;
import org.infimum.linalg.Euclidean;

/** A run of {@link VectorSolver}. A step is a round: the polar's local maxima, new neurons, quasi-Newton steps on all, merging. */
final class VectorTrainingRun implements IterativeMethod<VectorSolution> {
    /** Rounds in a row that do not shrink the estimated gap by a fiftieth each, after which the run has stalled. */
    private static final int PATIENCE = 10;

    /** Ten quasi-Newton iterations that gain less than this part of the objective end a round. */
    private static final double GAIN = 1e-9;

    /** New neurons of a round are at least this far apart in direction. */
    private static final double APART = 0.1;

    /** Gates are smoothed over this part of ||x_i|| ||u|| at first. */
    private static final double FIRST_SMOOTHING = 0.01;

    private static final double LAST_SMOOTHING = 1e-5;

    /** Neurons closer in direction than this are tried as one. */
    private static final double ANGLE = 1e-2;

    private final VectorReluProblem problem;
    private final VectorSolver.Settings settings;
    private final VectorPolarBound bound;
    private final double beta;
    private final int d;
    private final int outputs;
    private final double[] x;
    private final double[] y;
    private final double[] lengths;
    private final Trace.Recorder recorder = new Trace.Recorder("neurons", "primal", "dual", "gap", "polar", "added");
    private double[] weights;
    private int m;
    private double smoothing = FIRST_SMOOTHING;
    private VectorNetwork best;
    private double bestValue = Double.POSITIVE_INFINITY;
    private double[][] bestDual;
    private double bestEstimate = -1;
    private List<VectorPolarMaximum> bestMaxima = List.of();
    private List<VectorPolarMaximum> maxima;
    private double polar;
    private long rounds;
    private int idle;

    VectorTrainingRun(
            VectorReluProblem problem, VectorNetwork start, VectorSolver.Settings settings, VectorPolarBound bound) {
        this.problem = problem;
        this.settings = settings;
        this.bound = bound;
        this.beta = problem.weightDecay();
        this.d = problem.columns();
        this.outputs = problem.outputs();
        this.x = VectorLossBounds.flat(problem.rows());
        this.y = VectorLossBounds.flat(problem.targetRows());
        this.lengths = new double[problem.samples()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = Euclidean.norm(problem.rows()[i]);
        }
        VectorNetwork balanced = start.balanced();
        this.m = balanced.width();
        this.weights = new double[(d + outputs) * m];
        for (int j = 0; j < m; j++) {
            put(weights, m, j, balanced.hidden(j), balanced.output(j));
        }
    }

    private void put(double[] to, int width, int j, double[] hidden, double[] output) {
        for (int k = 0; k < hidden.length; k++) {
            to[k * width + j] = hidden[k];
        }
        for (int c = 0; c < outputs; c++) {
            to[(d + c) * width + j] = output[c];
        }
    }

    private double[] hidden(int j) {
        double[] u = new double[d];
        for (int k = 0; k < d; k++) {
            u[k] = weights[k * m + j];
        }
        return u;
    }

    private double[] output(int j) {
        double[] a = new double[outputs];
        for (int c = 0; c < outputs; c++) {
            a[c] = weights[(d + c) * m + j];
        }
        return a;
    }

    /** The objective with gates smoothed over a part of the typical activation. */
    private FactorizedTraining training(double[] p, int width) {
        double squares = 0;
        for (int k = 0; k < d * width; k++) {
            squares += p[k] * p[k];
        }
        double scale = width > 0 ? smoothing * Math.sqrt(squares / width) : 0;
        return new FactorizedTraining(problem, x, y, width, times(lengths, scale));
    }

    private double exact(double[] p, int width) {
        return new FactorizedTraining(problem, x, y, width, new double[lengths.length])
                .evaluate(p, new double[p.length]);
    }

    @Override
    public void init() {
        look(training(weights, m));
    }

    /** What the neurons are worth: their exact objective, and at the smoothed predictions' dual point the polar's local maxima. */
    private void look(FactorizedTraining training) {
        double f = exact(weights, m);
        if (f < bestValue) {
            bestValue = f;
            best = network();
        }
        double[] z = training.predict(weights);
        double[][] rows = new double[problem.samples()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(z, i * outputs, (i + 1) * outputs);
        }
        double[][] v = VectorLossBounds.dualPoint(problem.loss(), rows, problem.targetRows());
        maxima = maxima(VectorPolar.of(problem.rows(), v));
        polar = maxima.isEmpty() ? 0 : maxima.get(0).value();
        double estimate = Math.max(0, VectorDual.estimate(problem, v, polar));
        if (estimate > bestEstimate) {
            bestEstimate = estimate;
            bestDual = v;
            bestMaxima = maxima;
        }
    }

    private List<VectorPolarMaximum> maxima(VectorPolar at) {
        List<double[]> from = new ArrayList<>();
        for (int j = 0; j < m; j++) {
            from.add(hidden(j));
        }
        return VectorAscent.of(at, settings.starts(), settings.seed() + rounds).run(from);
    }

    @Override
    public void step() {
        double before = gap();
        int added = grow();
        FactorizedTraining training = training(weights, m);
        descend(training);
        look(training);
        shrink();
        rounds++;
        idle = gap() < 0.98 * before ? 0 : idle + 1;
        if (polar < beta * (1 + 10 * smoothing) || idle > 0) {
            smoothing = Math.max(LAST_SMOOTHING, smoothing / 3);
        }
        recorder.append(m, bestValue, bestEstimate, gap(), polar / beta, added);
    }

    private void descend(FactorizedTraining training) {
        if (m == 0) {
            return;
        }
        QuasiNewton method = new QuasiNewton(training, weights);
        double mark = method.value();
        for (int k = 1; k <= settings.iterations() && method.step(); k++) {
            if (k % 10 == 0) {
                if (mark - method.value() < GAIN * mark) {
                    break;
                }
                mark = method.value();
            }
        }
        weights = method.point().clone();
    }

    private double gap() {
        return bestValue > 0 ? Math.max(0, 1 - bestEstimate / bestValue) : 0;
    }

    /** New neurons along the maxima above beta, with the step that is best for the loss's quadratic upper bound: it lowers the objective. */
    private int grow() {
        List<VectorPolarMaximum> above = additions();
        if (above.isEmpty()) {
            return 0;
        }
        double slope = 0;
        double square = 0;
        double[] row = new double[outputs];
        double[][] samples = problem.rows();
        for (VectorPolarMaximum maximum : above) {
            slope += maximum.value() - beta;
        }
        for (double[] sample : samples) {
            Arrays.fill(row, 0);
            for (VectorPolarMaximum maximum : above) {
                double t = 0;
                for (int k = 0; k < d; k++) {
                    t += sample[k] * maximum.direction()[k];
                }
                for (int c = 0; c < outputs && t > 0; c++) {
                    row[c] += t * maximum.output()[c];
                }
            }
            for (double entry : row) {
                square += entry * entry;
            }
        }
        double root = Math.sqrt(slope / square);
        if (!(root > 0) || !Double.isFinite(root)) {
            return 0;
        }
        int width = m + above.size();
        double[] wider = new double[(d + outputs) * width];
        for (int j = 0; j < m; j++) {
            put(wider, width, j, hidden(j), output(j));
        }
        for (int j = 0; j < above.size(); j++) {
            put(
                    wider,
                    width,
                    m + j,
                    times(above.get(j).direction(), root),
                    times(above.get(j).output(), root));
        }
        weights = wider;
        m = width;
        return above.size();
    }

    /** The best maxima above beta, no two of them close. */
    private List<VectorPolarMaximum> additions() {
        List<VectorPolarMaximum> chosen = new ArrayList<>();
        for (VectorPolarMaximum maximum : maxima) {
            if (maximum.value() > beta
                    && chosen.size() < settings.additions()
                    && chosen.stream()
                            .allMatch(other -> Euclidean.distance(other.direction(), maximum.direction()) > APART)) {
                chosen.add(maximum);
            }
        }
        return chosen;
    }

    private static double[] times(double[] vector, double factor) {
        return Arrays.stream(vector).map(entry -> entry * factor).toArray();
    }

    /** Balances, merges like directions and drops small neurons, where that does not raise the objective by more than rounding. */
    private void shrink() {
        if (m == 0) {
            return;
        }
        adopt(network().balanced());
        adopt(network().merged(ANGLE));
        VectorNetwork now = network();
        double largest = 0;
        for (int j = 0; j < m; j++) {
            largest = Math.max(largest, Euclidean.norm(now.output(j)));
        }
        for (double share : new double[] {1e-2, 1e-3, 1e-5}) {
            double[][] first = new double[m][];
            double[][] second = new double[m][];
            int kept = 0;
            for (int j = 0; j < m; j++) {
                if (Euclidean.norm(now.output(j)) > share * largest) {
                    first[kept] = now.hidden(j);
                    second[kept++] = now.output(j);
                }
            }
            if (kept < m
                    && adopt(VectorNetwork.checked(
                            Arrays.copyOf(first, kept),
                            Arrays.copyOf(second, kept),
                            problem.features(),
                            outputs,
                            problem.hasBias()))) {
                return;
            }
        }
    }

    private boolean adopt(VectorNetwork network) {
        double now = exact(weights, m);
        double[] p = new double[(d + outputs) * network.width()];
        for (int j = 0; j < network.width(); j++) {
            put(p, network.width(), j, network.hidden(j), network.output(j));
        }
        double f = exact(p, network.width());
        if (f <= now * (1 + 0.1 * GAIN)) {
            weights = p;
            m = network.width();
            return true;
        }
        return false;
    }

    private VectorNetwork network() {
        double[][] first = new double[m][];
        double[][] second = new double[m][];
        for (int j = 0; j < m; j++) {
            first[j] = hidden(j);
            second[j] = output(j);
        }
        return VectorNetwork.checked(first, second, problem.features(), outputs, problem.hasBias());
    }

    @Override
    public Optional<Stop> done() {
        if (gap() <= settings.gap()) {
            return Optional.of(new Stop(
                    Stop.Reason.DONE,
                    "the estimated relative gap " + gap() + " is at most " + settings.gap() + " after " + rounds
                            + " rounds."));
        }
        return idle >= PATIENCE
                ? Optional.of(new Stop(
                        Stop.Reason.STALLED,
                        PATIENCE + " rounds gained nothing; the estimated relative gap is " + gap()
                                + ". More starts or iterations a round may help."))
                : Optional.empty();
    }

    @Override
    public VectorSolution result(Stop stop) {
        VectorNetwork network = best.balanced();
        double upper = problem.objective(network);
        VectorDual dual =
                VectorDual.of(problem, bestDual, bound.bounds(VectorPolar.of(problem.rows(), bestDual), bestMaxima));
        return new VectorSolution(
                problem,
                network,
                VectorCertificate.certificate(dual, upper),
                dual,
                dual.estimate(),
                recorder.trace(),
                stop);
    }

    @Override
    public long iteration() {
        return rounds;
    }

    @Override
    public String title() {
        return "ReLU network with " + outputs + " outputs";
    }

    @Override
    public Trace.Recorder recorder() {
        return recorder;
    }

    @Override
    public String headline() {
        return "gap";
    }
}
