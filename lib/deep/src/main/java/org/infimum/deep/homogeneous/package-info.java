/**
 * Positively homogeneous networks (Haeffele and Vidal 2017) in Deeplearning4j: {@link org.infimum.deep.homogeneous.HomogeneityReader the degree} of a network's
 * map in its weights and what breaks it, {@link org.infimum.deep.homogeneous.HomogeneityCheck a measurement} of the same, and descent by Deeplearning4j's
 * updaters or BPGrad for {@code org.infimum.homogeneous}.
 */
package org.infimum.deep.homogeneous;
