package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.infimum.deep.data.ImageFormat;
import org.infimum.deep.data.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigitScenesTest {
    @TempDir
    Path temp;

    @Test
    void everySceneHasDigitsThatItsMaskShows() {
        DigitScenes scenes = DigitScenes.train(60, 5);
        int[] byCount = new int[5];
        int[] byClass = new int[10];
        for (int i = 0; i < scenes.size(); i++) {
            AnnotatedImage image = scenes.images().get(i);
            byCount[image.objects().size()]++;
            byte[] mask = scenes.mask(i);
            assertEquals(96 * 96, mask.length);
            boolean[] explained = new boolean[mask.length];
            for (AnnotatedObject object : image.objects()) {
                byClass[object.label()]++;
                BoundingBox box = object.box();
                int own = 0;
                for (int y = (int) box.y1(); y < box.y2(); y++) {
                    for (int x = (int) box.x1(); x < box.x2(); x++) {
                        if (mask[y * 96 + x] == object.label() + 1) {
                            own++;
                            explained[y * 96 + x] = true;
                        }
                    }
                }
                // handwriting fills a fair part of its box, but never all of it with the next digit's corner over it
                assertTrue(own > 0.15 * box.area(), own + " of " + box);
                for (AnnotatedObject other : image.objects()) {
                    if (other == object) continue;
                    double smaller = Math.min(box.area(), other.box().area());
                    assertTrue(box.intersection(other.box()) <= 0.1 * smaller);
                }
            }
            for (int p = 0; p < mask.length; p++) {
                int value = mask[p] & 0xff;
                assertTrue(value <= 10 || value == MaskedImages.VOID);
                assertTrue(value == 0 || value == MaskedImages.VOID || explained[p], "pixel " + p + " of scene " + i);
            }
        }
        assertEquals(0, byCount[0]);
        for (int n = 1; n <= 4; n++) assertTrue(byCount[n] > 3, n + " digits");
        for (int label = 0; label < 10; label++) assertTrue(byClass[label] > 2, "digit " + label);
        assertEquals("background", scenes.maskNames().get(0));
        assertEquals(11, scenes.maskNames().size());
    }

    @Test
    void aFunctionOfSeedPartAndNumber() {
        DigitScenes few = DigitScenes.train(3, 7);
        DigitScenes more = DigitScenes.train(5, 7);
        for (int i = 0; i < 3; i++) {
            assertEquals(few.pixels(i), more.pixels(i));
            assertEquals(few.images().get(i), more.images().get(i));
            assertArrayEquals(few.mask(i), more.mask(i));
        }
        assertNotEquals(few.pixels(0), few.pixels(1));
        assertNotEquals(few.pixels(0), DigitScenes.train(1, 8).pixels(0));
        assertNotEquals(few.pixels(0), DigitScenes.test(1, 7).pixels(0));
        assertEquals(64, DigitScenes.test(1, 64, 7).pixels(0).width());
        // no change of the composition goes unnoticed: results of notebooks depend on it
        assertEquals(
                "99a8989050a31e6439cc177b9122c014724dc4818c861fd387ae50b8bf5f1b4c",
                few.pixels(0).checksum());
    }

    @Test
    void inkStandsOutFromTheGround() {
        DigitScenes scenes = DigitScenes.train(20, 1);
        for (int i = 0; i < scenes.size(); i++) {
            byte[] mask = scenes.mask(i);
            double ground = 0;
            int groundPixels = 0;
            double[] ink = new double[11];
            int[] inkPixels = new int[11];
            for (int p = 0; p < mask.length; p++) {
                double bright = 0.299 * scenes.pixels(i).value(0, p % 96, p / 96)
                        + 0.587 * scenes.pixels(i).value(1, p % 96, p / 96)
                        + 0.114 * scenes.pixels(i).value(2, p % 96, p / 96);
                if (mask[p] == 0) {
                    ground += bright;
                    groundPixels++;
                } else if (mask[p] > 0) {
                    ink[mask[p]] += bright;
                    inkPixels[mask[p]]++;
                }
            }
            for (int value = 1; value <= 10; value++) {
                if (inkPixels[value] == 0 || scenes.images().get(i).objects().size() > 1) continue;
                assertTrue(Math.abs(ink[value] / inkPixels[value] - ground / groundPixels) > 30, "scene " + i);
            }
        }
    }

    @Test
    void writtenAndReadBack() throws IOException {
        DigitScenes train = DigitScenes.train(12, 3);
        DigitScenes test = DigitScenes.test(5, 3);
        Path folder = temp.resolve("scenes");
        new VocWriter(ImageFormat.png()).write(Map.of("train", train, "test", test), folder);
        VocFolder read = VocFolder.open(folder, train.classNames());
        assertEquals(List.of("test", "train"), read.parts());
        VocImages images = read.part("train");
        assertEquals(train.images(), images.images());
        assertEquals(0, images.report().objectsDropped());
        for (int i = 0; i < train.size(); i++) {
            assertEquals(train.pixels(i), images.pixels(i));
            BufferedImage mask = ImageIO.read(
                    folder.resolve("SegmentationClass/" + images.images().get(i).name() + ".png")
                            .toFile());
            assertTrue(mask.getColorModel() instanceof IndexColorModel);
            byte[] values = (byte[]) mask.getRaster().getDataElements(0, 0, 96, 96, null);
            assertArrayEquals(train.mask(i), values);
            // VOC's aeroplane is dark red, void cream
            IndexColorModel palette = (IndexColorModel) mask.getColorModel();
            assertEquals(0xff800000, palette.getRGB(1));
            assertEquals(0xffe0e0c0, palette.getRGB(255));
        }
        assertEquals(train.maskNames(), Files.readAllLines(folder.resolve("classes.txt")));
        assertEquals(test.images(), read.part("test").images());
        assertEquals(
                images.images().size(),
                Files.readAllLines(folder.resolve("ImageSets/Segmentation/train.txt"))
                        .size());
        // as JPEG the pixels differ a little
        Path lossy = temp.resolve("lossy");
        new VocWriter(ImageFormat.jpeg(0.95)).write(Map.of("test", test), lossy);
        VocImages jpegs = VocFolder.open(lossy, test.classNames()).part("test");
        RgbImage before = test.pixels(0);
        RgbImage after = jpegs.pixels(0);
        double error = 0;
        for (int y = 0; y < 96; y++) {
            for (int x = 0; x < 96; x++) error += Math.abs(before.value(1, x, y) - after.value(1, x, y)) / (96.0 * 96);
        }
        assertTrue(error < 6, "mean error " + error);
        assertThrows(IOException.class, () -> new VocWriter(ImageFormat.png()).write(Map.of("test", test), lossy));
        assertThrows(
                IllegalArgumentException.class,
                () -> new VocWriter(ImageFormat.png()).write(Map.of("a", test, "b", test), temp.resolve("twice")));
    }

    @Test
    void badNumbersAreQuoted() {
        assertThrows(IllegalArgumentException.class, () -> DigitScenes.train(0, 1));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> DigitScenes.test(1, 31, 1))
                .getMessage()
                .contains("not 31"));
    }
}
