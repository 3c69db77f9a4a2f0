package org.infimum.network;

/** Samples with their targets. Immutable. */
public final class TrainingData {
    private final double[][] inputs;
    private final double[][] targets;

    /**
     * The given samples.
     *
     * @param inputs the samples, one a row, flat
     * @param targets the targets, one a row, as the {@link Loss} wants them
     * @throws IllegalArgumentException if there is no sample, the numbers of rows differ, rows differ in length or
     *     a number is not finite
     */
    public TrainingData(double[][] inputs, double[][] targets) {
        if (inputs.length == 0) {
            throw new IllegalArgumentException("Training data need at least one sample, not 0.");
        }
        if (targets.length != inputs.length) {
            throw new IllegalArgumentException(
                    "There must be a target for each of " + inputs.length + " samples, not " + targets.length + ".");
        }
        this.inputs = new double[inputs.length][];
        this.targets = new double[inputs.length][];
        for (int i = 0; i < inputs.length; i++) {
            this.inputs[i] = Finite.copy("numbers of sample " + i, inputs[i], inputs[0].length);
            this.targets[i] = Finite.copy("numbers of target " + i, targets[i], targets[0].length);
        }
    }

    /**
     * Samples of classes: every target is the unit vector of its class.
     *
     * @param inputs the samples, one a row, flat
     * @param labels the classes, from 0
     * @param classes the number of classes
     * @return the data
     * @throws IllegalArgumentException as the constructor, or if a label is not a class
     */
    public static TrainingData ofClasses(double[][] inputs, int[] labels, int classes) {
        double[][] targets = new double[labels.length][classes];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "Labels go from 0 to " + (classes - 1) + ", but sample " + i + " has " + labels[i] + ".");
            }
            targets[i][labels[i]] = 1;
        }
        return new TrainingData(inputs, targets);
    }

    /**
     * The number of samples.
     *
     * @return n, at least 1
     */
    public int size() {
        return inputs.length;
    }

    /** Sample i itself; not to be changed. */
    double[] input(int i) {
        return inputs[i];
    }

    /** Target i itself; not to be changed. */
    double[] target(int i) {
        return targets[i];
    }
}
