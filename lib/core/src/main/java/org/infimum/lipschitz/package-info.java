/**
 * Lipschitz constants: {@linkplain org.infimum.lipschitz.LipschitzBound bounds}, which may enter a certificate, and
 * {@linkplain org.infimum.lipschitz.LipschitzEstimate estimates} from samples, which may not. They are different types.
 *
 * <p>{@link org.infimum.lipschitz.MatrixNorm} and {@link org.infimum.lipschitz.ConvolutionNorm} prove upper bounds of spectral norms;
 * {@code org.infimum.network} composes them over networks. Estimates come from
 * {@linkplain org.infimum.lipschitz.PairwiseSlopes slopes}, {@linkplain org.infimum.lipschitz.GradientNorms gradient norms} and
 * {@linkplain org.infimum.lipschitz.ExtremeValueEstimate extreme-value fits}.
 */
package org.infimum.lipschitz;
