package org.infimum.deep.data;

import java.io.IOException;

/** The data sets ready for training, by name. Where they are looked for: {@link DatasetStore}. */
public final class Datasets {
    private static final int DIGITS_TRAIN = 1437;

    private Datasets() {}

    /**
     * The embedded digits. They have no customary division; this one, stratified and shuffled with seed 0, has the numbers that four
     * fifths, rounded down, give.
     *
     * @return 1,437 training and 360 test images of 8x8, pixels 0..1
     */
    public static Split digits() {
        return DigitsData.load().splitAt(DIGITS_TRAIN, 0);
    }

    /**
     * MNIST from this machine's store, downloaded at first use.
     *
     * @return 60,000 training and 10,000 test images of 28x28, pixels 0..1
     * @throws DatasetUnavailableException if a file is not to be had; the message says what to put where
     * @throws IOException if a file cannot be read
     */
    public static Split mnist() throws IOException {
        return Mnist.load(DatasetStore.standard());
    }

    /**
     * CIFAR-10 from this machine's store, downloaded at first use. The literature's networks are usually trained on preprocessed images: {@link
     * ContrastWhitening}.
     *
     * @return 50,000 training and 10,000 test images of 3x32x32, pixels 0..1
     * @throws DatasetUnavailableException if a file is not to be had; the message says what to put where
     * @throws IOException if a file cannot be read
     */
    public static Split cifar10() throws IOException {
        return Cifar10.load(DatasetStore.standard());
    }

    /**
     * A data set by its name in this machine's store, as a notebook's parameter gives it.
     *
     * @param name {@code digits}, {@code mnist} or {@code cifar-10}
     * @return training and test images
     * @throws IllegalArgumentException if there is no such data set, naming those there are
     * @throws DatasetUnavailableException if a file is not to be had; the message says what to put where
     * @throws IOException if a file cannot be read
     */
    public static Split named(String name) throws IOException {
        return named(name, DatasetStore.standard());
    }

    /**
     * A data set by its name.
     *
     * @param name {@code digits}, {@code mnist} or {@code cifar-10}
     * @param store where to look
     * @return training and test images
     * @throws IllegalArgumentException if there is no such data set, naming those there are
     * @throws DatasetUnavailableException if a file is not to be had; the message says what to put where
     * @throws IOException if a file cannot be read
     */
    public static Split named(String name, DatasetStore store) throws IOException {
        return switch (name) {
            case "digits" -> digits();
            case "mnist" -> Mnist.load(store);
            case "cifar-10" -> Cifar10.load(store);
            default ->
                throw new IllegalArgumentException(
                        "there is no data set '" + name + "' to train on; known: digits, mnist, cifar-10");
        };
    }
}
