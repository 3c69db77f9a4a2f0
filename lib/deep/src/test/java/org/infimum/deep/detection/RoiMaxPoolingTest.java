package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.infimum.deep.Backend;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class RoiMaxPoolingTest {
    private static final LayerWorkspaceMgr NO_WORKSPACES = LayerWorkspaceMgr.noWorkspaces();

    @BeforeAll
    static void start() {
        Backend.start();
    }

    private static RoiMaxPoolingVertex vertex(double scale, int rows, int columns, DataType type) {
        RoiMaxPoolingVertex vertex =
                new RoiMaxPoolingVertex(null, "pool", 2, new RoiMaxPooling(scale, rows, columns), type);
        vertex.setInputVertices(new VertexIndices[] {new VertexIndices(0, 0), new VertexIndices(1, 0)});
        return vertex;
    }

    private static INDArray forward(RoiMaxPoolingVertex vertex, INDArray features, INDArray rois, boolean training) {
        vertex.setInput(0, features, NO_WORKSPACES);
        vertex.setInput(1, rois, NO_WORKSPACES);
        return vertex.doForward(training, NO_WORKSPACES);
    }

    private static INDArray backward(RoiMaxPoolingVertex vertex, INDArray dy) {
        vertex.setEpsilon(dy);
        return vertex.doBackward(false, NO_WORKSPACES).getSecond()[0];
    }

    private static double[] pooled(int height, int width, double scale, int rows, int columns, double... roi) {
        INDArray features =
                Nd4j.arange(height * width).castTo(DataType.FLOAT).addi(1).reshape('c', 1, 1, height, width);
        INDArray rois = Nd4j.createFromArray(new double[][] {roi}).castTo(DataType.FLOAT);
        INDArray output = forward(vertex(scale, rows, columns, DataType.FLOAT), features, rois, false);
        return output.dup('c').data().asDouble();
    }

    /** The map is 1 2 3 4 / 5 6 7 8 / 9 10 11 12 / 13 14 15 16. */
    @Test
    void byHand() {
        assertArrayEquals(new double[] {6, 8, 14, 16}, pooled(4, 4, 1, 2, 2, 0, 0, 0, 3, 3), "a cell is a quarter");
        assertArrayEquals(
                new double[] {6, 7, 10, 11}, pooled(4, 4, 1, 2, 2, 0, 0, 0, 2, 2), "cells of 1.5 pixels overlap");
        assertArrayEquals(new double[] {7, 7, 7, 7}, pooled(4, 4, 1, 2, 2, 0, 2, 1, 2, 1), "one pixel");
        assertArrayEquals(new double[] {7, 7, 7, 7}, pooled(4, 4, 1, 2, 2, 0, 2, 1, 0, -5), "turned round: one pixel");
        assertArrayEquals(new double[] {16, 0, 0, 0}, pooled(4, 4, 1, 2, 2, 0, 3, 3, 4, 4), "partly outside");
        assertArrayEquals(new double[] {0, 0, 0, 1}, pooled(4, 4, 1, 2, 2, 0, -1, -1, 0, 0), "partly outside, before");
        assertArrayEquals(new double[] {0}, pooled(4, 4, 1, 1, 1, 0, 9, 9, 12, 12), "outside");
        // corners 8 and 40 of 16 pixels a cell are 0.5 and 2.5, rounded to 1 and 3
        assertArrayEquals(new double[] {16}, pooled(4, 4, 1.0 / 16, 1, 1, 0, 8, 8, 40, 40));
        assertArrayEquals(new double[] {11}, pooled(4, 4, 1.0 / 16, 1, 1, 0, 8, 8, 39, 39));
        assertArrayEquals(new double[] {1}, pooled(4, 4, 1.0 / 16, 1, 1, 0, -7, -7, 7, 7));
        // -8 is -0.5, which C rounds to -1: of the two rows and columns only the second is inside
        assertArrayEquals(new double[] {0, 0, 0, 1}, pooled(4, 4, 1.0 / 16, 2, 2, 0, -8, -8, 7, 7));
    }

    @Test
    void gradientGoesToTheFirstMaximum() {
        RoiMaxPoolingVertex vertex = vertex(1, 1, 2, DataType.FLOAT);
        INDArray features = Nd4j.zeros(DataType.FLOAT, 1, 1, 2, 4);
        features.putScalar(new int[] {0, 0, 1, 2}, 5);
        INDArray rois = Nd4j.createFromArray(new float[][] {{0, 0, 0, 3, 1}, {0, 2, 1, 2, 1}, {0, 7, 7, 9, 9}});
        forward(vertex, features, rois, true);
        INDArray dy = Nd4j.createFromArray(1f, 2f, 10f, 20f, 100f, 200f).reshape('c', 3, 1, 1, 2);
        assertArrayEquals(
                new float[] {1, 0, 0, 0, 0, 0, 32, 0},
                backward(vertex, dy).dup('c').data().asFloat());
    }

    private enum Order {
        NCHW {
            @Override
            INDArray lay(INDArray features) {
                return features;
            }
        },
        NHWC {
            @Override
            INDArray lay(INDArray features) {
                return features.permute(0, 2, 3, 1).dup('c').permute(0, 3, 1, 2);
            }
        },
        WITH_GAPS {
            @Override
            INDArray lay(INDArray features) {
                long[] s = features.shape();
                INDArray larger = Nd4j.ones(features.dataType(), s[0] + 1, s[1] + 1, s[2], s[3] + 2);
                INDArray view = larger.get(
                        NDArrayIndex.interval(1, s[0] + 1),
                        NDArrayIndex.interval(1, s[1] + 1),
                        NDArrayIndex.all(),
                        NDArrayIndex.interval(1, s[3] + 1));
                return view.assign(features);
            }
        };

        abstract INDArray lay(INDArray features);
    }

    /** Random features, with ties and zeros, and regions of every kind, against the definition written down; sizes change from call to call. */
    @ParameterizedTest
    @EnumSource(Order.class)
    void agreesWithTheDefinition(Order order) {
        Random random = new Random(5);
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            RoiMaxPoolingVertex vertex = vertex(1.0 / 8, 3, 4, type);
            for (int trial = 0; trial < 25; trial++) {
                int n = 1 + random.nextInt(3);
                int c = trial == 24 ? 64 : 1 + random.nextInt(19);
                int h = trial == 24 ? 30 : 1 + random.nextInt(12);
                int w = trial == 24 ? 40 : 1 + random.nextInt(12);
                // the last is large enough for several threads; where regions are many, maxima over squares come first
                int count = trial == 24 ? 24 : trial % 5 == 2 ? 150 : 1 + random.nextInt(7);
                INDArray features = Nd4j.create(type, n, c, h, w);
                for (long k = 0; k < features.length(); k++) {
                    double value = random.nextGaussian();
                    features.putScalar(k, trial % 3 == 0 ? Math.max(0, Math.rint(value)) : value);
                }
                INDArray rois = Nd4j.create(type, count, 5);
                for (int r = 0; r < count; r++) {
                    rois.putScalar(r, 0, random.nextInt(n));
                    double x = (random.nextDouble() * 1.4 - 0.2) * 8 * w;
                    double y = (random.nextDouble() * 1.4 - 0.2) * 8 * h;
                    rois.putScalar(r, 1, x);
                    rois.putScalar(r, 2, y);
                    rois.putScalar(r, 3, x + (random.nextDouble() - 0.1) * 8 * w);
                    rois.putScalar(r, 4, y + (random.nextDouble() - 0.1) * 8 * h);
                }
                INDArray dy = Nd4j.create(type, count, c, 3, 4);
                for (long k = 0; k < dy.length(); k++) {
                    dy.putScalar(k, random.nextGaussian());
                }
                Reference reference = new Reference(features, rois, dy);
                INDArray laid = order.lay(features);
                assertArrayEquals(reference.output, flat(forward(vertex, laid, rois, true)));
                // an inference between the passes does not disturb; a gradient in other strides is read rightly
                INDArray dx = backward(vertex, trial % 2 == 0 ? dy : dy.dup('f'));
                assertArrayEquals(reference.gradient, flat(dx));
                if (order == Order.NHWC && n * c * h * w > 1 && c > 1) {
                    assertEquals(1, dx.stride(1), "the gradient comes back in NHWC");
                }
                // without a forward pass of training before
                forward(vertex, laid, rois, false);
                assertArrayEquals(reference.gradient, flat(backward(vertex, dy)));
            }
        }
    }

    private static double[] flat(INDArray array) {
        return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }

    /** Girshick's pooling from the formulas of its Caffe layer, with exact fractions; 3 x 4 cells, scale 1/8. */
    private static final class Reference {
        final double[] output;
        final double[] gradient;

        Reference(INDArray features, INDArray rois, INDArray dy) {
            int c = (int) features.size(1);
            int h = (int) features.size(2);
            int w = (int) features.size(3);
            output = new double[(int) dy.length()];
            gradient = new double[(int) features.length()];
            int k = 0;
            for (int r = 0; r < rois.size(0); r++) {
                int image = rois.getInt(r, 0);
                int x1 = rounded(rois.getDouble(r, 1) / 8);
                int y1 = rounded(rois.getDouble(r, 2) / 8);
                int width = Math.max(rounded(rois.getDouble(r, 3) / 8) - x1 + 1, 1);
                int height = Math.max(rounded(rois.getDouble(r, 4) / 8) - y1 + 1, 1);
                for (int channel = 0; channel < c; channel++) {
                    for (int i = 0; i < 3; i++) {
                        for (int j = 0; j < 4; j++) {
                            int best = -1;
                            for (int y = 0; y < h; y++) {
                                for (int x = 0; x < w; x++) {
                                    boolean inside = (y - y1 + 1) * 3 > i * height
                                            && (y - y1) * 3 < (i + 1) * height
                                            && (x - x1 + 1) * 4 > j * width
                                            && (x - x1) * 4 < (j + 1) * width;
                                    int at = ((image * c + channel) * h + y) * w + x;
                                    if (inside && (best < 0 || features.getDouble(at) > features.getDouble(best))) {
                                        best = at;
                                    }
                                }
                            }
                            if (best >= 0) {
                                output[k] = features.getDouble(best);
                                double sum = gradient[best] + dy.getDouble(k);
                                gradient[best] = features.dataType() == DataType.FLOAT ? (float) sum : sum;
                            }
                            k++;
                        }
                    }
                }
            }
        }

        private static int rounded(double x) {
            return (int) (x < 0 ? -Math.floor(0.5 - x) : Math.floor(x + 0.5));
        }
    }

    /** The directional derivative of a random sum of the outputs. */
    @Test
    void finiteDifferences() {
        Random random = new Random(8);
        RoiMaxPoolingVertex vertex = vertex(0.5, 3, 3, DataType.DOUBLE);
        INDArray features = Nd4j.rand(DataType.DOUBLE, 2, 3, 7, 6);
        INDArray rois = Nd4j.createFromArray(new double[][] {{0, 0, 0, 11, 13}, {1, 3, 2, 4, 9}, {1, 8, 8, 30, 30}});
        INDArray weights = Nd4j.rand(DataType.DOUBLE, 3, 3, 3, 3).subi(0.5);
        forward(vertex, features, rois, true);
        INDArray gradient = backward(vertex, weights).dup('c');
        double step = 1e-6;
        for (int trial = 0; trial < 40; trial++) {
            int k = random.nextInt((int) features.length());
            double value = features.getDouble(k);
            features.putScalar(k, value + step);
            double above = forward(vertex, features, rois, false)
                    .mul(weights)
                    .sumNumber()
                    .doubleValue();
            features.putScalar(k, value - step);
            double below = forward(vertex, features, rois, false)
                    .mul(weights)
                    .sumNumber()
                    .doubleValue();
            features.putScalar(k, value);
            // piecewise linear: exact but for the rounding of a difference over 2e-6
            assertEquals((above - below) / (2 * step), gradient.getDouble(k), 1e-8);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, 2, 0.5, Double.NaN})
    void namesAnImageThatIsNotInTheBatch(double image) {
        RoiMaxPoolingVertex vertex = vertex(1, 2, 2, DataType.DOUBLE);
        INDArray rois = Nd4j.createFromArray(new double[][] {{0, 0, 0, 1, 1}, {image, 0, 0, 1, 1}});
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> forward(vertex, Nd4j.zeros(DataType.DOUBLE, 2, 1, 3, 3), rois, true))
                .getMessage();
        assertTrue(message.contains("Region of interest 1") && message.contains("image " + image), message);
    }

    @Test
    void namesOtherBadInput() {
        RoiMaxPoolingVertex vertex = vertex(1, 2, 2, DataType.DOUBLE);
        INDArray features = Nd4j.zeros(DataType.DOUBLE, 1, 1, 3, 3);
        INDArray notFinite = Nd4j.createFromArray(new double[][] {{0, 0, Double.NaN, 1, 1}});
        assertTrue(assertThrows(IllegalArgumentException.class, () -> forward(vertex, features, notFinite, true))
                .getMessage()
                .contains("NaN"));
        INDArray four = Nd4j.zeros(DataType.DOUBLE, 1, 4);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> forward(vertex, features, four, true))
                .getMessage()
                .contains("[1, 4]"));
        assertThrows(IllegalArgumentException.class, () -> new RoiMaxPooling(0, 2, 2));
        assertThrows(IllegalArgumentException.class, () -> new RoiMaxPooling(16, 2, 2));
        assertThrows(IllegalArgumentException.class, () -> new RoiMaxPooling(0.5, 0, 2));
    }

    @Test
    void configuration() throws Exception {
        RoiMaxPooling pooling = new RoiMaxPooling(1.0 / 16, 6, 7);
        assertEquals(pooling, pooling.clone());
        assertFalse(pooling.equals(new RoiMaxPooling(1.0 / 16, 7, 6)));
        InputType type = pooling.getOutputType(0, InputType.convolutional(30, 40, 256), InputType.feedForward(5));
        assertEquals(InputType.convolutional(6, 7, 256), type);
        assertThrows(
                Exception.class,
                () -> pooling.getOutputType(0, InputType.convolutional(30, 40, 256), InputType.feedForward(4)));
    }
}
