package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AveragePrecisionTest {
    private static final List<String> ONE = List.of("cat");
    private static final BoundingBox A = new BoundingBox(0, 0, 10, 10);
    private static final BoundingBox B = new BoundingBox(40, 40, 60, 60);
    private static final BoundingBox NOWHERE = new BoundingBox(80, 0, 90, 9);

    private static AnnotatedImage image(AnnotatedObject... objects) {
        return new AnnotatedImage("image", 100, 100, List.of(objects));
    }

    private static AnnotatedObject cat(BoundingBox box) {
        return new AnnotatedObject(0, box, false, false);
    }

    private static AnnotatedObject difficult(BoundingBox box) {
        return new AnnotatedObject(0, box, true, false);
    }

    private static PrecisionRecall cats(List<AnnotatedImage> images, Detection... detections) {
        return AveragePrecision.voc()
                .of(images, ONE, List.of(detections))
                .classes()
                .get(0);
    }

    private static Detection found(int image, double score, BoundingBox box) {
        return new Detection(image, 0, score, box);
    }

    @Test
    void rightWrongRight() {
        // right, wrong, right of 2 objects: (recall, precision) = (1/2, 1), (1/2, 1/2), (1, 2/3)
        PrecisionRecall curve =
                cats(List.of(image(cat(A), cat(B))), found(0, 0.9, A), found(0, 0.8, NOWHERE), found(0, 0.7, B));
        assertArrayEquals(new double[] {0.5, 0.5, 1}, curve.recall(), 1e-15);
        assertArrayEquals(new double[] {1, 0.5, 2 / 3.0}, curve.precision(), 1e-15);
        assertArrayEquals(new double[] {0.9, 0.8, 0.7}, curve.scores());
        // 11 points: recalls 0, .1, ..., .5 (6 of them) have 1, .6 to 1 (5 of them) have 2/3: (6 + 10/3) / 11 = 28/33
        assertEquals(28 / 33.0, curve.elevenPoint(), 1e-15);
        // area: 1/2 * 1 + 1/2 * 2/3 = 5/6
        assertEquals(5 / 6.0, curve.allPoint(), 1e-15);
        assertEquals(2, curve.found());
        assertEquals(2, curve.objects());
    }

    @Test
    void perfectAndHopeless() {
        List<AnnotatedImage> images = List.of(image(cat(A)), image(cat(B)));
        PrecisionRecall perfect = cats(images, found(1, 0.2, B), found(0, 0.1, A));
        assertEquals(1, perfect.elevenPoint());
        assertEquals(1, perfect.allPoint());
        assertEquals(0, cats(images).elevenPoint());
        assertEquals(0, cats(images).allPoint());
        // right box, wrong image
        assertEquals(0, cats(images, found(0, 1, B)).allPoint());
    }

    @Test
    void threeTenthsAreReachedByThreeOfTen() {
        // 10 objects, the first 3 detections right, no others: precision 1 up to recall 0.3, which 3/10 reaches though
        // 3 * 0.1 > 0.3 in doubles:
        // recalls 0, .1, .2, .3 have 1: 4/11
        List<AnnotatedImage> images = new ArrayList<>();
        for (int i = 0; i < 10; i++) images.add(image(cat(A)));
        PrecisionRecall curve = cats(images, found(0, 3, A), found(1, 2, A), found(2, 1, A));
        assertEquals(4 / 11.0, curve.elevenPoint(), 1e-15);
        assertEquals(0.3, curve.allPoint(), 1e-15);
    }

    @Test
    void anObjectIsFoundOnce() {
        // the second detection of A is wrong: points (1, 1), (1, 1/2)
        PrecisionRecall curve = cats(List.of(image(cat(A))), found(0, 0.9, A), found(0, 0.8, A));
        assertArrayEquals(new double[] {1, 0.5}, curve.precision());
        assertEquals(1, curve.allPoint());
        // the surer one takes it, even where the other fits better
        BoundingBox near = new BoundingBox(0, 0, 10, 8);
        PrecisionRecall later = cats(List.of(image(cat(A))), found(0, 0.8, A), found(0, 0.9, near));
        assertArrayEquals(new double[] {1, 0.5}, later.precision());
    }

    @Test
    void noSecondChoice() {
        // two objects: [0, 10) and [2, 12), 80 / 120 = 2/3 of each other. Both detections fit the first best; the
        // second one overlaps the other object by
        // 0.5 <= 2/3, and the development kit still calls it wrong, because it takes the best overlap first and asks
        // then whether it was found
        BoundingBox other = new BoundingBox(2, 0, 12, 10);
        List<AnnotatedImage> images = List.of(image(cat(A), cat(other)));
        PrecisionRecall curve = cats(images, found(0, 0.9, A), found(0, 0.8, A));
        assertEquals(1, curve.found());
        assertArrayEquals(new double[] {1, 0.5}, curve.precision());
        // of equal overlaps the first object: [1, 11) overlaps both by 90/110
        PrecisionRecall tie = cats(images, found(0, 0.9, new BoundingBox(1, 0, 11, 10)), found(0, 0.8, A));
        assertEquals(1, tie.found());
    }

    @Test
    void difficultObjectsCountNeitherWay() {
        // A is difficult: its detections have no points, however many; B is found by the third: (1, 1)
        List<AnnotatedImage> images = List.of(image(difficult(A), cat(B)));
        PrecisionRecall curve = cats(images, found(0, 0.9, A), found(0, 0.8, A), found(0, 0.7, B));
        assertEquals(1, curve.objects());
        assertArrayEquals(new double[] {1}, curve.precision());
        assertArrayEquals(new double[] {1}, curve.recall());
        assertEquals(1, curve.elevenPoint());
        // a bad fit to it is wrong
        assertArrayEquals(
                new double[] {0, 0.5},
                cats(images, found(0, 0.9, new BoundingBox(0, 0, 10, 4)), found(0, 0.7, B))
                        .precision());
    }

    @Test
    void theExactThresholdIsEnough() {
        // 10 x 5 of 10 x 10 is 1/2
        List<AnnotatedImage> images = List.of(image(cat(A)));
        assertEquals(1, cats(images, found(0, 1, new BoundingBox(0, 0, 10, 5))).allPoint());
        assertEquals(
                0, cats(images, found(0, 1, new BoundingBox(0, 0, 10, 4.9))).allPoint());
    }

    @Test
    void classesWithoutObjectsAreLeftOutOfTheMean() {
        List<AnnotatedImage> images = List.of(image(cat(A), new AnnotatedObject(1, B, false, false), difficult(B)));
        DetectionScores scores = AveragePrecision.voc()
                .of(
                        images,
                        List.of("cat", "dog", "emu"),
                        List.of(new Detection(0, 0, 1, A), new Detection(0, 2, 1, A)));
        assertEquals(1, scores.classes().get(0).elevenPoint());
        assertEquals(0, scores.classes().get(1).elevenPoint());
        assertTrue(Double.isNaN(scores.classes().get(2).elevenPoint()));
        assertTrue(Double.isNaN(scores.classes().get(2).allPoint()));
        assertArrayEquals(new double[] {Double.NaN}, scores.classes().get(2).recall());
        assertEquals(0.5, scores.meanElevenPoint());
        assertEquals(0.5, scores.meanAllPoint());
        assertTrue(scores.toString().contains("emu: AP NaN (11 points), NaN (all points), 0 of 0 objects"));
        assertTrue(Double.isNaN(
                AveragePrecision.voc().of(List.of(), ONE, List.of()).meanAllPoint()));
    }

    @Property(tries = 100)
    void properties(@ForAll long seed) {
        Random random = new Random(seed);
        List<AnnotatedImage> images = new ArrayList<>();
        List<Detection> detections = new ArrayList<>();
        List<Detection> exact = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            List<AnnotatedObject> objects = new ArrayList<>();
            for (int k = random.nextInt(5); k > 0; k--) {
                int x = random.nextInt(60);
                int y = random.nextInt(60);
                BoundingBox box = new BoundingBox(x, y, x + 1 + random.nextInt(39), y + 1 + random.nextInt(39));
                objects.add(cat(box));
                exact.add(found(i, random.nextDouble(), box));
                if (random.nextBoolean()) {
                    detections.add(found(
                            i, random.nextDouble(), new BoundingBox(x, y, box.x2() + random.nextInt(9), box.y2() + 3)));
                }
                detections.add(found(i, random.nextDouble(), new BoundingBox(y, x, y + 10, x + 9)));
            }
            images.add(image(objects.toArray(AnnotatedObject[]::new)));
        }
        AveragePrecision rule = AveragePrecision.voc();
        PrecisionRecall curve = rule.of(images, ONE, detections).classes().get(0);
        if (curve.objects() == 0) return;
        assertTrue(curve.elevenPoint() >= 0 && curve.elevenPoint() <= 1);
        assertTrue(curve.allPoint() >= 0 && curve.allPoint() <= 1);
        // the area is no larger than the recall reached, and the eleven points are within a tenth above it
        assertTrue(curve.allPoint() <= (double) curve.found() / curve.objects() + 1e-12);
        assertTrue(curve.elevenPoint() >= curve.allPoint() * 10 / 11 - 1e-12);
        // the order of the list plays no part where scores differ
        List<Detection> shuffled = new ArrayList<>(detections);
        Collections.shuffle(shuffled, random);
        assertEquals(
                curve.allPoint(),
                rule.of(images, ONE, shuffled).classes().get(0).allPoint());
        // what is detected exactly is found, whatever the scores
        assertEquals(
                exact.stream().map(d -> List.of(d.image(), d.box())).distinct().count(),
                rule.of(images, ONE, exact).classes().get(0).found());
        // a wrong one at the end moves nothing
        List<Detection> padded = new ArrayList<>(detections);
        padded.add(found(0, -1, NOWHERE.scaled(1, 0.01)));
        assertEquals(
                curve.allPoint(), rule.of(images, ONE, padded).classes().get(0).allPoint());
    }

    @Test
    void agreesWithAnIndependentImplementation() throws IOException {
        int compared = 0;
        for (int c = 0; c < 3; c++) {
            String prefix = "," + c + ",";
            List<List<AnnotatedObject>> objects = new ArrayList<>();
            for (int i = 0; i < 40; i++) objects.add(new ArrayList<>());
            List<Detection> detections = new ArrayList<>();
            List<String[]> results = new ArrayList<>();
            for (String line : lines()) {
                String[] cells = line.split(",");
                if (!line.startsWith(cells[0] + prefix)) continue;
                switch (cells[0]) {
                    case "truth" ->
                        objects.get(Integer.parseInt(cells[2]))
                                .add(new AnnotatedObject(
                                        Integer.parseInt(cells[3]), box(cells, 4), cells[8].equals("1"), false));
                    case "detection" ->
                        detections.add(new Detection(
                                Integer.parseInt(cells[2]),
                                Integer.parseInt(cells[3]),
                                Double.parseDouble(cells[4]),
                                box(cells, 5)));
                    default -> results.add(cells);
                }
            }
            List<AnnotatedImage> images = objects.stream()
                    .map(own -> new AnnotatedImage("image", 120, 120, own))
                    .toList();
            DetectionScores scores = AveragePrecision.voc().of(images, List.of("a", "b", "c", "d"), detections);
            for (String[] cells : results) {
                PrecisionRecall curve = scores.classes().get(Integer.parseInt(cells[2]));
                assertEquals(Integer.parseInt(cells[3]), curve.objects());
                assertEquals(Integer.parseInt(cells[4]), curve.found());
                assertEquals(number(cells[5]), curve.elevenPoint(), 1e-12);
                assertEquals(number(cells[6]), curve.allPoint(), 1e-12);
                compared++;
            }
        }
        assertEquals(12, compared);
    }

    private static double number(String cell) {
        return cell.equals("nan") ? Double.NaN : Double.parseDouble(cell);
    }

    private static BoundingBox box(String[] cells, int from) {
        return BoundingBox.ofVoc(
                Integer.parseInt(cells[from]),
                Integer.parseInt(cells[from + 1]),
                Integer.parseInt(cells[from + 2]),
                Integer.parseInt(cells[from + 3]));
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = AveragePrecisionTest.class.getResourceAsStream("average-precision.csv")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1.1, -1, Double.NaN})
    void badOverlapsAreQuoted(double overlap) {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new AveragePrecision(overlap))
                .getMessage()
                .contains("not " + overlap));
    }

    @Test
    void badInput() {
        assertThrows(IllegalArgumentException.class, () -> cats(List.of(image()), found(1, 1, A)));
        assertThrows(
                IllegalArgumentException.class,
                () -> AveragePrecision.voc().of(List.of(image()), ONE, List.of(new Detection(0, 1, 1, A))));
        assertThrows(
                IllegalArgumentException.class, () -> cats(List.of(image(new AnnotatedObject(3, A, false, false)))));
        assertThrows(IllegalArgumentException.class, () -> new Detection(0, 0, Double.NaN, A));
        assertThrows(IllegalArgumentException.class, () -> image(cat(new BoundingBox(95, 95, 101, 99))));
    }
}
