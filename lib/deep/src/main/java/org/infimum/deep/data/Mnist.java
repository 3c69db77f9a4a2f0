package org.infimum.deep.data;

import java.io.IOException;

/**
 * MNIST (LeCun, Cortes, Burges; CC BY-SA 3.0): 60,000 training and 10,000 test images of handwritten digits, 28x28 pixels, in the
 * original order, bytes 0 to 255 scaled to 0..1.
 */
public final class Mnist {
    private static final String NAME = "mnist";

    private Mnist() {}

    /**
     * Loads it, downloading it if it is not on this machine.
     *
     * @param store where to look
     * @return training and test images
     * @throws DatasetUnavailableException if a file is not to be had; the message says what to put where
     * @throws CorruptDataException if a file is damaged
     * @throws IOException if a file cannot be read
     */
    public static Split load(DatasetStore store) throws IOException {
        return new Split(part(store, "train", "train"), part(store, "t10k", "test"));
    }

    private static ImageSet part(DatasetStore store, String prefix, String name) throws IOException {
        return IdxReader.read(
                "MNIST " + name,
                store.file(NAME, prefix + "-images-idx3-ubyte.gz"),
                store.file(NAME, prefix + "-labels-idx1-ubyte.gz"),
                DigitsData.NAMES);
    }
}
