package org.infimum.relu;

import java.util.List;
import org.infimum.Evidence;

/**
 * Multi-start local ascent of the polar by difference-of-convex steps: fast, of any rank, and NOT a certificate. Its lower bound is rigorous;
 * its upper one is only the best value found (ESTIMATED): with 60 to 100 starts the maximiser was missed in 6 of 21 Gaussian problems of
 * rank 5 and more.
 *
 * <p>Starts: the directions given, the mean slope and its opposite, samples and their opposites, then Gaussian draws. One costs some tens of
 * microseconds at n = 50.
 *
 * @param starts the number of ascents, at least 1
 * @param seed of the Gaussian draws
 */
public record LocalAscent(int starts, long seed) implements PolarOracle {
    /**
     * Checks the options.
     *
     * @param starts as above
     * @param seed as above
     * @throws IllegalArgumentException if there is no start
     */
    public LocalAscent {
        if (starts < 1) {
            throw new IllegalArgumentException("The ascent needs at least one start, not " + starts + ".");
        }
    }

    @Override
    public String name() {
        return "local ascent, " + starts + " starts";
    }

    /**
     * Begins a search.
     *
     * @param problem the polar
     * @param goal without effect: all starts are made
     * @param start directions worth trying first
     * @return the search
     * @throws IllegalArgumentException if a product nu_i x_i overflows or a direction has a wrong length
     */
    @Override
    public PolarSearch search(PolarProblem problem, PolarGoal goal, List<double[]> start) {
        return new Search(problem, start);
    }

    private final class Search implements PolarSearch {
        /** Multiplications of one step: about 10 to 30 ms. */
        private static final long STEP = 10_000_000;

        private final Incumbent incumbent;
        private final DifferenceAscent ascent;
        private final StartingDirections directions;
        private int done;

        Search(PolarProblem problem, List<double[]> start) {
            ReducedPolar polar = ReducedPolar.of(problem);
            this.incumbent = new Incumbent(problem);
            this.ascent = new DifferenceAscent(polar);
            this.directions = new StartingDirections(polar, start, seed);
        }

        /** After all starts; an estimate cannot reach the goal of a bound earlier. */
        @Override
        public boolean isDone() {
            return done == starts;
        }

        @Override
        public void step() {
            long end = ascent.work() + STEP;
            while (done < starts && ascent.work() < end) {
                done++;
                if (ascent.climb(directions.next()) > 0) {
                    incumbent.offer(ascent.direction());
                }
            }
        }

        @Override
        public PolarBounds bounds() {
            return new PolarBounds(
                    incumbent.lower(), incumbent.direction(), incumbent.lower(), Evidence.ESTIMATED, name());
        }

        @Override
        public List<double[]> maximizersAbove(double value, int most) {
            return incumbent.above(value, most);
        }

        @Override
        public long nodes() {
            return done;
        }
    }
}
