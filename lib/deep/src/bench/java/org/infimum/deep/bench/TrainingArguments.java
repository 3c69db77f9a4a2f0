package org.infimum.deep.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What was asked for on the command line: names of networks, the number of rounds, '--threads N'.
 *
 * @param networks the networks, in order; all if none was named
 * @param rounds rounds a network
 * @param threads threads a contender
 */
record TrainingArguments(List<BenchNetwork> networks, int rounds, int threads) {
    private static final int ROUNDS = 15;
    private static final int THREADS = 2;

    /** Reads the arguments. Throws an IllegalArgumentException with one sentence for what it does not know. */
    static TrainingArguments parse(String... arguments) {
        List<BenchNetwork> networks = new ArrayList<>();
        int rounds = ROUNDS;
        int threads = THREADS;
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            if (argument.equals("--threads")) {
                threads = positive("threads", i + 1 < arguments.length ? arguments[++i] : "");
            } else if (Character.isDigit(argument.charAt(0))) {
                rounds = positive("rounds", argument);
            } else {
                networks.add(Arrays.stream(BenchNetwork.values())
                        .filter(network -> network.argument().equals(argument))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("There is no network '" + argument + "'; take "
                                + BenchNetwork.arguments() + ", a number of rounds, or --threads N.")));
            }
        }
        return new TrainingArguments(networks.isEmpty() ? List.of(BenchNetwork.values()) : networks, rounds, threads);
    }

    private static int positive(String what, String text) {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException("The number of " + what + " must be a positive number, not '" + text
                    + "'.");
        }
        return Integer.parseInt(text);
    }
}
