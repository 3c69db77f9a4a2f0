package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The HDF5 files are those of {@code keras_weights.py}, whose numbers tell where they belong. */
class PretrainedTrunkTest {
    private static final List<String> CONVOLUTIONS = List.of("conv1", "conv2", "conv3", "conv4");

    private static ComputationGraph network(double fraction, long seed) {
        return FastRcnn.network(
                FastRcnnOptions.of(2, Trunk.SMALL)
                        .fraction(fraction)
                        .pooledSize(2)
                        .frozen(1),
                seed);
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(PretrainedTrunkTest.class.getResource(name).toURI());
    }

    @ParameterizedTest
    @ValueSource(strings = {"keras1.h5", "keras2.h5"})
    void kerasFiles(String name) throws Exception {
        ComputationGraph net = network(0.03, 1);
        INDArray classes = net.getParam("classes_W").dup();
        List<String> expected = new ArrayList<>(CONVOLUTIONS);
        if (name.equals("keras2.h5")) {
            expected.addAll(List.of("fc6", "fc7"));
        }
        assertEquals(expected, PretrainedTrunk.load(net, resource(name)));
        for (int k = 1; k <= 4; k++) {
            INDArray w = net.getParam("conv" + k + "_W");
            for (int f = 0; f < w.size(0); f++) {
                assertEquals(f - k, net.getParam("conv" + k + "_b").getDouble(f));
                for (int c = 0; c < w.size(1); c++) {
                    for (int y = 0; y < 3; y++) {
                        for (int x = 0; x < 3; x++) {
                            assertEquals(1000 * k + 100 * f + 10 * c + 3 * y + x, w.getDouble(f, c, y, x));
                        }
                    }
                }
            }
        }
        assertEquals(classes, net.getParam("classes_W"));
        if (name.equals("keras2.h5")) {
            // our input 4 c + p is Keras's 4 p + c: four channels, four pixels
            for (int c = 0; c < 4; c++) {
                for (int p = 0; p < 4; p++) {
                    assertEquals(4 * p + c + 0.05, net.getParam("fc6_W").getDouble(4 * c + p, 5), 1e-5);
                }
            }
            assertEquals(6.02, net.getParam("fc7_W").getDouble(6, 2), 1e-5);
            assertEquals(7, net.getParam("fc7_b").getDouble(7));
        }
    }

    @Test
    void networksOfDeeplearning4j(@TempDir Path folder) throws Exception {
        ComputationGraph source = network(0.03, 1);
        Path file = folder.resolve("net.zip");
        ModelSerializer.writeModel(source, file.toFile(), false);
        ComputationGraph net = network(0.03, 2);
        assertEquals(List.of("conv1", "conv2", "conv3", "conv4", "fc6", "fc7"), PretrainedTrunk.load(net, file));
        assertEquals(source.getParam("conv3_W"), net.getParam("conv3_W"));
        assertEquals(source.getParam("fc6_W"), net.getParam("fc6_W"));
        assertNotEquals(source.getParam("classes_W"), net.getParam("classes_W"));
    }

    @Test
    void sequentialNetworks(@TempDir Path folder) throws Exception {
        NeuralNetConfiguration.ListBuilder layers =
                new NeuralNetConfiguration.Builder().seed(3).list();
        int[] filters = {1, 2, 4, 4};
        for (int k = 0; k < 4; k++) {
            layers.layer(new ConvolutionLayer.Builder(3, 3)
                    .name(CONVOLUTIONS.get(k))
                    .nOut(filters[k])
                    .build());
        }
        MultiLayerNetwork source = new MultiLayerNetwork(layers.layer(new OutputLayer.Builder()
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(16, 16, 3))
                .build());
        source.init();
        Path file = folder.resolve("sequential.zip");
        ModelSerializer.writeModel(source, file.toFile(), false);
        ComputationGraph net = network(0.03, 2);
        assertEquals(CONVOLUTIONS, PretrainedTrunk.load(net, file));
        assertEquals(source.getLayer(2).getParam("W"), net.getParam("conv3_W"));
    }

    @Test
    void namesWhatDoesNotFit(@TempDir Path folder) throws Exception {
        ComputationGraph other = network(0.06, 1);
        INDArray before = other.params().dup();
        String message = refused(other, resource("keras1.h5"));
        assertTrue(
                message.contains("conv1") && message.contains("[1, 3, 3, 3]") && message.contains("[2, 3, 3, 3]"),
                message);
        assertEquals(before, other.params());
        ComputationGraph deeper =
                FastRcnn.network(FastRcnnOptions.of(2, Trunk.SMALL_STRIDE_16).fraction(0.03), 1);
        message = refused(deeper, resource("keras2.h5"));
        assertTrue(message.contains("no weights of a convolution conv5") && message.contains("fc1"), message);
        Path text = Files.writeString(folder.resolve("weights.txt"), "conv1");
        assertTrue(refused(deeper, text).contains("neither"));
        Path empty = Files.write(folder.resolve("empty"), new byte[0]);
        assertTrue(refused(deeper, empty).contains("neither"));
        Path broken = Files.write(folder.resolve("broken.h5"), new byte[] {(byte) 0x89, 'H', 'D', 'F', 1, 2});
        assertTrue(assertThrows(IOException.class, () -> PretrainedTrunk.load(deeper, broken))
                .getMessage()
                .contains("broken.h5"));
        assertThrows(NoSuchFileException.class, () -> PretrainedTrunk.load(deeper, folder.resolve("none")));
    }

    private static String refused(ComputationGraph net, Path file) {
        return assertThrows(IllegalArgumentException.class, () -> PretrainedTrunk.load(net, file))
                .getMessage();
    }
}
