package org.infimum.deep.train;

import java.util.Optional;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.data.BatchReader;
import org.infimum.deep.data.ExampleSet;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * How good a network is on a set of examples.
 *
 * @param objective f over all examples: the mean loss plus the network's l1 and l2 regularisation
 * @param error the share of examples whose largest output is not their class (top-1), from 0 to 1; with one output, the share whose
 *     output has not the sign of its target (an output of 0 is wrong)
 */
public record Evaluation(double objective, double error) {
    /** Examples a forward pass at most: large enough for full speed, small enough for a few hundred megabytes on LeNet. */
    private static final int CHUNK = 1000;

    /** Numbers in the features of a forward pass at most, for larger images: AlexNet's first activations take some eight times as many. */
    private static final int NUMBERS = 1 << 22;

    private static final double CLIP = 1e-10;

    /**
     * Evaluates a network in inference mode, in one pass over the examples.
     *
     * <p>The loss is computed from the output's activations with softmax probabilities clipped at 1e-10, as DL4J does in training.
     *
     * @param net the network
     * @param examples the examples, at least one
     * @return objective and error over the examples that can be read
     */
    public static Evaluation of(NetworkAdapter net, ExampleSet examples) {
        double loss = 0;
        long wrong = 0;
        long count = 0;
        int chunk = Math.max(1, Math.min(CHUNK, NUMBERS / examples.featuresPerExample()));
        try (BatchReader reader = examples.inOrder(chunk)) {
            for (int k = 0; (long) k * chunk < examples.size(); k++) {
                Optional<DataSet> read = reader.read(k);
                if (read.isEmpty()) {
                    continue;
                }
                DataSet batch = read.get();
                // fewer than asked for where some cannot be read
                int rows = batch.numExamples();
                INDArray output = net.output(batch.getFeatures());
                INDArray labels = batch.getLabels();
                // a probability of 0 would make 0 log 0 of the other classes NaN; DL4J's training clips there too
                INDArray clipped = net.softmaxOutput() ? Transforms.max(output, CLIP, true) : output.dup();
                loss += net.loss().computeScore(labels, clipped, new ActivationIdentity(), null, false);
                INDArray hits = labels.size(1) == 1 && labels.rank() == 2
                        ? output.mul(labels).gt(0)
                        : output.argMax(1).eq(labels.argMax(1));
                wrong += rows - hits.castTo(DataType.INT32).sumNumber().intValue();
                count += rows;
            }
        }
        return new Evaluation(loss / count + net.regularization(), (double) wrong / count);
    }
}
