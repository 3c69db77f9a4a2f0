package org.infimum.deep.onednn;

/**
 * A vertex of a graph that reads activations of shape [examples, channels, height, width] in NCHW and in NHWC strides alike, and gives the
 * gradient in the strides in which the activations came: {@link FastLayers} then leaves what is below it in NHWC.
 */
public interface TakesAnyImageFormat {}
