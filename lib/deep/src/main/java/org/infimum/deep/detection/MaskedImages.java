package org.infimum.deep.detection;

import java.io.IOException;
import java.util.List;

/** Annotated images of which every pixel's class is known too. */
public interface MaskedImages extends AnnotatedImages {
    /** The value of pixels that belong to no class and count nowhere, such as the borders of objects: {@value}. */
    int VOID = 255;

    /**
     * What the values of a mask mean, as in PASCAL VOC.
     *
     * @return names by value: background is 0, the class of label c is c + 1
     */
    List<String> maskNames();

    /**
     * The class of each pixel.
     *
     * @param image number of the image, from 0
     * @return a copy: height * width unsigned bytes row by row, each a value of {@link #maskNames} or {@link #VOID}
     * @throws IOException if it cannot be read; the message is one sentence that names the file
     * @throws IndexOutOfBoundsException if there is no such image
     */
    byte[] mask(int image) throws IOException;
}
