package org.infimum.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Stages one after the other, made from layers for a given input. */
final class Chain implements Stage {
    private final List<Stage> stages;

    private Chain(List<Stage> stages) {
        this.stages = List.copyOf(stages);
    }

    static Chain of(List<Layer> layers, Shape input, int offset) {
        List<Stage> stages = new ArrayList<>();
        Shape shape = input;
        int at = offset;
        for (Layer layer : layers) {
            stages.add(stage(layer, shape, at));
            shape = layer.output(shape);
            at += layer.parameterCount();
        }
        return new Chain(stages);
    }

    private static Stage stage(Layer layer, Shape input, int offset) {
        if (layer instanceof Dense dense) {
            return LinearStage.trained(new DenseLinks(dense.outputs(), dense.inputs()), offset);
        }
        if (layer instanceof Convolution convolution) {
            return LinearStage.trained(WindowLinks.convolution(convolution), offset);
        }
        if (layer instanceof Affine affine) {
            double[] constants = Arrays.copyOf(affine.scale(), 2 * input.channels());
            System.arraycopy(affine.shift(), 0, constants, input.channels(), input.channels());
            return LinearStage.constant(new ChannelLinks(input), constants);
        }
        if (layer instanceof Pooling pooling) {
            Links windows = WindowLinks.pooling(pooling.window(), input);
            if (pooling.kind() == Pooling.Kind.MAX) {
                return new MaxStage(windows);
            }
            double[] shares = new double[windows.coefficients()];
            for (int m = 1; m < shares.length; m++) {
                shares[m] = 1.0 / m;
            }
            return LinearStage.constant(windows, shares);
        }
        if (layer instanceof Activation activation) {
            return new ActivationStage(activation);
        }
        Residual residual = (Residual) layer;
        int side = offset + Layers.parameterCount(residual.body());
        return new ResidualStage(of(residual.body(), input, offset), of(residual.shortcut(), input, side));
    }

    @Override
    public double[] forward(double[] parameters, double[] z, ArrayDeque<double[]> tape) {
        double[] at = z;
        for (Stage stage : stages) {
            at = stage.forward(parameters, at, tape);
        }
        return at;
    }

    @Override
    public double[] backward(double[] parameters, double[] delta, ArrayDeque<double[]> tape, double[] gradient) {
        double[] at = delta;
        for (int k = stages.size() - 1; k >= 0; k--) {
            at = stages.get(k).backward(parameters, at, tape, gradient);
        }
        return at;
    }

    @Override
    public Enclosure enclose(ParameterBlocks parameters, Enclosure z, ArrayDeque<Enclosure> tape) {
        Enclosure at = z;
        for (Stage stage : stages) {
            at = stage.enclose(parameters, at, tape);
        }
        return at;
    }

    @Override
    public Enclosure encloseBack(
            ParameterBlocks parameters, Enclosure delta, ArrayDeque<Enclosure> tape, GradientSums sums) {
        Enclosure at = delta;
        for (int k = stages.size() - 1; k >= 0; k--) {
            at = stages.get(k).encloseBack(parameters, at, tape, sums);
        }
        return at;
    }

    @Override
    public double[] drift(ParameterBlocks parameters, Enclosure z, double[] error) {
        Enclosure at = z;
        double[] drifted = error;
        for (Stage stage : stages) {
            drifted = stage.drift(parameters, at, drifted);
            at = stage.enclose(parameters, at, new ArrayDeque<>());
        }
        return drifted;
    }

    /** The stages that hold parameters, in the order of the parameters. */
    List<LinearStage> trained() {
        List<LinearStage> trained = new ArrayList<>();
        for (Stage stage : stages) {
            if (stage instanceof LinearStage linear && linear.constants == null) {
                trained.add(linear);
            } else if (stage instanceof ResidualStage residual) {
                trained.addAll(residual.body.trained());
                trained.addAll(residual.shortcut.trained());
            }
        }
        return trained;
    }
}
