package org.infimum.deep.onednn;

/**
 * Where a layer stands in its network.
 *
 * @param engine the network's engine
 * @param input the format in which the layer below wants its gradient
 * @param output the format in which the layers above want the activations
 * @param inputGradient whether anybody wants the gradient at the input
 */
record Place(Engine engine, Format input, Format output, boolean inputGradient) {}
