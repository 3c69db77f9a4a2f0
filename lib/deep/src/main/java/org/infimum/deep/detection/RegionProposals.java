package org.infimum.deep.detection;

import org.infimum.deep.data.RgbImage;

/** A method that proposes where objects may be, whatever their class. Safe for threads; the same image always gets the same boxes in the same order. */
public interface RegionProposals {
    /**
     * Proposes regions.
     *
     * @param image the image
     * @return boxes inside it, perhaps none
     */
    BoundingBoxes of(RgbImage image);

    /**
     * A text that changes whenever the boxes might: method, parameters, version.
     *
     * @return the text, the same in every process
     */
    String description();
}
