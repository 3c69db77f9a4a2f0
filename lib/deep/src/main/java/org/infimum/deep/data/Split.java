package org.infimum.deep.data;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Images to train on and images to test on, of one shape and the same classes.
 *
 * @param train training images
 * @param test test images
 */
public record Split(ImageSet train, ImageSet test) {
    /**
     * A split, checked.
     *
     * @param train as above
     * @param test as above
     * @throws IllegalArgumentException if the two differ in shape or classes
     */
    public Split {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(test, "test");
        if (!train.sameShape(test) || !train.classNames().equals(test.classNames())) {
            throw new IllegalArgumentException(
                    "training and test images have to have one shape and the same classes, but are " + train + " and "
                            + test);
        }
    }

    /**
     * Does the same to both parts.
     *
     * @param change for example {@code s -> s.resize(10, 10)}
     * @return the changed parts
     */
    public Split map(UnaryOperator<ImageSet> change) {
        return new Split(change.apply(train), change.apply(test));
    }

    /**
     * Subtracts the training images' mean image from both parts.
     *
     * @return the parts with the mean subtracted
     */
    public Split meanSubtracted() {
        return map(s -> s.meanSubtracted(train));
    }
}
