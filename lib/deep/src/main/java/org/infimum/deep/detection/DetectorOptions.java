package org.infimum.deep.detection;

import java.util.Objects;

/**
 * How a network's outputs become detections. The one source of defaults is {@link #of}.
 *
 * @param input how images become the network's input
 * @param encoding of the boxes, the one that the network was trained with
 * @param leastScore softmax scores of at least this are kept, 0 to below 1
 * @param suppression what thins out the boxes of each class
 * @param most detections kept an image, those of the highest scores, at least 1
 */
public record DetectorOptions(
        DetectorInput input, BoxEncoding encoding, double leastScore, NonMaximumSuppression suppression, int most) {
    /**
     * Checks the options.
     *
     * @param input as above
     * @param encoding as above
     * @param leastScore as above
     * @param suppression as above
     * @param most as above
     * @throws IllegalArgumentException if a number is out of range
     */
    public DetectorOptions {
        Objects.requireNonNull(input, "input");
        Objects.requireNonNull(encoding, "encoding");
        Objects.requireNonNull(suppression, "suppression");
        if (!(leastScore >= 0 && leastScore < 1)) {
            throw new IllegalArgumentException("The least score must be 0 to below 1, not " + leastScore + ".");
        }
        if (most < 1) {
            throw new IllegalArgumentException("At least 1 detection an image must be kept, not " + most + ".");
        }
    }

    /**
     * The authors' numbers: boxes encoded with deviations 0.1, 0.1, 0.2, 0.2, scores from 0.05, suppression of each class at 0.3, 100 detections an image.
     *
     * @param input how images become the network's input
     * @return the options
     */
    public static DetectorOptions of(DetectorInput input) {
        return new DetectorOptions(input, BoxEncoding.standard(), 0.05, new NonMaximumSuppression(0.3), 100);
    }

    /**
     * The same with another encoding of boxes.
     *
     * @param of the network's
     * @return new options
     */
    public DetectorOptions encoding(BoxEncoding of) {
        return new DetectorOptions(input, of, leastScore, suppression, most);
    }

    /**
     * The same with another least score.
     *
     * @param score 0 to below 1
     * @return new options
     */
    public DetectorOptions leastScore(double score) {
        return new DetectorOptions(input, encoding, score, suppression, most);
    }

    /**
     * The same with another suppression.
     *
     * @param rule within each class
     * @return new options
     */
    public DetectorOptions suppression(NonMaximumSuppression rule) {
        return new DetectorOptions(input, encoding, leastScore, rule, most);
    }

    /**
     * The same with another number of detections.
     *
     * @param detections an image at most
     * @return new options
     */
    public DetectorOptions most(int detections) {
        return new DetectorOptions(input, encoding, leastScore, suppression, detections);
    }
}
