package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.util.ModelSerializer;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.deep.Dl4jSolver;
import org.infimum.deep.data.Datasets;
import org.infimum.deep.data.FeatureShape;
import org.infimum.deep.train.TrainingOptions;
import org.infimum.deep.train.TrainingResult;
import org.infimum.deep.train.TrainingRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** Attaching, detaching, copying, saving and changing a network between, before and after training. */
class LifecycleTest {
    private static long fast(MultiLayerNetwork net) {
        return Arrays.stream(net.getLayers())
                .map(LifecycleTest::withoutWrapper)
                .filter(layer -> layer instanceof OneDnnLayer)
                .count();
    }

    private static Layer withoutWrapper(Layer layer) {
        return layer instanceof FrozenLayer frozen ? withoutWrapper(frozen.getUnderlying()) : layer;
    }

    private static void assertSameBits(MultiLayerNetwork expected, MultiLayerNetwork actual) {
        assertArrayEquals(expected.params().toFloatVector(), actual.params().toFloatVector());
        assertArrayEquals(
                expected.getUpdater().getStateViewArray().toFloatVector(),
                actual.getUpdater().getStateViewArray().toFloatVector());
    }

    /** Trains with and without the change between two parts of the training: it must make no difference. */
    private static MultiLayerNetwork makesNoDifference(Consumer<MultiLayerNetwork> change) {
        MultiLayerNetwork plain = Small.attached(5);
        MultiLayerNetwork changed = Small.attached(5);
        Small.train(plain, 4);
        Small.train(changed, 4);
        change.accept(changed);
        assertEquals(Small.FAST, fast(changed));
        Small.train(plain, 4);
        Small.train(changed, 4);
        assertSameBits(plain, changed);
        return changed;
    }

    @Test
    void attachedTwice() {
        makesNoDifference(FastLayers::attachTo);
    }

    @Test
    void detachedAndAttached() {
        makesNoDifference(net -> {
            FastLayers.detachFrom(net);
            assertEquals(0, fast(net));
            for (Layer layer : net.getLayers()) {
                assertTrue(layer.getClass().getName().startsWith("org.deeplearning4j"));
            }
            FastLayers.attachTo(net);
        });
    }

    @Test
    void inferenceAndScoresBetween() {
        makesNoDifference(net -> {
            INDArray x = Small.images(3, 1);
            net.output(x);
            net.feedForward(x, false);
            net.score(new org.nd4j.linalg.dataset.DataSet(x, Small.labels(x)));
            net.clearLayersStates();
        });
    }

    @Test
    void ofADetachedNetworkNothingIsLeft() {
        MultiLayerNetwork never = Small.network(5);
        MultiLayerNetwork once = Small.attached(5);
        FastLayers.detachFrom(once);
        Small.train(never, 4);
        Small.train(once, 4);
        assertSameBits(never, once);
    }

    @Test
    void attachedAfterTheFirstFit() {
        MultiLayerNetwork standard = Small.network(5);
        Small.train(standard, 3);
        MultiLayerNetwork later = standard.clone();
        INDArray parameters = standard.params();
        FastLayers.attachTo(standard);
        assertSame(parameters, standard.params());
        Small.train(standard, 3);
        Small.train(later, 3);
        Agreement.close("parameters", later.params(), standard.params());
    }

    @Test
    void parametersStayViewsOfTheFlatVector() {
        MultiLayerNetwork standard = Small.network(5);
        MultiLayerNetwork net = Small.attached(5);
        INDArray x = Small.images(3, 1);
        for (MultiLayerNetwork each : new MultiLayerNetwork[] {standard, net}) {
            each.setParams(each.params().mul(0.7));
            each.setParam("2_W", each.getParam("2_W").mul(-1.5));
            each.getParam("0_b").addi(0.2);
            each.getLayer(5).setParam("b", each.getLayer(5).getParam("b").add(0.3));
            each.params().putScalar(1, 0.5);
        }
        assertArrayEquals(standard.params().toFloatVector(), net.params().toFloatVector());
        assertArrayEquals(
                standard.paramTable().get("2_W").dup('c').data().asFloat(),
                net.paramTable().get("2_W").dup('c').data().asFloat());
        Agreement.check(standard, net, x, Small.labels(x));
    }

    @Test
    void cloneIsAStandardNetworkThatTrainsOn() {
        MultiLayerNetwork net = Small.attached(5);
        Small.train(net, 3);
        MultiLayerNetwork copy = net.clone();
        assertEquals(0, fast(copy));
        assertEquals(Small.FAST, fast(net));
        assertSameBits(net, copy);
        FastLayers.attachTo(copy);
        Small.train(net, 3);
        Small.train(copy, 3);
        assertSameBits(net, copy);
    }

    @Test
    void savedAndRestored() throws IOException {
        MultiLayerNetwork net = Small.attached(5);
        Small.train(net, 3);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ModelSerializer.writeModel(net, bytes, true);
        MultiLayerNetwork restored =
                ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(bytes.toByteArray()), true);
        assertEquals(0, fast(restored));
        INDArray x = Small.images(3, 1);
        Agreement.close("output", restored.output(x), net.output(x));
        FastLayers.attachTo(restored);
        Small.train(net, 3);
        Small.train(restored, 3);
        assertSameBits(net, restored);
    }

    @Test
    void aGraphSavedAndRestored() throws IOException {
        ComputationGraph net = Small.network(5).toComputationGraph();
        FastLayers.attachTo(net);
        INDArray x = Small.images(3, 1);
        net.fit(new org.nd4j.linalg.dataset.DataSet(x, Small.labels(x)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ModelSerializer.writeModel(net, bytes, true);
        ComputationGraph restored =
                ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(bytes.toByteArray()), true);
        ComputationGraph copy = net.clone();
        Agreement.close("output", net.outputSingle(x), restored.outputSingle(x));
        Agreement.close("output", net.outputSingle(x), copy.outputSingle(x));
        assertEquals(Small.FAST, FastLayers.attachTo(restored).report().fast());
        FastLayers.detachFrom(net);
        for (Layer layer : net.getLayers()) {
            assertFalse(layer instanceof OneDnnLayer);
        }
        Agreement.gradients(net, restored, new INDArray[] {x}, new INDArray[] {Small.labels(x)});
    }

    @Test
    void transferFromAnAttachedNetwork() {
        MultiLayerNetwork net = Small.attached(5);
        Small.train(net, 2);
        MultiLayerNetwork standard = new TransferLearning.Builder(net)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Adam(0.01))
                        .seed(2)
                        .build())
                .setFeatureExtractor(2)
                .removeOutputLayer()
                .addLayer(new OutputLayer.Builder()
                        .nIn(10)
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build();
        MultiLayerNetwork frozen = standard.clone();
        assertEquals(Small.FAST, FastLayers.attachTo(frozen).report().fast());
        assertEquals(Small.FAST, fast(frozen));
        INDArray before = frozen.getParam("0_W").dup();
        Small.train(standard, 3);
        Small.train(frozen, 3);
        Agreement.close("parameters", standard.params(), frozen.params());
        assertEquals(before, frozen.getParam("0_W"));
        // last, because it writes into the gradient of the frozen layers, which an update would add
        INDArray x = Small.images(4, 1);
        Agreement.check(standard, frozen, x, Small.labels(x));
        FastLayers.detachFrom(frozen);
        assertEquals(0, fast(frozen));
        Agreement.check(standard, frozen, x, Small.labels(x));
    }

    private static MultiLayerNetwork dense() {
        MultiLayerNetwork net = new MultiLayerNetwork(Small.settings(5)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(64)
                        .nOut(20)
                        .activation(Activation.TANH)
                        .dropOut(0.8)
                        .build())
                .layer(new ActivationLayer(Activation.RELU))
                .layer(new OutputLayer.Builder()
                        .nIn(20)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        net.init();
        FastLayers.attachTo(net);
        return net;
    }

    @Test
    void aRunResumesToTheBit(@TempDir Path folder) {
        TrainingOptions options = TrainingOptions.epochs(2).batchSize(60).seed(5);
        var digits = Datasets.digits().train().take(500).examples(FeatureShape.FLAT);
        TrainingResult whole =
                TrainingRun.of(dense(), Dl4jSolver.adam(0.01), digits, options).train();
        TrainingOptions kept = options.checkpoint(folder.resolve("run.zip"));
        for (long iterations : new long[] {5, 12}) {
            TrainingRun.of(dense(), Dl4jSolver.adam(0.01), digits, kept)
                    .train(Driver.standard().limits(Limits.iterations(iterations)));
        }
        TrainingResult resumed =
                TrainingRun.of(dense(), Dl4jSolver.adam(0.01), digits, kept).train();
        assertArrayEquals(whole.weights(), resumed.weights());
    }

    @Test
    void onlyInitialisedNetworks() {
        MultiLayerNetwork net = new MultiLayerNetwork(Small.network(1).getLayerWiseConfigurations());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> FastLayers.attachTo(net))
                .getMessage()
                .contains("init()"));
        assertThrows(NullPointerException.class, () -> FastLayers.attachTo(null));
    }
}
