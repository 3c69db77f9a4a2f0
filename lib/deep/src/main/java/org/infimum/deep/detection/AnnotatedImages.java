package org.infimum.deep.detection;

import java.io.IOException;
import java.util.List;
import org.infimum.deep.data.RgbImage;

/** Images with the objects marked in them, in a fixed order. Annotations are in memory, pixels need not be. Safe for threads. */
public interface AnnotatedImages {
    /**
     * The set's name, for tables and messages.
     *
     * @return for example {@code voc2007 trainval}
     */
    String name();

    /**
     * The classes.
     *
     * @return their names in the order of the labels, background not among them
     */
    List<String> classNames();

    /**
     * The annotations.
     *
     * @return an unchangeable list, one entry an image
     */
    List<AnnotatedImage> images();

    /**
     * An image's pixels.
     *
     * @param image number of the image, from 0
     * @return the whole image, of the size that its annotation has
     * @throws IOException if it cannot be read; the message is one sentence that names the file
     * @throws IndexOutOfBoundsException if there is no such image
     */
    RgbImage pixels(int image) throws IOException;

    /**
     * The number of images.
     *
     * @return n
     */
    default int size() {
        return images().size();
    }
}
