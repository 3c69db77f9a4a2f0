package org.infimum.lipschitz;

import org.infimum.Evidence;

/**
 * A number L that stands in |f(x) - f(z)| &le; L ||x - z||, with what it rests on. Either a {@link LipschitzBound} or a
 * {@link LipschitzEstimate}; only the former can carry a certificate that is not merely estimated.
 */
public sealed interface LipschitzConstant permits LipschitzBound, LipschitzEstimate {
    /**
     * The number L.
     *
     * @return L &gt; 0 and finite
     */
    double value();

    /**
     * What the number rests on.
     *
     * @return the evidence
     */
    Evidence evidence();

    /**
     * Where the number comes from, in a few words.
     *
     * @return the origin
     */
    String origin();
}
