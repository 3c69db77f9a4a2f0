package org.infimum.deep.detection;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How well objects were found.
 *
 * @param overlap intersection over union from which a detection may count as right
 * @param classes the curve of each class, in the order of the labels
 */
public record DetectionScores(double overlap, List<PrecisionRecall> classes) {
    /**
     * Scores, their list copied.
     *
     * @param overlap as above
     * @param classes as above
     */
    public DetectionScores {
        classes = List.copyOf(classes);
    }

    /**
     * The mean over classes of {@link PrecisionRecall#elevenPoint}, the mAP of PASCAL VOC 2007.
     *
     * @return from 0 to 1; classes without objects are left out, NaN if no class has any
     */
    public double meanElevenPoint() {
        return mean(PrecisionRecall::elevenPoint);
    }

    /**
     * The mean over classes of {@link PrecisionRecall#allPoint}, the mAP of PASCAL VOC from 2010 on.
     *
     * @return from 0 to 1; classes without objects are left out, NaN if no class has any
     */
    public double meanAllPoint() {
        return mean(PrecisionRecall::allPoint);
    }

    private double mean(ToDoubleFunction<PrecisionRecall> average) {
        return classes.stream()
                .mapToDouble(average)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    /**
     * The scores as text.
     *
     * @return a line a class and one for the mean
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (PrecisionRecall curve : classes) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s: AP %.4f (11 points), %.4f (all points), %,d of %,d objects found%n",
                    curve.className(),
                    curve.elevenPoint(),
                    curve.allPoint(),
                    curve.found(),
                    curve.objects()));
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "mean: AP %.4f (11 points), %.4f (all points), overlap %s",
                        meanElevenPoint(),
                        meanAllPoint(),
                        overlap))
                .toString();
    }
}
