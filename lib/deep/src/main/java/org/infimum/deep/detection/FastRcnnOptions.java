package org.infimum.deep.detection;

/**
 * Which network {@link FastRcnn#network} makes. The one source of defaults is {@link #of(int, Trunk)}.
 *
 * @param classes K, the number of classes without the background, at least 1
 * @param trunk the convolutional layers
 * @param fraction the part of the convolutions' filters and of the units of the fully connected layers, above 0 to 1
 * @param pooledSize the height and width to which regions are pooled, at least 1
 * @param l2 the l2 regularisation of all weights that are trained, added to the loss as l2 / 2 ||w||^2; at least 0
 * @param dropout the part of the units of the two fully connected layers that is dropped in training, 0 to below 1
 * @param boxWeight lambda, the weight of the boxes' loss beside the classes', above 0
 * @param frozen how many of the first convolutions no solver moves; for pretrained weights
 */
public record FastRcnnOptions(
        int classes,
        Trunk trunk,
        double fraction,
        int pooledSize,
        double l2,
        double dropout,
        double boxWeight,
        int frozen) {
    /**
     * Checks the options.
     *
     * @param classes as above
     * @param trunk as above
     * @param fraction as above
     * @param pooledSize as above
     * @param l2 as above
     * @param dropout as above
     * @param boxWeight as above
     * @param frozen as above
     * @throws IllegalArgumentException if a number is out of range
     */
    public FastRcnnOptions {
        java.util.Objects.requireNonNull(trunk, "trunk");
        require(classes >= 1, "number of classes without the background", "at least 1", classes);
        require(fraction > 0 && fraction <= 1, "fraction of the filters", "above 0 and at most 1", fraction);
        require(pooledSize >= 1, "size to which regions are pooled", "at least 1", pooledSize);
        require(l2 >= 0 && l2 < Double.POSITIVE_INFINITY, "l2 regularisation", "at least 0", l2);
        require(dropout >= 0 && dropout < 1, "part of the units that is dropped", "at least 0 and below 1", dropout);
        require(
                boxWeight > 0 && boxWeight < Double.POSITIVE_INFINITY,
                "weight of the boxes' loss",
                "above 0",
                boxWeight);
        int convolutions = trunk.convolutions().size();
        require(
                frozen >= 0 && frozen <= convolutions,
                "number of frozen convolutions of " + trunk,
                "0 to " + convolutions,
                frozen);
    }

    private static void require(boolean right, String what, String range, Number value) {
        if (!right) {
            throw new IllegalArgumentException("The " + what + " must be " + range + ", not " + value + ".");
        }
    }

    /**
     * The whole network. AlexNet and VGG-16 have the paper's dropout of 0.5 and weight decay of 5e-4; the small trunks the same weight
     * decay and no dropout. Lambda is 1, as in the paper; nothing is frozen.
     *
     * @param classes K, without the background
     * @param trunk the convolutional layers
     * @return the options
     */
    public static FastRcnnOptions of(int classes, Trunk trunk) {
        boolean large = trunk == Trunk.ALEXNET || trunk == Trunk.VGG16;
        return new FastRcnnOptions(classes, trunk, 1, trunk.pooledSize(), 5e-4, large ? 0.5 : 0, 1, 0);
    }

    /**
     * The same network with fewer filters and units in each layer, rounded.
     *
     * @param part of the full numbers
     * @return new options
     */
    public FastRcnnOptions fraction(double part) {
        return new FastRcnnOptions(classes, trunk, part, pooledSize, l2, dropout, boxWeight, frozen);
    }

    /**
     * The same network with regions pooled to another size.
     *
     * @param size height and width
     * @return new options
     */
    public FastRcnnOptions pooledSize(int size) {
        return new FastRcnnOptions(classes, trunk, fraction, size, l2, dropout, boxWeight, frozen);
    }

    /**
     * The same network with another regularisation.
     *
     * @param weight of the weights' squares, halved
     * @return new options
     */
    public FastRcnnOptions l2(double weight) {
        return new FastRcnnOptions(classes, trunk, fraction, pooledSize, weight, dropout, boxWeight, frozen);
    }

    /**
     * The same network with another dropout.
     *
     * @param part of the units that is dropped in training
     * @return new options
     */
    public FastRcnnOptions dropout(double part) {
        return new FastRcnnOptions(classes, trunk, fraction, pooledSize, l2, part, boxWeight, frozen);
    }

    /**
     * The same network with another weight of the boxes' loss.
     *
     * @param lambda the weight
     * @return new options
     */
    public FastRcnnOptions boxWeight(double lambda) {
        return new FastRcnnOptions(classes, trunk, fraction, pooledSize, l2, dropout, lambda, frozen);
    }

    /**
     * The same network with its first convolutions frozen. The paper, with weights from ImageNet, freezes conv1 of AlexNet (1) and the
     * first two blocks of VGG-16 (4).
     *
     * @param convolutions how many
     * @return new options
     */
    public FastRcnnOptions frozen(int convolutions) {
        return new FastRcnnOptions(classes, trunk, fraction, pooledSize, l2, dropout, boxWeight, convolutions);
    }
}
