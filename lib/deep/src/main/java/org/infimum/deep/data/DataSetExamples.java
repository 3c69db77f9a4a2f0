package org.infimum.deep.data;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** A whole {@link DataSet} of which rows are gathered. */
record DataSetExamples(String name, DataSet all) implements ExampleSet {
    DataSetExamples {
        long features = all.getFeatures() == null ? 0 : all.getFeatures().size(0);
        long labels = all.getLabels() == null ? 0 : all.getLabels().size(0);
        if (features == 0 || features != labels || features > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("Examples need as many features as labels and at least one, not "
                    + features + " and " + labels + ".");
        }
        if (all.getFeaturesMaskArray() != null || all.getLabelsMaskArray() != null) {
            throw new IllegalArgumentException(
                    "Examples with masks are not supported; the data set '" + name + "' has some.");
        }
    }

    @Override
    public int size() {
        return (int) all.getFeatures().size(0);
    }

    @Override
    public int featuresPerExample() {
        return Math.toIntExact(all.getFeatures().length() / all.getFeatures().size(0));
    }

    @Override
    public DataSet batch(int[] indices) {
        for (int index : indices) {
            if (index < 0 || index >= size()) {
                throw new IndexOutOfBoundsException("There is no example " + index + "; there are " + size() + ".");
            }
        }
        return new DataSet(rows(all.getFeatures(), indices), rows(all.getLabels(), indices));
    }

    private static INDArray rows(INDArray from, int[] indices) {
        return Nd4j.pullRows(from.reshape('c', from.size(0), from.length() / from.size(0)), 1, indices)
                .reshape('c', shape(from, indices.length));
    }

    private static long[] shape(INDArray like, int count) {
        long[] shape = like.shape().clone();
        shape[0] = count;
        return shape;
    }

    @Override
    public String fingerprint() {
        CRC32 crc = new CRC32();
        for (INDArray part : new INDArray[] {all.getFeatures(), all.getLabels()}) {
            for (double number : part.dup('c').reshape(part.length()).toDoubleVector()) {
                long bits = Double.doubleToLongBits(number);
                for (int shift = 0; shift < 64; shift += 8) {
                    crc.update((int) (bits >>> shift));
                }
            }
        }
        return size() + " examples of " + Arrays.toString(shape(all.getFeatures(), 1)) + " "
                + Long.toHexString(crc.getValue());
    }
}
