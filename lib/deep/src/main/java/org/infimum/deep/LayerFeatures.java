package org.infimum.deep;

import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.data.FeatureShape;
import org.infimum.deep.data.ImageSet;
import org.infimum.deep.data.LabelledPoints;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a trained network's lower layers make of images: with these layers frozen, the layers above are a smaller network on these points, whose global
 * optimum may be within reach of a certificate.
 */
public final class LayerFeatures {
    /** Images a forward pass: some tens of megabytes of LeNet's activations. */
    private static final int CHUNK = 500;

    private LayerFeatures() {}

    /**
     * The activations of one layer, in inference, flattened channel by channel, row by row.
     *
     * @param net the network
     * @param layer the layer's number from 0; in {@link Networks#lenet} 3 is the last pooling (800 numbers), 4 the hidden layer (500)
     * @param images images of two classes, in the network's shape
     * @return a point an image; its target is -1 for the first class and 1 for the second
     * @throws IllegalArgumentException if there is no such layer or the images are not of two classes
     */
    public static LabelledPoints of(MultiLayerNetwork net, int layer, ImageSet images) {
        if (layer < 0 || layer >= net.getnLayers()) {
            throw new IllegalArgumentException(
                    "The network has the layers 0 to " + (net.getnLayers() - 1) + ", but no layer " + layer + ".");
        }
        double[] targets = LabelledPoints.targets(images);
        double[][] points = new double[images.size()][];
        for (int start = 0; start < points.length; start += CHUNK) {
            int end = Math.min(start + CHUNK, points.length);
            INDArray batch = images.toDataSet(IntStream.range(start, end).toArray(), FeatureShape.IMAGE)
                    .getFeatures();
            List<INDArray> activations = net.feedForwardToLayer(layer, batch, false);
            // the first entry is the input
            INDArray features = activations.get(layer + 1).dup('c').reshape('c', end - start, -1);
            for (int i = start; i < end; i++) {
                points[i] = features.getRow(i - start).toDoubleVector();
            }
        }
        return new LabelledPoints("layer " + layer + "'s features of " + images.name(), points, targets);
    }
}
