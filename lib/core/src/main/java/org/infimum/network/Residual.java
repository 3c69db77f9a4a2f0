package org.infimum.network;

import java.util.List;

/**
 * A residual block, u = body(z) + shortcut(z).
 *
 * @param body the layers of the body, in order
 * @param shortcut the layers of the shortcut, in order; empty for u = body(z) + z
 */
public record Residual(List<Layer> body, List<Layer> shortcut) implements Layer {
    /**
     * Copies the lists.
     *
     * @param body as above
     * @param shortcut as above
     */
    public Residual {
        body = List.copyOf(body);
        shortcut = List.copyOf(shortcut);
    }

    /**
     * A block with the identity as its shortcut.
     *
     * @param body the layers of the body
     * @return u = body(z) + z
     */
    public static Residual of(Layer... body) {
        return new Residual(List.of(body), List.of());
    }

    @Override
    public Shape output(Shape input) {
        Shape main = Layers.output(body, input);
        Shape side = Layers.output(shortcut, input);
        if (!main.equals(side)) {
            throw new IllegalArgumentException(
                    "A residual block adds outputs of one shape, not " + main + " and " + side + ".");
        }
        return main;
    }

    @Override
    public int parameterCount() {
        return Layers.parameterCount(body) + Layers.parameterCount(shortcut);
    }

    @Override
    public double[] parameters() {
        double[] all = new double[parameterCount()];
        Layers.write(shortcut, all, Layers.write(body, all, 0));
        return all;
    }

    @Override
    public Residual withParameters(double[] parameters) {
        double[] all = Finite.copy("parameters of a residual block", parameters, parameterCount());
        return new Residual(Layers.read(body, all, 0), Layers.read(shortcut, all, Layers.parameterCount(body)));
    }
}
