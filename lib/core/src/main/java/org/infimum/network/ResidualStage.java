package org.infimum.network;

import java.util.ArrayDeque;

/** The sum of a body and a shortcut. */
final class ResidualStage implements Stage {
    final Chain body;
    final Chain shortcut;

    ResidualStage(Chain body, Chain shortcut) {
        this.body = body;
        this.shortcut = shortcut;
    }

    @Override
    public double[] forward(double[] parameters, double[] z, ArrayDeque<double[]> tape) {
        double[] main = body.forward(parameters, z, tape);
        return sum(main, shortcut.forward(parameters, z, tape));
    }

    @Override
    public double[] backward(double[] parameters, double[] delta, ArrayDeque<double[]> tape, double[] gradient) {
        // the tape is a stack: what was pushed last is taken first
        double[] side = shortcut.backward(parameters, delta, tape, gradient);
        return sum(body.backward(parameters, delta, tape, gradient), side);
    }

    @Override
    public Enclosure enclose(ParameterBlocks parameters, Enclosure z, ArrayDeque<Enclosure> tape) {
        Enclosure main = body.enclose(parameters, z, tape);
        return main.plus(shortcut.enclose(parameters, z, tape));
    }

    @Override
    public Enclosure encloseBack(
            ParameterBlocks parameters, Enclosure delta, ArrayDeque<Enclosure> tape, GradientSums sums) {
        Enclosure side = shortcut.encloseBack(parameters, delta, tape, sums);
        return body.encloseBack(parameters, delta, tape, sums).plus(side);
    }

    private static double[] sum(double[] main, double[] side) {
        double[] sum = new double[main.length];
        for (int j = 0; j < sum.length; j++) {
            sum[j] = main[j] + side[j];
        }
        return sum;
    }

    @Override
    public double[] drift(ParameterBlocks parameters, Enclosure z, double[] error) {
        return EvaluationError.sum(
                body.enclose(parameters, z, new ArrayDeque<>()),
                body.drift(parameters, z, error),
                shortcut.enclose(parameters, z, new ArrayDeque<>()),
                shortcut.drift(parameters, z, error));
    }
}
