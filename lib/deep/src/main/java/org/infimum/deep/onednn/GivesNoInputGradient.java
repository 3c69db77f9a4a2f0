package org.infimum.deep.onednn;

/**
 * A vertex of a graph that gives null as the gradient at those of its inputs that are the network's own, such as images of which it reads the size alone: {@link
 * FastLayers} then spares the first layer its gradient there too.
 */
public interface GivesNoInputGradient {}
