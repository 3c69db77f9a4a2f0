package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The share of objects that some proposal covers, which no detector that only moves proposals a little can much exceed. Difficult objects are left out, as in
 * the evaluation.
 *
 * @param overlap intersection over union from which a proposal covers an object
 * @param classes one entry a class, in the order of the labels
 */
public record ProposalRecall(double overlap, List<OfClass> classes) {
    /**
     * One class.
     *
     * @param className its name
     * @param objects its objects that are not difficult
     * @param covered those covered
     */
    public record OfClass(String className, int objects, int covered) {
        /**
         * The share covered.
         *
         * @return from 0 to 1; NaN if the class has no objects
         */
        public double recall() {
            return (double) covered / objects;
        }
    }

    /**
     * A table, its list copied.
     *
     * @param overlap as above
     * @param classes as above
     * @throws IllegalArgumentException if the overlap is outside (0, 1]
     */
    public ProposalRecall {
        if (!(overlap > 0 && overlap <= 1)) {
            throw new IllegalArgumentException(
                    "The overlap that covers an object must be above 0 and at most 1, not " + overlap + ".");
        }
        classes = List.copyOf(classes);
    }

    /**
     * Counts.
     *
     * @param images the images with their objects
     * @param proposals those of the same images
     * @param overlap intersection over union from which a proposal covers an object, for example 0.5
     * @return the table
     * @throws IllegalArgumentException if the proposals are of another number of images, or the overlap is outside (0, 1]
     */
    public static ProposalRecall of(AnnotatedImages images, ImageProposals proposals, double overlap) {
        if (proposals.boxes().size() != images.size()) {
            throw new IllegalArgumentException("The proposals are of "
                    + proposals.boxes().size() + " images, but " + images.name() + " has " + images.size() + ".");
        }
        int[] objects = new int[images.classNames().size()];
        int[] covered = new int[objects.length];
        for (int i = 0; i < images.size(); i++) {
            BoundingBoxes boxes = proposals.of(i);
            for (AnnotatedObject object : images.images().get(i).objects()) {
                if (object.difficult()) continue;
                objects[object.label()]++;
                if (boxes.stream().anyMatch(box -> box.intersectionOverUnion(object.box()) >= overlap)) {
                    covered[object.label()]++;
                }
            }
        }
        List<OfClass> classes = new ArrayList<>();
        for (int c = 0; c < objects.length; c++) {
            classes.add(new OfClass(images.classNames().get(c), objects[c], covered[c]));
        }
        return new ProposalRecall(overlap, classes);
    }

    /**
     * All classes together.
     *
     * @return the share of all objects covered; NaN if there are none
     */
    public double recall() {
        int objects = classes.stream().mapToInt(OfClass::objects).sum();
        return (double) classes.stream().mapToInt(OfClass::covered).sum() / objects;
    }

    /**
     * The table as text.
     *
     * @return a line a class and one for all
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (OfClass one : classes) {
            text.append(String.format(
                    Locale.ROOT, "%s: %.4f of %,d objects covered%n", one.className(), one.recall(), one.objects()));
        }
        return text.append(String.format(Locale.ROOT, "all: %.4f at overlap %s", recall(), overlap))
                .toString();
    }
}
