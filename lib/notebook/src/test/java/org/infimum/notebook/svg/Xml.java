package org.infimum.notebook.svg;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Reads pictures back. */
public final class Xml {
    private Xml() {}

    /** The document; an exception where the picture is not well-formed. */
    public static Document parse(String svg) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        } catch (Exception e) {
            throw new AssertionError("not well-formed: " + e.getMessage() + "\n" + svg, e);
        }
    }

    static List<String> texts(String svg) {
        List<String> texts = new ArrayList<>();
        for (Element element : elements(svg, "text")) {
            texts.add(element.getTextContent());
        }
        return texts;
    }

    static List<Element> elements(String svg, String name) {
        NodeList nodes = parse(svg).getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    /** The data of the paths that are stroked lines. */
    static List<String> curves(String svg) {
        return elements(svg, "path").stream()
                .filter(path -> path.getAttribute("fill").equals("none"))
                .map(path -> path.getAttribute("d"))
                .toList();
    }
}
