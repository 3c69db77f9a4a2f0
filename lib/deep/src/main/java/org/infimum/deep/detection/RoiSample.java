package org.infimum.deep.detection;

import java.util.List;
import java.util.Objects;

/**
 * Regions of interest of one image, chosen for training, foreground first.
 *
 * @param rois the regions; may be empty
 */
public record RoiSample(List<Roi> rois) {
    /**
     * Copies the list.
     *
     * @param rois as above
     */
    public RoiSample {
        rois = List.copyOf(rois);
    }

    /**
     * One region with what it should become.
     *
     * @param index where it comes from: the proposal of that number, or, from the number of proposals on, a ground truth box
     * @param box the region
     * @param label its class; 0 is the background
     * @param offsets the encoded ground truth box; four zeros for the background
     */
    public record Roi(int index, BoundingBox box, int label, List<Double> offsets) {
        /**
         * Copies the list.
         *
         * @param index as above
         * @param box as above
         * @param label as above
         * @param offsets as above
         */
        public Roi {
            Objects.requireNonNull(box, "box");
            offsets = List.copyOf(offsets);
        }
    }

    /**
     * The regions that are not background.
     *
     * @return their number
     */
    public int foreground() {
        return (int) rois.stream().filter(roi -> roi.label() > 0).count();
    }
}
