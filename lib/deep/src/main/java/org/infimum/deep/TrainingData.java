package org.infimum.deep;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Reads training data as a network of two layers sees them, in its precision. */
final class TrainingData {
    private TrainingData() {}

    /** The rows of features, after a check of the labels' number. */
    static double[][] features(DataSet data, DataType type, int inputs, int outputs) {
        INDArray features = data.getFeatures();
        INDArray labels = data.getLabels();
        if (features == null || labels == null) {
            throw new IllegalArgumentException("The data have no " + (features == null ? "features" : "labels") + ".");
        }
        if (data.getFeaturesMaskArray() != null || data.getLabelsMaskArray() != null) {
            throw new IllegalArgumentException(
                    "The data have masks, which change the objective; leave the masked examples out instead.");
        }
        if (features.rank() != 2 || features.size(1) != inputs || features.size(0) == 0) {
            throw new IllegalArgumentException(
                    "The network takes rows of " + inputs + " features, but the data are of shape "
                            + features.shapeInfoToString().replaceAll("\\s+", " ") + ".");
        }
        if (labels.length() != features.size(0) * outputs || outputs > 1 && labels.rank() != 2) {
            throw new IllegalArgumentException("There are " + features.size(0) + " examples, but " + labels.length()
                    + " labels; give " + (outputs == 1 ? "one number" : "a row of " + outputs) + " for each.");
        }
        return features.castTo(type).castTo(DataType.DOUBLE).toDoubleMatrix();
    }

    /** The labels, row after row. */
    static double[] labels(DataSet data, DataType type) {
        return data.getLabels().castTo(type).castTo(DataType.DOUBLE).reshape(-1).toDoubleVector();
    }

    /** Labels 0 and 1 as -1 and 1. */
    static double[] signs(double[] labels) {
        double[] signs = new double[labels.length];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] != 0 && labels[i] != 1) {
                throw new IllegalArgumentException("The loss XENT is logistic for the labels 0 and 1, but label " + i
                        + " is " + labels[i] + "; give the classes' numbers.");
            }
            signs[i] = 2 * labels[i] - 1;
        }
        return signs;
    }
}
