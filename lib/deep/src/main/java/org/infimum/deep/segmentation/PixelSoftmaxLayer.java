package org.infimum.deep.segmentation;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.convolution.CnnLossLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** {@link PixelSoftmax} at work. */
final class PixelSoftmaxLayer extends CnnLossLayer {
    private static final long serialVersionUID = 1L;

    /** The score that {@link #backpropGradient} came by, and of what, so that {@link #computeScore} need not compute it again. */
    private transient Scored scored;

    private record Scored(INDArray input, INDArray labels, INDArray mask, double mean) {}

    PixelSoftmaxLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        INDArray scores = plain(input, workspaceMgr);
        INDArray output = workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, dataType, input.shape(), 'c');
        new PixelPass(scores.shape()).probabilities(Numbers.of(scores), Numbers.of(output));
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(true);
        requireLabels();
        INDArray scores = plain(input, workspaceMgr);
        INDArray gradient = workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
        PixelPass pass = new PixelPass(scores.shape());
        double labelled = labelled();
        // Deeplearning4j divides the gradient by the number of images
        double factor = labelled == 0 ? 0 : input.size(0) / labelled;
        double loss = pass.gradient(
                Numbers.of(scores),
                Numbers.of(plain(labels, workspaceMgr)),
                mask(workspaceMgr),
                factor,
                Numbers.of(gradient));
        scored = new Scored(input, labels, maskArray, labelled == 0 ? 0 : loss / labelled);
        return new Pair<>(new DefaultGradient(), gradient);
    }

    @Override
    public double computeScore(double fullNetRegTerm, boolean training, LayerWorkspaceMgr workspaceMgr) {
        Scored known = scored;
        scored = null;
        double mean = known != null && known.input == input && known.labels == labels && known.mask == maskArray
                ? known.mean
                : mean(workspaceMgr);
        score = mean + fullNetRegTerm;
        return score;
    }

    private double mean(LayerWorkspaceMgr workspaceMgr) {
        assertInputSet(false);
        requireLabels();
        double labelled = labelled();
        return labelled == 0 ? 0 : Arrays.stream(losses(workspaceMgr)).sum() / labelled;
    }

    /** The summed losses of the labelled pixels, image by image. */
    private double[] losses(LayerWorkspaceMgr workspaceMgr) {
        INDArray scores = plain(input, workspaceMgr);
        return new PixelPass(scores.shape())
                .losses(Numbers.of(scores), Numbers.of(plain(labels, workspaceMgr)), mask(workspaceMgr));
    }

    /**
     * {@inheritDoc}
     *
     * @return for each image its part of f, times the number of images: their mean is f
     */
    @Override
    public INDArray computeScoreForExamples(double fullNetRegTerm, LayerWorkspaceMgr workspaceMgr) {
        requireLabels();
        double labelled = labelled();
        double factor = labelled == 0 ? 0 : input.size(0) / labelled;
        double[] parts = Arrays.stream(losses(workspaceMgr))
                .map(loss -> factor * loss + fullNetRegTerm)
                .toArray();
        return workspaceMgr.leverageTo(
                ArrayType.ACTIVATIONS,
                Nd4j.createFromArray(parts).reshape(parts.length, 1).castTo(dataType));
    }

    private void requireLabels() {
        if (labels == null) {
            throw new IllegalStateException(
                    "The pixels have no labels; set them before asking for a score or a gradient.");
        }
        if (!Arrays.equals(labels.shape(), input.shape())) {
            throw new IllegalArgumentException("The labels have the shape " + Arrays.toString(labels.shape())
                    + ", but the scores " + Arrays.toString(input.shape())
                    + " (images, classes, height, width); give one-hot labels of the images' size.");
        }
        if (maskArray != null
                && !Arrays.equals(maskArray.shape(), new long[] {input.size(0), input.size(2), input.size(3)})) {
            throw new IllegalArgumentException("The mask has the shape " + Arrays.toString(maskArray.shape())
                    + ", but the scores " + Arrays.toString(input.shape())
                    + "; give a mask of shape [images, height, width], 1 where a pixel is labelled.");
        }
    }

    /** M. */
    private double labelled() {
        return maskArray == null
                ? (double) input.size(0) * input.size(2) * input.size(3)
                : maskArray.sumNumber().doubleValue();
    }

    private Numbers mask(LayerWorkspaceMgr workspaceMgr) {
        return maskArray == null ? null : Numbers.of(plain(maskArray, workspaceMgr));
    }

    private INDArray plain(INDArray array, LayerWorkspaceMgr workspaceMgr) {
        INDArray typed = array.dataType() == dataType ? array : array.castTo(dataType);
        return Numbers.isPlain(typed) ? typed : workspaceMgr.dup(ArrayType.FF_WORKING_MEM, typed, 'c');
    }

    @Override
    public void clear() {
        super.clear();
        scored = null;
    }
}
