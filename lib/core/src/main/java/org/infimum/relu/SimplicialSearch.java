package org.infimum.relu;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import org.infimum.Evidence;

/** The search of {@link SimplicialBranchAndBound}. */
final class SimplicialSearch implements PolarSearch {
    /** Multiplications of one step: about 10 to 30 ms. */
    private static final long STEP = 10_000_000;

    private final SimplicialBranchAndBound options;
    private final PolarGoal goal;
    private final ReducedPolar polar;
    private final Incumbent incumbent;
    private final DifferenceAscent ascent;
    private final StartingDirections starts;
    private final ConeBound coneBound;
    private final PatternClosing closing;
    private final ConeSplit split;
    private final PriorityQueue<ConeNode> open =
            new PriorityQueue<>(Comparator.comparingDouble((ConeNode n) -> -n.bound));
    /** Below the best node, depth first, while the queue is full. */
    private final Deque<ConeNode> plunge = new ArrayDeque<>();

    private final double trivial;
    private double pruned;
    private double stuck;
    private int nextStart;
    private int nextOrthant;
    private long nodes;
    private long climbs;

    SimplicialSearch(SimplicialBranchAndBound options, PolarProblem problem, PolarGoal goal, List<double[]> start) {
        this.options = options;
        this.goal = goal;
        this.polar = ReducedPolar.of(problem);
        this.incumbent = new Incumbent(problem);
        this.ascent = new DifferenceAscent(polar);
        this.starts = new StartingDirections(polar, start, options.seed());
        this.coneBound = new ConeBound(polar);
        this.closing = new PatternClosing(polar);
        this.split = new ConeSplit(polar);
        // f(u) <= sizes^T |u|
        this.trivial = polar.size();
    }

    @Override
    public boolean isDone() {
        return isExhausted() || goal.isReached(incumbent.lower(), upper());
    }

    private boolean isExhausted() {
        return nextOrthant == 1 << polar.dimension && open.isEmpty() && plunge.isEmpty();
    }

    @Override
    public void step() {
        long end = work() + STEP;
        while (work() < end && !isDone()) {
            double threshold = polar.cutoff(goal.cutoff(incumbent.lower()));
            if (nextStart < options.starts()) {
                nextStart++;
                climb(starts.next());
            } else if (nextOrthant < 1 << polar.dimension) {
                treat(ConeNode.orthant(polar, nextOrthant++, trivial), threshold);
            } else {
                ConeNode node = plunge.isEmpty() ? open.poll() : plunge.pop();
                if (node.bound <= threshold) {
                    pruned = Math.max(pruned, node.bound);
                } else {
                    branch(node, threshold);
                }
            }
        }
    }

    private long work() {
        // a node costs something beside its multiplications
        return coneBound.work() + closing.work() + split.work() + ascent.work() + 200 * nodes;
    }

    private void climb(double[] direction) {
        nodes++;
        climbs++;
        if (ascent.climb(direction) > 0) {
            incumbent.offer(ascent.direction());
        }
    }

    private void branch(ConeNode node, double threshold) {
        ConeNode[] halves = split.halves(node);
        if (halves.length == 0) {
            stuck = Math.max(stuck, node.bound);
            return;
        }
        for (ConeNode half : halves) {
            treat(half, threshold);
        }
    }

    private void treat(ConeNode node, double threshold) {
        nodes++;
        coneBound.tighten(node, threshold);
        if (node.bound <= threshold) {
            pruned = Math.max(pruned, node.bound);
            return;
        }
        propose();
        if (node.positive.length <= options.enumerated()) {
            closing.close(node, threshold);
            if (isNonZero(closing.direction())) {
                climb(closing.direction());
            }
        } else if (open.size() < options.openCones() && plunge.isEmpty()) {
            open.add(node);
        } else {
            plunge.push(node);
        }
    }

    private static boolean isNonZero(double[] u) {
        for (double coordinate : u) {
            if (coordinate != 0) {
                return true;
            }
        }
        return false;
    }

    /** The relaxation's maximiser is worth a climb where f is high there. */
    private void propose() {
        double[] u = coneBound.direction();
        if (climbs * 64 < nodes && isNonZero(u)) {
            climb(u);
        }
    }

    private double upper() {
        double bound = Math.max(Math.max(pruned, stuck), closing.largest());
        if (nextOrthant < 1 << polar.dimension) {
            bound = Math.max(bound, trivial);
        }
        if (!open.isEmpty()) {
            bound = Math.max(bound, open.peek().bound);
        }
        for (ConeNode node : plunge) {
            bound = Math.max(bound, node.bound);
        }
        return Math.max(polar.upper(bound), incumbent.lower());
    }

    @Override
    public PolarBounds bounds() {
        return new PolarBounds(incumbent.lower(), incumbent.direction(), upper(), Evidence.PROVED, options.name());
    }

    @Override
    public List<double[]> maximizersAbove(double value, int most) {
        return incumbent.above(value, most);
    }

    @Override
    public long nodes() {
        return nodes;
    }
}
