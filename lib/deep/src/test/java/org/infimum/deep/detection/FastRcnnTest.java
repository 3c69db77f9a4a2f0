package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.infimum.deep.AttachedSolver;
import org.infimum.deep.BpGrad;
import org.infimum.deep.Dl4jSolver;
import org.infimum.deep.onednn.FastLayers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;

class FastRcnnTest {
    private static final int CLASSES = 3;
    private static final double L2 = 0.02;
    private static final double LAMBDA = 1.5;

    private static FastRcnnOptions tiny(Trunk trunk) {
        return FastRcnnOptions.of(CLASSES, trunk)
                .fraction(0.08)
                .pooledSize(3)
                .l2(L2)
                .dropout(0)
                .boxWeight(LAMBDA);
    }

    /** The network with arbitrary parameters, biases among them. */
    private static ComputationGraph network(FastRcnnOptions options, DataType type) {
        ComputationGraph net = FastRcnn.network(options, 5, type);
        Random random = new Random(3);
        INDArray params = net.params();
        for (long k = 0; k < params.length(); k++) {
            params.putScalar(k, params.getDouble(k) + 0.05 * random.nextGaussian());
        }
        return net;
    }

    private static MultiDataSet batch(int images, int regions, int height, int width, DataType type, long seed) {
        Random random = new Random(seed);
        INDArray pixels = Nd4j.create(type, images, 3, height, width);
        for (long k = 0; k < pixels.length(); k++) {
            pixels.putScalar(k, random.nextGaussian());
        }
        INDArray rois = Nd4j.create(type, regions, 5);
        INDArray labels = Nd4j.create(type, regions, CLASSES + 1);
        INDArray targets = Nd4j.create(type, regions, 5);
        for (int r = 0; r < regions; r++) {
            double x = random.nextDouble() * width;
            double y = random.nextDouble() * height;
            int label = r % (CLASSES + 1);
            double[] roi = {
                r % images, x, y, x + random.nextDouble() * (width - x), y + random.nextDouble() * (height - y)
            };
            for (int k = 0; k < 5; k++) {
                rois.putScalar(r, k, roi[k]);
                // beside the background stands rubbish that must not count; some offsets are on the straight part of
                // the loss
                targets.putScalar(r, k, k == 0 ? label : 2 * random.nextGaussian());
            }
            labels.putScalar(r, label, 1);
        }
        return new MultiDataSet(new INDArray[] {pixels, rois}, new INDArray[] {labels, targets});
    }

    /** The objective from the network's outputs and weights, by its formula. */
    private static double byHand(ComputationGraph net, MultiDataSet batch) {
        INDArray[] outputs = net.output(false, batch.getFeatures());
        INDArray targets = batch.getLabels(1);
        long regions = targets.size(0);
        double sum = 0;
        for (int r = 0; r < regions; r++) {
            int u = targets.getInt(r, 0);
            sum -= Math.log(outputs[0].getDouble(r, u));
            for (int i = 0; u > 0 && i < 4; i++) {
                double d = Math.abs(outputs[1].getDouble(r, 4 * u + i) - targets.getDouble(r, 1 + i));
                sum += LAMBDA * (d < 1 ? 0.5 * d * d : d - 0.5);
            }
        }
        double squares = 0;
        for (var parameter : net.paramTable().entrySet()) {
            if (parameter.getKey().endsWith("_W")) {
                double norm = parameter.getValue().norm2Number().doubleValue();
                squares += norm * norm;
            }
        }
        return sum / regions + L2 / 2 * squares;
    }

    /** f is the mean over regions and what the solver subtracts is its gradient, with one image as with two. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void objectiveAndGradient(int images) {
        ComputationGraph net = network(tiny(Trunk.SMALL), DataType.DOUBLE);
        MultiDataSet batch = batch(images, 7, 32, 40, DataType.DOUBLE, images);
        double f = byHand(net, batch);
        assertEquals(f, net.score(batch, false), 1e-10 * f);
        Dl4jSolver.sgd(1, 0).attachTo(net);
        INDArray before = net.params().dup();
        net.fit(batch);
        assertEquals(f, net.score(), 1e-10 * f, "the score that solvers see");
        INDArray gradient = before.sub(net.params());
        net.params().assign(before);

        // most components are in fc6: some from each parameter instead of all
        Random random = new Random(9);
        double step = 1e-6;
        for (INDArray parameter : net.paramTable().values()) {
            for (int trial = 0; trial < 6; trial++) {
                long k = (long) (random.nextDouble() * parameter.length());
                double value = parameter.getDouble(k);
                parameter.putScalar(k, value + step);
                double above = net.score(batch, false);
                int position = changed(net.params(), before);
                parameter.putScalar(k, value - step);
                double below = net.score(batch, false);
                parameter.putScalar(k, value);
                double expected = (above - below) / (2 * step);
                // rounding of f over 2e-6, and the third derivative
                assertEquals(expected, gradient.getDouble(position), 1e-7 * Math.max(1, Math.abs(expected)));
            }
        }

        AttachedSolver bpGrad = BpGrad.lipschitz(100).attachTo(net);
        net.fit(batch);
        assertEquals(f, bpGrad.last().objective(), 1e-10 * f);
        double norm = gradient.norm2Number().doubleValue();
        assertEquals(norm, bpGrad.last().gradientNorm(), 1e-9 * norm);
        assertEquals(f / 100, bpGrad.last().stepSize(), 1e-10 * f);
    }

    private static int changed(INDArray params, INDArray before) {
        return Arrays.mismatch(flat(params), flat(before));
    }

    private static double[] flat(INDArray vector) {
        return vector.dup('c').data().asDouble();
    }

    /** The same regions in one image or in two copies of it: the mean over regions does not know. */
    @Test
    void theNumberOfImagesDoesNotMatter() {
        ComputationGraph net = network(tiny(Trunk.SMALL), DataType.DOUBLE);
        MultiDataSet one = batch(1, 6, 32, 32, DataType.DOUBLE, 4);
        INDArray images = Nd4j.concat(0, one.getFeatures(0), one.getFeatures(0));
        INDArray rois = one.getFeatures(1).dup();
        rois.putScalar(1, 0, 1);
        rois.putScalar(4, 0, 1);
        MultiDataSet two = new MultiDataSet(new INDArray[] {images, rois}, one.getLabels());
        AttachedSolver solver = BpGrad.lipschitz(1e12).attachTo(net);
        net.fit(one);
        double f = solver.last().objective();
        double norm = solver.last().gradientNorm();
        net.fit(two);
        assertEquals(f, solver.last().objective(), 1e-9 * f);
        assertEquals(norm, solver.last().gradientNorm(), 1e-8 * norm);
    }

    @ParameterizedTest
    @EnumSource(Trunk.class)
    void runsOnOneDnn(Trunk trunk) {
        ComputationGraph standard = network(tiny(trunk).fraction(0.1), DataType.FLOAT);
        ComputationGraph fast = standard.clone();
        FastLayers layers = FastLayers.attachTo(fast);
        assertEquals(
                standard.getLayers().length - 2,
                layers.report().fast(),
                () -> "all but the outputs: " + layers.report());
        int side = trunk == Trunk.ALEXNET ? 16 : 1;
        for (int[] size : new int[][] {{2, 9, 48, 64}, {1, 4, 33, 47}, {2, 40, 64, 48}}) {
            MultiDataSet batch = batch(size[0], size[1], size[2] + side, size[3] + side, DataType.FLOAT, size[1]);
            for (ComputationGraph net : List.of(standard, fast)) {
                net.setInputs(batch.getFeatures());
                net.setLabels(batch.getLabels());
                net.computeGradientAndScore();
            }
            assertEquals(standard.score(), fast.score(), 1e-4 * standard.score());
            close(standard.getFlattenedGradients(), fast.getFlattenedGradients());
            INDArray[] expected = standard.output(batch.getFeatures());
            INDArray[] actual = fast.output(batch.getFeatures());
            close(expected[0], actual[0]);
            close(expected[1], actual[1]);
        }
    }

    /** The trunk's last convolution is read as oneDNN leaves it, and gets its gradient so. */
    @Test
    void featuresStayInNhwc() {
        ComputationGraph net = network(tiny(Trunk.SMALL), DataType.FLOAT);
        FastLayers.attachTo(net);
        MultiDataSet batch = batch(2, 9, 48, 64, DataType.FLOAT, 1);
        INDArray features = net.feedForward(batch.getFeatures(), true).get("conv4");
        assertEquals(1, features.stride(1));
    }

    private static void close(INDArray expected, INDArray actual) {
        double size = expected.norm2Number().doubleValue();
        double distance = expected.sub(actual).norm2Number().doubleValue();
        assertTrue(distance <= 1e-4 * size, () -> "differs by " + distance + " of " + size);
    }

    @Test
    void survivesJsonAndModelSerializer(@TempDir Path folder) throws Exception {
        ComputationGraph net = network(tiny(Trunk.SMALL), DataType.FLOAT);
        MultiDataSet batch = batch(2, 5, 40, 40, DataType.FLOAT, 1);
        String json = net.getConfiguration().toJson();
        ComputationGraphConfiguration read = ComputationGraphConfiguration.fromJson(json);
        assertEquals(net.getConfiguration(), read);
        assertEquals(new RoiMaxPooling(1.0 / 8, 3, 3), read.getVertices().get("roi_pool"));
        Path file = folder.resolve("net.zip");
        ModelSerializer.writeModel(net, file.toFile(), true);
        ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile(), true);
        for (ComputationGraph other : List.of(restored, net.clone())) {
            assertInstanceOf(RoiMaxPoolingVertex.class, other.getVertex("roi_pool"));
            assertEquals(net.score(batch, false), other.score(batch, false));
            other.fit(batch);
        }
        assertNotEquals(net.params(), restored.params());
    }

    @Test
    void frozenConvolutionsStay() {
        ComputationGraph net = network(tiny(Trunk.SMALL).frozen(2), DataType.FLOAT);
        FastLayers.attachTo(net);
        BpGrad.lipschitz(10).attachTo(net);
        INDArray first = net.getParam("conv1_W").dup();
        INDArray second = net.getParam("conv2_W").dup();
        INDArray third = net.getParam("conv3_W").dup();
        net.fit(batch(2, 5, 40, 40, DataType.FLOAT, 1));
        assertEquals(first, net.getParam("conv1_W"));
        assertEquals(second, net.getParam("conv2_W"));
        assertNotEquals(third, net.getParam("conv3_W"));
    }

    /** One batch learnt by heart: every class and box. */
    @Test
    void learns() {
        ComputationGraph net = FastRcnn.network(
                FastRcnnOptions.of(CLASSES, Trunk.SMALL).fraction(0.25).l2(0), 1);
        FastLayers.attachTo(net);
        Dl4jSolver.adam(1e-3).attachTo(net);
        MultiDataSet batch = batch(2, 12, 64, 64, DataType.FLOAT, 2);
        double before = net.score(batch, false);
        for (int i = 0; i < 60; i++) {
            net.fit(batch);
        }
        assertTrue(net.score(batch, false) < before / 10, () -> before + " to " + net.score(batch, false));
    }

    @Test
    void sizes() {
        assertEquals(
                List.of("block1_conv1", "block1_conv2", "block2_conv1"),
                Trunk.VGG16.convolutions().subList(0, 3));
        assertEquals(13, Trunk.VGG16.convolutions().size());
        for (Trunk trunk : Trunk.values()) {
            ComputationGraph net = FastRcnn.network(
                    FastRcnnOptions.of(20, trunk).fraction(0.05).pooledSize(2), 1);
            int side = 8 * trunk.stride();
            INDArray image = Nd4j.rand(DataType.FLOAT, 1, 3, side, side);
            INDArray rois = Nd4j.createFromArray(new float[][] {{0, 0, 0, side - 1, side - 1}});
            List<String> names = trunk.convolutions();
            INDArray features =
                    net.feedForward(new INDArray[] {image, rois}, false).get(names.get(names.size() - 1));
            // a pixel of the feature map is a stride; AlexNet's paddings leave one more at the border
            assertEquals(8, features.size(2), 1, trunk.toString());
            INDArray[] outputs = net.output(image, rois);
            assertArrayEquals(new long[] {1, 21}, outputs[0].shape());
            assertArrayEquals(new long[] {1, 84}, outputs[1].shape());
        }
    }

    @Test
    void minibatches() {
        RoiSample first = new RoiSample(List.of(
                new RoiSample.Roi(0, new BoundingBox(1, 2, 4, 5), 2, List.of(.1, .2, .3, .4)),
                new RoiSample.Roi(1, new BoundingBox(5, 6, 8, 9), 0, List.of(0.0, 0.0, 0.0, 0.0))));
        RoiSample second = new RoiSample(
                List.of(new RoiSample.Roi(4, new BoundingBox(0, 0, 10, 10), 1, List.of(1.0, 2.0, 3.0, 4.0))));
        INDArray images = Nd4j.zeros(DataType.FLOAT, 3, 3, 16, 16);
        MultiDataSet batch = FastRcnn.minibatch(images, List.of(first, new RoiSample(List.of()), second), 2);
        assertEquals(
                Nd4j.createFromArray(new float[][] {{0, 1, 2, 3, 4}, {0, 5, 6, 7, 8}, {2, 0, 0, 9, 9}}),
                batch.getFeatures(1));
        assertEquals(Nd4j.createFromArray(new float[][] {{0, 0, 1}, {1, 0, 0}, {0, 1, 0}}), batch.getLabels(0));
        assertEquals(
                Nd4j.createFromArray(new float[][] {{2, .1f, .2f, .3f, .4f}, {0, 0, 0, 0, 0}, {1, 1, 2, 3, 4}}),
                batch.getLabels(1));
        INDArray rois = FastRcnn.rois(
                List.of(List.of(new BoundingBox(1, 2, 4, 5)), List.<BoundingBox>of(), BoundingBoxes.of(5, 6, 8, 9)));
        assertEquals(Nd4j.createFromArray(new float[][] {{0, 1, 2, 3, 4}, {2, 5, 6, 7, 8}}), rois);
        assertThrows(IllegalArgumentException.class, () -> FastRcnn.minibatch(images, List.of(first), 2));
        assertThrows(IllegalArgumentException.class, () -> FastRcnn.rois(List.of(List.<BoundingBox>of())));
        RoiSample none = new RoiSample(List.of());
        assertThrows(IllegalArgumentException.class, () -> FastRcnn.minibatch(images, List.of(none, none, none), 2));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> FastRcnn.minibatch(images, List.of(first, second, none), 1))
                .getMessage();
        assertTrue(message.contains("class 2"), message);
    }

    @Test
    void namesBadOptions() {
        FastRcnnOptions right = FastRcnnOptions.of(1, Trunk.VGG16);
        assertEquals(0.5, right.dropout());
        for (Runnable wrong : List.<Runnable>of(
                () -> FastRcnnOptions.of(0, Trunk.SMALL),
                () -> right.fraction(0),
                () -> right.fraction(Double.NaN),
                () -> right.pooledSize(0),
                () -> right.l2(-1),
                () -> right.dropout(1),
                () -> right.boxWeight(0),
                () -> right.frozen(14))) {
            String message =
                    assertThrows(IllegalArgumentException.class, wrong::run).getMessage();
            assertTrue(message.startsWith("The ") && message.contains(", not "), message);
        }
    }
}
