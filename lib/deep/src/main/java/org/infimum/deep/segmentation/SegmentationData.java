package org.infimum.deep.segmentation;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.infimum.deep.detection.DigitScenes;
import org.infimum.deep.detection.MaskedImages;

/**
 * A data set for segmentation.
 *
 * @param train what is trained on
 * @param validation what the network is judged on, of the same classes
 */
public record SegmentationData(MaskedImages train, MaskedImages validation) {
    private static final String SCENES = "digit-scenes";

    /**
     * Checks the parts.
     *
     * @param train as above
     * @param validation as above
     * @throws NullPointerException if a part is null
     */
    public SegmentationData {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(validation, "validation");
    }

    /**
     * A data set as a notebook's parameter names it.
     *
     * @param nameOrFolder {@code digit-scenes}, the embedded ones; {@code voc2011}, or the path of a folder in PASCAL VOC's layout for segmentation, of
     *     which the parts {@code train} and {@code val} are taken
     * @param trainScenes how many digit scenes are made to train on, at least 1; of no effect otherwise
     * @param validationScenes how many digit scenes are made to judge on, at least 1; of no effect otherwise
     * @param sceneSide width and height of the digit scenes, 32 to 1024; of no effect otherwise
     * @return the data
     * @throws org.infimum.deep.data.DatasetUnavailableException if it is not there; the message says what to put where
     * @throws IOException if it cannot be read, or too much in it is wrong
     */
    public static SegmentationData named(String nameOrFolder, int trainScenes, int validationScenes, int sceneSide)
            throws IOException {
        if (nameOrFolder.equals(SCENES)) {
            return new SegmentationData(
                    DigitScenes.train(trainScenes, sceneSide, 1), DigitScenes.test(validationScenes, sceneSide, 1));
        }
        VocSegmentation folder = VocSegmentation.named(nameOrFolder);
        return new SegmentationData(folder.part("train"), folder.part("val"));
    }

    /**
     * The same images with all classes but the first, VOC's background, made one: where an object is takes a network far less time to learn than which.
     *
     * @return new data of the two classes background (or what the first is called) and object
     */
    public SegmentationData foreground() {
        return new SegmentationData(new ForegroundImages(train), new ForegroundImages(validation));
    }

    /**
     * The classes.
     *
     * @return their names by the masks' values
     */
    public List<String> classes() {
        return train.maskNames();
    }

    @Override
    public String toString() {
        return train + "; " + validation;
    }
}
