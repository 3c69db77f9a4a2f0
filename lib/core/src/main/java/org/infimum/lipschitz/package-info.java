/**
 * Lipschitz constants: {@linkplain org.infimum.lipschitz.LipschitzBound bounds}, which may enter a certificate, and
 * {@linkplain org.infimum.lipschitz.LipschitzEstimate estimates} from samples, which may not. They are different types.
 */
package org.infimum.lipschitz;
