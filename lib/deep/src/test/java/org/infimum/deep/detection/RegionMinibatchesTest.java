package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.deep.AttachedSolver;
import org.infimum.deep.BpGrad;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.data.Minibatches;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.data.SkippedRecord;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;

class RegionMinibatchesTest {
    /** Two images, 40 x 20 and 20 x 30, with an object each; a pixel of the first one is white. */
    private static final AnnotatedImages IMAGES = new AnnotatedImages() {
        @Override
        public String name() {
            return "two";
        }

        @Override
        public List<String> classNames() {
            return List.of("a", "b");
        }

        @Override
        public List<AnnotatedImage> images() {
            return List.of(
                    new AnnotatedImage("wide", 40, 20, List.of(object(0, new BoundingBox(10, 0, 20, 10)))),
                    new AnnotatedImage("high", 20, 30, List.of(object(1, new BoundingBox(0, 0, 10, 30)))));
        }

        @Override
        public RgbImage pixels(int image) {
            byte[] pixels = new byte[image == 0 ? 3 * 40 * 20 : 3 * 20 * 30];
            pixels[0] = (byte) 255;
            return image == 0 ? RgbImage.of(40, 20, pixels) : RgbImage.of(20, 30, pixels);
        }
    };

    private static AnnotatedObject object(int label, BoundingBox box) {
        return new AnnotatedObject(label, box, false, false);
    }

    /** Its half overlaps the first object by 1 / 2, so that both regions are foreground. */
    private static final ProposedImages PROPOSED = new ProposedImages(
            IMAGES, new ImageProposals(List.of(BoundingBoxes.of(10, 0, 15, 10), BoundingBoxes.of())));

    private static final DetectionOptions OPTIONS = DetectionOptions.of(
                    new DetectorInput(40, 100, List.of(0.0, 0.0, 0.0), 255, false))
            .detector(DetectorOptions.of(new DetectorInput(40, 100, List.of(0.0, 0.0, 0.0), 255, false))
                    .encoding(BoxEncoding.plain()))
            .sampling(new RoiSampling(2, 8, 1, 0.5, 0.1, 0.5))
            .threads(1);

    private static MultiDataSet read(RegionPlan plan) {
        ImageReader reader = new ImageReader(PROPOSED, OPTIONS.detector().input(), plan, new SkippedRecord("two", 2));
        try (RegionMinibatches minibatches = new RegionMinibatches(reader, OPTIONS)) {
            return minibatches.read(0).orElseThrow();
        }
    }

    /** Scaled by two, to 80 x 40 and 40 x 60, in one array of 80 x 60. */
    @Test
    void byHand() {
        MultiDataSet minibatch = read(RegionPlan.inOrder(2, 2));
        INDArray pixels = minibatch.getFeatures(0);
        assertEquals(
                List.of(2L, 3L, 60L, 80L),
                java.util.Arrays.stream(pixels.shape()).boxed().toList());
        assertEquals(1, pixels.getFloat(0, 0, 0, 0));
        assertEquals(0, pixels.getFloat(0, 0, 0, 79));
        List<String> rows = rows(minibatch.getFeatures(1));
        assertEquals(3, rows.size());
        assertTrue(rows.contains("[0, 20, 0, 29, 19]"), rows.toString());
        assertTrue(rows.contains("[0, 20, 0, 39, 19]"), rows.toString());
        assertTrue(rows.contains("[1, 0, 0, 19, 59]"), rows.toString());
        int half = rows.indexOf("[0, 20, 0, 29, 19]");
        // the object is as high and twice as wide, its centre half the region's width to the right
        assertEquals(
                "[1, 0.5, 0, " + (float) Math.log(2) + ", 0]",
                rows(minibatch.getLabels(1)).get(half));
        assertEquals("[0, 1, 0]", rows(minibatch.getLabels(0)).get(half));
        assertEquals("[2, 0, 0, 0, 0]", rows(minibatch.getLabels(1)).get(2));
    }

    @Test
    void mirrored() {
        RegionPlan all = new RegionPlan(number -> new int[] {0, 1}, 1, 0, true);
        long seed = IntStream.range(0, 100)
                .filter(s -> {
                    RegionPlan plan = new RegionPlan(all.images(), 1, s, true);
                    return plan.mirrored(0, 0) && !plan.mirrored(0, 1);
                })
                .findFirst()
                .orElseThrow();
        MultiDataSet minibatch = read(new RegionPlan(all.images(), 1, seed, true));
        assertEquals(0, minibatch.getFeatures(0).getFloat(0, 0, 0, 0));
        assertEquals(1, minibatch.getFeatures(0).getFloat(0, 0, 0, 79));
        List<String> rows = rows(minibatch.getFeatures(1));
        assertTrue(rows.contains("[0, 50, 0, 59, 19]"), rows.toString());
        int half = rows.indexOf("[0, 50, 0, 59, 19]");
        assertEquals(
                "[1, -0.5, 0, " + (float) Math.log(2) + ", 0]",
                rows(minibatch.getLabels(1)).get(half));
    }

    private static List<String> rows(INDArray array) {
        return java.util.Arrays.stream(array.toFloatMatrix())
                .map(row -> java.util.Arrays.toString(row)
                        .replace(".0,", ",")
                        .replace(".0]", "]")
                        .replace("-0,", "0,"))
                .toList();
    }

    /** Every other image is mirrored, anew each epoch, and what seed, epoch and image decide is the same for every solver. */
    @Test
    void flips() {
        RegionPlan plan = RegionPlan.training(new Minibatches(100, 2, 3), true);
        RegionPlan other = RegionPlan.training(new Minibatches(100, 2, 4), true);
        int mirrored = 0;
        int changed = 0;
        int different = 0;
        for (int image = 0; image < 100; image++) {
            mirrored += plan.mirrored(7, image) ? 1 : 0;
            assertEquals(plan.mirrored(7, image), plan.mirrored(49, image), "one epoch");
            changed += plan.mirrored(7, image) == plan.mirrored(57, image) ? 0 : 1;
            different += plan.mirrored(7, image) == other.mirrored(7, image) ? 0 : 1;
        }
        // of 100 fair coins fewer than 25 or more than 75 fall so once in two million times
        for (int count : new int[] {mirrored, changed, different}) {
            assertTrue(count > 25 && count < 75, "count " + count);
        }
        assertNotEquals(0, mirrored);
        assertEquals(
                false, RegionPlan.training(new Minibatches(100, 2, 3), false).mirrored(7, 1));
    }

    /** The step's f is class loss plus lambda times box loss plus l2, counted from the outputs by the formula. */
    @Test
    void whatTheSolverSeesIsTheScoreOfBothOutputs() {
        double lambda = 1.7;
        ComputationGraph net = FastRcnn.network(
                FastRcnnOptions.of(2, Trunk.SMALL)
                        .fraction(0.06)
                        .pooledSize(2)
                        .boxWeight(lambda)
                        .l2(0.01),
                4);
        DetectionTask task = DetectionTask.of(PROPOSED, PROPOSED, OPTIONS.flips(false));
        Minibatches order = new Minibatches(2, 2, 5);
        MultiDataSet minibatch = read(RegionPlan.training(order, false));
        INDArray[] outputs = net.output(false, minibatch.getFeatures());
        INDArray targets = minibatch.getLabels(1);
        long regions = targets.size(0);
        double sum = 0;
        for (int r = 0; r < regions; r++) {
            int u = targets.getInt(r, 0);
            sum -= Math.log(outputs[0].getDouble(r, u));
            for (int i = 0; u > 0 && i < 4; i++) {
                double d = Math.abs(outputs[1].getDouble(r, 4 * u + i) - targets.getDouble(r, 1 + i));
                sum += lambda * (d < 1 ? 0.5 * d * d : d - 0.5);
            }
        }
        double f = sum / regions + net.calcRegularizationScore(true);
        AttachedSolver solver = BpGrad.lipschitz(100).attachTo(net);
        NetworkAdapter face = NetworkAdapter.of(net);
        assertEquals(f, task.evaluate(face)[0], 1e-5 * f, "the objective is over all three regions");
        try (var feed = task.feed(order)) {
            assertTrue(feed.fit(face, 0));
        }
        assertEquals(3, regions);
        // single precision
        assertEquals(f, solver.last().objective(), 1e-5 * f);
        assertEquals(f / 100, solver.last().stepSize(), 1e-7 * f);
    }
}
