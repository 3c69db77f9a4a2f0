/**
 * Deeplearning4j layers that call oneDNN 3 themselves: activations stay in NHWC between them, activations functions are fused, nothing is
 * computed twice, and parameters and gradients stay the views of Deeplearning4j's flat vectors. {@link org.infimum.deep.onednn.FastLayers}
 * swaps them into a network; everything else of the package is inside.
 */
package org.infimum.deep.onednn;
