package org.infimum.notebook.render;

import java.util.List;
import java.util.Map;

/** Shows names and values as a table of two columns without headings. */
public final class Pairs {
    private Pairs() {}

    /**
     * Names and values.
     *
     * @param pairs the names with their values, in order
     * @return HTML and plain text
     */
    public static MimeBundle show(List<Map.Entry<String, String>> pairs) {
        StringBuilder html =
                new StringBuilder("<table style=\"border-collapse:collapse;border:none;margin:4px 0\"><tbody>");
        StringBuilder text = new StringBuilder();
        int width =
                pairs.stream().mapToInt(pair -> pair.getKey().length()).max().orElse(0);
        for (Map.Entry<String, String> pair : pairs) {
            html.append("<tr><td style=\"text-align:left;padding:1px 16px 1px 0;border:none;")
                    .append(Html.MUTED)
                    .append("\">")
                    .append(Html.escape(pair.getKey()))
                    .append("</td><td style=\"text-align:left;padding:1px 0;border:none\">")
                    .append(Html.escape(pair.getValue()))
                    .append("</td></tr>");
            text.append(text.isEmpty() ? "" : "\n")
                    .append(pair.getKey())
                    .append(" ".repeat(width - pair.getKey().length() + 2))
                    .append(pair.getValue());
        }
        return MimeBundle.text(text.toString())
                .with(MimeBundle.HTML, html.append("</tbody></table>").toString());
    }
}
