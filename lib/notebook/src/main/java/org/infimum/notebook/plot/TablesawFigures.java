package org.infimum.notebook.plot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.unbescape.html.HtmlEscape;
import tech.tablesaw.plotly.components.Figure;
import tech.tablesaw.plotly.components.Layout;
import tech.tablesaw.plotly.traces.Trace;

/**
 * Reads the JavaScript literals that Tablesaw's Plotly API writes. They are meant for a web page that loads Plotly from the
 * network; a notebook needs them as JSON. A lenient parser does most of it; the rest is mended here: numbers in quotes, the
 * word "null", HTML entities in texts, and titles as plain strings.
 */
final class TablesawFigures {
    private static final JsonMapper LENIENT = JsonMapper.builder()
            .enable(
                    JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES,
                    JsonReadFeature.ALLOW_SINGLE_QUOTES,
                    JsonReadFeature.ALLOW_TRAILING_COMMA,
                    JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS,
                    JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
                    JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER)
            .build();

    /** Arrays of numbers or categories. Strings in them are left alone unless every one is a number, as Plotly itself does. */
    private static final Set<String> DATA = Set.of("x", "y", "z", "open", "high", "low", "close", "values", "color");

    /** What is a text by its meaning, whatever it looks like: a curve may be called "0.1". */
    private static final Set<String> TEXT =
            Set.of("name", "title", "text", "ticktext", "labels", "tickprefix", "ticksuffix");

    private TablesawFigures() {}

    static ObjectNode tree(Figure figure) {
        ObjectNode tree = LENIENT.createObjectNode();
        ArrayNode data = tree.putArray("data");
        Trace[] traces = figure.getTraces();
        for (int i = 0; i < traces.length; i++) {
            data.add(trace(traces[i], i));
        }
        Layout layout = figure.getLayout();
        tree.set("layout", layout == null ? LENIENT.createObjectNode() : layout(layout));
        return tree;
    }

    static ObjectNode trace(Trace trace, int index) {
        ObjectNode node = literal(trace.asJavascript(index));
        if (node.path("name").asText("").isEmpty()) {
            node.remove("name");
        }
        if (node.path("opacity").asDouble(0) == 1) {
            node.remove("opacity");
        }
        return node;
    }

    private static ObjectNode layout(Layout layout) {
        ObjectNode node = literal(layout.asJavascript());
        titleAsObject(node);
        for (JsonNode child : node) {
            if (child instanceof ObjectNode axis) {
                titleAsObject(axis);
            }
        }
        return node;
    }

    /** The object literal in "var name = {...};". */
    private static ObjectNode literal(String javascript) {
        int start = javascript.indexOf('{');
        int end = javascript.lastIndexOf('}');
        try {
            JsonNode node = LENIENT.readTree(escaped(javascript.substring(Math.max(start, 0), end + 1)));
            if (node instanceof ObjectNode object) {
                return (ObjectNode) mended("", object);
            }
            throw new IllegalArgumentException("Tablesaw wrote no object: " + excerpt(javascript));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The figure that Tablesaw wrote cannot be read (" + e.getOriginalMessage() + "): "
                            + excerpt(javascript),
                    e);
        }
    }

    /**
     * Doubles the backslashes in single quotes. Tablesaw writes texts there as they are (a quote in them is an HTML entity), but
     * encodes the ones in double quotes.
     */
    private static String escaped(String literal) {
        StringBuilder out = new StringBuilder(literal.length());
        char quote = 0;
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            out.append(c);
            if (quote == 0) {
                quote = c == '\'' || c == '"' ? c : 0;
            } else if (c == quote) {
                quote = 0;
            } else if (c == '\\' && quote == '\'') {
                out.append(c);
            } else if (c == '\\' && i + 1 < literal.length()) {
                out.append(literal.charAt(++i));
            }
        }
        return out.toString();
    }

    private static String excerpt(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "..." : text;
    }

    private static JsonNode mended(String name, JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                JsonNode value = mended(field.getKey(), field.getValue());
                if (!value.isNull()) {
                    copy.set(field.getKey(), value);
                }
            }
            return copy;
        }
        if (node instanceof ArrayNode array) {
            return array(name, array);
        }
        if (node.isNumber()) {
            return finite(node);
        }
        return node.isTextual() ? text(name, node.textValue(), node) : node;
    }

    private static JsonNode array(String name, ArrayNode array) {
        List<JsonNode> elements = new ArrayList<>();
        boolean numeric = DATA.contains(name);
        for (JsonNode element : array) {
            JsonNode mended = element.isTextual() ? array.textNode(element.textValue()) : mended(name, element);
            elements.add(mended);
            numeric &= !element.isTextual() || isMissing(element.textValue()) || isNumber(element.textValue());
        }
        ArrayNode copy = array.arrayNode();
        for (JsonNode element : elements) {
            boolean quoted = element.isTextual();
            if (quoted && numeric) {
                String text = element.textValue();
                copy.add(isMissing(text) ? array.nullNode() : finite(array.numberNode(Double.parseDouble(text))));
            } else if (quoted && element.textValue().equals("null")) {
                copy.addNull();
            } else {
                copy.add(element);
            }
        }
        return copy;
    }

    private static JsonNode text(String name, String value, JsonNode node) {
        String plain = HtmlEscape.unescapeHtml(value);
        ObjectNode factory = LENIENT.createObjectNode();
        if (TEXT.contains(name)) {
            return factory.textNode(plain);
        }
        return switch (plain) {
            case "null", "NaN", "Infinity", "-Infinity" -> factory.nullNode();
            case "true", "True" -> factory.booleanNode(true);
            case "false", "False" -> factory.booleanNode(false);
            default ->
                isNumber(plain) ? finite(factory.numberNode(Double.parseDouble(plain))) : factory.textNode(plain);
        };
    }

    /** JSON has no NaN and no infinity; Plotly shows null as a gap. */
    private static JsonNode finite(JsonNode number) {
        return Double.isFinite(number.doubleValue()) ? number : LENIENT.nullNode();
    }

    private static boolean isMissing(String text) {
        return text.isEmpty() || text.equals("null") || text.matches("NaN|[+-]?Infinity");
    }

    private static boolean isNumber(String text) {
        return text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    }

    private static void titleAsObject(ObjectNode node) {
        JsonNode title = node.get("title");
        if (title == null || !title.isTextual()) {
            return;
        }
        node.remove("title");
        JsonNode font = node.remove("titlefont");
        if (!title.textValue().isEmpty()) {
            ObjectNode object = node.putObject("title").put("text", title.textValue());
            if (font != null) {
                object.set("font", font);
            }
        }
    }
}
