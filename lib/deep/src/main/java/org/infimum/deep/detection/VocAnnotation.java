package org.infimum.deep.detection;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * What one annotation file of PASCAL VOC's form says, unchecked.
 *
 * @param values texts of the elements of {@code size}, by path
 * @param objects the objects
 */
record VocAnnotation(Map<String, String> values, List<Item> objects) {
    private static final String OBJECT = "annotation/object";

    /** An object: the texts of its elements by path below it, for example {@code bndbox/xmin}; parts of it (a person's head) are left out. */
    record Item(Map<String, String> values) {
        String name() {
            return values.getOrDefault("name", "");
        }

        boolean flag(String name) {
            return values.getOrDefault(name, "0").equals("1");
        }

        /** A corner's coordinate; NaN if it is missing or no number. */
        double corner(String name) {
            return number(values.get("bndbox/" + name));
        }

        /** The corners as they stand in the file. */
        String corners() {
            return values.get("bndbox/xmin") + ", " + values.get("bndbox/ymin") + ", " + values.get("bndbox/xmax")
                    + ", " + values.get("bndbox/ymax");
        }
    }

    private static double number(String text) {
        if (text == null) return Double.NaN;
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** A side of the stated size; NaN if there is none. */
    double size(String side) {
        return number(values.get("annotation/size/" + side));
    }

    /**
     * Reads a file's bytes. Document types and external entities are not read: an annotation needs none, and others' files shall not open this
     * machine's.
     *
     * @throws IOException if it is no XML or no annotation; the message says why
     */
    static VocAnnotation parse(byte[] file) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(file));
            try {
                return read(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            String place = e.getLocation() == null
                    ? ""
                    : "line " + e.getLocation().getLineNumber() + ", column "
                            + e.getLocation().getColumnNumber();
            throw new IOException("is no XML at " + place, e);
        }
    }

    private static VocAnnotation read(XMLStreamReader reader) throws XMLStreamException, IOException {
        Map<String, String> values = new HashMap<>();
        List<Item> objects = new ArrayList<>();
        Map<String, String> object = null;
        Deque<String> path = new ArrayDeque<>();
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                path.addLast(reader.getLocalName());
                if (path.size() == 1 && !path.peek().equals("annotation")) {
                    throw new IOException("has the root <" + path.peek() + "> instead of <annotation>");
                }
                if (String.join("/", path).equals(OBJECT)) object = new HashMap<>();
                text.setLength(0);
            } else if (event == XMLStreamConstants.CHARACTERS) {
                text.append(reader.getText());
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                String place = String.join("/", path);
                path.removeLast();
                if (place.equals(OBJECT)) {
                    objects.add(new Item(object));
                    object = null;
                } else if (object != null) {
                    object.putIfAbsent(
                            place.substring(OBJECT.length() + 1),
                            text.toString().strip());
                } else {
                    values.putIfAbsent(place, text.toString().strip());
                }
                text.setLength(0);
            }
        }
        return new VocAnnotation(values, objects);
    }
}
