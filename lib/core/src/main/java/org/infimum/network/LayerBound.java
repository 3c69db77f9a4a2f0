package org.infimum.network;

import java.util.Objects;
import org.infimum.lipschitz.NormBound;

/**
 * One row of the table behind a network's Lipschitz bound.
 *
 * @param name which layer: its place, counted from 0, and its kind; the layers of a residual block come before the block, with places as
 *     "3.body.0" and "3.shortcut.0"
 * @param output the shape of its output
 * @param norm its Lipschitz constant from both sides
 * @param factor whether the bound is a factor of the network's; false for the layers within a residual block, which enter the block's
 */
public record LayerBound(String name, Shape output, NormBound norm, boolean factor) {
    /**
     * Checks the parts.
     *
     * @param name as above
     * @param output as above
     * @param norm as above
     * @param factor as above
     */
    public LayerBound {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(norm, "norm");
    }
}
