package org.infimum.deep.data;

/** The shape in which a network wants its images. */
public enum FeatureShape {
    /** One row an image: [n, channels * height * width], channel by channel and row by row. For dense layers. */
    FLAT,
    /** [n, channels, height, width], Deeplearning4j's NCHW. For convolutions. */
    IMAGE
}
