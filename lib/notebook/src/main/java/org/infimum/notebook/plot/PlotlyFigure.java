package org.infimum.notebook.plot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tech.tablesaw.plotly.components.Figure;

/**
 * A figure as Plotly's JSON: {@code data}, an array of traces, and {@code layout}. Immutable. What the interactive view shows
 * and what the static picture is drawn from, so that both agree.
 */
public final class PlotlyFigure {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final ObjectNode tree;

    private PlotlyFigure(ObjectNode tree) {
        this.tree = tree;
    }

    /**
     * A figure from its JSON. Whatever the layout leaves open (colours, fonts, margins, how exponents are written) gets the
     * library's look.
     *
     * @param tree an object with the array {@code data} and, if wanted, the object {@code layout}; copied
     * @return the figure
     * @throws IllegalArgumentException if {@code data} is not an array
     */
    public static PlotlyFigure of(ObjectNode tree) {
        if (!tree.path("data").isArray()) {
            throw new IllegalArgumentException("A Plotly figure needs the array 'data', not "
                    + tree.path("data").getNodeType() + "; each of its elements is one trace.");
        }
        ObjectNode copy = tree.deepCopy();
        Theme.complete(copy);
        return new PlotlyFigure(copy);
    }

    /**
     * A figure built with Tablesaw's Plotly API.
     *
     * @param figure the figure; its event handlers and its page are left out
     * @return the same figure as JSON
     * @throws IllegalArgumentException if the JavaScript that Tablesaw writes for it cannot be read as JSON
     */
    public static PlotlyFigure of(Figure figure) {
        return of(TablesawFigures.tree(figure));
    }

    /**
     * The figure's JSON.
     *
     * @return a copy
     */
    public ObjectNode tree() {
        return tree.deepCopy();
    }

    /**
     * A part of the figure's JSON.
     *
     * @param pointer a JSON pointer, "/layout/title/text" say
     * @return the part itself, to be read and not changed (a picture is drawn from it several times a second); a missing
     *     node if there is none
     */
    public JsonNode at(String pointer) {
        return tree.at(pointer);
    }

    /**
     * The figure as text.
     *
     * @return strict JSON, without NaN
     */
    public String json() {
        try {
            return MAPPER.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of JSON nodes could not be written: " + e.getMessage(), e);
        }
    }

    /**
     * The figure as maps and lists, as a notebook message wants it.
     *
     * @return a new map
     */
    public Map<String, Object> payload() {
        return MAPPER.convertValue(tree, new TypeReference<>() {});
    }

    /**
     * The figure in one line, for readers of plain text.
     *
     * @return its title and the names of its traces
     */
    public String summary() {
        List<String> names = new ArrayList<>();
        for (JsonNode trace : tree.path("data")) {
            String name = trace.path("name").asText("");
            if (!name.isBlank() && trace.path("showlegend").asBoolean(true) && !names.contains(name)) {
                names.add(name);
            }
        }
        String title = tree.at("/layout/title/text").asText("");
        String heading = title.isBlank() ? "Figure" : "Figure: " + title;
        return names.isEmpty() ? heading : heading + " (" + String.join(", ", names) + ")";
    }

    @Override
    public String toString() {
        return summary();
    }
}
