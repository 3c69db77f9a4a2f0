package org.infimum.deep.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Makes minibatches of decoded images. One thread's own. */
final class ImageBatch {
    private final ImageFolderExamples examples;
    /** Kept from one minibatch to the next: a new array of 158 MB each time, for AlexNet's, would keep the collector busy. */
    private float[] features = new float[0];

    ImageBatch(ImageFolderExamples examples) {
        this.examples = examples;
    }

    /** Lets go of the array. */
    void forget() {
        features = new float[0];
    }

    /**
     * Features less the mean and one-hot labels of the images that could be read; counts the others.
     *
     * @throws UncheckedIOException if they are too many, or none could be read
     */
    DataSet of(int[] indices, List<FolderReader.Decoded> parts, String what) {
        FolderIndex index = examples.index();
        int rows = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).pixels() != null) rows++;
            else examples.meet(indices[i], parts.get(i).problem());
        }
        examples.requireFewSkipped();
        if (rows == 0) {
            String first = index.relative(indices[0]) + " " + parts.get(0).problem();
            throw new UncheckedIOException(
                    "No image of " + what + " of " + examples.name() + " can be read: the first, " + first
                            + "; repair them or use larger minibatches.",
                    new IOException(first));
        }
        int length = examples.featuresPerExample();
        int size = Math.multiplyExact(rows, length);
        if (features.length != size) features = new float[size];
        int classes = examples.classNames().size();
        float[] labels = new float[Math.multiplyExact(rows, classes)];
        float[] mean = examples.mean();
        int row = 0;
        for (int i = 0; i < parts.size(); i++) {
            byte[] pixels = parts.get(i).pixels();
            if (pixels == null) continue;
            int start = row * length;
            for (int j = 0; j < length; j++) features[start + j] = (pixels[j] & 0xff) - mean[j];
            labels[row * classes + index.label(indices[i])] = 1;
            row++;
        }
        int side = examples.options().side();
        long[] shape = {rows, 3, side, side};
        long[] labelShape = {rows, classes};
        return new DataSet(
                Nd4j.create(features, shape, Nd4j.getStrides(shape, 'c'), 'c', DataType.FLOAT),
                Nd4j.create(labels, labelShape, Nd4j.getStrides(labelShape, 'c'), 'c', DataType.FLOAT));
    }
}
