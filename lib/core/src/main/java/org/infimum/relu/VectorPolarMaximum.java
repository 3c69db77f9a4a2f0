package org.infimum.relu;

/**
 * A local maximum of a vector polar, max over ||u|| &le; 1 of ||V^T (X u)_+||, as local ascent ends there.
 *
 * @param direction u, of unit length, d numbers; taken over, not to be changed
 * @param value ||V^T (X u)_+||, positive, in plain floating point
 * @param output V^T (X u)_+ over the value, C numbers: the best output direction, for C = 1 a sign; taken over, not to be changed
 */
public record VectorPolarMaximum(double[] direction, double value, double[] output) {}
