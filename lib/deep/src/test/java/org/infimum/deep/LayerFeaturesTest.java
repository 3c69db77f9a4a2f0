package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.data.Datasets;
import org.infimum.deep.data.FeatureShape;
import org.infimum.deep.data.ImageSet;
import org.infimum.deep.data.LabelledPoints;
import org.infimum.deep.onednn.FastLayers;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class LayerFeaturesTest {
    private static final ImageSet IMAGES =
            Datasets.digits().train().classes(3, 8).take(60).resize(28, 28);

    /** The layers above, applied to the features, give the network's output: nothing is permuted or left out. */
    @Test
    void theLayersAboveMakeTheOutputOfThem() {
        MultiLayerNetwork net = Networks.lenet(10, 0, 3);
        INDArray expected = net.output(IMAGES.dataSet(FeatureShape.IMAGE).getFeatures());
        for (boolean fast : new boolean[] {false, true}) {
            if (fast) {
                FastLayers.attachTo(net);
            }
            LabelledPoints points = LayerFeatures.of(net, 3, IMAGES);
            assertEquals(60, points.size());
            assertEquals(800, points.x()[0].length);
            INDArray x =
                    points.examples().batch(new int[] {0, 17, 59}).getFeatures().castTo(expected.dataType());
            INDArray hidden = net.getLayer(4)
                    .activate(x, false, org.deeplearning4j.nn.workspace.LayerWorkspaceMgr.noWorkspaces());
            INDArray output = net.getLayer(5)
                    .activate(hidden, false, org.deeplearning4j.nn.workspace.LayerWorkspaceMgr.noWorkspaces());
            int[] rows = {0, 17, 59};
            for (int i = 0; i < 3; i++) {
                // float arithmetic of two implementations
                assertArrayEquals(
                        expected.getRow(rows[i]).toDoubleVector(),
                        output.getRow(i).toDoubleVector(),
                        1e-5);
            }
            assertEquals(IMAGES.label(17) == 0 ? -1 : 1, points.y()[17]);
        }
    }

    @Test
    void badRequestsAreRefused() {
        MultiLayerNetwork net = Networks.lenet(10, 0, 3);
        assertThrows(IllegalArgumentException.class, () -> LayerFeatures.of(net, 6, IMAGES));
        assertThrows(
                IllegalArgumentException.class,
                () -> LayerFeatures.of(net, 3, Datasets.digits().train()));
    }
}
