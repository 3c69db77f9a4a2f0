package org.infimum.deep.onednn;

import java.util.Optional;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where a layer stands in its network.
 *
 * @param engine the network's engine
 * @param input the format in which the layer below wants its gradient
 * @param output the format in which the layers above want the activations
 * @param inputGradient what is given as the gradient at the input
 * @param rectifiedBy the link to the ReLU layer above, whose forward pass this layer does; null for none
 * @param rectifies the link to the layer below that does this ReLU layer's forward pass; null for none
 */
record Place(
        Engine engine,
        Format input,
        Format output,
        InputGradient inputGradient,
        Rectified rectifiedBy,
        Rectified rectifies) {
    /** The function that a layer applies in passing: its own, or that of the ReLU layer above. */
    Optional<Elementwise> fused(Optional<Elementwise> own) {
        return rectifiedBy == null ? own : Optional.of(Elementwise.RELU);
    }

    /** The same place with other formats. */
    Place inFormats(Format otherInput, Format otherOutput) {
        return new Place(engine, otherInput, otherOutput, inputGradient, rectifiedBy, rectifies);
    }

    /** Says that this output is what the ReLU layer above would make of it. */
    void passOn(INDArray output) {
        if (rectifiedBy != null) {
            rectifiedBy.set(output);
        }
    }
}
