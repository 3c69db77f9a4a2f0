package org.infimum.deep;

import java.util.Objects;
import java.util.stream.IntStream;
import org.infimum.deep.data.ExampleSet;
import org.infimum.network.Loss;
import org.infimum.network.Network;
import org.infimum.network.TrainingData;
import org.infimum.network.TrainingLoss;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A Deeplearning4j network at inference as core's own model of it, on which bounds are proved.
 *
 * @param network the model; its double weights are the float weights exactly, but for the scales and shifts of batch normalisation, which are
 *     computed from the float ones in double
 * @param logits whether the Deeplearning4j network ends in a softmax, which the model leaves out: its outputs are then the logits
 */
public record ReadNetwork(Network network, boolean logits) {
    /**
     * Checks the parts.
     *
     * @param network as above
     * @param logits as above
     */
    public ReadNetwork {
        Objects.requireNonNull(network, "network");
    }

    /**
     * The training loss of the network as a function of its parameters, of which a Lipschitz constant can be proved. For the softmax cross-entropy
     * of a network that ends in a softmax it is what Deeplearning4j calls the score, but for single precision and its l2, which
     * leaves the biases out: the weight decay here is of all parameters.
     *
     * @param examples the examples, all of which are taken into memory
     * @param loss the loss of one example; {@code SOFTMAX_CROSS_ENTROPY} takes the logits
     * @param weightDecay the weight decay, at least 0 and finite
     * @return the training loss
     * @throws IllegalArgumentException if the examples do not fit the network or the loss, or the weight decay is out of its range
     */
    public TrainingLoss trainingLoss(ExampleSet examples, Loss loss, double weightDecay) {
        DataSet all = examples.batch(IntStream.range(0, examples.size()).toArray());
        return new TrainingLoss(
                network, new TrainingData(rows(all.getFeatures()), rows(all.getLabels())), loss, weightDecay);
    }

    /** One row an example, flat in the order of channels, rows, columns. */
    private static double[][] rows(INDArray array) {
        return array.dup('c')
                .reshape('c', array.size(0), array.length() / array.size(0))
                .toDoubleMatrix();
    }
}
