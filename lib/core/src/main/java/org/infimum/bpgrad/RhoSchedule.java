package org.infimum.bpgrad;

/**
 * The schedule of rho in BPGrad's Algorithm 2: N outer rounds of n iterations each; rho is constant within a round and grows
 * between rounds, 0 &le; rho &lt; 1.
 *
 * <p>The paper says "increase rho" without a rule and uses N = 1, so that rho stays at its first value. The rule here is ours:
 * 1 - rho_(m+1) = (1 - growth)(1 - rho_m), which never reaches 1. After the last round rho keeps its last value.
 *
 * @param initial rho in the first round, in [0, 1); the paper 0, the authors' published code 0.1
 * @param rounds N, at least 1
 * @param iterationsPerRound n, at least 1; {@code Long.MAX_VALUE} for "all of them"
 * @param growth the part of 1 - rho that is taken away between rounds, in [0, 1); no meaning for N = 1
 */
public record RhoSchedule(double initial, int rounds, long iterationsPerRound, double growth) {
    /**
     * Checks the numbers.
     *
     * @param initial as above
     * @param rounds as above
     * @param iterationsPerRound as above
     * @param growth as above
     * @throws IllegalArgumentException if one is out of its range
     */
    public RhoSchedule {
        requireFraction("rho", initial);
        requireFraction("growth", growth);
        if (rounds < 1 || iterationsPerRound < 1) {
            throw new IllegalArgumentException("The schedule of rho needs N >= 1 rounds of n >= 1 iterations, not N = "
                    + rounds + " and n = " + iterationsPerRound + ".");
        }
    }

    /**
     * One round: rho never changes. With rho = 0 this is the paper's setting.
     *
     * @param rho rho in [0, 1)
     * @return the schedule
     */
    public static RhoSchedule constant(double rho) {
        return new RhoSchedule(rho, 1, Long.MAX_VALUE, 0);
    }

    /**
     * The value of rho at an iteration. Cost: one power.
     *
     * @param iteration the iteration, from 0
     * @return rho in [0, 1)
     */
    public double at(long iteration) {
        return atRound(Math.min(iteration / iterationsPerRound, rounds - 1L));
    }

    /**
     * The value of rho in a round: 1 - (1 - initial)(1 - growth)^round. Cost: one power.
     *
     * @param round the round, from 0; may be N or more
     * @return rho in [0, 1)
     */
    public double atRound(long round) {
        if (round == 0 || growth == 0) {
            return initial;
        }
        // after many rounds the difference from 1 is below what a number next to 1 can hold, and rho = 1 would end all
        // steps
        return Math.min(1 - (1 - initial) * Math.pow(1 - growth, round), Math.nextDown(1.0));
    }

    /**
     * N n, the iterations of Algorithm 2.
     *
     * @return the number of iterations; {@code Long.MAX_VALUE} if it does not fit
     */
    public long iterations() {
        return iterationsPerRound > Long.MAX_VALUE / rounds ? Long.MAX_VALUE : rounds * iterationsPerRound;
    }

    private static void requireFraction(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must be in [0, 1), not " + value + ".");
        }
    }

    @Override
    public String toString() {
        return rounds == 1
                ? Double.toString(initial)
                : initial + ", " + rounds + " rounds of " + iterationsPerRound + ", growth " + growth;
    }
}
