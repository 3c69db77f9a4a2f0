package org.infimum.deep.detection;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_ximgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.RectVector;
import org.bytedeco.opencv.opencv_ximgproc.SelectiveSearchSegmentation;
import org.infimum.deep.data.RgbImage;

/**
 * Selective search (Uijlings, van de Sande, Gevers, Smeulders 2013, <a href="https://doi.org/10.1007/s11263-013-0620-5">doi:10.1007/s11263-013-0620-5</a>):
 * segments of several graph segmentations are merged by likeness, and each merged segment's box is proposed. It is OpenCV's implementation (module
 * ximgproc) with its default parameters.
 *
 * <p>OpenCV orders the boxes by chance, anew in each call; here they are sorted by falling area, then by their coordinates. Where there are more than
 * the limit, those are kept whose coordinates have the smallest hash (SplitMix64): a sample that favours no size and is the same in every process.
 *
 * @param mode how many segmentations
 * @param smallestSide boxes whose width or height is less are dropped, in pixels, at least 1
 * @param limit boxes kept an image, at least 1
 */
public record SelectiveSearch(Mode mode, int smallestSide, int limit) implements RegionProposals {
    private static final int SMALLEST_SIDE = 10;
    private static final int LIMIT = 2000;

    /** How many segmentations are searched. */
    public enum Mode {
        /** The colour spaces, thresholds and likenesses of OpenCV's {@code switchToSelectiveSearchFast}; about 2,000 boxes at 500 pixels a side. */
        FAST,
        /** Those of {@code switchToSelectiveSearchQuality}: several times the boxes and the time. */
        QUALITY
    }

    /**
     * A search, checked.
     *
     * @param mode as above
     * @param smallestSide as above
     * @param limit as above
     * @throws IllegalArgumentException if a number is less than 1
     */
    public SelectiveSearch {
        Objects.requireNonNull(mode, "mode");
        if (smallestSide < 1) {
            throw new IllegalArgumentException(
                    "The smallest side of a proposal must be at least 1 pixel, not " + smallestSide + ".");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("At least 1 proposal an image must be kept, not " + limit + ".");
        }
    }

    /**
     * The fast search with defaults that are ours: sides of 10 pixels at least, 2,000 boxes (Fast R-CNN's number) at most.
     *
     * @return the search
     */
    public static SelectiveSearch fast() {
        return new SelectiveSearch(Mode.FAST, SMALLEST_SIDE, LIMIT);
    }

    /**
     * The thorough search with the same defaults.
     *
     * @return the search
     */
    public static SelectiveSearch quality() {
        return new SelectiveSearch(Mode.QUALITY, SMALLEST_SIDE, LIMIT);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if OpenCV's native library is missing; the message says which
     */
    @Override
    public BoundingBoxes of(RgbImage image) {
        requireNative();
        try (Mat pixels = bgr(image);
                SelectiveSearchSegmentation search = opencv_ximgproc.createSelectiveSearchSegmentation();
                RectVector found = new RectVector()) {
            search.setBaseImage(pixels);
            if (mode == Mode.FAST) search.switchToSelectiveSearchFast();
            else search.switchToSelectiveSearchQuality();
            search.process(found);
            return sorted(found);
        }
    }

    private static Mat bgr(RgbImage image) {
        byte[] planes = image.pixels();
        int plane = image.width() * image.height();
        byte[] bgr = new byte[planes.length];
        for (int i = 0, to = 0; i < plane; i++) {
            bgr[to++] = planes[2 * plane + i];
            bgr[to++] = planes[plane + i];
            bgr[to++] = planes[i];
        }
        Mat mat = new Mat(image.height(), image.width(), opencv_core.CV_8UC3);
        mat.data().capacity(bgr.length).put(bgr, 0, bgr.length);
        return mat;
    }

    private BoundingBoxes sorted(RectVector found) {
        int count = Math.toIntExact(found.size());
        int[][] boxes = new int[count][];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            try (Rect rect = found.get(i)) {
                if (rect.width() < smallestSide || rect.height() < smallestSide) continue;
                boxes[kept++] = new int[] {rect.x(), rect.y(), rect.x() + rect.width(), rect.y() + rect.height()};
            }
        }
        return select(Arrays.copyOf(boxes, kept), limit);
    }

    /** The boxes without repetitions, those of the smallest hashes if there are too many, sorted. */
    static BoundingBoxes select(int[][] boxes, int limit) {
        int[][] chosen = boxes.clone();
        Comparator<int[]> coordinates = Arrays::compare;
        Arrays.sort(chosen, Comparator.comparingLong(SelectiveSearch::hash).thenComparing(coordinates));
        int kept = 0;
        for (int i = 0; i < chosen.length && kept < limit; i++) {
            if (kept == 0 || !Arrays.equals(chosen[kept - 1], chosen[i])) chosen[kept++] = chosen[i];
        }
        chosen = Arrays.copyOf(chosen, kept);
        Arrays.sort(
                chosen,
                Comparator.<int[]>comparingLong(b -> -((long) (b[2] - b[0]) * (b[3] - b[1])))
                        .thenComparing(coordinates));
        float[] packed = new float[4 * kept];
        for (int i = 0; i < packed.length; i++) packed[i] = chosen[i / 4][i % 4];
        return BoundingBoxes.of(packed);
    }

    private static long hash(int[] box) {
        long value = 0;
        for (int edge : box) {
            long z = value + edge + 0x9e3779b97f4a7c15L;
            z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
            z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
            value = z ^ z >>> 31;
        }
        return value;
    }

    @Override
    public String description() {
        return "selective search " + mode + ", sides from " + smallestSide + ", at most " + limit + ", OpenCV "
                + opencv_core.CV_VERSION_MAJOR + "." + opencv_core.CV_VERSION_MINOR + "."
                + opencv_core.CV_VERSION_REVISION;
    }

    private static void requireNative() {
        try {
            Loader.load(opencv_ximgproc.class);
        } catch (LinkageError e) {
            throw new IllegalStateException(
                    "Selective search needs OpenCV's native library for " + Loader.Detector.getPlatform()
                            + " (the jar org.bytedeco:opencv with that classifier), which is not on the class path or"
                            + " cannot be loaded (" + e.getMessage() + "); add it.",
                    e);
        }
    }
}
