package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The choice of regions of interest for training (Girshick, ICCV 2015, Sec. 2.3). Candidates are an image's proposals and its
 * ground truth boxes. Each belongs to the ground truth box that it overlaps most (the first of several). With
 * an intersection over union of at least {@code foregroundFrom} it is foreground, of that box's class; in
 * [{@code backgroundFrom}, {@code backgroundTo}) background, class 0; others are not used. Of {@code roisPerBatch / imagesPerBatch} regions
 * an image, at most the fraction {@code foreground}, rounded, are foreground; the others are background.
 *
 * <p>No candidate is chosen twice. Where there are too few of a kind all of them are taken and the other kind does not fill up: fewer
 * foreground regions leave room for background, but fewer background regions leave the sample smaller. An image without ground truth has no candidates with an overlap
 * and so, unless {@code backgroundFrom} is 0, an empty sample.
 *
 * <p>The choice depends on seed, epoch, the image's number and the candidates, and on nothing else.
 *
 * @param imagesPerBatch N, at least 1
 * @param roisPerBatch R, a multiple of N
 * @param foreground the largest fraction of foreground regions, 0 to 1
 * @param foregroundFrom the least overlap of foreground, above 0 to 1
 * @param backgroundFrom the least overlap of background, 0 to 1
 * @param backgroundTo the overlap below which background lies, at most {@code foregroundFrom}
 */
public record RoiSampling(
        int imagesPerBatch,
        int roisPerBatch,
        double foreground,
        double foregroundFrom,
        double backgroundFrom,
        double backgroundTo) {
    private static final List<Double> NO_OFFSETS = Collections.nCopies(4, 0.0);

    /**
     * Checks the numbers.
     *
     * @param imagesPerBatch as above
     * @param roisPerBatch as above
     * @param foreground as above
     * @param foregroundFrom as above
     * @param backgroundFrom as above
     * @param backgroundTo as above
     * @throws IllegalArgumentException if a number is out of range
     */
    public RoiSampling {
        if (imagesPerBatch < 1 || roisPerBatch < imagesPerBatch || roisPerBatch % imagesPerBatch != 0) {
            throw new IllegalArgumentException(
                    "The regions of a batch are divided evenly among its images: " + roisPerBatch + " regions and "
                            + imagesPerBatch + " images do not fit; the paper's numbers are 128 and 2.");
        }
        if (!(foreground >= 0 && foreground <= 1)) {
            throw new IllegalArgumentException(
                    "The fraction of foreground regions must be 0 to 1, not " + foreground + "; the paper's is 0.25.");
        }
        if (!(backgroundFrom >= 0
                && backgroundFrom < backgroundTo
                && backgroundTo <= foregroundFrom
                && foregroundFrom <= 1)) {
            throw new IllegalArgumentException(
                    "Overlaps need 0 <= background from < background to <= foreground from <= 1, not "
                            + backgroundFrom + ", " + backgroundTo + " and " + foregroundFrom
                            + "; the paper's are 0.1, 0.5 and 0.5.");
        }
    }

    /**
     * The paper's: 2 images and 128 regions a batch, 25 % foreground from an overlap of 0.5 on, background in [0.1, 0.5).
     *
     * @return the sampling
     */
    public static RoiSampling paper() {
        return new RoiSampling(2, 128, 0.25, 0.5, 0.1, 0.5);
    }

    /**
     * The same with other batches.
     *
     * @param images images a batch
     * @param rois regions a batch
     * @return new sampling
     */
    public RoiSampling batch(int images, int rois) {
        return new RoiSampling(images, rois, foreground, foregroundFrom, backgroundFrom, backgroundTo);
    }

    /**
     * Chooses the regions of one image.
     *
     * @param seed the run's seed
     * @param epoch the epoch, from 0
     * @param image the image's number in the data set
     * @param proposals the image's proposals
     * @param truth the objects in it, in the same coordinates; all of them count, difficult ones too
     * @param encoding of the boxes
     * @return the sample, foreground first, each kind in the order in which it was drawn; its classes are the objects' labels + 1
     */
    public RoiSample sample(
            long seed,
            long epoch,
            long image,
            List<BoundingBox> proposals,
            List<AnnotatedObject> truth,
            BoxEncoding encoding) {
        List<Integer> objects = new ArrayList<>();
        List<Integer> surroundings = new ArrayList<>();
        int[] nearest = new int[proposals.size() + truth.size()];
        for (int k = 0; k < nearest.length; k++) {
            BoundingBox box = candidate(k, proposals, truth);
            double largest = 0;
            for (int g = 0; g < truth.size(); g++) {
                double overlap = box.intersectionOverUnion(truth.get(g).box());
                if (overlap > largest) {
                    largest = overlap;
                    nearest[k] = g;
                }
            }
            if (!truth.isEmpty() && largest >= foregroundFrom) {
                objects.add(k);
            } else if (largest >= backgroundFrom && largest < backgroundTo) {
                surroundings.add(k);
            }
        }
        Random random = new Random(mix(mix(mix(seed) + epoch) + image));
        int all = roisPerBatch / imagesPerBatch;
        List<RoiSample.Roi> chosen = new ArrayList<>();
        for (int k : draw(objects, (int) Math.min(all, Math.round(foreground * all)), random)) {
            BoundingBox box = candidate(k, proposals, truth);
            AnnotatedObject object = truth.get(nearest[k]);
            chosen.add(new RoiSample.Roi(
                    k,
                    box,
                    object.label() + 1,
                    Arrays.stream(encoding.encode(box, object.box())).boxed().toList()));
        }
        for (int k : draw(surroundings, all - chosen.size(), random)) {
            chosen.add(new RoiSample.Roi(k, candidate(k, proposals, truth), 0, NO_OFFSETS));
        }
        return new RoiSample(chosen);
    }

    private static BoundingBox candidate(int k, List<BoundingBox> proposals, List<AnnotatedObject> truth) {
        return k < proposals.size()
                ? proposals.get(k)
                : truth.get(k - proposals.size()).box();
    }

    /** So many of the numbers without repetition, in random order; all if there are no more. */
    private static List<Integer> draw(List<Integer> numbers, int count, Random random) {
        int taken = Math.min(count, numbers.size());
        List<Integer> drawn = new ArrayList<>(numbers);
        for (int i = 0; i < taken; i++) {
            int j = i + random.nextInt(drawn.size() - i);
            Integer kept = drawn.get(i);
            drawn.set(i, drawn.get(j));
            drawn.set(j, kept);
        }
        return drawn.subList(0, taken);
    }

    /**
     * The finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195): neighbouring seeds would give alike first
     * numbers.
     */
    static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }
}
