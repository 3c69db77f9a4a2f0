package org.infimum.deep.bench;

import java.util.Arrays;
import java.util.List;

/** Prints what the contenders of the benchmark 'training' cost, beside those that are compared with. */
final class TrainingTable {
    private final List<Lane> lanes;
    private final List<Lane> references;

    /** The references are among the lanes. */
    TrainingTable(List<Lane> lanes, List<Lane> references) {
        this.lanes = lanes;
        this.references = references;
    }

    void print(String title, int[] rounds) {
        System.out.printf(
                "%n%s (%d): median [quartiles], ratios of the time within a round%n%-34s %-26s %-26s",
                title, rounds.length, "", "ms an iteration", "processor ms");
        for (Lane reference : references) {
            System.out.printf(" %-26s", "of " + reference.name());
        }
        System.out.printf(" %9s %9s%n", "peak MB", "MB");
        for (Lane lane : lanes) {
            System.out.printf(
                    "%-34s %-26s %-26s",
                    lane.name(),
                    pick(lane.wall(), rounds).format("%.2f"),
                    pick(lane.processor(), rounds).format("%.2f"));
            for (Lane reference : references) {
                System.out.printf(
                        " %-26s", lane == reference ? "" : ratio(lane, reference, rounds).format("%.3f"));
            }
            System.out.printf(
                    " %9.0f %9.0f%n",
                    lane.contender().megabytes("VmHWM"), lane.contender().megabytes("VmRSS"));
        }
    }

    private static Quartiles pick(double[] values, int[] rounds) {
        return Quartiles.of(Arrays.stream(rounds).mapToDouble(i -> values[i]).toArray());
    }

    private static Quartiles ratio(Lane lane, Lane base, int[] rounds) {
        return Quartiles.of(Arrays.stream(rounds)
                .mapToDouble(i -> lane.wall()[i] / base.wall()[i])
                .toArray());
    }
}
