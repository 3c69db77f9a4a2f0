package org.infimum.relu;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;

/**
 * One of the threads of a {@link SimplicialSearch}: a queue of cones, searched best first, with arrays of its own. Between two steps it may be told
 * of a larger lower bound and give cones away.
 */
final class ConeWorker {
    private final SimplicialBranchAndBound options;
    private final PolarGoal goal;
    private final ReducedPolar polar;
    private final int mostOpen;
    private final int workers;
    private final double trivial;
    private final Incumbent incumbent;
    private final DifferenceAscent ascent;
    private final ConeBound coneBound;
    private final PatternClosing closing;
    private final ConeSplit split;
    private final PriorityQueue<ConeNode> open =
            new PriorityQueue<>(Comparator.comparingDouble((ConeNode n) -> -n.bound));
    /** Below the best node, depth first, while the queue is full. */
    private final Deque<ConeNode> plunge = new ArrayDeque<>();

    private int nextOrthant;
    private double lower;
    private double pruned;
    private double stuck;
    private long nodes;
    private long climbs;

    /** The worker with a number among some, which begins with every so manieth orthant. */
    ConeWorker(
            SimplicialBranchAndBound options,
            PolarGoal goal,
            PolarProblem problem,
            ReducedPolar polar,
            int number,
            int workers) {
        this.options = options;
        this.goal = goal;
        this.polar = polar;
        this.nextOrthant = number;
        this.workers = workers;
        this.mostOpen = Math.max(1, options.openCones() / workers);
        // f(u) <= sizes^T |u|
        this.trivial = polar.size();
        this.incumbent = new Incumbent(problem);
        this.ascent = new DifferenceAscent(polar);
        this.coneBound = new ConeBound(polar);
        this.closing = new PatternClosing(polar);
        this.split = new ConeSplit(polar);
    }

    /** Takes part in what others have found. */
    void raise(double bound) {
        lower = Math.max(lower, bound);
    }

    double lower() {
        return lower;
    }

    Incumbent incumbent() {
        return incumbent;
    }

    long nodes() {
        return nodes;
    }

    /** How many cones can be given away. */
    int openCones() {
        return open.size();
    }

    /** Gives every second of its cones to another worker, the best one first. */
    void share(ConeWorker other) {
        int count = open.size();
        ConeNode[] all = new ConeNode[count];
        for (int i = 0; i < count; i++) {
            all[i] = open.poll();
        }
        for (int i = 0; i < count; i++) {
            (i % 2 == 0 ? other : this).open.add(all[i]);
        }
    }

    boolean isExhausted() {
        return !hasOrthants() && open.isEmpty() && plunge.isEmpty();
    }

    private boolean hasOrthants() {
        return nextOrthant < 1 << polar.dimension;
    }

    /** Works for about a number of multiplications, or until it has reached the goal. */
    void work(long multiplications) {
        long end = work() + multiplications;
        while (work() < end && !isExhausted() && !goal.isReached(lower, upper())) {
            double threshold = polar.cutoff(goal.cutoff(lower));
            if (hasOrthants()) {
                treat(ConeNode.orthant(polar, nextOrthant, trivial), threshold);
                nextOrthant += workers;
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

    /** Local ascents from up to so many directions, or until about a number of multiplications; how many were made. */
    int climb(StartingDirections directions, int most, long multiplications) {
        long end = work() + multiplications;
        int made = 0;
        while (made < most && work() < end) {
            climb(directions.next());
            made++;
        }
        return made;
    }

    private void climb(double[] direction) {
        nodes++;
        climbs++;
        if (ascent.climb(direction) > 0 && incumbent.offer(ascent.direction())) {
            raise(incumbent.lower());
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
        } else if (open.size() < mostOpen && plunge.isEmpty()) {
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

    /** A proved bound, in the problem's units, on all cones that it was ever given and has not given away. */
    double upper() {
        double bound = Math.max(Math.max(pruned, stuck), closing.largest());
        if (hasOrthants()) {
            bound = Math.max(bound, trivial);
        }
        if (!open.isEmpty()) {
            bound = Math.max(bound, open.peek().bound);
        }
        for (ConeNode node : plunge) {
            bound = Math.max(bound, node.bound);
        }
        return polar.upper(bound);
    }
}
