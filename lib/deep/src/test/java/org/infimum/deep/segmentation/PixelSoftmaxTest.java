package org.infimum.deep.segmentation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.deep.Backend;
import org.infimum.deep.BpGrad;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class PixelSoftmaxTest {
    private static final int CLASSES = 3;
    private static final double L2 = 0.01;

    private static ComputationGraph network(DataType type) {
        Backend.start();
        ComputationGraphConfiguration configuration = new NeuralNetConfiguration.Builder()
                .seed(4)
                .dataType(type)
                .l2(L2)
                .graphBuilder()
                .addInputs("image")
                .addLayer(
                        "score",
                        new ConvolutionLayer.Builder(1, 1)
                                .nOut(CLASSES)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "image")
                .addLayer("pixels", new PixelSoftmax(), "score")
                .setOutputs("pixels")
                .setInputTypes(InputType.convolutional(7, 7, 2))
                .build();
        ComputationGraph net = new ComputationGraph(configuration);
        net.init();
        return net;
    }

    /** Random images with one-hot labels; a share of the pixels is void. */
    static DataSet data(
            int images, int channels, int classes, int height, int width, double voids, long seed, DataType type) {
        Random random = new Random(seed);
        INDArray features = Nd4j.create(type, images, channels, height, width);
        for (long i = 0; i < features.length(); i++) {
            features.putScalar(i, random.nextGaussian());
        }
        INDArray labels = Nd4j.zeros(type, images, classes, height, width);
        INDArray mask = Nd4j.ones(type, images, height, width);
        for (int n = 0; n < images; n++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    if (random.nextDouble() < voids) {
                        mask.putScalar(n, y, x, 0);
                    } else {
                        labels.putScalar(new int[] {n, random.nextInt(classes), y, x}, 1);
                    }
                }
            }
        }
        return new DataSet(features, labels, null, mask);
    }

    private static DataSet data(int images, double voids, long seed, DataType type) {
        // more pixels than are done at a time, and not a multiple of them
        return data(images, 2, CLASSES, 17, 19, voids, seed, type);
    }

    /** The mean over labelled pixels of -log p, by its definition. */
    static double meanLoss(INDArray p, DataSet data) {
        double sum = 0;
        int labelled = 0;
        for (int n = 0; n < p.size(0); n++) {
            for (int y = 0; y < p.size(2); y++) {
                for (int x = 0; x < p.size(3); x++) {
                    if (data.getLabelsMaskArray().getDouble(n, y, x) == 1) {
                        labelled++;
                        for (int c = 0; c < p.size(1); c++) {
                            if (data.getLabels().getDouble(n, c, y, x) == 1) sum -= Math.log(p.getDouble(n, c, y, x));
                        }
                    }
                }
            }
        }
        return sum / labelled;
    }

    private static double byDefinition(ComputationGraph net, DataSet data) {
        double weights = net.getParam("score_W").norm2Number().doubleValue();
        return meanLoss(net.outputSingle(false, data.getFeatures()), data) + L2 / 2 * weights * weights;
    }

    private static void differentiate(ComputationGraph net, DataSet data) {
        net.setInputs(data.getFeatures());
        net.setLabels(data.getLabels());
        net.setLayerMaskArrays(null, new INDArray[] {data.getLabelsMaskArray()});
        net.computeGradientAndScore();
    }

    @Test
    void probabilitiesAreTheSoftmaxOfTheScores() {
        ComputationGraph net = network(DataType.DOUBLE);
        INDArray features = data(2, 0, 3, DataType.DOUBLE).getFeatures();
        INDArray p = net.outputSingle(false, features);
        INDArray w = net.getParam("score_W");
        for (int n = 0; n < 2; n++) {
            double[] z = new double[CLASSES];
            double sum = 0;
            for (int c = 0; c < CLASSES; c++) {
                z[c] = w.getDouble(c, 0, 0, 0) * features.getDouble(n, 0, 5, 6)
                        + w.getDouble(c, 1, 0, 0) * features.getDouble(n, 1, 5, 6);
                sum += Math.exp(z[c]);
            }
            for (int c = 0; c < CLASSES; c++) {
                assertEquals(Math.exp(z[c]) / sum, p.getDouble(n, c, 5, 6), 1e-14);
            }
        }
    }

    @Test
    void theScoreIsTheMeanOverLabelledPixelsAtAnySize() {
        ComputationGraph net = network(DataType.DOUBLE);
        for (int images = 1; images <= 3; images++) {
            for (double voids : new double[] {0, 0.4}) {
                DataSet data = data(images, voids, 7 + images, DataType.DOUBLE);
                assertEquals(byDefinition(net, data), net.score(data, true), 1e-12);
                differentiate(net, data);
                assertEquals(byDefinition(net, data), net.score(), 1e-12);
            }
        }
        DataSet small = data(2, 2, CLASSES, 3, 4, 0.3, 5, DataType.DOUBLE);
        assertEquals(byDefinition(net, small), net.score(small, true), 1e-12);
        INDArray parts = net.scoreExamples(small, false);
        assertEquals(
                meanLoss(net.outputSingle(false, small.getFeatures()), small),
                parts.meanNumber().doubleValue(),
                1e-12);
    }

    /** What DL4J hands to an updater, divided as it divides, is the gradient of that f; central differences are good to h^2 and rounding / h. */
    @Test
    void theGradientIsThatOfTheMean() {
        ComputationGraph net = network(DataType.DOUBLE);
        for (int images = 1; images <= 2; images++) {
            DataSet data = data(images, 0.3, 20 + images, DataType.DOUBLE);
            differentiate(net, data);
            INDArray gradient = net.gradient().gradient().dup().divi(images);
            long biases = net.getParam("score_b").length();
            INDArray params = net.params();
            double h = 1e-5;
            for (int k = 0; k < params.length(); k++) {
                double at = params.getDouble(k);
                params.putScalar(k, at + h);
                double above = byDefinition(net, data);
                params.putScalar(k, at - h);
                double below = byDefinition(net, data);
                params.putScalar(k, at);
                // DL4J adds the gradient of l2 later, in the updater; a convolution's biases come first and have none
                double decay = k < biases ? 0 : L2 * at;
                assertEquals((above - below) / (2 * h), gradient.getDouble(k) + decay, 1e-8);
            }
        }
    }

    /** An image padded with void gives the same f and the same gradient, whatever the padding's pixels are. */
    @Test
    void paddingWithVoidChangesNothing() {
        ComputationGraph net = network(DataType.DOUBLE);
        DataSet data = data(1, 2, CLASSES, 4, 5, 0.2, 9, DataType.DOUBLE);
        DataSet padded = data(1, 2, CLASSES, 6, 9, 1.1, 10, DataType.DOUBLE);
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 5; x++) {
                padded.getLabelsMaskArray()
                        .putScalar(0, y, x, data.getLabelsMaskArray().getDouble(0, y, x));
                for (int c = 0; c < 2; c++) {
                    padded.getFeatures()
                            .putScalar(
                                    new int[] {0, c, y, x}, data.getFeatures().getDouble(0, c, y, x));
                }
                for (int c = 0; c < CLASSES; c++) {
                    padded.getLabels()
                            .putScalar(new int[] {0, c, y, x}, data.getLabels().getDouble(0, c, y, x));
                }
            }
        }
        differentiate(net, data);
        double score = net.score();
        INDArray gradient = net.gradient().gradient().dup();
        differentiate(net, padded);
        assertEquals(score, net.score(), 1e-12);
        assertEquals(0, gradient.sub(net.gradient().gradient()).norm2Number().doubleValue(), 1e-12);
    }

    @Test
    void bpGradStepsByThisF() {
        ComputationGraph net = network(DataType.FLOAT);
        DataSet data = data(2, 0.3, 5, DataType.FLOAT);
        double f = byDefinition(net, data);
        INDArray before = net.params().dup();
        BpGrad.lipschitz(10).momentum(0).attachTo(net);
        net.fit(data);
        // the step has length f / L, in single precision
        assertEquals(f / 10, net.params().sub(before).norm2Number().doubleValue(), 1e-5 * f);
    }

    @Test
    void withoutLabelledPixelsNothingMoves() {
        ComputationGraph net = network(DataType.FLOAT);
        DataSet data = data(1, 1.1, 5, DataType.FLOAT);
        double weights = net.getParam("score_W").norm2Number().doubleValue();
        // only the weight decay is left
        assertEquals(L2 / 2 * weights * weights, net.score(data, true), 1e-6);
        differentiate(net, data);
        assertEquals(0, net.gradient().gradient().norm2Number().doubleValue(), 0.0);
    }

    /** With scores 2,000 apart the probability of the right class is 0 in any precision; the loss is the distance all the same. */
    @Test
    void aSureMistakeCostsWhatTheScoresSay() {
        ComputationGraph net = network(DataType.DOUBLE);
        net.getParam("score_W").assign(0);
        net.getParam("score_b").assign(Nd4j.createFromArray(new double[][] {{0, 2000, 0}}));
        DataSet data = data(1, 0, 5, DataType.DOUBLE);
        data.getLabels().assign(0);
        data.getLabels()
                .get(org.nd4j.linalg.indexing.NDArrayIndex.all(), org.nd4j.linalg.indexing.NDArrayIndex.point(2))
                .assign(1);
        assertEquals(2000, net.score(data, true), 1e-9);
    }

    @Test
    void jsonKeepsTheLayer() {
        ComputationGraph net = network(DataType.FLOAT);
        ComputationGraph read = new ComputationGraph(
                ComputationGraphConfiguration.fromJson(net.getConfiguration().toJson()));
        read.init(net.params(), true);
        assertInstanceOf(PixelSoftmaxLayer.class, read.getLayer("pixels"));
        INDArray features = data(1, 0, 3, DataType.FLOAT).getFeatures();
        assertEquals(net.outputSingle(features), read.outputSingle(features));
    }

    @Test
    void wrongShapesAreNamed() {
        ComputationGraph net = network(DataType.FLOAT);
        DataSet data = data(1, 0, 3, DataType.FLOAT);
        data.setLabels(Nd4j.zeros(1, CLASSES, 17, 18));
        String labels = assertThrows(IllegalArgumentException.class, () -> net.score(data, true))
                .getMessage();
        assertTrue(labels.contains("[1, 3, 17, 18]") && labels.contains("[1, 3, 17, 19]"), labels);
        data.setLabels(Nd4j.zeros(1, CLASSES, 17, 19));
        data.setLabelsMaskArray(Nd4j.ones(1, 1, 17, 19));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> net.score(data, true))
                .getMessage()
                .contains("[images, height, width]"));
        assertArrayEquals(
                new long[] {1, 3, 17, 19}, net.outputSingle(data.getFeatures()).shape());
    }
}
