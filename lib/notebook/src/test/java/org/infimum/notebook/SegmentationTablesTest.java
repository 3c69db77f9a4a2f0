package org.infimum.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.infimum.deep.detection.DigitScenes;
import org.infimum.deep.segmentation.ConfusionMatrix;
import org.infimum.deep.segmentation.SegmentationScores;
import org.infimum.notebook.render.MimeBundle;
import org.infimum.notebook.svg.PictureGrid;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class SegmentationTablesTest {
    private static Table epochs() {
        return Table.create(
                "epochs",
                StringColumn.create("solver", "A", "A", "A", "A", "B", "B"),
                IntColumn.create("seed", 1, 1, 2, 2, 1, 1),
                IntColumn.create("epoch", 0, 1, 0, 1, 0, 1),
                DoubleColumn.create("objective", 2, 1, 2, 3, 2, Double.NaN),
                DoubleColumn.create("mean IU", 0, 0.5, 0, 0.6, 0, 0.1),
                DoubleColumn.create("validation mean IU", 0, 0.2, 0, 0.4, 0, 0.1),
                DoubleColumn.create("validation pixel accuracy", 0, 0.8, 0, 0.6, 0, 0.1),
                DoubleColumn.create("validation mean accuracy", 0, 0.5, 0, 0.5, 0, 0.1),
                DoubleColumn.create("seconds", 0, 10, 0, 20, 0, 1),
                IntColumn.create("iterations", 5, 5, 5, 5, 2, 2),
                StringColumn.create("stop", "DONE", "DONE", "DONE", "DONE", "NOT_FINITE", "NOT_FINITE"));
    }

    private static void check(Table scores) {
        assertEquals(2, scores.rowCount());
        assertEquals(2, scores.intColumn("runs").get(0));
        assertEquals(2.0, scores.doubleColumn("objective").get(0), 1e-12);
        assertEquals(30, scores.doubleColumn("mean IU %").get(0), 1e-12);
        assertEquals(70, scores.doubleColumn("pixel accuracy %").get(0), 1e-12);
        assertEquals(50, scores.doubleColumn("mean accuracy %").get(0), 1e-12);
        assertEquals(50, scores.doubleColumn("average %").get(0), 1e-12);
        assertEquals(55, scores.doubleColumn("mean IU on training images %").get(0), 1e-12);
        assertEquals(3, scores.doubleColumn("seconds / iteration").get(0), 1e-12);
        assertEquals(1, scores.intColumn("not finite").get(1));
        assertTrue(scores.doubleColumn("mean IU %").isMissing(1));
    }

    /** Seeds 1 and 2 of A end with 0.2 and 0.4; B did not end. Read again from CSV the table says the same. */
    @Test
    void scoresAreMeansOverTheSeeds() {
        check(SegmentationTables.scores(epochs()));
        StringWriter csv = new StringWriter();
        epochs().write().csv(csv);
        check(SegmentationTables.scores(Table.read().csv(new StringReader(csv.toString()))));
    }

    private static SegmentationScores scores(int[] truth, int[] predicted) {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        matrix.add(truth, predicted);
        return new SegmentationScores(matrix, 1);
    }

    @Test
    void classByClass() {
        SegmentationScores scores = scores(new int[] {0, 0, 0, 1, 255}, new int[] {0, 0, 1, 1, 2});
        Table iu = SegmentationTables.classIu(Map.of("net", scores), List.of("a", "b", "c"));
        assertEquals(List.of("a", "b", "c", "mean"), iu.stringColumn("class").asList());
        assertEquals(75, iu.doubleColumn("pixels %").get(0), 1e-12);
        assertEquals(200.0 / 3, iu.doubleColumn("net: IU %").get(0), 1e-12);
        assertEquals(50, iu.doubleColumn("net: IU %").get(1), 1e-12);
        assertTrue(iu.doubleColumn("net: IU %").isMissing(2));
        assertEquals(175.0 / 3, iu.doubleColumn("net: IU %").get(3), 1e-12);
        Table confusion = SegmentationTables.confusion(scores, List.of("a", "b", "c"));
        assertEquals(100.0 / 3, confusion.doubleColumn("b").get(0), 1e-12);
        assertEquals(100, confusion.doubleColumn("b").get(1), 1e-12);
        assertTrue(confusion.doubleColumn("a").isMissing(2));
        assertThrows(IllegalArgumentException.class, () -> SegmentationTables.classIu(Map.of(), List.of("a")));
        assertThrows(IllegalArgumentException.class, () -> SegmentationTables.confusion(scores, List.of("a")));
    }

    /** Image and mask of a scene: the picture has the photograph's own pixels and VOC's colours, and a key for each class and void. */
    @Test
    void picturesShowPixelsAndPalette() throws IOException {
        DigitScenes scenes = DigitScenes.test(2, 40, 1);
        MimeBundle shown = SegmentedImages.of(scenes, Map.of(), 1).show();
        String svg = (String) shown.data().get(MimeBundle.SVG);
        Matcher pictures = Pattern.compile("base64,([^\"]+)\"").matcher(svg);
        assertTrue(pictures.find());
        var photograph =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(pictures.group(1))));
        assertEquals(40, photograph.getWidth());
        assertEquals(scenes.pixels(1).value(0, 7, 9), photograph.getRGB(7, 9) >> 16 & 255);
        assertEquals(scenes.pixels(1).value(2, 7, 9), photograph.getRGB(7, 9) & 255);
        assertTrue(pictures.find());
        var mask = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(pictures.group(1))));
        byte[] labels = scenes.mask(1);
        for (int i = 0; i < labels.length; i++) {
            int expected = (labels[i] & 0xff) == 255 ? 0xE0E0C0 : labels[i] == 0 ? 0 : -1;
            if (expected >= 0) assertEquals(expected, mask.getRGB(i % 40, i / 40) & 0xFFFFFF);
        }
        assertTrue(svg.contains(">background<") && svg.contains(">9<") && svg.contains(">void<"));
        assertTrue(shown.text().contains("1 images of digit scenes test"), shown.text());
        String message = assertThrows(IllegalArgumentException.class, () -> SegmentedImages.of(scenes, Map.of(), 2))
                .getMessage();
        assertTrue(message.contains("no image 2"), message);
    }

    @Test
    void gridsCheckTheirRows() {
        PictureGrid.Picture picture = new PictureGrid.Picture(1, 1, new int[] {0});
        assertThrows(IllegalArgumentException.class, () -> new PictureGrid.Picture(2, 1, new int[] {0}));
        assertThrows(
                IllegalArgumentException.class,
                () -> new PictureGrid(List.of("a", "b"), List.of(List.of(picture)), List.of()));
        assertThrows(IllegalArgumentException.class, () -> new PictureGrid(List.of("a"), List.of(), List.of()));
    }
}
