package org.infimum.deep.detection;

import java.io.IOException;
import java.util.Objects;

/**
 * Images to train on and images to judge by, of the same classes.
 *
 * @param train to train on
 * @param test to judge by
 */
public record DetectionData(AnnotatedImages train, AnnotatedImages test) {
    /** The name of the embedded data. */
    public static final String DIGIT_SCENES = "digit-scenes";

    private static final int SEED = 1;

    /**
     * A pair, checked.
     *
     * @param train as above
     * @param test as above
     * @throws IllegalArgumentException if their classes differ
     */
    public DetectionData {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(test, "test");
        if (!train.classNames().equals(test.classNames())) {
            throw new IllegalArgumentException(
                    "Both sets need the same classes, not " + train.classNames() + " and " + test.classNames() + ".");
        }
    }

    /**
     * Data as a notebook's parameters name them.
     *
     * @param nameOrFolder {@code digit-scenes}, {@code voc2007}, or a folder in PASCAL VOC's layout
     * @param trainPart a folder's list of images to train on, such as {@code trainval}; of no meaning for the scenes
     * @param testPart its list of images to judge by, such as {@code test}
     * @param scenes training scenes, at least 1; a third as many, of other digits, to judge by; of no meaning for folders
     * @return the data
     * @throws IllegalArgumentException if there is not at least one scene
     * @throws org.infimum.deep.data.DatasetUnavailableException if a folder or list is not there; the message says what to put where
     * @throws IOException if a folder cannot be read, or too much of it is unusable
     */
    public static DetectionData named(String nameOrFolder, String trainPart, String testPart, int scenes)
            throws IOException {
        if (nameOrFolder.equals(DIGIT_SCENES)) {
            return new DetectionData(DigitScenes.train(scenes, SEED), DigitScenes.test(Math.max(1, scenes / 3), SEED));
        }
        VocFolder folder = VocFolder.named(nameOrFolder);
        return new DetectionData(folder.part(trainPart), folder.part(testPart));
    }

    /**
     * Both sets.
     *
     * @return a line each
     */
    @Override
    public String toString() {
        return train + System.lineSeparator() + test;
    }
}
