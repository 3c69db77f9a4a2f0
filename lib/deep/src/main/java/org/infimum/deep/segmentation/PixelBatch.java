package org.infimum.deep.segmentation;

import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Makes minibatches of decoded images, padded on the right and at the bottom to the largest of them: with the mean, which is 0, and void. */
record PixelBatch(PixelScale scale, int classes) {
    private static final int CHANNELS = 3;

    /** Inputs [n, 3, height, width] of images without problems. */
    INDArray features(List<MaskedPixels> images) {
        int height = height(images);
        int width = width(images);
        float[] features = new float[Math.multiplyExact(images.size() * CHANNELS, height * width)];
        float[] table = new float[256];
        for (int c = 0; c < CHANNELS; c++) {
            int source = scale.source(c);
            for (int v = 0; v < 256; v++) table[v] = (float) ((v - scale.mean(source)) / scale.divisor());
            for (int n = 0; n < images.size(); n++) {
                MaskedPixels image = images.get(n);
                for (int y = 0; y < image.height(); y++) {
                    int from = (source * image.height() + y) * image.width();
                    int to = ((n * CHANNELS + c) * height + y) * width;
                    for (int x = 0; x < image.width(); x++) features[to + x] = table[image.pixels()[from + x] & 0xff];
                }
            }
        }
        return array(features, images.size(), CHANNELS, height, width);
    }

    /** Inputs, one-hot labels and mask; empty if no pixel is labelled. */
    Optional<DataSet> of(List<MaskedPixels> images) {
        if (images.isEmpty() || images.stream().allMatch(image -> allVoid(image.mask()))) return Optional.empty();
        int height = height(images);
        int width = width(images);
        int plane = Math.multiplyExact(height, width);
        float[] labels = new float[Math.multiplyExact(images.size() * classes, plane)];
        float[] mask = new float[images.size() * plane];
        for (int n = 0; n < images.size(); n++) {
            MaskedPixels image = images.get(n);
            for (int y = 0; y < image.height(); y++) {
                for (int x = 0; x < image.width(); x++) {
                    int label = image.mask()[y * image.width() + x] & 0xff;
                    if (label != ConfusionMatrix.VOID) {
                        labels[(n * classes + label) * plane + y * width + x] = 1;
                        mask[n * plane + y * width + x] = 1;
                    }
                }
            }
        }
        return Optional.of(new DataSet(
                features(images),
                array(labels, images.size(), classes, height, width),
                null,
                array(mask, images.size(), height, width)));
    }

    private static boolean allVoid(byte[] mask) {
        for (byte label : mask) {
            if ((label & 0xff) != ConfusionMatrix.VOID) return false;
        }
        return true;
    }

    private static int height(List<MaskedPixels> images) {
        return images.stream().mapToInt(MaskedPixels::height).max().orElseThrow();
    }

    private static int width(List<MaskedPixels> images) {
        return images.stream().mapToInt(MaskedPixels::width).max().orElseThrow();
    }

    private static INDArray array(float[] values, long... shape) {
        return Nd4j.create(values, shape, Nd4j.getStrides(shape, 'c'), 'c', DataType.FLOAT);
    }
}
