package org.infimum.deep.detection;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.infimum.deep.data.ImageFormat;
import org.infimum.deep.data.NewFolder;

/**
 * Writes annotated images as a folder in PASCAL VOC's layout, which {@link VocFolder} and other programs read. Images with masks also get {@code
 * SegmentationClass/NAME.png} (palette of VOC, a value a class), {@code ImageSets/Segmentation/PART.txt} and {@code classes.txt}, the masks' names by value.
 *
 * @param format of the image files
 */
public record VocWriter(ImageFormat format) {
    /**
     * A writer, checked.
     *
     * @param format as above
     */
    public VocWriter {
        Objects.requireNonNull(format, "format");
    }

    /**
     * Writes a folder.
     *
     * @param parts sets of different images by part, for example {@code train} and {@code test}; boxes are rounded to VOC's whole corners
     * @param folder does not exist or is empty
     * @throws IllegalArgumentException if there is no part, two images have one name, or a name is no file name
     * @throws IOException if the folder is not empty, something cannot be read or written, or the thread was interrupted; nothing is left then
     */
    public void write(Map<String, ? extends AnnotatedImages> parts, Path folder) throws IOException {
        if (parts.isEmpty()) throw new IllegalArgumentException("There is no part to write; give for example 'train'.");
        Set<String> names = new HashSet<>();
        for (AnnotatedImages images : parts.values()) {
            for (AnnotatedImage image : images.images()) requireName(image.name(), names);
        }
        NewFolder.write(folder, part -> {
            for (Map.Entry<String, ? extends AnnotatedImages> entry : new TreeMap<>(parts).entrySet()) {
                write(entry.getKey(), entry.getValue(), part);
            }
        });
    }

    private static void requireName(String name, Set<String> names) {
        if (!name.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
            throw new IllegalArgumentException(
                    "The image '" + name + "' cannot be the name of a file; use letters, digits, '.', '_' and '-'.");
        }
        if (!names.add(name)) throw new IllegalArgumentException("Two images have the name " + name + "; rename one.");
    }

    private void write(String part, AnnotatedImages images, Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        for (String needed : List.of("Annotations", "JPEGImages", "ImageSets/Main")) {
            Files.createDirectories(folder.resolve(needed));
        }
        for (int i = 0; i < images.size(); i++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException(
                        "interrupted while images were written; nothing was left, write again");
            }
            AnnotatedImage image = images.images().get(i);
            String file = image.name() + (format.kind() == ImageFormat.Kind.PNG ? ".png" : ".jpg");
            images.pixels(i).write(folder.resolve("JPEGImages").resolve(file), format);
            annotate(image, file, images, folder.resolve("Annotations").resolve(image.name() + ".xml"));
            names.add(image.name());
        }
        Files.write(folder.resolve("ImageSets/Main").resolve(part + ".txt"), names);
        if (images instanceof MaskedImages masked) writeMasks(part, masked, names, folder);
    }

    private static void writeMasks(String part, MaskedImages images, List<String> names, Path folder)
            throws IOException {
        for (String needed : List.of("SegmentationClass", "ImageSets/Segmentation")) {
            Files.createDirectories(folder.resolve(needed));
        }
        IndexColorModel palette = palette();
        for (int i = 0; i < images.size(); i++) {
            AnnotatedImage image = images.images().get(i);
            BufferedImage mask =
                    new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_BYTE_INDEXED, palette);
            mask.getRaster().setDataElements(0, 0, image.width(), image.height(), images.mask(i));
            ImageIO.write(
                    mask,
                    "png",
                    folder.resolve("SegmentationClass/" + image.name() + ".png").toFile());
        }
        Files.write(folder.resolve("ImageSets/Segmentation").resolve(part + ".txt"), names);
        Files.write(folder.resolve("classes.txt"), images.maskNames());
    }

    private static IndexColorModel palette() {
        byte[][] colours = new byte[3][256];
        for (int value = 0; value < 256; value++) {
            for (int c = 0; c < 3; c++) colours[c][value] = (byte) (VocPalette.rgb(value) >> 16 - 8 * c);
        }
        return new IndexColorModel(8, 256, colours[0], colours[1], colours[2]);
    }

    private static void annotate(AnnotatedImage image, String file, AnnotatedImages images, Path to)
            throws IOException {
        try (Writer text = Files.newBufferedWriter(to)) {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartElement("annotation");
            leaf(xml, "filename", file);
            xml.writeStartElement("size");
            leaf(xml, "width", Integer.toString(image.width()));
            leaf(xml, "height", Integer.toString(image.height()));
            leaf(xml, "depth", "3");
            xml.writeEndElement();
            leaf(xml, "segmented", images instanceof MaskedImages ? "1" : "0");
            for (AnnotatedObject object : image.objects()) {
                xml.writeStartElement("object");
                leaf(xml, "name", images.classNames().get(object.label()));
                leaf(xml, "truncated", object.truncated() ? "1" : "0");
                leaf(xml, "difficult", object.difficult() ? "1" : "0");
                BoundingBox box = object.box();
                xml.writeStartElement("bndbox");
                leaf(xml, "xmin", Long.toString(Math.round(box.x1()) + 1));
                leaf(xml, "ymin", Long.toString(Math.round(box.y1()) + 1));
                leaf(xml, "xmax", Long.toString(Math.round(box.x2())));
                leaf(xml, "ymax", Long.toString(Math.round(box.y2())));
                xml.writeEndElement();
                xml.writeEndElement();
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException("The annotation " + to + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static void leaf(XMLStreamWriter xml, String name, String value) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(value);
        xml.writeEndElement();
    }
}
