package org.infimum.relu;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.infimum.Evidence;

/**
 * The search for a one-sided nested polar: best-first branch and bound over the signs e of z on samples with nu_i &gt; 0, at each node cutting planes over
 * the t of the others ({@link NestedPolar} has the bound, {@link NestedAtoms} the planes). The bound of a node is the smallest that an exact two-layer
 * oracle has proved at any t tried, so nothing rests on the linear programs; each program's point of G, alternated with the signs of its z, gives a lower
 * bound. Valid after any number of steps, none included. One thread at a time.
 */
final class NestedSearch {
    private static final int LOCAL_STARTS = 6;
    /** A plane that local ascent finds is taken without a proof if it cuts off this part of the program's value. */
    private static final double WORTH_A_CUT = 1e-3;

    private static final int CUTS_A_SIDE = 4;
    private static final int EVALUATIONS_A_STEP = 16;
    /** A node whose bound rounding keeps open is given up. */
    private static final int MOST_EVALUATIONS = 300;

    private static final int ALTERNATIONS = 5;

    private static final class Node {
        final int[] e;
        double bound;
        double[] bestT;
        int evaluations;
        boolean isProved;

        Node(int[] e, double bound, double[] bestT) {
            this.e = e;
            this.bound = bound;
            this.bestT = bestT;
        }
    }

    private final NestedPolar polar;
    private final PolarGoal goal;
    private final PolarOracle oracle;
    private final long seed;
    private final NestedAtoms atoms;
    private final NestedIncumbents incumbents;
    private final PriorityQueue<Node> open = new PriorityQueue<>(Comparator.comparingDouble((Node n) -> -n.bound));
    private Node node;
    private Evaluation evaluation;
    private double pruned;
    private double stuck;
    private long nodes;
    private Evidence evidence = Evidence.PROVED;

    /**
     * Begins a search.
     *
     * @param polar the polar
     * @param goal when to end
     * @param oracle for the two-layer polars
     * @param start vectors whose atoms are worth trying
     * @param seed of the local searches
     */
    NestedSearch(NestedPolar polar, PolarGoal goal, PolarOracle oracle, List<double[]> start, long seed) {
        this.polar = polar;
        this.goal = goal;
        this.oracle = oracle;
        this.seed = seed;
        this.atoms = new NestedAtoms(polar);
        this.incumbents = new NestedIncumbents(polar);
        start.forEach(atoms::add);
        int[] e = new int[polar.positive().length];
        Arrays.fill(e, -1);
        open.add(new Node(e, polar.trivial(), null));
    }

    boolean isDone() {
        return open.isEmpty() && node == null || goal.isReached(incumbents.lower(), upper());
    }

    /** Some two-layer polars, or a part of one that is hard. */
    void step() {
        for (int k = 0; k < EVALUATIONS_A_STEP && !isDone(); k++) {
            if (node == null) {
                node = open.poll();
                nodes++;
            }
            if (node.bound <= cutoff()) {
                pruned = Math.max(pruned, node.bound);
                node = null;
                // a point found while it was begun may have closed its node: the next one must not inherit it
                evaluation = null;
            } else if (evaluation == null) {
                begin();
            } else {
                evaluation.step();
                if (!evaluation.isDone()) {
                    return;
                }
                end();
            }
        }
    }

    private double cutoff() {
        return goal.cutoff(incumbents.lower());
    }

    private void begin() {
        NestedAtoms.Point point = atoms.solve(node.e);
        offer(point);
        int branch = worst(point);
        if (node.evaluations > 0 && point.value() > cutoff() && branch >= 0) {
            if (node.isProved) {
                branch(branch);
            } else {
                // a bound of its own, so that the best node comes first and an interrupt leaves a good bound
                evaluation = new Evaluation(point.t(), point, true);
            }
            return;
        }
        double[] t = point.t().clone();
        // the vertex alone zigzags about a smooth minimum
        if (node.bestT != null && node.evaluations % 2 == 1) {
            for (int l = 0; l < t.length; l++) {
                t[l] = 0.5 * t[l] + 0.5 * node.bestT[l];
            }
        }
        evaluation = new Evaluation(t, point, false);
    }

    /** The undecided place at which the relaxation loses most at a point, or -1. */
    private int worst(NestedAtoms.Point point) {
        int worst = -1;
        double most = -1;
        for (int l = 0; l < node.e.length; l++) {
            int i = polar.positive()[l];
            double loss = polar.nu(i) * Math.min(point.positivePart()[i], point.negativePart()[i]);
            if (node.e[l] < 0 && loss > most) {
                worst = l;
                most = loss;
            }
        }
        return worst;
    }

    private void branch(int place) {
        for (int value = 0; value < 2; value++) {
            int[] e = node.e.clone();
            for (int twin : polar.twins(place)) {
                e[twin] = value;
            }
            open.add(new Node(e, node.bound, node.bestT));
        }
        node = null;
    }

    /** A point of G, and those that alternating its z's signs with programs leads to. */
    private void offer(NestedAtoms.Point first) {
        NestedAtoms.Point point = first;
        double value = incumbents.offer(point);
        for (int k = 0; k < ALTERNATIONS; k++) {
            double[] z = point.z();
            int[] e = new int[polar.positive().length];
            for (int l = 0; l < e.length; l++) {
                e[l] = z[polar.positive()[l]] > 0 ? 1 : 0;
            }
            point = atoms.solve(e);
            double next = incumbents.offer(point);
            if (!(next > value * (1 + 1e-12))) {
                break;
            }
            value = next;
        }
    }

    private void end() {
        Evaluation ended = evaluation;
        evaluation = null;
        if (ended.of != node) {
            throw new IllegalStateException("A bound of one node was taken for another's.");
        }
        node.evaluations++;
        node.isProved |= ended.exact;
        if (ended.upper() < node.bound) {
            node.bound = ended.upper();
            node.bestT = ended.t;
            // whether the node is closed or not: an interrupt shows the bounds of open nodes too
            if (ended.evidence() != Evidence.PROVED) {
                evidence = Evidence.ESTIMATED;
            }
        }
        boolean added = false;
        for (double[] u : ended.cuts()) {
            added |= atoms.add(u);
        }
        if (node.bound <= cutoff()) {
            offer(ended.point);
        } else if (!added && !ended.loose || node.evaluations >= MOST_EVALUATIONS) {
            NestedAtoms.Point point = atoms.solve(node.e);
            offer(point);
            int branch = worst(point);
            if (branch >= 0) {
                branch(branch);
            } else if (!added && ended.halved) {
                // the vertex itself has not been tried
                node.bestT = null;
            } else {
                stuck = Math.max(stuck, node.bound);
                node = null;
            }
        }
    }

    private double upper() {
        double bound = Math.max(pruned, stuck);
        if (!open.isEmpty()) {
            bound = Math.max(bound, open.peek().bound);
        }
        if (node != null) {
            bound = Math.max(bound, node.bound);
        }
        return Math.max(bound, incumbents.lower());
    }

    NestedPolarBounds bounds() {
        NestedIncumbents.Found best = incumbents.best();
        return new NestedPolarBounds(
                incumbents.lower(),
                best.vectors(),
                best.signs(),
                upper(),
                evidence,
                "branch and bound over signs, two-layer polars by " + oracle.name());
    }

    /** The points of G found with a value above a given one, best first. */
    List<NestedIncumbents.Found> above(double value, int most) {
        return incumbents.above(value, most);
    }

    /** Nodes so far. */
    long nodes() {
        return nodes;
    }

    /** The bound of the node at hand at one t: two one-sided two-layer polars, by local ascent while that finds cutting planes, else proved. */
    private final class Evaluation {
        final Node of = node;
        final double[] t;
        final NestedAtoms.Point point;
        final boolean halved;
        private final PolarProblem[] problems = new PolarProblem[2];
        private final PolarSearch[] searches = new PolarSearch[2];
        final boolean loose;
        private boolean exact;
        private boolean proposed;

        Evaluation(double[] t, NestedAtoms.Point point, boolean exact) {
            this.t = t;
            this.point = point;
            this.halved = !Arrays.equals(t, point.t());
            this.loose = exact;
            this.exact = exact;
            for (int side = 0; side < 2; side++) {
                problems[side] = PolarProblem.of(polar.x(), side == 0 ? plus() : minus());
                // a node that will be branched needs no close bound
                searches[side] = exact
                        ? oracle.search(
                                problems[side], new PolarGoal(Math.max(cutoff(), point.value()), 1e-2), List.of())
                        : new LocalAscent(LOCAL_STARTS, seed + nodes)
                                .search(
                                        problems[side],
                                        goal,
                                        point.vectors().stream()
                                                .limit(LOCAL_STARTS)
                                                .toList());
            }
        }

        private double[] plus() {
            double[] mu = weighted(1);
            for (int l = 0; l < of.e.length; l++) {
                int i = polar.positive()[l];
                mu[i] = of.e[l] == 0 ? 0 : polar.nu(i);
            }
            return mu;
        }

        private double[] minus() {
            double[] mu = weighted(-1);
            for (int l = 0; l < of.e.length; l++) {
                int i = polar.positive()[l];
                mu[i] = of.e[l] == 1 ? -polar.nu(i) : 0;
            }
            return mu;
        }

        /** A rounded product of nu_i and a number in [0, 1] is the exact product with another such number, the same one on both sides. */
        private double[] weighted(int sign) {
            double[] mu = new double[polar.samples()];
            for (int l = 0; l < t.length; l++) {
                int i = polar.negative()[l];
                mu[i] = sign * (polar.nu(i) * t[l]);
            }
            return mu;
        }

        boolean isDone() {
            return (exact || proposed) && searches[0].isDone() && searches[1].isDone();
        }

        void step() {
            if (!exact) {
                propose();
                return;
            }
            for (PolarSearch search : searches) {
                if (!search.isDone()) {
                    search.step();
                }
            }
        }

        private void propose() {
            while (!searches[0].isDone() || !searches[1].isDone()) {
                searches[0].step();
                searches[1].step();
            }
            double found =
                    Math.max(searches[0].bounds().lower(), searches[1].bounds().lower());
            if (found > cutoff() && found > point.value() * (1 + WORTH_A_CUT)) {
                proposed = true;
                return;
            }
            PolarGoal close = new PolarGoal(cutoff(), goal.tolerance() / 4);
            for (int side = 0; side < 2; side++) {
                searches[side] = oracle.search(problems[side], close, searches[side].maximizersAbove(0, 2));
            }
            exact = true;
        }

        /** What is shown of the node's bound; nothing where local ascent has found a cutting plane. */
        double upper() {
            return exact
                    ? Math.max(
                            searches[0].bounds().upper(), searches[1].bounds().upper())
                    : Double.POSITIVE_INFINITY;
        }

        Evidence evidence() {
            return searches[0].bounds().evidence() == Evidence.PROVED
                            && searches[1].bounds().evidence() == Evidence.PROVED
                    ? Evidence.PROVED
                    : Evidence.ESTIMATED;
        }

        List<double[]> cuts() {
            List<double[]> cuts = new java.util.ArrayList<>();
            for (PolarSearch search : searches) {
                cuts.addAll(search.maximizersAbove(point.value(), CUTS_A_SIDE));
            }
            return cuts;
        }
    }
}
