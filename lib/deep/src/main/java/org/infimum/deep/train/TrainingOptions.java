package org.infimum.deep.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a run trains. The one source of defaults is {@link #epochs(int)}.
 *
 * @param epochs passes over the training data, at least 1; may be raised when a run is resumed, nothing else may change
 * @param batchSize examples a minibatch, at least 1; the last minibatch of an epoch holds what is left
 * @param seed the seed of the minibatch order, and of the weights where a {@link Comparison} makes the network
 * @param checkpoint the file that keeps the run, empty for none
 * @param checkpointEvery time between checkpoints within an epoch; each epoch's end writes one too
 * @param fastLayers whether the layers that can run on oneDNN do ({@link org.infimum.deep.onednn.FastLayers}), where it is there; results
 *     differ by float rounding
 */
public record TrainingOptions(
        int epochs, int batchSize, long seed, Optional<Path> checkpoint, Duration checkpointEvery, boolean fastLayers) {
    /**
     * Checks the options.
     *
     * @param epochs as above
     * @param batchSize as above
     * @param seed as above
     * @param checkpoint as above
     * @param checkpointEvery as above
     * @param fastLayers as above
     * @throws IllegalArgumentException if a number is below 1 or the duration is negative
     */
    public TrainingOptions {
        Objects.requireNonNull(checkpoint, "checkpoint");
        Objects.requireNonNull(checkpointEvery, "checkpointEvery");
        if (epochs < 1) {
            throw new IllegalArgumentException("A run needs at least 1 epoch, not " + epochs + ".");
        }
        if (batchSize < 1) {
            throw new IllegalArgumentException("A minibatch needs at least 1 example, not " + batchSize + ".");
        }
        if (checkpointEvery.isNegative()) {
            throw new IllegalArgumentException(
                    "The time between checkpoints must not be negative: " + checkpointEvery + ".");
        }
    }

    /**
     * The defaults: minibatches of 100 (Zhang, Wu, Wang 2018, Sec. 4.1.1), seed 1, no checkpoint, and where one is set every 60 s
     * (a checkpoint of LeNet costs about a tenth of a second), layers on oneDNN where they can.
     *
     * @param epochs passes over the data
     * @return the options
     */
    public static TrainingOptions epochs(int epochs) {
        return new TrainingOptions(epochs, 100, 1, Optional.empty(), Duration.ofSeconds(60), true);
    }

    /**
     * The same options with another minibatch size.
     *
     * @param batchSize examples a minibatch
     * @return new options
     */
    public TrainingOptions batchSize(int batchSize) {
        return new TrainingOptions(epochs, batchSize, seed, checkpoint, checkpointEvery, fastLayers);
    }

    /**
     * The same options with another seed.
     *
     * @param seed the seed
     * @return new options
     */
    public TrainingOptions seed(long seed) {
        return new TrainingOptions(epochs, batchSize, seed, checkpoint, checkpointEvery, fastLayers);
    }

    /**
     * The same options with a checkpoint file. A run made with an existing file resumes from it.
     *
     * @param file the file; its folder is made if needed
     * @return new options
     */
    public TrainingOptions checkpoint(Path file) {
        return new TrainingOptions(epochs, batchSize, seed, Optional.of(file), checkpointEvery, fastLayers);
    }

    /**
     * The same options with another time between checkpoints.
     *
     * @param every the time
     * @return new options
     */
    public TrainingOptions checkpointEvery(Duration every) {
        return new TrainingOptions(epochs, batchSize, seed, checkpoint, every, fastLayers);
    }

    /**
     * The same options with Deeplearning4j's own layers alone.
     *
     * @return new options
     */
    public TrainingOptions standardLayers() {
        return new TrainingOptions(epochs, batchSize, seed, checkpoint, checkpointEvery, false);
    }
}
