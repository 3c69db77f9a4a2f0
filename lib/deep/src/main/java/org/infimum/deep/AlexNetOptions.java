package org.infimum.deep;

/**
 * Which AlexNet {@link Networks#alexNet} makes. The one source of defaults is {@link #images(int, int)}.
 *
 * @param side the images' height and width in pixels, at least 39
 * @param classes the number of classes, at least 2
 * @param normalised whether the first two convolutions are followed by local response normalisation
 * @param fraction the part of the convolutions' filters and of the 4,096 units of the fully connected layers, above 0 to 1; 1 for the paper's
 *     network, 0.25 to train on a laptop
 * @param l2 the l2 regularisation of all weights, added to the loss as l2 / 2 ||w||^2; at least 0
 */
public record AlexNetOptions(int side, int classes, boolean normalised, double fraction, double l2) {
    /**
     * Checks the options.
     *
     * @param side as above
     * @param classes as above
     * @param normalised as above
     * @param fraction as above
     * @param l2 as above
     * @throws IllegalArgumentException if a number is out of range
     */
    public AlexNetOptions {
        if (side < AlexNet.SMALLEST_SIDE) {
            throw new IllegalArgumentException("AlexNet's poolings need images of at least " + AlexNet.SMALLEST_SIDE
                    + " pixels a side, not " + side + "; scale the images up.");
        }
        if (classes < 2) {
            throw new IllegalArgumentException("A classifier needs at least 2 classes, not " + classes + ".");
        }
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException(
                    "The fraction of AlexNet's filters must be above 0 and at most 1, not " + fraction + ".");
        }
        if (!(l2 >= 0)) {
            throw new IllegalArgumentException("The l2 regularisation must be at least 0, not " + l2 + ".");
        }
    }

    /**
     * The whole network with local response normalisation, without l2. ImageNet's is {@code images(227, 1000).l2(5e-4)}.
     *
     * @param side the images' height and width
     * @param classes the number of classes
     * @return the options
     */
    public static AlexNetOptions images(int side, int classes) {
        return new AlexNetOptions(side, classes, true, 1, 0);
    }

    /**
     * The same network without local response normalisation.
     *
     * @return new options
     */
    public AlexNetOptions withoutNormalisation() {
        return new AlexNetOptions(side, classes, false, fraction, l2);
    }

    /**
     * The same network with fewer filters and units in each layer, rounded.
     *
     * @param part of the paper's numbers
     * @return new options
     */
    public AlexNetOptions fraction(double part) {
        return new AlexNetOptions(side, classes, normalised, part, l2);
    }

    /**
     * The same network with l2 regularisation.
     *
     * @param weight of all weights' squares, halved; the paper's weight decay is 5e-4
     * @return new options
     */
    public AlexNetOptions l2(double weight) {
        return new AlexNetOptions(side, classes, normalised, fraction, weight);
    }
}
