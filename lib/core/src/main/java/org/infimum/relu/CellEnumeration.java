package org.infimum.relu;

import java.util.List;
import org.infimum.Evidence;

/**
 * The exact polar oracle for few samples with nu_i &gt; 0: all 2^m patterns d of the m lines on which they lie, each closed by
 *
 * <pre>dist(c_d, Z-)   with   max over ||u|| &le; 1 of f(u) = max over d of dist(c_d, Z-),</pre>
 *
 * whatever the rank. All subsets are a superset of the arrangement's cells, and none of their values exceeds the polar: so no geometry has to be
 * trusted and the bound is PROVED. Enumerating only the cells would need a proof that none was missed; for more samples take
 * {@link SimplicialBranchAndBound}.
 *
 * @param mostSamples the largest m taken on, 1 to 30; 2^20 patterns take about a second
 */
public record CellEnumeration(int mostSamples) implements PolarOracle {
    /**
     * Checks the options.
     *
     * @param mostSamples as above
     * @throws IllegalArgumentException if it is out of its range
     */
    public CellEnumeration {
        if (mostSamples < 1 || mostSamples > 30) {
            throw new IllegalArgumentException(
                    "The number of samples to enumerate must be in 1..30, not " + mostSamples + ".");
        }
    }

    @Override
    public String name() {
        return "enumeration of all patterns";
    }

    /**
     * Whether this oracle takes a problem on.
     *
     * @param problem the polar
     * @return true if its samples with nu_i &gt; 0 lie on at most {@link #mostSamples} lines, after merging parallel ones
     */
    public boolean accepts(PolarProblem problem) {
        return ReducedPolar.of(problem).positives <= mostSamples;
    }

    /**
     * Begins a search.
     *
     * @param problem the polar
     * @param goal when to end
     * @param start directions to climb from first
     * @return the search
     * @throws IllegalArgumentException if there are more samples with nu_i &gt; 0 than allowed, a product nu_i x_i overflows, or a
     *     direction has a wrong length
     */
    @Override
    public PolarSearch search(PolarProblem problem, PolarGoal goal, List<double[]> start) {
        ReducedPolar polar = ReducedPolar.of(problem);
        if (polar.positives > mostSamples) {
            throw new IllegalArgumentException("All patterns of " + polar.positives
                    + " samples with positive dual numbers are too many, the limit is " + mostSamples
                    + "; branch and bound over cones or signs instead.");
        }
        return new Search(polar, problem, goal, start);
    }

    private final class Search implements PolarSearch {
        /** Multiplications of one step: about 10 to 30 ms. */
        private static final long STEP = 10_000_000;
        /** So many low bits are enumerated at once. */
        private static final int BLOCK = 6;

        private final ReducedPolar polar;
        private final PolarGoal goal;
        private final Incumbent incumbent;
        private final DifferenceAscent ascent;
        private final StartingDirections starts;
        private final PatternClosing closing;
        private final int climbs;
        private final long blocks;
        private int climbed;
        private long next;

        Search(ReducedPolar polar, PolarProblem problem, PolarGoal goal, List<double[]> start) {
            this.polar = polar;
            this.goal = goal;
            this.incumbent = new Incumbent(problem);
            this.ascent = new DifferenceAscent(polar);
            this.starts = new StartingDirections(polar, start, 1);
            this.closing = new PatternClosing(polar);
            this.climbs = start.size() + 10;
            this.blocks = 1L << Math.max(0, polar.positives - BLOCK);
        }

        @Override
        public boolean isDone() {
            return next == blocks || goal.isReached(incumbent.lower(), upper());
        }

        @Override
        public void step() {
            long end = work() + STEP;
            while (work() < end && !isDone()) {
                if (climbed < climbs) {
                    climbed++;
                    climb(starts.next());
                } else {
                    closing.close(block(next++), polar.cutoff(goal.cutoff(incumbent.lower())));
                    climb(closing.direction());
                }
            }
        }

        private long work() {
            return ascent.work() + closing.work() + 1000 * next;
        }

        private void climb(double[] direction) {
            for (double coordinate : direction) {
                if (coordinate != 0) {
                    if (ascent.climb(direction) > 0) {
                        incumbent.offer(ascent.direction());
                    }
                    return;
                }
            }
        }

        /** The whole space with the high bits of the pattern given. */
        private ConeNode block(long number) {
            ConeNode node = ConeNode.orthant(polar, 0, polar.size());
            for (int i = polar.positives - 1; i >= BLOCK; i--) {
                node = node.fixed(polar, i, (number >> (i - BLOCK) & 1) != 0);
            }
            return node;
        }

        private double upper() {
            double bound = next < blocks ? polar.size() : closing.largest();
            return Math.max(polar.upper(bound), incumbent.lower());
        }

        @Override
        public PolarBounds bounds() {
            return new PolarBounds(incumbent.lower(), incumbent.direction(), upper(), Evidence.PROVED, name());
        }

        @Override
        public List<double[]> maximizersAbove(double value, int most) {
            return incumbent.above(value, most);
        }

        @Override
        public long nodes() {
            return next << Math.min(BLOCK, polar.positives);
        }
    }
}
