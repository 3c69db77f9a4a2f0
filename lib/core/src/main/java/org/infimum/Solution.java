package org.infimum;

import java.util.Objects;
import java.util.Optional;

/**
 * What a solver found, how far it can be from the optimum, and how it got there.
 *
 * @param argument where the best value was found; a {@code double[]} is handed out as it is: copy it before changing it
 * @param value the best value found, f(argument)
 * @param certificate the interval that holds the optimal value; empty where the solver claims nothing, or where samples
 *     contradicted its assumption
 * @param trace the numbers of each iteration
 * @param stop why the run stopped
 * @param <A> the argument's type: {@code double[]} for functions, weights for networks
 */
public record Solution<A>(A argument, double value, Optional<Certificate> certificate, Trace trace, Stop stop) {
    /**
     * Checks the parts.
     *
     * @param argument as above
     * @param value as above
     * @param certificate as above
     * @param trace as above
     * @param stop as above
     * @throws NullPointerException if a part is null
     */
    public Solution {
        Objects.requireNonNull(argument, "argument");
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(trace, "trace");
        Objects.requireNonNull(stop, "stop");
    }

    @Override
    public String toString() {
        return "value " + value + ", " + certificate.map(Certificate::toString).orElse("no certificate") + " (" + stop
                + ")";
    }
}
