package org.infimum.deep.segmentation;

import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The learned interpolation of a {@link Fcn}: maps that go on with their border, a deconvolution, a crop. */
final class Deconvolution {
    private Deconvolution() {}

    /**
     * Adds the three. With k the factor, padded pixel i + 1 gives the 2 k outputs from k (i + 1) on, whose middle is k i + 2 k - 1/2, and old pixel i stands over
     * the new one k i + k / 2 - 1/2: so the new map begins at 3 k / 2.
     */
    static String add(GraphBuilder graph, String name, int factor, int stride, int classes, String below) {
        String padded = name + "_edges";
        String cut = name + "_crop";
        graph.addVertex(padded, new EdgePadding(), below);
        graph.addLayer(
                name,
                new Deconvolution2D.Builder(2 * factor, 2 * factor)
                        .stride(factor, factor)
                        .nOut(classes)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .weightInit(WeightInit.ZERO)
                        .build(),
                padded);
        graph.addVertex(cut, new CropToImage(factor + factor / 2, stride), name, Fcn.IMAGE);
        return cut;
    }

    /** Takes the network's regularisation off: bilinear interpolation of 11 classes by 32 has the squared norm 5,000, more than all else together. */
    static void unregularised(ComputationGraphConfiguration configuration) {
        for (GraphVertex vertex : configuration.getVertices().values()) {
            if (vertex instanceof LayerVertex layer
                    && layer.getLayerConf().getLayer() instanceof Deconvolution2D deconvolution) {
                deconvolution.setRegularization(List.of());
            }
        }
    }

    /** Gives all deconvolutions the weights of bilinear interpolation, each class to itself. */
    static void interpolate(ComputationGraph net) {
        for (Layer layer : net.getLayers()) {
            if (layer.conf().getLayer() instanceof Deconvolution2D) interpolate(layer.getParam("W"));
        }
    }

    private static void interpolate(INDArray weights) {
        int factor = (int) weights.size(2) / 2;
        for (int row = 0; row < 2 * factor; row++) {
            for (int column = 0; column < 2 * factor; column++) {
                double weight = tent(row, factor) * tent(column, factor);
                for (int c = 0; c < weights.size(0); c++) {
                    weights.putScalar(new int[] {c, c, row, column}, weight);
                }
            }
        }
    }

    private static double tent(int position, int factor) {
        return 1 - Math.abs(position - (factor - 0.5)) / factor;
    }
}
