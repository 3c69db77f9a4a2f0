package org.infimum.deep.bench;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

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
                "%n%s (%d): median [quartiles]%n%-22s %-28s %-28s %9s %9s%n",
                title, rounds.length, "", "ms an iteration", "processor ms", "peak MB", "MB");
        for (Lane lane : lanes) {
            System.out.printf(
                    "%-22s %-28s %-28s %9.0f %9.0f%n",
                    lane.name(),
                    pick(lane.wall(), rounds).format("%.2f"),
                    pick(lane.processor(), rounds).format("%.2f"),
                    lane.megabytes("VmHWM"),
                    lane.megabytes("VmRSS"));
        }
        ratios("Ratios of time within a round", Lane::wall, rounds);
        ratios("Ratios of processor time within a round", Lane::processor, rounds);
    }

    private void ratios(String title, Function<Lane, double[]> times, int[] rounds) {
        System.out.printf("%n%s%n%-22s", title, "");
        references.forEach(reference -> System.out.printf(" %-26s", "to " + reference.name()));
        System.out.println();
        for (Lane lane : lanes) {
            System.out.printf("%-22s", lane.name());
            for (Lane reference : references) {
                System.out.printf(
                        " %-26s",
                        lane == reference
                                ? ""
                                : ratio(times.apply(lane), times.apply(reference), rounds)
                                        .format("%.3f"));
            }
            System.out.println();
        }
    }

    private static Quartiles pick(double[] values, int[] rounds) {
        return Quartiles.of(Arrays.stream(rounds).mapToDouble(i -> values[i]).toArray());
    }

    private static Quartiles ratio(double[] values, double[] base, int[] rounds) {
        return Quartiles.of(
                Arrays.stream(rounds).mapToDouble(i -> values[i] / base[i]).toArray());
    }
}
