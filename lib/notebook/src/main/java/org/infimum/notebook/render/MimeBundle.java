package org.infimum.notebook.render;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One value in several media types; a front end shows the richest that it knows. There is always a line of plain text, for
 * front ends and readers that have nothing else.
 *
 * @param data the value by media type: text for "text/..." and "image/svg+xml", base64 for "image/png", a map for JSON
 */
public record MimeBundle(Map<String, Object> data) {
    /** Plain text. */
    public static final String TEXT = "text/plain";

    /** HTML. */
    public static final String HTML = "text/html";

    /** A vector picture. */
    public static final String SVG = "image/svg+xml";

    /** A pixel picture, as base64. */
    public static final String PNG = "image/png";

    /** A Plotly figure. */
    public static final String PLOTLY = "application/vnd.plotly.v1+json";

    /**
     * Checks that there is plain text.
     *
     * @param data as above
     * @throws IllegalArgumentException if there is no "text/plain"
     */
    public MimeBundle {
        data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
        if (!data.containsKey(TEXT)) {
            throw new IllegalArgumentException("A bundle needs text/plain beside " + data.keySet() + ".");
        }
    }

    /**
     * A bundle of plain text.
     *
     * @param text the text
     * @return the bundle
     */
    public static MimeBundle text(String text) {
        return new MimeBundle(Map.of(TEXT, text));
    }

    /**
     * The same bundle with one more media type.
     *
     * @param type the media type
     * @param value the value in it
     * @return a new bundle
     */
    public MimeBundle with(String type, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(data);
        more.put(Objects.requireNonNull(type, "type"), Objects.requireNonNull(value, "value"));
        return new MimeBundle(more);
    }

    /**
     * The plain text.
     *
     * @return the text
     */
    public String text() {
        return (String) data.get(TEXT);
    }

    @Override
    public String toString() {
        return text();
    }
}
