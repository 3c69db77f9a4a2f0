package org.infimum.deep.segmentation;

import java.util.Arrays;

/**
 * Softmax and cross-entropy over arrays [images, classes, height, width] in NCHW. A run of pixels at a time: its scores of all classes stay in the processor's
 * cache.
 */
final class PixelPass {
    /** Pixels at a time. */
    private static final int RUN = 256;

    private final int images;
    private final int classes;
    private final int plane;
    private final double[][] exponentials;
    private final double[] top = new double[RUN];
    private final double[] sum = new double[RUN];
    private final double[] weight = new double[RUN];
    private final double[] label = new double[RUN];
    private final double[] labels = new double[RUN];
    private final double[] loss = new double[RUN];

    /** @param shape of the scores */
    PixelPass(long... shape) {
        images = Math.toIntExact(shape[0]);
        classes = Math.toIntExact(shape[1]);
        plane = Math.toIntExact(shape[2] * shape[3]);
        // offsets are integers
        Math.toIntExact(shape[0] * shape[1] * plane);
        exponentials = new double[classes][RUN];
    }

    /** Does something with the pixels from first to first + count of an image. */
    @FunctionalInterface
    private interface Step {
        void at(int image, int first, int count);
    }

    private void each(Step step) {
        for (int image = 0; image < images; image++) {
            for (int first = 0; first < plane; first += RUN) {
                step.at(image, first, Math.min(RUN, plane - first));
            }
        }
    }

    private int offset(int image, int label, int first) {
        return (image * classes + label) * plane + first;
    }

    /** Leaves exp(z - top) of each class, the largest score in {@link #top} and the sum in {@link #sum}. */
    private void exponentiate(Numbers scores, int image, int first, int count) {
        Arrays.fill(top, 0, count, Double.NEGATIVE_INFINITY);
        for (int c = 0; c < classes; c++) {
            double[] z = exponentials[c];
            scores.read(offset(image, c, first), z, count);
            for (int i = 0; i < count; i++) top[i] = Math.max(top[i], z[i]);
        }
        Arrays.fill(sum, 0, count, 0);
        for (int c = 0; c < classes; c++) {
            double[] z = exponentials[c];
            for (int i = 0; i < count; i++) {
                z[i] = Math.exp(z[i] - top[i]);
                sum[i] += z[i];
            }
        }
    }

    void probabilities(Numbers scores, Numbers output) {
        each((image, first, count) -> {
            exponentiate(scores, image, first, count);
            for (int c = 0; c < classes; c++) {
                double[] e = exponentials[c];
                for (int i = 0; i < count; i++) e[i] /= sum[i];
                output.write(offset(image, c, first), e, count);
            }
        });
        scores.keepUntilHere();
        output.keepUntilHere();
    }

    /** The sums of the pixels' weighted losses, image by image. */
    double[] losses(Numbers scores, Numbers truth, Numbers mask) {
        double[] losses = new double[images];
        double[] z = new double[RUN];
        each((image, first, count) -> {
            exponentiate(scores, image, first, count);
            weigh(mask, image, first, count);
            beginLoss(count);
            for (int c = 0; c < classes; c++) {
                truth.read(offset(image, c, first), label, count);
                scores.read(offset(image, c, first), z, count);
                addLoss(z, count);
            }
            losses[image] += endLoss(count);
        });
        keep(scores, truth, mask);
        return losses;
    }

    /** Writes factor * mask * (p sum y - y), the gradient of factor times the summed losses, and returns that sum without the factor. */
    double gradient(Numbers scores, Numbers truth, Numbers mask, double factor, Numbers gradient) {
        double[] total = new double[1];
        double[] z = new double[RUN];
        double[] dz = new double[RUN];
        each((image, first, count) -> {
            exponentiate(scores, image, first, count);
            weigh(mask, image, first, count);
            beginLoss(count);
            for (int c = 0; c < classes; c++) {
                truth.read(offset(image, c, first), label, count);
                scores.read(offset(image, c, first), z, count);
                addLoss(z, count);
            }
            for (int c = 0; c < classes; c++) {
                truth.read(offset(image, c, first), label, count);
                double[] e = exponentials[c];
                for (int i = 0; i < count; i++) {
                    dz[i] = factor * weight[i] * (e[i] / sum[i] * labels[i] - label[i]);
                }
                gradient.write(offset(image, c, first), dz, count);
            }
            total[0] += endLoss(count);
        });
        keep(scores, truth, mask);
        gradient.keepUntilHere();
        return total[0];
    }

    private void weigh(Numbers mask, int image, int first, int count) {
        if (mask == null) Arrays.fill(weight, 0, count, 1);
        else mask.read(image * plane + first, weight, count);
    }

    private void beginLoss(int count) {
        Arrays.fill(labels, 0, count, 0);
        Arrays.fill(loss, 0, count, 0);
    }

    /** Adds a class whose labels are in {@link #label}. */
    private void addLoss(double[] z, int count) {
        for (int i = 0; i < count; i++) {
            labels[i] += label[i];
            loss[i] += label[i] * (top[i] - z[i]);
        }
    }

    private double endLoss(int count) {
        double all = 0;
        for (int i = 0; i < count; i++) {
            // 0 times a loss that is not finite would be NaN: void pixels have no say
            if (weight[i] != 0) all += weight[i] * (loss[i] + labels[i] * Math.log(sum[i]));
        }
        return all;
    }

    private static void keep(Numbers scores, Numbers truth, Numbers mask) {
        scores.keepUntilHere();
        truth.keepUntilHere();
        if (mask != null) mask.keepUntilHere();
    }
}
