package org.infimum.deep.detection;

import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Fast R-CNN's loss of box offsets (Girshick, ICCV 2015, Eqs. 2 and 3): for a region of class u &gt;= 1 with the target v,
 *
 * <pre>lambda sum_{i in {x, y, w, h}} s(t^u_i - v_i),   s(d) = d^2 / 2 for |d| &lt; 1, |d| - 1/2 else,</pre>
 *
 * <p>and 0 for the background, u = 0. Outputs have the shape [R, 4 (K + 1)], four offsets a class, those of class u from column 4 u on;
 * offsets of other classes get no gradient. Labels have the shape [R, 5], each row (u, v_x, v_y, v_w, v_h): the class is in the
 * label, so no mask has to agree with it. What stands beside the background is not looked at.
 *
 * <p>The score is the sum over regions, which Deeplearning4j divides by their number. A mask of shape [R, 1] multiplies the regions' losses.
 */
public final class SmoothL1 implements ILossFunction {
    private static final long serialVersionUID = 1L;
    private static final int OFFSETS = 4;
    private static final int LABEL = 1 + OFFSETS;

    /** Lambda. */
    private final double weight;

    /**
     * The loss.
     *
     * @param weight lambda, the weight beside the classes' loss; above 0, 1 in the paper
     * @throws IllegalArgumentException if it is not above 0
     */
    public SmoothL1(@JsonProperty("weight") double weight) {
        if (!(weight > 0 && weight < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "The weight of the box loss must be above 0, not " + weight + "; the paper's is 1.");
        }
        this.weight = weight;
    }

    /**
     * The weight.
     *
     * @return lambda
     */
    public double getWeight() {
        return weight;
    }

    @Override
    public double computeScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        double sum = 0;
        for (double score : scores(labels, preOutput, activation, mask)) {
            sum += score;
        }
        return average ? sum / preOutput.size(0) : sum;
    }

    @Override
    public INDArray computeScoreArray(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        double[] scores = scores(labels, preOutput, activation, mask);
        return Nd4j.createFromArray(scores).castTo(preOutput.dataType()).reshape(scores.length, 1);
    }

    private double[] scores(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        check(labels, preOutput, activation, mask);
        double[][] targets = labels.toDoubleMatrix();
        double[] scores = new double[targets.length];
        for (int r = 0; r < scores.length; r++) {
            int from = firstColumn(r, targets[r], preOutput);
            for (int i = 0; from > 0 && i < OFFSETS; i++) {
                double d = Math.abs(preOutput.getDouble(r, from + i) - targets[r][1 + i]);
                scores[r] += weight(mask, r) * (d < 1 ? d * d / 2 : d - 0.5);
            }
        }
        return scores;
    }

    @Override
    public INDArray computeGradient(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        check(labels, preOutput, activation, mask);
        double[][] targets = labels.toDoubleMatrix();
        INDArray gradient = Nd4j.zeros(preOutput.dataType(), preOutput.shape());
        for (int r = 0; r < targets.length; r++) {
            int from = firstColumn(r, targets[r], preOutput);
            for (int i = 0; from > 0 && i < OFFSETS; i++) {
                double d = preOutput.getDouble(r, from + i) - targets[r][1 + i];
                // the slope of s; NaN stays NaN
                gradient.putScalar(r, from + i, weight(mask, r) * Math.max(-1, Math.min(1, d)));
            }
        }
        return gradient;
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray labels, INDArray preOutput, IActivation activation, INDArray mask, boolean average) {
        return new Pair<>(
                computeScore(labels, preOutput, activation, mask, average),
                computeGradient(labels, preOutput, activation, mask));
    }

    private double weight(INDArray mask, int region) {
        return mask == null ? weight : weight * mask.getDouble(region);
    }

    /** Where the offsets of the region's class begin; 0 for the background. */
    private static int firstColumn(int region, double[] label, INDArray preOutput) {
        long classes = preOutput.size(1) / OFFSETS;
        double u = label[0];
        if (!(u >= 0 && u < classes) || u != Math.rint(u)) {
            throw new IllegalArgumentException("Region " + region + " is labelled with the class " + u
                    + "; classes are whole numbers from 0, the background, to " + (classes - 1) + ".");
        }
        return (int) u * OFFSETS;
    }

    private static void check(INDArray labels, INDArray preOutput, IActivation activation, INDArray mask) {
        if (!(activation instanceof ActivationIdentity)) {
            throw new IllegalArgumentException(
                    "Box offsets are the layer's output as it is: give the layer Activation.IDENTITY, not " + activation
                            + ".");
        }
        long rows = preOutput.size(0);
        if (preOutput.rank() != 2 || preOutput.size(1) % OFFSETS != 0) {
            throw new IllegalArgumentException("Box offsets have the shape [regions, 4 (classes + 1)], not "
                    + java.util.Arrays.toString(preOutput.shape()) + ".");
        }
        if (labels.rank() != 2 || labels.size(0) != rows || labels.size(1) != LABEL) {
            throw new IllegalArgumentException(
                    "The labels of " + rows + " regions are rows (class, x, y, w, h), not of the shape "
                            + java.util.Arrays.toString(labels.shape()) + ".");
        }
        if (mask != null && mask.length() != rows) {
            throw new IllegalArgumentException("A mask of box offsets has one number for each of the " + rows
                    + " regions, not the shape " + java.util.Arrays.toString(mask.shape()) + ".");
        }
    }

    @Override
    public String name() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SmoothL1 that && weight == that.weight;
    }

    @Override
    public int hashCode() {
        return Double.hashCode(weight);
    }

    @Override
    public String toString() {
        return "SmoothL1(weight=" + weight + ")";
    }
}
