package org.infimum.network;

import java.util.ArrayDeque;

/**
 * A layer made ready for its input's shape: it reads its parameters from the network's flat vector. The way forward
 * pushes what the way back needs onto a tape, and the way back takes it off again.
 */
interface Stage {
    /** The output for an input z; pushes what {@link #backward} needs. */
    double[] forward(double[] parameters, double[] z, ArrayDeque<double[]> tape);

    /** Takes the gradient in the output to that in the input, and adds that in the parameters to the last argument. */
    double[] backward(double[] parameters, double[] delta, ArrayDeque<double[]> tape, double[] gradient);

    /** Encloses the outputs for all inputs in z and all parameters of a set; pushes what {@link #encloseBack} needs. */
    Enclosure enclose(ParameterBlocks parameters, Enclosure z, ArrayDeque<Enclosure> tape);

    /** Encloses the gradients in the input, and adds those in the parameters to the sums. */
    Enclosure encloseBack(ParameterBlocks parameters, Enclosure delta, ArrayDeque<Enclosure> tape, GradientSums sums);

    /** Bounds of the error in every computed output over a set of parameters, from those in the inputs. */
    double[] drift(ParameterBlocks parameters, Enclosure z, double[] error);
}
