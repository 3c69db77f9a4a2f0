package org.infimum.notebook.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.infimum.Evidence;

/**
 * A table of texts, ready to be written as HTML or as plain text.
 *
 * @param caption what stands above; empty for nothing
 * @param columns the columns, all of the same length
 * @param gap before which row a line is left out for rows that are not shown; -1 for none
 * @param note what that line, or the line below the table, says; empty for none
 */
record Grid(String caption, List<Column> columns, int gap, String note) {
    private static final String LEFT = "text-align:left";
    private static final String RIGHT = "text-align:right;font-variant-numeric:tabular-nums";

    /**
     * A column of texts.
     *
     * @param name its heading
     * @param numeric whether it is set to the right
     * @param cells its cells
     */
    record Column(String name, boolean numeric, List<String> cells) {}

    MimeBundle bundle() {
        return MimeBundle.text(text()).with(MimeBundle.HTML, html());
    }

    private int rows() {
        return columns.isEmpty() ? 0 : columns.get(0).cells().size();
    }

    String html() {
        StringBuilder out = new StringBuilder("<table style=\"border-collapse:collapse;border:none;margin:4px 0\">");
        if (!caption.isBlank()) {
            out.append("<caption style=\"text-align:left;font-weight:600;padding:2px 10px;caption-side:top\">")
                    .append(Html.escape(caption))
                    .append("</caption>");
        }
        out.append("<thead><tr style=\"border-bottom:1px solid ")
                .append(Html.RULE)
                .append("\">");
        for (Column column : columns) {
            cell(out, "th", column, column.name());
        }
        out.append("</tr></thead><tbody>");
        for (int row = 0; row < rows(); row++) {
            if (row == gap) {
                out.append("<tr>").append(wide(note)).append("</tr>");
            }
            out.append("<tr>");
            for (Column column : columns) {
                cell(out, "td", column, column.cells().get(row));
            }
            out.append("</tr>");
        }
        if (gap < 0 && !note.isEmpty()) {
            out.append("<tr>").append(wide(note)).append("</tr>");
        }
        return out.append("</tbody></table>").toString();
    }

    private String wide(String text) {
        return "<td colspan=\"" + Math.max(1, columns.size()) + "\" style=\"padding:3px 10px;" + LEFT + ";" + Html.MUTED
                + "\">" + Html.escape(text) + "</td>";
    }

    private static void cell(StringBuilder out, String tag, Column column, String text) {
        out.append('<').append(tag).append(" style=\"padding:3px 10px;border:none;");
        out.append(column.numeric() ? RIGHT : LEFT).append("\">");
        out.append(evidence(text)).append("</").append(tag).append('>');
    }

    /** The three words look alike wherever they stand. */
    private static String evidence(String text) {
        return Stream.of(Evidence.values())
                .filter(word -> word.name().equals(text))
                .findFirst()
                .map(Html::badge)
                .orElseGet(() -> Html.escape(text));
    }

    String text() {
        List<String> lines = new ArrayList<>();
        if (!caption.isBlank()) {
            lines.add(caption);
        }
        StringBuilder heading = new StringBuilder();
        StringBuilder rule = new StringBuilder();
        for (Column column : columns) {
            heading.append(padded(column, column.name()));
            rule.append("-".repeat(width(column))).append("  ");
        }
        lines.add(heading.toString().stripTrailing());
        lines.add(rule.toString().stripTrailing());
        for (int row = 0; row < rows(); row++) {
            if (row == gap) {
                lines.add(note);
            }
            StringBuilder line = new StringBuilder();
            for (Column column : columns) {
                line.append(padded(column, column.cells().get(row)));
            }
            lines.add(line.toString().stripTrailing());
        }
        if (gap < 0 && !note.isEmpty()) {
            lines.add(note);
        }
        return String.join("\n", lines);
    }

    private static int width(Column column) {
        return Stream.concat(Stream.of(column.name()), column.cells().stream())
                .mapToInt(String::length)
                .max()
                .orElse(1);
    }

    private static String padded(Column column, String text) {
        int width = Math.max(1, width(column));
        return String.format(Locale.ROOT, column.numeric() ? "%" + width + "s  " : "%-" + width + "s  ", text);
    }
}
