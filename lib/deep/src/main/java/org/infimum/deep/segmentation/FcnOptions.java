package org.infimum.deep.segmentation;

import java.util.Objects;

/**
 * Which network {@link Fcn#network} makes. The one source of defaults is {@link #of(int, FcnTrunk)}.
 *
 * @param classes the number of classes, background included, from 2 to 255
 * @param trunk the convolutional layers
 * @param fraction the part of the filters of all layers below the scores, above 0 to 1
 * @param stride 32 for FCN-32s, 16 for FCN-16s (scores of the fourth block's pooling added), 8 for FCN-8s (of the third's too)
 * @param l2 the l2 regularisation of all weights that are trained, added to the loss as l2 / 2 ||w||^2; at least 0
 * @param dropout the part of the outputs of fc6 and fc7 that is dropped in training, 0 to below 1
 * @param learned whether the interpolations are deconvolutions that begin at bilinear interpolation and are trained; else they are fixed
 */
public record FcnOptions(
        int classes, FcnTrunk trunk, double fraction, int stride, double l2, double dropout, boolean learned) {
    /**
     * Checks the options.
     *
     * @param classes as above
     * @param trunk as above
     * @param fraction as above
     * @param stride as above
     * @param l2 as above
     * @param dropout as above
     * @param learned as above
     * @throws IllegalArgumentException if a number is out of range
     */
    public FcnOptions {
        Objects.requireNonNull(trunk, "trunk");
        require(
                classes >= 2 && classes <= ConfusionMatrix.VOID,
                "number of classes, background included",
                "from 2 to 255",
                classes);
        require(fraction > 0 && fraction <= 1, "fraction of the filters", "above 0 and at most 1", fraction);
        require(stride == 32 || stride == 16 || stride == 8, "stride of the finest scores", "32, 16 or 8", stride);
        require(l2 >= 0 && l2 < Double.POSITIVE_INFINITY, "l2 regularisation", "at least 0 and finite", l2);
        require(dropout >= 0 && dropout < 1, "part of the outputs that is dropped", "at least 0 and below 1", dropout);
    }

    private static void require(boolean right, String what, String range, Number value) {
        if (!right) {
            throw new IllegalArgumentException("The " + what + " must be " + range + ", not " + value + ".");
        }
    }

    /**
     * The paper's FCN-32s: all filters, weight decay 5e-4, dropout 1/2 (Long, Shelhamer, Darrell 2015, Sec. 4.3), fixed interpolation (the last one in the paper, all in the
     * published networks).
     *
     * @param classes the number of classes, background included
     * @param trunk the convolutional layers
     * @return the options
     */
    public static FcnOptions of(int classes, FcnTrunk trunk) {
        return new FcnOptions(classes, trunk, 1, 32, 5e-4, 0.5, false);
    }

    /**
     * The same network with fewer filters.
     *
     * @param part of the trunk's filters, those of fc6 and fc7 included
     * @return new options
     */
    public FcnOptions fraction(double part) {
        return new FcnOptions(classes, trunk, part, stride, l2, dropout, learned);
    }

    /**
     * The variant of another stride.
     *
     * @param pixels 32, 16 or 8
     * @return new options
     */
    public FcnOptions stride(int pixels) {
        return new FcnOptions(classes, trunk, fraction, pixels, l2, dropout, learned);
    }

    /**
     * The same network with another regularisation.
     *
     * @param weight at least 0
     * @return new options
     */
    public FcnOptions l2(double weight) {
        return new FcnOptions(classes, trunk, fraction, stride, weight, dropout, learned);
    }

    /**
     * The same network with another dropout.
     *
     * @param part what is dropped, 0 to below 1
     * @return new options
     */
    public FcnOptions dropout(double part) {
        return new FcnOptions(classes, trunk, fraction, stride, l2, part, learned);
    }

    /**
     * The same network with its interpolations fixed or learned. Learned ones have classes^2 (2 k)^2 weights for a factor of k each, mix classes, have no
     * regularisation, and cost accordingly: half of an iteration at 240 x 180 with the small trunk.
     *
     * @param trained whether they are trained
     * @return new options
     */
    public FcnOptions learned(boolean trained) {
        return new FcnOptions(classes, trunk, fraction, stride, l2, dropout, trained);
    }
}
