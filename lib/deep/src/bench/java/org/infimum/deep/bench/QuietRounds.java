package org.infimum.deep.bench;

import java.util.stream.IntStream;

/** The rounds of a benchmark in which other processes left the machine alone. */
final class QuietRounds {
    /** More of the machine than this in other hands, and a round is not quiet. */
    private static final double QUIET = 0.1;

    private static final int NEEDED = 5;

    private final double[] foreign;

    /** Of the part of the machine that others took in each round. */
    QuietRounds(double[] foreign) {
        this.foreign = foreign;
    }

    int[] all() {
        return IntStream.range(0, foreign.length).toArray();
    }

    int[] quiet() {
        return IntStream.range(0, foreign.length)
                .filter(round -> foreign[round] < QUIET)
                .toArray();
    }

    /** Whether some rounds were not quiet, but enough were to tell from them. */
    boolean worthATableOfTheirOwn() {
        return quiet().length < foreign.length && quiet().length >= NEEDED;
    }

    /** Prints a warning where rounds were not quiet. */
    void warn() {
        int noisy = foreign.length - quiet().length;
        if (noisy > 0) {
            System.out.printf(
                    "%nWARNING: other processes took more than %.0f %% of the machine in %d of %d rounds (median %.0f %%)."
                            + " Trust the ratios, not the times, or run again when it is quiet.%n",
                    100 * QUIET,
                    noisy,
                    foreign.length,
                    100 * Quartiles.of(foreign).median());
        }
    }
}
