package org.infimum.deep.detection;

import java.util.Arrays;

/**
 * The precision-recall curve of one class, a point for each detection that counts, by falling score. Detections of difficult objects do not count and have
 * no point.
 *
 * <p>Both averages follow PASCAL VOC (Everingham et al. 2010, <a href="https://doi.org/10.1007/s11263-009-0275-4">doi:10.1007/s11263-009-0275-4</a>). With
 * T of the first k points true positives and P objects, recall is T / P and precision T / k.
 */
public final class PrecisionRecall {
    private static final int LEVELS = 10;

    private final String className;
    private final int objects;
    private final double[] scores;
    private final boolean[] hits;

    /**
     * A curve.
     *
     * @param objects objects of the class that are not difficult
     * @param scores of the counted detections, falling
     * @param hits which of them are true positives
     */
    PrecisionRecall(String className, int objects, double[] scores, boolean[] hits) {
        this.className = className;
        this.objects = objects;
        this.scores = scores;
        this.hits = hits;
    }

    /**
     * The class.
     *
     * @return its name
     */
    public String className() {
        return className;
    }

    /**
     * The number of objects to be found.
     *
     * @return those that are not difficult
     */
    public int objects() {
        return objects;
    }

    /**
     * The number of points of the curve.
     *
     * @return detections that count
     */
    public int size() {
        return hits.length;
    }

    /**
     * The number of objects found.
     *
     * @return true positives among all detections
     */
    public int found() {
        int found = 0;
        for (boolean hit : hits) if (hit) found++;
        return found;
    }

    /**
     * The scores of the points.
     *
     * @return a copy, falling
     */
    public double[] scores() {
        return scores.clone();
    }

    /**
     * Recall at each point: the share of objects found by detections of at least its score.
     *
     * @return a new array, rising; NaN if the class has no objects
     */
    public double[] recall() {
        double[] recall = new double[hits.length];
        int found = 0;
        for (int k = 0; k < hits.length; k++) {
            if (hits[k]) found++;
            recall[k] = (double) found / objects;
        }
        if (objects == 0) Arrays.fill(recall, Double.NaN);
        return recall;
    }

    /**
     * Precision at each point: the share of detections of at least its score that are right.
     *
     * @return a new array
     */
    public double[] precision() {
        double[] precision = new double[hits.length];
        int found = 0;
        for (int k = 0; k < hits.length; k++) {
            if (hits[k]) found++;
            precision[k] = (double) found / (k + 1);
        }
        return precision;
    }

    /**
     * The average precision of PASCAL VOC 2007: the mean over the recalls r = 0, 0.1, ..., 1 of the largest precision at a recall of at least r (0 where
     * none is reached). Recall T / P is compared with r in whole numbers, 10 T &gt;= 10 r P, so that no rounding of 0.1 decides.
     *
     * @return from 0 to 1; NaN if the class has no objects
     */
    public double elevenPoint() {
        if (objects == 0) return Double.NaN;
        double[] best = new double[LEVELS + 1];
        double[] precision = precision();
        int found = 0;
        for (int k = 0; k < hits.length; k++) {
            if (hits[k]) found++;
            int reached = (int) ((long) LEVELS * found / objects);
            best[reached] = Math.max(best[reached], precision[k]);
        }
        double sum = 0;
        double largest = 0;
        for (int level = LEVELS; level >= 0; level--) {
            largest = Math.max(largest, best[level]);
            sum += largest;
        }
        return sum / (LEVELS + 1);
    }

    /**
     * The average precision of PASCAL VOC from 2010 on: the area under the curve after each precision was raised to the largest one at no smaller recall.
     *
     * @return from 0 to 1; NaN if the class has no objects
     */
    public double allPoint() {
        if (objects == 0) return Double.NaN;
        double[] precision = precision();
        double largest = 0;
        double sum = 0;
        for (int k = hits.length - 1; k >= 0; k--) {
            largest = Math.max(largest, precision[k]);
            if (hits[k]) sum += largest;
        }
        return sum / objects;
    }
}
