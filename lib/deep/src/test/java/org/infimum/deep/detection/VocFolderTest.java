package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.infimum.deep.data.DatasetCatalogue;
import org.infimum.deep.data.DatasetStore;
import org.infimum.deep.data.DatasetUnavailableException;
import org.infimum.deep.data.ImageFormat;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.AnnotationReport.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VocFolderTest {
    @TempDir
    Path temp;

    private Path folder;
    private final List<String> list = new ArrayList<>();

    @BeforeEach
    void folders() throws IOException {
        folder = temp.resolve("VOC");
        for (String part : List.of("Annotations", "JPEGImages", "ImageSets/Main")) {
            Files.createDirectories(folder.resolve(part));
        }
    }

    private static String object(String name, String corners, String more) {
        String[] c = corners.split(" ");
        return "<object><name>" + name + "</name>" + more + "<bndbox><xmin>" + c[0] + "</xmin><ymin>" + c[1]
                + "</ymin><xmax>" + c[2] + "</xmax><ymax>" + c[3] + "</ymax></bndbox></object>";
    }

    private static String cat(String corners) {
        return object("cat", corners, "");
    }

    private void image(String id) throws IOException {
        RgbImage.of(20, 10, new byte[600]).write(folder.resolve("JPEGImages/" + id + ".png"), ImageFormat.png());
        list.add(id);
    }

    private void add(String id, String objects) throws IOException {
        image(id);
        xml(
                id,
                "<annotation><size><width>20</width><height>10</height><depth>3</depth></size>" + objects
                        + "</annotation>");
    }

    private void xml(String id, String text) throws IOException {
        Files.writeString(folder.resolve("Annotations/" + id + ".xml"), text);
    }

    /** Sound images around the broken one, so that it stays under 1 %. */
    private VocImages read(String... classNames) throws IOException {
        for (int i = 0; i < 100; i++) add("sound" + i, cat("1 1 20 10"));
        Files.write(folder.resolve("ImageSets/Main/train.txt"), list);
        return VocFolder.open(folder, classNames.length == 0 ? List.of("cat", "dog") : List.of(classNames))
                .part("train");
    }

    private static void only(VocImages images, Kind kind, String file, String detail) {
        AnnotationReport report = images.report();
        for (Kind other : Kind.values()) assertEquals(other == kind ? 1 : 0, report.count(other), other.name());
        assertEquals(file, report.findings().first().get(0).file());
        assertTrue(
                report.findings().first().get(0).detail().contains(detail),
                report.findings().first().get(0).toString());
        assertTrue(report.toString().contains("1 x " + kind.words()), report.toString());
    }

    private static List<AnnotatedObject> objects(VocImages images) {
        return images.images().get(0).objects();
    }

    @Test
    void whatStandsThereIsRead() throws IOException {
        add(
                "a",
                object("dog", "3 2 10 9", "<truncated>1</truncated><difficult>0</difficult>")
                        + object(
                                "cat",
                                "1.5 1 20 10",
                                "<difficult>1</difficult><part><name>head</name><bndbox><xmin>5</xmin><ymin>5</ymin><xmax>6</xmax>"
                                        + "<ymax>6</ymax></bndbox></part>"));
        VocImages images = read();
        assertEquals(
                List.of(
                        new AnnotatedObject(1, new BoundingBox(2, 1, 10, 9), false, true),
                        new AnnotatedObject(0, new BoundingBox(0.5, 0, 20, 10), true, false)),
                objects(images));
        assertEquals(101, images.size());
        assertEquals(0, images.report().findings().first().size());
        assertEquals(20, images.pixels(0).width());
        assertEquals(List.of("cat", "dog"), VocFolder.open(folder).classNames());
        assertTrue(images.toString().contains("101 images with 102 objects of 2 classes"), images.toString());
    }

    @Test
    void reachingOut() throws IOException {
        add("a", cat("0 1 21 10"));
        VocImages images = read();
        only(images, Kind.BOX_CLIPPED, "Annotations/a.xml", "object 1, cat, corners 0, 1, 21, 10 in 20 x 10");
        assertEquals(new BoundingBox(0, 0, 20, 10), objects(images).get(0).box());
        assertEquals(0, images.report().objectsDropped());
    }

    @Test
    void outside() throws IOException {
        add("a", cat("1 1 2 2") + cat("21 1 25 10"));
        VocImages images = read();
        only(images, Kind.BOX_OUTSIDE, "Annotations/a.xml", "object 2");
        assertEquals(1, objects(images).size());
        assertEquals(1, images.report().objectsDropped());
    }

    @Test
    void withoutArea() throws IOException {
        add("a", cat("5 5 5 9"));
        VocImages images = read();
        only(images, Kind.BOX_EMPTY, "Annotations/a.xml", "corners 5, 5, 5, 9");
        assertEquals(List.of(), objects(images));
    }

    @Test
    void cornersThatAreNoNumbers() throws IOException {
        add("a", cat("5 5 NaN 9"));
        only(read(), Kind.BOX_MALFORMED, "Annotations/a.xml", "5, 5, NaN, 9");
    }

    @Test
    void missingCorners() throws IOException {
        add("a", "<object><name>cat</name></object>");
        only(read(), Kind.BOX_MALFORMED, "Annotations/a.xml", "null");
    }

    @Test
    void unknownClass() throws IOException {
        add("a", object("emu", "1 1 3 3", ""));
        only(read(), Kind.CLASS_UNKNOWN, "Annotations/a.xml", "class 'emu'");
    }

    @Test
    void withoutObjects() throws IOException {
        add("a", "");
        VocImages images = read();
        only(images, Kind.NO_OBJECTS, "Annotations/a.xml", "0 objects");
        assertEquals(101, images.size());
    }

    @Test
    void anotherSize() throws IOException {
        image("a");
        xml("a", "<annotation><size><width>10</width><height>20</height></size>" + cat("1 1 5 5") + "</annotation>");
        VocImages images = read();
        only(images, Kind.SIZE_DIFFERS, "Annotations/a.xml", "the image has 20 x 10");
        assertEquals(20, images.images().get(0).width());
    }

    @Test
    void malformed() throws IOException {
        image("a");
        xml("a", "<annotation><size>");
        VocImages images = read();
        only(images, Kind.ANNOTATION_MALFORMED, "Annotations/a.xml", "is no XML at line 1");
        assertEquals(100, images.size());
        assertEquals(1, images.report().imagesLeftOut());
    }

    @Test
    void anotherDocument() throws IOException {
        image("a");
        xml("a", "<html></html>");
        only(read(), Kind.ANNOTATION_MALFORMED, "Annotations/a.xml", "<html> instead of <annotation>");
    }

    @Test
    void otherFilesAreNotOpened() throws IOException {
        Path secret = Files.writeString(temp.resolve("secret"), "cat");
        image("a");
        xml(
                "a",
                "<!DOCTYPE annotation [<!ENTITY x SYSTEM '" + secret.toUri() + "'>]><annotation>"
                        + object("&x;", "1 1 3 3", "") + "</annotation>");
        VocImages images = read();
        // whether as malformed or as an unknown class: the entity's file was not read
        assertFalse(
                images.images().get(0).name().equals("a") && !objects(images).isEmpty());
    }

    @Test
    void missingFiles() throws IOException {
        list.add("a");
        xml("a", "<annotation/>");
        only(read(), Kind.IMAGE_MISSING, "JPEGImages/a.jpg", "");
    }

    @Test
    void missingAnnotation() throws IOException {
        image("a");
        only(read(), Kind.ANNOTATION_MISSING, "Annotations/a.xml", "not there");
    }

    @Test
    void truncatedImage() throws IOException {
        add("a", cat("1 1 5 5"));
        Path file = folder.resolve("JPEGImages/a.png");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 20));
        only(read(), Kind.IMAGE_UNREADABLE, "JPEGImages/a.png", "is truncated");
    }

    @Test
    void moreThanOnePercentStops() throws IOException {
        image("a");
        image("b");
        xml("a", "<annotation>");
        xml("b", "<annotation>");
        String message = assertThrows(IOException.class, this::read).getMessage();
        assertTrue(message.startsWith("2 of the 102 images of VOC train (1.96 %) are unusable"), message);
        assertTrue(message.contains("Annotations/a.xml"), message);
    }

    @Test
    void moreThanOnePercentOfObjectsStops() throws IOException {
        add("a", cat("5 5 5 9") + object("emu", "1 1 3 3", ""));
        String message = assertThrows(IOException.class, this::read).getMessage();
        assertTrue(message.startsWith("2 of the 102 objects of VOC train"), message);
    }

    @Test
    void listsAndFolders() throws IOException {
        VocImages images = read();
        assertEquals(0, images.report().findings().first().size());
        VocFolder open = VocFolder.open(folder);
        String message = assertThrows(DatasetUnavailableException.class, () -> open.part("val"))
                .getMessage();
        assertTrue(message.contains("[train]"), message);
        Files.write(folder.resolve("ImageSets/Main/twice.txt"), List.of("sound1 1", "", "sound2 -1", "sound1 1"));
        assertTrue(assertThrows(IOException.class, () -> open.part("twice"))
                .getMessage()
                .contains("sound1 twice"));
        Files.write(folder.resolve("ImageSets/Main/flags.txt"), List.of("sound1  1", "sound2 -1", ""));
        assertEquals(2, open.part("flags").size());
        Files.write(folder.resolve("ImageSets/Main/empty.txt"), List.of(" "));
        assertThrows(IOException.class, () -> open.part("empty"));
        assertTrue(assertThrows(DatasetUnavailableException.class, () -> VocFolder.open(temp))
                .getMessage()
                .contains("has no folder 'Annotations'"));
        assertThrows(IllegalArgumentException.class, () -> VocFolder.open(folder, List.of("cat", "cat")));
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, () -> open.part("train"));
        assertTrue(Thread.interrupted());
    }

    @Test
    void voc2007ByName() throws IOException {
        Path data = temp.resolve("data");
        DatasetStore store =
                new DatasetStore(DatasetCatalogue.standard(), Optional.of(data), temp.resolve("cache")).offline();
        Files.createDirectories(data);
        String message = assertThrows(DatasetUnavailableException.class, () -> VocFolder.named("voc2007", store))
                .getMessage();
        assertTrue(
                message.contains("VOCdevkit")
                        && message.contains(data.resolve("voc2007").toString()),
                message);
        read();
        Files.createDirectories(data.resolve("voc2007/VOCdevkit"));
        Files.move(folder, data.resolve("voc2007/VOCdevkit/VOC2007"));
        assertEquals(100, VocFolder.named("voc2007", store).part("train").size());
        assertEquals(
                100,
                VocFolder.named(data.resolve("voc2007/VOCdevkit/VOC2007").toString())
                        .part("train")
                        .size());
    }

    @Test
    void cells() throws IOException {
        String named = System.getenv(DatasetStore.VARIABLE);
        Path cells = named == null ? null : Path.of(named).resolve("bccd-voc");
        assumeTrue(cells != null && Files.isDirectory(cells), "skipped: no BCCD");
        VocFolder bccd = VocFolder.open(cells);
        assertEquals(List.of("Platelets", "RBC", "WBC"), bccd.classNames());
        assertEquals(205, bccd.part("train").size());
        assertEquals(72, bccd.part("test").size());
        VocImages trainval = bccd.part("trainval");
        assertEquals(292, trainval.size());
        assertEquals(640, trainval.pixels(0).width());
    }
}
