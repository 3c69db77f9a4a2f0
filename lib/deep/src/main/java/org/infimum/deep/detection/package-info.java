/**
 * Object detection by Fast R-CNN (Girshick, ICCV 2015): the network with its ROI pooling and its two losses, the encoding of boxes, and the
 * sampling of regions of interest for training.
 *
 * <p>Boxes are corners (x1, y1, x2, y2) in pixels, counted from 0, and both corners belong to the box, as in the authors' code and in
 * PASCAL VOC: a box is x2 - x1 + 1 pixels wide.
 */
package org.infimum.deep.detection;
