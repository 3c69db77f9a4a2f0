package org.infimum.deep.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** One network of the benchmark 'training': contenders that compute in turn, each round in another order. */
final class TrainingRace {
    /** A block of the fastest contender takes about this long: long beside the ticks in which systems count processor time. */
    private static final double BLOCK_MILLIS = 1000;

    private static final double WARM_UP_MILLIS = 6000;
    private static final int WARM_UP_ITERATIONS = 200;

    /** Relative; random labels and weights differ between the two sides, the way the loss is summed must not. */
    private static final double SAME_LOSS = 0.1;

    /** Of one processor: a contender that takes more while it waits spins. */
    private static final double SPINS = 0.1;

    private final List<ContenderProcess> contenders;
    private final List<String> references;
    private final int rounds;

    /** Processes of one name are one contender; the references, which the others are compared with, are such names. */
    TrainingRace(List<ContenderProcess> contenders, List<String> references, int rounds) {
        this.contenders = contenders;
        this.references = references;
        this.rounds = rounds;
    }

    void run() throws ContenderProcess.Failure, IOException {
        requireSameParameters();
        int iterations = warmUp();
        System.out.printf(
                "%d parameters; %d rounds of %d iterations a contender; load average %.2f on %d processors%n",
                contenders.get(0).parameters(), rounds, iterations, Usage.loadAverage(), Usage.processors());
        List<Lane> lanes = contenders.stream()
                .collect(Collectors.groupingBy(ContenderProcess::name, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> new Lane(entry.getKey(), entry.getValue(), rounds))
                .toList();
        double[] foreign = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            StringBuilder line = new StringBuilder("round ").append(round + 1).append(':');
            for (int i = 0; i < lanes.size(); i++) {
                Lane lane = lanes.get((i + round) % lanes.size());
                double strangers = lane.block(round, iterations, contenders, lanes);
                foreign[round] = Math.max(foreign[round], strangers);
                line.append(String.format("  %s %.2f ms", lane.name(), lane.wall()[round]));
                line.append(String.format(" (others %.0f %%)", 100 * strangers));
            }
            System.out.println(line);
        }
        report(lanes, new QuietRounds(foreign));
    }

    private void report(List<Lane> lanes, QuietRounds chosen) {
        TrainingTable table = new TrainingTable(
                lanes,
                lanes.stream().filter(lane -> references.contains(lane.name())).toList());
        table.print("All rounds", chosen.all());
        chosen.warn();
        if (chosen.worthATableOfTheirOwn()) {
            table.print("Quiet rounds", chosen.quiet());
        }
        lanes.stream().map(Lane::wins).filter(line -> !line.isEmpty()).forEach(System.out::println);
        Lane restless = Collections.max(lanes, Comparator.comparingDouble(Lane::idle));
        System.out.printf(
                "%s took up to %.0f %% of one processor while it waited for others%s%n",
                restless.name(),
                100 * restless.idle(),
                restless.idle() > SPINS ? ": WARNING, it slowed them." : ".");
    }

    private void requireSameParameters() throws ContenderProcess.Failure {
        ContenderProcess first = contenders.get(0);
        for (ContenderProcess contender : contenders) {
            if (contender.parameters() != first.parameters()) {
                throw new ContenderProcess.Failure("The networks differ: " + first.name() + " has "
                        + first.parameters() + " parameters, " + contender.name() + " "
                        + contender.parameters() + "; nothing was timed.");
            }
        }
    }

    /** Until the compiler and the caches have seen enough. Returns the iterations of a block. */
    private int warmUp() throws ContenderProcess.Failure, IOException {
        double fastest = Double.POSITIVE_INFINITY;
        List<Double> losses = new ArrayList<>();
        for (ContenderProcess contender : contenders) {
            ContenderProcess.Block block = contender.run(1);
            losses.add(block.loss());
            double spent = block.wall();
            int iterations = 2;
            for (int done = 1; done < WARM_UP_ITERATIONS && spent < WARM_UP_MILLIS; done += iterations) {
                block = contender.run(iterations);
                spent += block.wall();
            }
            fastest = Math.min(fastest, block.wall() / iterations);
        }
        requireSameLoss(losses);
        return (int) Math.max(1, Math.ceil(BLOCK_MILLIS / fastest));
    }

    private void requireSameLoss(List<Double> losses) throws ContenderProcess.Failure {
        for (int i = 0; i < losses.size(); i++) {
            double first = losses.get(0);
            if (!(Math.abs(losses.get(i) - first) <= SAME_LOSS * Math.abs(first))) {
                throw new ContenderProcess.Failure("The losses differ: " + contenders.get(0).name() + " starts with "
                        + first + ", " + contenders.get(i).name() + " with " + losses.get(i)
                        + "; nothing was timed.");
            }
        }
    }
}
