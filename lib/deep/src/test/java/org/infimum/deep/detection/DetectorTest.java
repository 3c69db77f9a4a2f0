package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.deep.data.RgbImage;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A network whose weights are 0 says of every region what its biases say: detections are counted by hand. */
class DetectorTest {
    private static final RgbImage PIXELS = RgbImage.of(40, 30, new byte[3 * 40 * 30]);
    /** The second overlaps the first by 9 / 11; the last one, moved to the right by its width, is outside. */
    private static final List<BoundingBox> PROPOSALS =
            BoundingBoxes.of(0, 0, 10, 10, 1, 0, 11, 10, 20, 10, 30, 20, 30, 20, 40, 30);

    private static ComputationGraph network() {
        ComputationGraph net = FastRcnn.network(
                FastRcnnOptions.of(2, Trunk.SMALL).fraction(0.05).pooledSize(2), 1);
        net.params().assign(0);
        net.getParam("classes_b").assign(Nd4j.createFromArray(new float[][] {
            {(float) Math.log(0.2), (float) Math.log(0.5), (float) Math.log(0.3)}
        }));
        // class 2 moves by one width: the deviation of offsets is 0.1
        net.getParam("boxes_b").putScalar(8, 10);
        return net;
    }

    private static DetectorOptions options() {
        return DetectorOptions.of(DetectorInput.side(60));
    }

    private static void found(int label, double score, BoundingBox box, Detection actual) {
        assertEquals(7, actual.image());
        assertEquals(label, actual.label());
        assertEquals(score, actual.score(), 1e-6);
        assertEquals(box.x1(), actual.box().x1(), 1e-4);
        assertEquals(box.y1(), actual.box().y1(), 1e-4);
        assertEquals(box.x2(), actual.box().x2(), 1e-4);
        assertEquals(box.y2(), actual.box().y2(), 1e-4);
    }

    @Test
    void byHand() {
        List<Detection> found = Detector.of(network(), options()).detect(7, PIXELS, PROPOSALS);
        assertEquals(5, found.size(), found.toString());
        found(0, 0.5, new BoundingBox(0, 0, 10, 10), found.get(0));
        found(0, 0.5, new BoundingBox(20, 10, 30, 20), found.get(1));
        found(0, 0.5, new BoundingBox(30, 20, 40, 30), found.get(2));
        found(1, 0.3, new BoundingBox(10, 0, 20, 10), found.get(3));
        found(1, 0.3, new BoundingBox(30, 10, 40, 20), found.get(4));
    }

    @Test
    void optionsCount() {
        ComputationGraph net = network();
        assertEquals(
                4,
                Detector.of(net, options().leastScore(0.4).suppression(new NonMaximumSuppression(0.9)))
                        .detect(7, PIXELS, PROPOSALS)
                        .size());
        assertEquals(
                3,
                Detector.of(net, options().leastScore(0.4))
                        .detect(7, PIXELS, PROPOSALS)
                        .size());
        List<Detection> two = Detector.of(net, options().most(2)).detect(7, PIXELS, PROPOSALS);
        assertEquals(2, two.size());
        found(0, 0.5, new BoundingBox(20, 10, 30, 20), two.get(1));
        assertEquals(List.of(), Detector.of(net, options()).detect(7, PIXELS, List.of()));
    }

    /** Boxes that reach out are cut. */
    @Test
    void clips() {
        ComputationGraph net = network();
        net.getParam("boxes_b").putScalar(8, 5);
        List<Detection> found = Detector.of(net, options()).detect(7, PIXELS, BoundingBoxes.of(30, 20, 40, 30));
        found(1, 0.3, new BoundingBox(35, 20, 40, 30), found.get(1));
    }

    @Test
    void aSetOfImages() throws IOException {
        AnnotatedImages scenes = DigitScenes.test(3, 32, 1);
        ProposedImages images = new ProposedImages(
                scenes,
                new ImageProposals(
                        List.of(BoundingBoxes.of(0, 0, 10, 10), BoundingBoxes.of(), BoundingBoxes.of(0, 0, 12, 12))));
        ComputationGraph net =
                FastRcnn.network(FastRcnnOptions.of(10, Trunk.SMALL).fraction(0.05), 1);
        Detector detector = Detector.of(net, options().leastScore(0));
        List<Detection> all = detector.detect(images);
        assertEquals(
                List.of(0, 2), all.stream().map(Detection::image).distinct().toList());
        assertEquals(
                detector.detect(2, scenes.pixels(2), images.proposals().of(2)),
                all.stream().filter(found -> found.image() == 2).toList());
        Thread.currentThread().interrupt();
        assertThrows(CancellationException.class, () -> detector.detect(images));
    }

    @Test
    void namesWhatIsWrong() {
        ComputationGraph net = network();
        net.getParam("boxes_b").putScalar(3, Float.NaN);
        assertThrows(
                ArithmeticException.class, () -> Detector.of(net, options()).detect(0, PIXELS, PROPOSALS));
        assertThrows(IllegalArgumentException.class, () -> options().leastScore(1));
        assertThrows(IllegalArgumentException.class, () -> options().most(0));
    }

    /** Sizes, means and padding. */
    @Test
    void input() {
        DetectorInput paper = DetectorInput.published(600);
        assertEquals(new RgbImage.Size(800, 600), paper.sizeOf(500, 375));
        assertEquals(new RgbImage.Size(600, 800), paper.sizeOf(375, 500));
        assertEquals(new RgbImage.Size(1000, 333), paper.sizeOf(600, 200), "the longer side's limit");
        byte[] red = new byte[3 * 2 * 2];
        java.util.Arrays.fill(red, 0, 4, (byte) 200);
        RgbImage small = RgbImage.of(2, 2, red);
        RgbImage wide = RgbImage.of(3, 1, new byte[9]);
        DetectorInput plain = new DetectorInput(16, 20, List.of(100.0, 10.0, 0.0), 50, false);
        INDArray array = plain.array(List.of(small, wide));
        assertEquals(
                List.of(2L, 3L, 2L, 3L),
                java.util.Arrays.stream(array.shape()).boxed().toList());
        assertEquals(Nd4j.createFromArray(new float[][] {{2, 2, 0}, {2, 2, 0}}), array.tensorAlongDimension(0, 2, 3));
        assertEquals(-0.2f, array.getFloat(0, 1, 1, 1));
        assertEquals(0f, array.getFloat(0, 2, 1, 1));
        assertEquals(-2f, array.getFloat(1, 0, 0, 2));
        assertEquals(0f, array.getFloat(1, 0, 1, 2), "padding");
        INDArray swapped = new DetectorInput(16, 20, List.of(100.0, 10.0, 0.0), 50, true).array(List.of(small));
        assertEquals(2f, swapped.getFloat(0, 2, 1, 1));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> new DetectorInput(600, 500, List.of(0.0, 0.0, 0.0), 1, false))
                .getMessage();
        assertTrue(message.contains("600 and 500"), message);
    }

    @Test
    void spread() {
        ProposedImages five = new ProposedImages(
                DigitScenes.test(5, 32, 1),
                new ImageProposals(java.util.stream.IntStream.range(0, 5)
                        .mapToObj(i -> BoundingBoxes.of(0, 0, i + 1, 1))
                        .toList()));
        ProposedImages two = five.spread(2);
        assertEquals(
                List.of("test000000", "test000002"),
                two.images().images().stream().map(AnnotatedImage::name).toList());
        assertEquals(3, two.proposals().of(1).get(0).x2());
        assertEquals(five, five.spread(5));
        assertTrue(!five.fingerprint().equals(two.fingerprint()));
    }
}
