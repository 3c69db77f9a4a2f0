package org.infimum.deep.data;

import java.util.List;
import java.util.Optional;
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
     * Features less the mean and one-hot labels of the images that could be read, empty if none could; counts the others.
     *
     * @throws java.io.UncheckedIOException if they are too many
     */
    Optional<DataSet> of(int[] indices, List<FolderReader.Decoded> parts) {
        FolderIndex index = examples.index();
        int rows = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).pixels() != null) rows++;
            else examples.meet(indices[i], parts.get(i).problem());
        }
        examples.requireFewSkipped();
        if (rows == 0) {
            return Optional.empty();
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
        return Optional.of(new DataSet(
                Nd4j.create(features, shape, Nd4j.getStrides(shape, 'c'), 'c', DataType.FLOAT),
                Nd4j.create(labels, labelShape, Nd4j.getStrides(labelShape, 'c'), 'c', DataType.FLOAT)));
    }
}
