package org.infimum.deep;

import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A learning rate that is multiplied by a factor at the start of certain epochs. In the BPGrad paper's CIFAR-10 experiment the rates
 * of Adagrad, Adam and Eve drop at epochs 31 and 61 of 100; by which factor it does not say. Survives JSON and checkpoints with the
 * solver that has it.
 *
 * @param factor what each drop multiplies the rate by, in (0, 1)
 * @param epochs the epochs, counted from 1, from whose start on the rate is the lower one; at least 2, ascending; one that stands
 *     there twice drops twice
 */
public record RateDrops(double factor, List<Integer> epochs) {
    /** A constant rate. */
    public static final RateDrops NONE = new RateDrops(0.1, List.of());

    /**
     * Checks and copies.
     *
     * @param factor as above
     * @param epochs as above
     * @throws IllegalArgumentException if the factor is outside (0, 1), or the epochs do not ascend from 2
     */
    public RateDrops {
        if (!(factor > 0 && factor < 1)) {
            throw new IllegalArgumentException("A drop's factor must be in (0, 1), not " + factor + "; 0.1 is common.");
        }
        epochs = List.copyOf(epochs);
        int before = 2;
        for (int epoch : epochs) {
            if (epoch < before) {
                throw new IllegalArgumentException(
                        "The epochs of the drops must ascend from 2 (the first epoch is 1), not " + epochs
                                + "; give them in order.");
            }
            before = epoch;
        }
    }

    /**
     * Drops at the start of epochs.
     *
     * @param factor what each drop multiplies the rate by, in (0, 1)
     * @param epochs the epochs, counted from 1
     * @return the drops
     * @throws IllegalArgumentException if the factor is outside (0, 1), or the epochs do not ascend from 2
     */
    public static RateDrops by(double factor, int... epochs) {
        return new RateDrops(factor, Arrays.stream(epochs).boxed().toList());
    }

    /**
     * The same drops in a shorter or longer run: a drop after k of {@code ofEpochs} epochs comes after k epochs / ofEpochs, rounded
     * to the nearest whole number (half up), at least 1. So 31 and 61 of 100 become 10 and 19 of 30, and 4 and 7 of 10. Drops that
     * fall together multiply.
     *
     * @param epochs the run's epochs, at least 1
     * @param ofEpochs the epochs of the run that these drops are for, at least 1
     * @return the scaled drops
     * @throws IllegalArgumentException if there are no epochs
     */
    public RateDrops scaledTo(int epochs, int ofEpochs) {
        if (epochs < 1 || ofEpochs < 1) {
            throw new IllegalArgumentException(
                    "A run has at least one epoch, so drops cannot go from " + ofEpochs + " epochs to " + epochs + ".");
        }
        return new RateDrops(
                factor,
                this.epochs.stream()
                        .map(epoch -> 1 + (int) Math.max(1, Math.round((epoch - 1.0) * epochs / ofEpochs)))
                        .toList());
    }

    /** A rate with these drops, by DL4J's epochs, which count from 0. */
    ISchedule schedule(double rate) {
        if (epochs.isEmpty()) {
            return new FixedSchedule(rate);
        }
        TreeMap<Integer, Double> rates = new TreeMap<>();
        rates.put(0, rate);
        for (int i = 0; i < epochs.size(); i++) {
            rates.put(epochs.get(i) - 1, rate * Math.pow(factor, i + 1.0));
        }
        return new MapSchedule(ScheduleType.EPOCH, rates);
    }

    /**
     * In words, for settings.
     *
     * @return for example {@code times 0.1 at epochs 31, 61}
     */
    @Override
    public String toString() {
        return epochs.isEmpty()
                ? "none"
                : "times " + factor + " at epochs "
                        + epochs.stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
