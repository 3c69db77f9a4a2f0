package org.infimum.deep.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.infimum.deep.Backend;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class BilinearUpsamplingTest {
    @BeforeAll
    static void start() {
        Backend.start();
        Nd4j.getRandom().setSeed(11);
    }

    private static org.deeplearning4j.nn.graph.vertex.GraphVertex vertex(int factor, int stride, DataType type) {
        return new BilinearUpsampling(factor, stride).instantiate(null, "up", 0, null, false, type);
    }

    private static INDArray upsample(INDArray scores, int factor, int height, int width) {
        var vertex = vertex(factor, 1, scores.dataType());
        vertex.setInputs(scores, Nd4j.zeros(scores.dataType(), scores.size(0), 3, height, width));
        return vertex.doForward(true, LayerWorkspaceMgr.noWorkspaces());
    }

    /** A map of its pixels' own centres, s (i + 1/2) - 1/2, comes out as each pixel's place, up to the outer half stride, where it goes on with the border. */
    @Test
    void placesComeOutInPlace() {
        INDArray scores = Nd4j.zeros(DataType.DOUBLE, 1, 2, 3, 4);
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 4; x++) {
                scores.putScalar(new int[] {0, 0, y, x}, 32 * y + 15.5);
                scores.putScalar(new int[] {0, 1, y, x}, 32 * x + 15.5);
            }
        }
        INDArray pixels = upsample(scores, 32, 90, 128);
        assertArrayEquals(new long[] {1, 2, 90, 128}, pixels.shape());
        for (int y = 0; y < 90; y++) {
            for (int x = 0; x < 128; x++) {
                assertEquals(Math.min(79.5, Math.max(15.5, y)), pixels.getDouble(0, 0, y, x), 1e-12);
                assertEquals(Math.min(111.5, Math.max(15.5, x)), pixels.getDouble(0, 1, y, x), 1e-12);
            }
        }
    }

    /** The authors' way: scores that go on beyond the border, a deconvolution with bilinear weights, each class to itself, and a crop. */
    @ParameterizedTest
    @CsvSource({"2, 7, 9", "8, 40, 33", "16, 40, 70", "32, 96, 70"})
    void equalsADeconvolutionWithBilinearWeights(int factor, int height, int width) {
        int h = (height - 1) / factor + 1;
        int w = (width - 1) / factor + 1;
        INDArray scores = Nd4j.randn(DataType.FLOAT, 2, 3, h, w);
        INDArray padded = Nd4j.zeros(DataType.FLOAT, 2, 3, h + 2, w + 2);
        for (int n = 0; n < 2; n++) {
            for (int c = 0; c < 3; c++) {
                for (int y = 0; y < h + 2; y++) {
                    for (int x = 0; x < w + 2; x++) {
                        int fromY = Math.min(h - 1, Math.max(0, y - 1));
                        int fromX = Math.min(w - 1, Math.max(0, x - 1));
                        padded.putScalar(new int[] {n, c, y, x}, scores.getDouble(n, c, fromY, fromX));
                    }
                }
            }
        }
        MultiLayerConfiguration configuration = new NeuralNetConfiguration.Builder()
                .list()
                .layer(new Deconvolution2D.Builder(2 * factor, 2 * factor)
                        .stride(factor, factor)
                        .nOut(3)
                        .hasBias(false)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.convolutional(h + 2, w + 2, 3))
                .build();
        MultiLayerNetwork net = new MultiLayerNetwork(configuration);
        net.init();
        INDArray weights = net.getParam("0_W");
        weights.assign(0);
        for (int y = 0; y < 2 * factor; y++) {
            for (int x = 0; x < 2 * factor; x++) {
                double weight = (1 - Math.abs(y - factor + 0.5) / factor) * (1 - Math.abs(x - factor + 0.5) / factor);
                for (int c = 0; c < 3; c++) weights.putScalar(new int[] {c, c, y, x}, weight);
            }
        }
        int cut = factor + factor / 2;
        INDArray expected = net.feedForward(padded)
                .get(1)
                .get(
                        NDArrayIndex.all(),
                        NDArrayIndex.all(),
                        NDArrayIndex.interval(cut, cut + height),
                        NDArrayIndex.interval(cut, cut + width));
        INDArray actual = upsample(scores, factor, height, width);
        // four products of numbers up to about 4 in single precision
        assertEquals(0, expected.sub(actual).normmaxNumber().doubleValue(), 2e-6);
    }

    /** The sum of (U x) y is that of x (U' y). */
    @ParameterizedTest
    @CsvSource({"2, 5, 8", "8, 23, 17", "32, 33, 70"})
    void theGradientIsTheTransposedMap(int factor, int height, int width) {
        INDArray x = Nd4j.randn(DataType.DOUBLE, 2, 3, (height - 1) / factor + 1, (width - 1) / factor + 1);
        INDArray y = Nd4j.randn(DataType.DOUBLE, 2, 3, height, width);
        var vertex = vertex(factor, 1, DataType.DOUBLE);
        vertex.setInputs(x, Nd4j.zeros(DataType.DOUBLE, 2, 1, height, width));
        INDArray up = vertex.doForward(true, LayerWorkspaceMgr.noWorkspaces());
        vertex.setEpsilon(y);
        INDArray[] gradients =
                vertex.doBackward(false, LayerWorkspaceMgr.noWorkspaces()).getSecond();
        assertEquals(
                up.mul(y).sumNumber().doubleValue(),
                x.mul(gradients[0]).sumNumber().doubleValue(),
                1e-10);
        assertEquals(null, gradients[1]);
    }

    @Test
    void otherStridesRoundUp() {
        var vertex = vertex(2, 16, DataType.FLOAT);
        vertex.setInputs(Nd4j.ones(1, 1, 2, 3), Nd4j.zeros(1, 3, 50, 81));
        INDArray up = vertex.doForward(false, LayerWorkspaceMgr.noWorkspaces());
        assertArrayEquals(new long[] {1, 1, 4, 6}, up.shape());
        assertEquals(24, up.sumNumber().doubleValue(), 1e-6);
    }

    @Test
    void scoresInAnyOrderOfMemory() {
        INDArray plain = Nd4j.randn(DataType.FLOAT, 2, 3, 2, 3);
        INDArray pixelsFirst = plain.permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2);
        assertEquals(upsample(plain, 4, 8, 11), upsample(pixelsFirst, 4, 8, 11));
    }

    @Test
    void badNumbersAndSizesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> new BilinearUpsampling(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new BilinearUpsampling(2, 0));
        String message = assertThrows(IllegalStateException.class, () -> upsample(Nd4j.ones(1, 1, 2, 2), 4, 9, 8))
                .getMessage();
        assertTrue(message.contains("[1, 1, 2, 2]") && message.contains("[1, 3, 9, 8]"), message);
        GraphVertex copy = new BilinearUpsampling(2, 16).clone();
        assertEquals(new BilinearUpsampling(2, 16), copy);
    }
}
