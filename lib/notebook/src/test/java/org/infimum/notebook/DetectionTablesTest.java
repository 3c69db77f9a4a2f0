package org.infimum.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.detection.AnnotatedObject;
import org.infimum.deep.detection.AveragePrecision;
import org.infimum.deep.detection.BoundingBox;
import org.infimum.deep.detection.Detection;
import org.infimum.deep.detection.DetectionScores;
import org.infimum.deep.detection.DigitScenes;
import org.infimum.notebook.render.MimeBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class DetectionTablesTest {
    private static final BoundingBox BOX = new BoundingBox(0, 0, 10, 10);

    /** Two objects of class 7, one found, after one mistake; nothing of class 8 is there. */
    private static DetectionScores scores() {
        List<AnnotatedImage> images = List.of(new AnnotatedImage(
                "a",
                40,
                40,
                List.of(
                        new AnnotatedObject(0, BOX, false, false),
                        new AnnotatedObject(0, new BoundingBox(20, 20, 30, 30), false, false))));
        List<Detection> found =
                List.of(new Detection(0, 0, 0.9, new BoundingBox(30, 0, 40, 10)), new Detection(0, 0, 0.8, BOX));
        return AveragePrecision.voc().of(images, List.of("7", "8"), found);
    }

    private static Table epochs() {
        return Table.create(
                "epochs",
                StringColumn.create("solver", "BPGrad", "BPGrad", "Mine", "Mine"),
                IntColumn.create("seed", new int[] {1, 1, 1, 1}),
                IntColumn.create("epoch", new int[] {0, 1, 0, 1}),
                DoubleColumn.create("objective", 3, 2, 3, 1),
                DoubleColumn.create("seconds", 0, 5, 0, 10),
                IntColumn.create("iterations", new int[] {20, 20, 20, 20}));
    }

    @Test
    void besideThePaper() {
        Table table = Notebook.averagePrecisions(
                new java.util.TreeMap<>(Map.of("BPGrad", scores(), "Mine", scores())), epochs());
        assertEquals(66.0, table.doubleColumn("paper: mAP %").get(0));
        assertTrue(table.doubleColumn("paper: mAP %").isMissing(1));
        // precision 1/2 up to a recall of 1/2: six of eleven points
        assertEquals(100 * 3.0 / 11, table.doubleColumn("mAP %").get(0), 1e-12);
        assertEquals(25, table.doubleColumn("mAP % (all points)").get(0), 1e-12);
        assertEquals(100 * 3.0 / 11, table.doubleColumn("AP 7 %").get(0), 1e-12);
        assertTrue(table.doubleColumn("AP 8 %").isMissing(0), "a class without objects");
        assertEquals(0.25, table.doubleColumn("s / iteration").get(0));
        assertEquals(1.0, table.doubleColumn("objective").get(1));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> Notebook.averagePrecisions(Map.of("Eve", scores()), epochs()))
                .getMessage();
        assertTrue(message.contains("'Eve'") && message.contains("BPGrad"), message);
    }

    /** Classes that are digits come back from CSV as numbers. */
    @Test
    void curvesAlsoFromCsv(@TempDir Path folder) {
        Table points = Notebook.precisionRecall(Map.of("BPGrad", scores()));
        assertEquals(2, points.rowCount());
        assertEquals(0.5, points.doubleColumn("recall").get(1));
        assertEquals(0.5, points.doubleColumn("precision").get(1));
        String file = folder.resolve("points.csv").toString();
        points.write().csv(file);
        for (Table table : List.of(points, Table.read().csv(file))) {
            String figure = Notebook.precisionRecall(table, "7").figure().summary();
            assertTrue(figure.contains("BPGrad"), figure);
            assertThrows(IllegalArgumentException.class, () -> Notebook.precisionRecall(table, "8"));
        }
    }

    @Test
    void picture() {
        DigitScenes scenes = DigitScenes.test(4, 1);
        List<Detection> found = List.of(new Detection(1, 3, 0.75, BOX), new Detection(2, 5, 0.25, BOX));
        DetectionPicture picture = Notebook.found(scenes, found);
        MimeBundle bundle = picture.show();
        String svg = (String) bundle.data().get(MimeBundle.SVG);
        assertEquals(4, svg.split("<image", -1).length - 1);
        assertTrue(svg.contains(">3 0.75<"), "class and score");
        assertFalse(svg.contains(">5 0.25<"));
        assertTrue(((String) picture.leastScore(0.2).images(2).show().data().get(MimeBundle.SVG)).contains(">5 0.25<"));
        assertTrue(bundle.text().startsWith("1 detections of scores from 0.5 in 4 images"), bundle.text());
        assertThrows(IllegalArgumentException.class, () -> picture.images(4));
        assertThrows(IllegalArgumentException.class, () -> picture.images());
        assertThrows(IllegalArgumentException.class, () -> picture.columns(0));
    }
}
