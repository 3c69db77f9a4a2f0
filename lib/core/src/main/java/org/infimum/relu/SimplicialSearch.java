package org.infimum.relu;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.infimum.Evidence;

/**
 * The search of {@link SimplicialBranchAndBound}: a fixed number of workers, which run side by side for a fixed amount of work, then tell each
 * other of the best direction and share their cones. What is found does not depend on the number of processors.
 */
final class SimplicialSearch implements PolarSearch {
    /** Multiplications of a worker in one step: about 10 to 20 ms. */
    private static final long STEP = 5_000_000;

    private static final int WORKERS = 4;
    /** A worker with fewer cones than this part of another's is given some. */
    private static final int UNEVEN = 4;

    private final SimplicialBranchAndBound options;
    private final PolarGoal goal;
    private final StartingDirections starts;
    private final ConeWorker[] workers;
    private int climbed;

    SimplicialSearch(SimplicialBranchAndBound options, PolarProblem problem, PolarGoal goal, List<double[]> start) {
        this.options = options;
        this.goal = goal;
        ReducedPolar polar = ReducedPolar.of(problem);
        this.starts = new StartingDirections(polar, start, options.seed());
        this.workers = new ConeWorker[WORKERS];
        Arrays.setAll(workers, w -> new ConeWorker(options, goal, problem, polar, w, WORKERS));
    }

    @Override
    public boolean isDone() {
        return isExhausted() || goal.isReached(lower(), upper());
    }

    private boolean isExhausted() {
        return Arrays.stream(workers).allMatch(ConeWorker::isExhausted);
    }

    @Override
    public void step() {
        if (climbed < options.starts()) {
            climbed += workers[0].climb(starts, options.starts() - climbed, 2 * STEP);
        } else {
            IntStream.range(0, WORKERS).parallel().forEach(w -> workers[w].work(STEP));
            share();
        }
        double lower = lower();
        for (ConeWorker worker : workers) {
            worker.raise(lower);
        }
    }

    private void share() {
        ConeWorker most = Arrays.stream(workers)
                .max(Comparator.comparingInt(ConeWorker::openCones))
                .orElseThrow();
        ConeWorker least = Arrays.stream(workers)
                .min(Comparator.comparingInt(ConeWorker::openCones))
                .orElseThrow();
        if (least.openCones() < most.openCones() / UNEVEN) {
            most.share(least);
        }
    }

    private double lower() {
        return best().lower();
    }

    /** What the first of those that found the most has found. */
    private Incumbent best() {
        Incumbent best = workers[0].incumbent();
        for (ConeWorker worker : workers) {
            best = worker.incumbent().lower() > best.lower() ? worker.incumbent() : best;
        }
        return best;
    }

    private double upper() {
        double upper = lower();
        for (ConeWorker worker : workers) {
            upper = Math.max(upper, worker.upper());
        }
        return upper;
    }

    @Override
    public PolarBounds bounds() {
        return new PolarBounds(lower(), best().direction(), upper(), Evidence.PROVED, options.name());
    }

    @Override
    public List<double[]> maximizersAbove(double value, int most) {
        Maximizers all = new Maximizers();
        for (ConeWorker worker : workers) {
            worker.incumbent().addTo(all, value);
        }
        return all.above(value, most);
    }

    @Override
    public long nodes() {
        return Arrays.stream(workers).mapToLong(ConeWorker::nodes).sum();
    }
}
