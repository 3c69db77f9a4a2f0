package org.infimum.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Layers one after the other: their shapes, and their parameters in one flat vector. */
final class Layers {
    private Layers() {}

    static Shape output(List<Layer> layers, Shape input) {
        Shape shape = input;
        for (Layer layer : layers) {
            shape = layer.output(shape);
        }
        return shape;
    }

    static int parameterCount(List<Layer> layers) {
        int count = 0;
        for (Layer layer : layers) {
            count = Math.addExact(count, layer.parameterCount());
        }
        return count;
    }

    static int write(List<Layer> layers, double[] all, int offset) {
        int at = offset;
        for (Layer layer : layers) {
            double[] own = layer.parameters();
            System.arraycopy(own, 0, all, at, own.length);
            at += own.length;
        }
        return at;
    }

    static List<Layer> read(List<Layer> layers, double[] all, int offset) {
        List<Layer> changed = new ArrayList<>();
        int at = offset;
        for (Layer layer : layers) {
            changed.add(layer.withParameters(Arrays.copyOfRange(all, at, at + layer.parameterCount())));
            at += layer.parameterCount();
        }
        return changed;
    }
}
