package org.infimum.deep.segmentation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.CnnLossLayer;
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

class PixelCrossEntropyTest {
    private static final int CLASSES = 3;
    private static final int HEIGHT = 4;
    private static final int WIDTH = 5;
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
                        new ConvolutionLayer.Builder(3, 3)
                                .padding(1, 1)
                                .nOut(CLASSES)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "image")
                .addLayer(
                        "softmax",
                        new CnnLossLayer.Builder(new PixelCrossEntropy(HEIGHT, WIDTH))
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "score")
                .setOutputs("softmax")
                .setInputTypes(InputType.convolutional(HEIGHT, WIDTH, 2))
                .build();
        ComputationGraph net = new ComputationGraph(configuration);
        net.init();
        return net;
    }

    /** Random images with one-hot labels; a share of the pixels is void. */
    private static DataSet data(int images, double voids, long seed, DataType type) {
        Random random = new Random(seed);
        INDArray features = Nd4j.create(type, images, 2, HEIGHT, WIDTH);
        for (long i = 0; i < features.length(); i++) {
            features.putScalar(i, random.nextGaussian());
        }
        INDArray labels = Nd4j.zeros(type, images, CLASSES, HEIGHT, WIDTH);
        INDArray mask = Nd4j.ones(type, images, HEIGHT, WIDTH);
        for (int n = 0; n < images; n++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    if (random.nextDouble() < voids) {
                        mask.putScalar(n, y, x, 0);
                    } else {
                        labels.putScalar(new int[] {n, random.nextInt(CLASSES), y, x}, 1);
                    }
                }
            }
        }
        return new DataSet(features, labels, null, mask);
    }

    /** f by its definition: the mean over labelled pixels, and l2 / 2 ||w||^2 of the weights. */
    private static double byDefinition(ComputationGraph net, DataSet data) {
        INDArray p = net.outputSingle(false, data.getFeatures());
        double sum = 0;
        int labelled = 0;
        for (int n = 0; n < data.numExamples(); n++) {
            for (int y = 0; y < HEIGHT; y++) {
                for (int x = 0; x < WIDTH; x++) {
                    if (data.getLabelsMaskArray().getDouble(n, y, x) == 1) {
                        labelled++;
                        for (int c = 0; c < CLASSES; c++) {
                            sum -= data.getLabels().getDouble(n, c, y, x) * Math.log(p.getDouble(n, c, y, x));
                        }
                    }
                }
            }
        }
        double weights = net.getParam("score_W").norm2Number().doubleValue();
        return sum / labelled + L2 / 2 * weights * weights;
    }

    @Test
    void theScoreIsTheMeanOverLabelledPixels() {
        ComputationGraph net = network(DataType.DOUBLE);
        for (int images = 1; images <= 3; images++) {
            for (double voids : new double[] {0, 0.4}) {
                DataSet data = data(images, voids, 7 + images, DataType.DOUBLE);
                assertEquals(byDefinition(net, data), net.score(data, true), 1e-12);
            }
        }
    }

    /** What DL4J hands to an updater, divided as it divides, is the gradient of that f; central differences are good to h^2 and rounding / h. */
    @Test
    void theGradientIsThatOfTheMean() {
        ComputationGraph net = network(DataType.DOUBLE);
        for (int images = 1; images <= 2; images++) {
            DataSet data = data(images, 0.3, 20 + images, DataType.DOUBLE);
            net.setInputs(data.getFeatures());
            net.setLabels(data.getLabels());
            net.setLayerMaskArrays(null, new INDArray[] {data.getLabelsMaskArray()});
            net.computeGradientAndScore();
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
        net.setInputs(data.getFeatures());
        net.setLabels(data.getLabels());
        net.setLayerMaskArrays(null, new INDArray[] {data.getLabelsMaskArray()});
        net.computeGradientAndScore();
        assertEquals(0, net.gradient().gradient().norm2Number().doubleValue(), 0.0);
    }

    @Test
    void jsonKeepsTheSize() {
        String json = network(DataType.FLOAT).getConfiguration().toJson();
        ComputationGraph read = new ComputationGraph(ComputationGraphConfiguration.fromJson(json));
        read.init();
        CnnLossLayer layer = (CnnLossLayer) read.getLayer("softmax").conf().getLayer();
        assertEquals(new PixelCrossEntropy(HEIGHT, WIDTH), layer.getLossFn());
    }

    @Test
    void badSizesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> new PixelCrossEntropy(0, 5));
        PixelCrossEntropy loss = new PixelCrossEntropy(HEIGHT, WIDTH);
        INDArray rows = Nd4j.ones(7, CLASSES);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> loss.computeScore(
                                rows, rows.dup(), Activation.SOFTMAX.getActivationFunction(), null, false))
                .getMessage();
        assertTrue(message.contains("7 pixels") && message.contains("20 pixels"), message);
    }
}
