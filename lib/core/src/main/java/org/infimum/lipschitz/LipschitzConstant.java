package org.infimum.lipschitz;

import java.util.regex.Pattern;
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

    /**
     * The number with what it rests on, for a table or a title: "10 (CONDITIONAL: as claimed)" or "12.5 (ESTIMATED: maximum of 4,950
     * pairwise slopes of 100 points)".
     *
     * @return one line
     */
    default String describe() {
        double value = value();
        boolean whole = value == Math.rint(value) && value < 1e15;
        // an origin that begins with the number, as a certificate says it, need not say it twice
        String from = origin().replaceFirst("^L = " + Pattern.quote(Double.toString(value)) + ", ", "");
        return (whole ? Long.toString((long) value) : Double.toString(value)) + " (" + evidence() + ": " + from + ")";
    }
}
