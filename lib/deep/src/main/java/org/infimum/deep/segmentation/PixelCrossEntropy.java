package org.infimum.deep.segmentation;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Cross-entropy averaged over the labelled pixels of a minibatch, for DL4J's {@code CnnLossLayer} under softmax: with M the pixels that the mask keeps,
 *
 * <pre>f = -1/M sum over those pixels of log p(class)</pre>
 *
 * <p>That is the f which a solver that reads its step off f should see: the layer alone scores the SUM over pixels divided by the number of images, so that f, its
 * Lipschitz constant and every step would grow with the images' size and shrink with the share of void. DL4J divides score and gradient by the number of images
 * after this function, which therefore multiplies by it; it has to know how many pixels an image has to tell that number. A minibatch without any labelled pixel
 * has f = 0 and no gradient.
 *
 * <p>Cost: DL4J's own {@code LossMCXENT} and a multiplication. When not to use it: where each image shall count alike whatever its share of void; this weighs pixels.
 */
public final class PixelCrossEntropy implements ILossFunction {
    private static final long serialVersionUID = 1L;

    // no record: DL4J's shaded JSON mapper needs a constructor without arguments, and of a loss it reads only fields
    // that are marked
    @JsonProperty
    private long pixelsPerImage;

    /** For JSON alone. */
    PixelCrossEntropy() {}

    /**
     * The loss of images of one size.
     *
     * @param height rows of an image, padding included
     * @param width columns of an image, padding included
     * @throws IllegalArgumentException if one is not positive
     */
    public PixelCrossEntropy(int height, int width) {
        if (height < 1 || width < 1) {
            throw new IllegalArgumentException("Images of " + height + " x " + width + " have no pixels.");
        }
        pixelsPerImage = (long) height * width;
    }

    /**
     * The number by which the sum of the labelled pixels' losses becomes the number of images times their mean.
     *
     * @return images / M, or 0 where no pixel is labelled
     */
    private double factor(INDArray labels, INDArray mask) {
        long rows = labels.size(0);
        if (rows % pixelsPerImage != 0) {
            throw new IllegalArgumentException("There are " + rows + " pixels, which are no whole number of images of "
                    + pixelsPerImage + " pixels; give this loss the size of the network's images.");
        }
        double labelled = mask == null ? rows : mask.sumNumber().doubleValue();
        return labelled == 0 ? 0 : rows / pixelsPerImage / labelled;
    }

    private static LossMCXENT sum() {
        return new LossMCXENT();
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask, boolean average) {
        double factor = factor(labels, mask);
        if (factor == 0) {
            return 0;
        }
        double score = factor * sum().computeScore(labels, preOutput, activationFn, mask, false);
        return average ? score * pixelsPerImage / labels.size(0) : score;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask) {
        return sum().computeScoreArray(labels, preOutput, activationFn, mask).muli(factor(labels, mask));
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask) {
        return sum().computeGradient(labels, preOutput, activationFn, mask).muli(factor(labels, mask));
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activationFn, INDArray mask, boolean average) {
        return new Pair<>(
                computeScore(labels, preOutput.dup(), activationFn, mask, average),
                computeGradient(labels, preOutput, activationFn, mask));
    }

    @Override
    public String name() {
        return "mean cross-entropy over labelled pixels";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PixelCrossEntropy loss && pixelsPerImage == loss.pixelsPerImage;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(pixelsPerImage);
    }

    @Override
    public String toString() {
        return name();
    }
}
