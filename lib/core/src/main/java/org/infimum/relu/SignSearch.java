package org.infimum.relu;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.infimum.Evidence;

/**
 * Best-first search over the signs of the samples with nu_i &gt; 0: see {@link SignBranchAndBound}.
 *
 * <p>At any time the maximum is at most the largest of: the bounds of the open nodes (in the heap, waiting, and the one at hand, which has its
 * parent's bound until a better one is proved), and what was put aside. Put aside are nodes with a bound up to the cutoff of that moment,
 * and nodes without undecided signs, whatever their bound.
 */
final class SignSearch implements PolarSearch {
    /** Multiplications in a step, for about 20 ms. */
    private static final long WORK = 20_000_000;

    /** Open nodes that keep multipliers to start their children from take at most about this many bytes. */
    private static final long BYTES = 256L << 20;

    private final PolarProblem problem;
    private final PolarGoal goal;
    private final SignGenerators g;
    private final ShorProof proof;
    private final ShorBound shor;
    private final SignAscent ascent;
    private final SignMaximizers found;
    private final long mostNodes;
    private final double accuracy;
    private final double resolution;
    private final int mostKept;
    private final ArrayDeque<double[]> starts = new ArrayDeque<>();
    private final ArrayDeque<SignNode> waiting = new ArrayDeque<>();
    private final PriorityQueue<SignNode> open =
            new PriorityQueue<>(Comparator.comparingDouble((SignNode node) -> -node.bound));
    private SignNode atHand;
    private double setAside;
    private double lower;
    private double[] maximizer;
    private double upper = Double.POSITIVE_INFINITY;
    private long nodes;

    SignSearch(PolarProblem problem, PolarGoal goal, List<double[]> start, SignBranchAndBound options) {
        this.problem = problem;
        this.goal = goal;
        mostNodes = options.mostNodes();
        accuracy = SignBranchAndBound.ACCURACY;
        g = new SignGenerators(problem);
        proof = new ShorProof(g);
        shor = new ShorBound(g, proof);
        ascent = new SignAscent(problem);
        found = new SignMaximizers();
        maximizer = new double[g.r];
        resolution = proof.resolution();
        mostKept = (int) Math.min(1 << 24, BYTES / (5L * g.positives + 8L * g.negatives + 200));
        if (!g.isFinite()) {
            return;
        }
        if (g.positives == 0) {
            upper = problem.generatorError();
            return;
        }
        start.forEach(u -> starts.add(u.clone()));
        Random random = new Random(options.seed());
        for (int i = 0; i < options.starts(); i++) {
            starts.add(random.doubles(g.r, -1, 1).toArray());
        }
        waiting.add(new SignNode(new byte[g.positives], 0, Double.POSITIVE_INFINITY, null));
    }

    @Override
    public boolean isDone() {
        return !g.isFinite() || isExhausted() || nodes >= mostNodes || goal.isReached(lower, upper());
    }

    private boolean isExhausted() {
        return atHand == null && waiting.isEmpty() && open.isEmpty();
    }

    @Override
    public void step() {
        long work = 0;
        while (work < WORK && !isDone()) {
            work += starts.isEmpty() ? oneStep() : tryStart(starts.poll());
        }
    }

    private long tryStart(double[] u) {
        double[] end = ascent.ascend(u);
        found.add(end, ascent.value());
        double value = problem.lower(end);
        if (value > lower) {
            lower = value;
            maximizer = end;
        }
        return ascent.work();
    }

    private long oneStep() {
        if (atHand == null) {
            atHand = waiting.isEmpty() ? null : waiting.poll();
            if (atHand == null) {
                split(open.poll());
                return 0;
            }
            if (isPruned(atHand)) {
                putAside(atHand);
                return 0;
            }
            shor.begin(atHand, scaledCutoff(), atHand.undecided() == 0 ? 1e-10 : accuracy);
        }
        long work = shor.work();
        if (!shor.advance()) {
            nodes++;
            SignNode node = atHand;
            double[] direction = shor.direction();
            if (isUsable(direction)) {
                work += tryStart(direction);
            }
            if (node.undecided() == 0 && !isPruned(node)) {
                node.bound = Math.min(node.bound, proof.distance(node.signs, ascent.nearest(node.signs)));
                work += ascent.work();
            }
            settle(node);
            atHand = null;
        }
        return work;
    }

    private static boolean isUsable(double[] u) {
        for (double component : u) {
            if (!Double.isFinite(component)) {
                return false;
            }
        }
        return true;
    }

    private void settle(SignNode node) {
        if (isPruned(node) || node.undecided() == 0) {
            putAside(node);
            return;
        }
        if (open.size() >= mostKept) {
            node.multipliers = null;
        }
        open.add(node);
    }

    private void split(SignNode node) {
        if (isPruned(node)) {
            putAside(node);
            return;
        }
        waiting.add(node.child(node.hopeful));
        waiting.add(node.child((byte) -node.hopeful));
    }

    private void putAside(SignNode node) {
        setAside = Math.max(setAside, value(node));
    }

    private double cutoff() {
        return Math.max(goal.cutoff(lower), g.unscaledUp(resolution, problem.generatorError()));
    }

    /** A little below the cutoff, so that a node at it is pruned in the problem's units, too. */
    private double scaledCutoff() {
        double c = g.scaledDown(cutoff(), problem.generatorError());
        return c - 4 * Math.ulp(c);
    }

    private boolean isPruned(SignNode node) {
        return value(node) <= cutoff();
    }

    private double value(SignNode node) {
        return g.unscaledUp(node.bound, problem.generatorError());
    }

    private double upper() {
        if (!g.isFinite() || g.positives == 0) {
            return upper;
        }
        double most = Math.max(setAside, lower);
        if (atHand != null) {
            most = Math.max(most, value(atHand));
        }
        for (SignNode node : waiting) {
            most = Math.max(most, value(node));
        }
        if (!open.isEmpty()) {
            most = Math.max(most, value(open.peek()));
        }
        upper = Math.min(upper, most);
        return upper;
    }

    @Override
    public PolarBounds bounds() {
        double most = upper();
        String because =
                "signs of " + g.positives + " samples, Shor bound of order " + (g.r + 1) + ", " + nodes + " nodes";
        return new PolarBounds(lower, maximizer, Math.max(lower, most), Evidence.PROVED, because);
    }

    @Override
    public List<double[]> maximizersAbove(double value, int most) {
        return found.above(value, most);
    }

    @Override
    public long nodes() {
        return nodes;
    }
}
