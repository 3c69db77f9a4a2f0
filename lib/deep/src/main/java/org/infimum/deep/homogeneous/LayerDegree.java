package org.infimum.deep.homogeneous;

import java.util.Objects;
import java.util.OptionalInt;

/**
 * What a layer or vertex does to the degree k of the map from the weights to its input, h(a W) = a^k h(W).
 *
 * @param name the layer's number or name
 * @param kind Deeplearning4j's class
 * @param before the degree of its input; empty where a layer before it broke homogeneity
 * @param after the degree of its output; empty where it or one before it broke homogeneity
 * @param breaks whether it breaks homogeneity itself
 * @param reason why the degree changes as it does, or what breaks it
 */
public record LayerDegree(
        String name, String kind, OptionalInt before, OptionalInt after, boolean breaks, String reason) {
    /**
     * Checks the parts.
     *
     * @param name as above
     * @param kind as above
     * @param before as above
     * @param after as above
     * @param breaks as above
     * @param reason as above
     * @throws IllegalArgumentException if there is a degree behind a break
     */
    public LayerDegree {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(reason, "reason");
        if (after.isPresent() && (breaks || before.isEmpty())) {
            throw new IllegalArgumentException(
                    "Layer " + name + " has the degree " + after.getAsInt() + " behind a break; leave it out.");
        }
    }

    /**
     * What the layer adds to the degree.
     *
     * @return after less before; empty where one of them is
     */
    public OptionalInt contribution() {
        return after.isPresent() ? OptionalInt.of(after.getAsInt() - before.getAsInt()) : OptionalInt.empty();
    }

    @Override
    public String toString() {
        String effect = "?";
        if (breaks) {
            effect = "breaks";
        } else if (after.isPresent()) {
            effect = "+" + contribution().getAsInt() + " = " + after.getAsInt();
        }
        return String.format("%-14s %-24s %-8s %s", name, kind, effect, reason);
    }
}
