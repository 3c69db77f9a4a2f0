package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Compares detections with annotations as PASCAL VOC's development kit does ({@code VOCevaldet.m} of 2007), class by class:
 *
 * <ol>
 *   <li>Detections are taken by falling score; of equal scores the one earlier in the list comes first.
 *   <li>Each is given to the object of its class and image that it overlaps most (of equal overlaps the first object), whether or not that one was found
 *       before. A detection is not passed on to its second choice.
 *   <li>If the overlap is at least the threshold: a difficult object makes the detection count neither way; an object not yet found makes it a true
 *       positive; one already found makes it a false positive. If it is less: a false positive.
 * </ol>
 *
 * <p>The exact threshold counts as reached, as in the kit; some programs ask for more. Classes without objects that are not difficult have no average (NaN)
 * and are left out of the mean.
 *
 * @param overlap intersection over union from which a detection may count as right, above 0 and at most 1; VOC's is 0.5
 */
public record AveragePrecision(double overlap) {
    /**
     * A rule, checked.
     *
     * @param overlap as above
     * @throws IllegalArgumentException if the overlap is outside (0, 1]
     */
    public AveragePrecision {
        if (!(overlap > 0 && overlap <= 1)) {
            throw new IllegalArgumentException(
                    "The overlap that makes a detection right must be above 0 and at most 1, not " + overlap
                            + "; PASCAL VOC's is 0.5.");
        }
    }

    /**
     * PASCAL VOC's rule.
     *
     * @return overlap 0.5
     */
    public static AveragePrecision voc() {
        return new AveragePrecision(0.5);
    }

    /**
     * Scores detections.
     *
     * @param images annotated images; a detection's image is its number here
     * @param classNames names of the classes, in the order of the labels
     * @param detections of all images and classes, in any order
     * @return a curve a class
     * @throws IllegalArgumentException if a detection or an object names an image or class that there is not
     */
    public DetectionScores of(List<AnnotatedImage> images, List<String> classNames, List<Detection> detections) {
        List<List<Detection>> ofClass = new ArrayList<>();
        for (int c = 0; c < classNames.size(); c++) ofClass.add(new ArrayList<>());
        for (Detection detection : detections) {
            if (detection.image() >= images.size() || detection.label() >= classNames.size()) {
                throw new IllegalArgumentException("The " + detection + " is of none of the " + images.size()
                        + " images and " + classNames.size() + " classes.");
            }
            ofClass.get(detection.label()).add(detection);
        }
        for (AnnotatedImage image : images) {
            for (AnnotatedObject object : image.objects()) {
                if (object.label() >= classNames.size()) {
                    throw new IllegalArgumentException("The image " + image.name() + " has an object of class "
                            + object.label() + ", but there are " + classNames.size() + " classes from 0.");
                }
            }
        }
        List<PrecisionRecall> curves = new ArrayList<>();
        for (int c = 0; c < classNames.size(); c++) {
            List<Detection> sorted = ofClass.get(c);
            // stable: equal scores stay in the order of the list
            sorted.sort(Comparator.comparingDouble(Detection::score).reversed());
            curves.add(curve(images, c, classNames.get(c), sorted));
        }
        return new DetectionScores(overlap, curves);
    }

    private PrecisionRecall curve(List<AnnotatedImage> images, int label, String className, List<Detection> sorted) {
        Truth truth = new Truth(images, label);
        double[] scores = new double[sorted.size()];
        boolean[] hits = new boolean[sorted.size()];
        int count = 0;
        for (Detection detection : sorted) {
            Outcome outcome = truth.judge(detection, overlap);
            if (outcome == Outcome.IGNORED) continue;
            scores[count] = detection.score();
            hits[count++] = outcome == Outcome.RIGHT;
        }
        return new PrecisionRecall(className, truth.objects, Arrays.copyOf(scores, count), Arrays.copyOf(hits, count));
    }

    private enum Outcome {
        RIGHT,
        WRONG,
        IGNORED
    }

    /** The objects of one class, and which were found. */
    private static final class Truth {
        private final List<List<AnnotatedObject>> ofImage = new ArrayList<>();
        private final List<boolean[]> found = new ArrayList<>();
        private int objects;

        Truth(List<AnnotatedImage> images, int label) {
            for (AnnotatedImage image : images) {
                List<AnnotatedObject> own =
                        image.objects().stream().filter(o -> o.label() == label).toList();
                ofImage.add(own);
                found.add(new boolean[own.size()]);
                for (AnnotatedObject object : own) if (!object.difficult()) objects++;
            }
        }

        Outcome judge(Detection detection, double overlap) {
            List<AnnotatedObject> own = ofImage.get(detection.image());
            int best = -1;
            double most = 0;
            for (int i = 0; i < own.size(); i++) {
                double shared = own.get(i).box().intersectionOverUnion(detection.box());
                if (shared > most) {
                    most = shared;
                    best = i;
                }
            }
            if (best < 0 || most < overlap) return Outcome.WRONG;
            if (own.get(best).difficult()) return Outcome.IGNORED;
            boolean[] taken = found.get(detection.image());
            if (taken[best]) return Outcome.WRONG;
            taken[best] = true;
            return Outcome.RIGHT;
        }
    }
}
