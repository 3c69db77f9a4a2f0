package org.infimum.notebook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.infimum.notebook.plot.Palette;
import org.infimum.notebook.plot.PlotlyFigure;

/** The figure of a running or finished run: its curve, and pale behind it those of the runs before it. */
final class LiveFigure {
    static final int HEIGHT = 380;

    /** Letters of a title that a figure of usual width has room for; Plotly would let the rest stick out on both sides. */
    private static final int LETTERS = 84;

    private static final int TITLE = 28;
    private static final int LINE = 20;

    /** From this ratio of the largest to the smallest value on, a linear axis shows a curve's end as a flat line. */
    private static final double LOGARITHMIC_FROM = 50;

    private LiveFigure() {}

    static PlotlyFigure of(List<LiveRun> earlier, LiveRun current, String title, String subtitle) {
        ObjectNode figure = JsonNodeFactory.instance.objectNode();
        ArrayNode data = figure.putArray("data");
        List<String> titles = new ArrayList<>();
        for (LiveRun run : earlier) {
            add(data, run, titles, 1.2, 0.55);
        }
        add(data, current, titles, 2, 1);
        ObjectNode layout = figure.putObject("layout").put("height", HEIGHT).put("showlegend", titles.size() > 1);
        if (!title.isBlank()) {
            layout.putObject("title")
                    .put("text", shortened(title))
                    .putObject("subtitle")
                    .put("text", subtitle);
        }
        layout.putObject("xaxis").putObject("title").put("text", current.xTitle());
        ObjectNode y = layout.putObject("yaxis");
        y.putObject("title").put("text", current.yTitle());
        if (isLogarithmic(earlier, current)) {
            y.put("type", "log");
        }
        return PlotlyFigure.of(figure);
    }

    private static String shortened(String title) {
        return title.length() <= LETTERS ? title : title.substring(0, title.offsetByCodePoints(LETTERS, -1)) + "\u2026";
    }

    /** A picture with the run's title, where it has none of its own, and below its subtitle a line about the run. */
    static PlotlyFigure captioned(PlotlyFigure picture, String title, String line) {
        ObjectNode figure = picture.tree();
        ObjectNode layout = (ObjectNode) figure.get("layout");
        ObjectNode heading = layout.get("title") instanceof ObjectNode old ? old : layout.putObject("title");
        String own = heading.path("text").asText("");
        String above = heading.at("/subtitle/text").asText("");
        heading.put("text", own.isBlank() ? shortened(title) : own);
        heading.putObject("subtitle").put("text", above.isBlank() ? line : above + "<br>" + line);
        // room for what is added; the plot itself keeps its size
        int taller = own.isBlank() ? TITLE + LINE : LINE;
        ObjectNode margin = (ObjectNode) layout.get("margin");
        layout.put("height", layout.path("height").asInt(HEIGHT) + taller);
        margin.put("t", margin.path("t").asInt(0) + taller);
        return PlotlyFigure.of(figure);
    }

    /** Runs of the same title (seeds of one solver) share a colour and one entry in the legend. */
    private static void add(ArrayNode data, LiveRun run, List<String> titles, double width, double opacity) {
        boolean first = !titles.contains(run.title());
        if (first) {
            titles.add(run.title());
        }
        ObjectNode trace = data.addObject()
                .put("type", "scatter")
                .put("mode", run.x().length == 1 ? "markers" : "lines")
                .put("name", run.title())
                .put("legendgroup", run.title())
                .put("showlegend", first)
                .put("opacity", opacity);
        String colour = Palette.colour(titles.indexOf(run.title()));
        trace.putObject("line").put("color", colour).put("width", width);
        trace.putObject("marker").put("color", colour);
        ArrayNode x = trace.putArray("x");
        ArrayNode y = trace.putArray("y");
        for (int i = 0; i < run.x().length; i++) {
            x.add(run.x()[i]);
            if (Double.isFinite(run.y()[i])) {
                y.add(run.y()[i]);
            } else {
                y.addNull();
            }
        }
    }

    private static boolean isLogarithmic(List<LiveRun> earlier, LiveRun current) {
        double low = Double.POSITIVE_INFINITY;
        double high = 0;
        List<LiveRun> all = new ArrayList<>(earlier);
        all.add(current);
        for (LiveRun run : all) {
            for (double value : run.y()) {
                low = value < low ? value : low;
                high = Double.isFinite(value) && value > high ? value : high;
            }
        }
        return low > 0 && high > LOGARITHMIC_FROM * low;
    }
}
