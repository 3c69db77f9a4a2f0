/**
 * Lipschitz constants: {@linkplain org.infimum.lipschitz.LipschitzBound bounds}, which may enter a certificate, and
 * {@linkplain org.infimum.lipschitz.LipschitzEstimate estimates} from samples, which may not. They are different types. Estimates come
 * from {@linkplain org.infimum.lipschitz.PairwiseSlopes slopes}, {@linkplain org.infimum.lipschitz.GradientNorms gradient norms} and
 * {@linkplain org.infimum.lipschitz.ExtremeValueEstimate extreme-value fits}.
 */
package org.infimum.lipschitz;
