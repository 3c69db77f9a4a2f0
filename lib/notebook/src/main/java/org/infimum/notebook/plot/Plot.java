package org.infimum.notebook.plot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.infimum.Trace;
import org.infimum.lipschitz.Histogram;
import org.infimum.lipschitz.PairwiseSlopes;
import tech.tablesaw.plotly.components.Figure;

/**
 * Writes the figures of an experiment: curves, bands over seeds, histograms, disks, spans, reference lines. Each call
 * returns a new plot with one more thing in it; as the last line of a cell it is shown.
 *
 * <pre>{@code
 * Plot.title("LeNet on MNIST").x("epoch").y("objective").logY()
 *         .line("BPGrad", epochs, bpgrad)
 *         .spread("Adam", epochs, adamBySeed)
 *         .horizontal(0.0123, "certified lower bound")
 * }</pre>
 *
 * <p>What Tablesaw's Plotly API expresses can be built with it instead: such a {@link Figure} is shown in the same way,
 * one of its traces joins a plot by {@link #trace}, and {@link #of(Figure)} takes a whole figure to add what that API
 * lacks (bands and reference lines).
 *
 * <p>A curve of more than {@value #POINTS} points is thinned by {@link Decimation}, so that a notebook stays small; no
 * peak is lost. NaN is a gap. Immutable.
 */
public final class Plot {
    /** The most points that a curve is shown with. */
    public static final int POINTS = 4000;

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ITERATION = "iteration";
    private static final double BAND_OPACITY = 0.22;
    private static final double POINT_SIZE = 6;
    private static final double HIGHLIGHT_SIZE = 13;
    private static final double LABEL_STEP = 0.07;

    private final ObjectNode layout;
    private final List<Part> parts;
    private final int colours;
    private final double smallestPositive;

    /** One thing in the plot. It becomes JSON at the end, when it is known whether an axis is logarithmic. */
    @FunctionalInterface
    private interface Part {
        void addTo(ObjectNode figure, double smallestPositive);
    }

    private Plot(ObjectNode layout, List<Part> parts, int colours, double smallestPositive) {
        this.layout = layout;
        this.parts = parts;
        this.colours = colours;
        this.smallestPositive = smallestPositive;
    }

    /**
     * An empty plot.
     *
     * @param title its title; empty for none
     * @return the plot
     */
    public static Plot title(String title) {
        ObjectNode layout = JSON.objectNode();
        if (!title.isBlank()) {
            layout.putObject("title").put("text", title);
        }
        return new Plot(layout, List.of(), 0, Double.POSITIVE_INFINITY);
    }

    /**
     * A plot that begins with a figure built with Tablesaw's Plotly API.
     *
     * @param figure the figure
     * @return the plot
     */
    public static Plot of(Figure figure) {
        ObjectNode tree = TablesawFigures.tree(figure);
        List<Part> parts = new ArrayList<>();
        double smallest = Double.POSITIVE_INFINITY;
        for (JsonNode trace : tree.path("data")) {
            parts.add((target, smallestY) -> data(target).add(trace));
            for (JsonNode y : trace.path("y")) {
                smallest = Math.min(smallest, y.asDouble() > 0 ? y.asDouble() : smallest);
            }
        }
        ObjectNode layout = (ObjectNode) tree.get("layout");
        return new Plot(layout, List.copyOf(parts), parts.size(), smallest);
    }

    /**
     * The histogram of pairwise slopes with their maximum, mean and median marked: what a Lipschitz constant is
     * estimated from.
     *
     * @param slopes the slopes
     * @param bins the number of bins, at least 1
     * @return the plot; its title says ESTIMATED
     * @throws IllegalArgumentException if there is no bin
     */
    public static Plot of(PairwiseSlopes slopes, int bins) {
        double max = slopes.max().value();
        double mean = slopes.mean().value();
        double median = slopes.median().value();
        return title("Pairwise slopes: the Lipschitz constant ESTIMATED")
                .x("|f(w) \u2212 f(z)| / \u2016w \u2212 z\u2016")
                .y("pairs")
                .histogram("slopes", slopes.histogram(bins))
                .vertical(max, String.format(Locale.ROOT, "max %.4g", max))
                .vertical(mean, String.format(Locale.ROOT, "mean %.4g", mean))
                .vertical(median, String.format(Locale.ROOT, "median %.4g", median));
    }

    /**
     * Columns of a trace over its rows.
     *
     * @param trace the trace
     * @param columns the columns' names, each one curve
     * @return the plot; without a title
     * @throws IllegalArgumentException if there is no such column or no name is given
     */
    public static Plot of(Trace trace, String... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException(
                    "Name at least one column of the trace to plot, of " + trace.names() + ".");
        }
        Plot plot = title("").x(ITERATION);
        for (String column : columns) {
            plot = plot.line(column, trace, column);
        }
        return columns.length == 1 ? plot.y(columns[0]) : plot;
    }

    /**
     * A second, smaller line under the title: the data set, the seed, the setting.
     *
     * @param subtitle the line
     * @return a new plot
     */
    public Plot subtitle(String subtitle) {
        return layout(copy -> {
            if (!(copy.get("title") instanceof ObjectNode)) {
                copy.putObject("title").put("text", "");
            }
            ((ObjectNode) copy.get("title")).putObject("subtitle").put("text", subtitle);
        });
    }

    /**
     * What the horizontal axis shows.
     *
     * @param title the axis's title
     * @return a new plot
     */
    public Plot x(String title) {
        return layout(copy -> axis(copy, "xaxis").putObject("title").put("text", title));
    }

    /**
     * What the vertical axis shows.
     *
     * @param title the axis's title
     * @return a new plot
     */
    public Plot y(String title) {
        return layout(copy -> axis(copy, "yaxis").putObject("title").put("text", title));
    }

    /**
     * Makes the horizontal axis logarithmic. Points at or below 0 are not shown.
     *
     * @return a new plot
     */
    public Plot logX() {
        return layout(copy -> axis(copy, "xaxis").put("type", "log"));
    }

    /**
     * Makes the vertical axis logarithmic. Points at or below 0 are not shown; a band that reaches below 0 is drawn
     * down to the smallest positive number of the plot.
     *
     * @return a new plot
     */
    public Plot logY() {
        return layout(copy -> axis(copy, "yaxis").put("type", "log"));
    }

    /**
     * What part of the vertical axis is shown.
     *
     * @param low the lowest number, positive on a logarithmic axis
     * @param high the highest number
     * @return a new plot
     * @throws IllegalArgumentException unless {@code low < high}
     */
    public Plot rangeY(double low, double high) {
        return range("yaxis", low, high);
    }

    /**
     * What part of the horizontal axis is shown.
     *
     * @param low the lowest number, positive on a logarithmic axis
     * @param high the highest number
     * @return a new plot
     * @throws IllegalArgumentException unless {@code low < high}
     */
    public Plot rangeX(double low, double high) {
        return range("xaxis", low, high);
    }

    private Plot range(String name, double low, double high) {
        if (!(low < high)) {
            throw new IllegalArgumentException("An axis needs low < high, not " + low + " and " + high + ".");
        }
        return with((figure, smallest) -> {
            ObjectNode axis = axis((ObjectNode) figure.get("layout"), name);
            boolean log = isLog(figure, name);
            if (log && low <= 0) {
                throw new IllegalArgumentException(
                        "A logarithmic axis cannot begin at " + low + "; give a positive number.");
            }
            axis.putArray("range").add(log ? Math.log10(low) : low).add(log ? Math.log10(high) : high);
        });
    }

    /**
     * Makes a unit as long on the vertical axis as on the horizontal one, so that disks are round. For linear axes.
     *
     * @return a new plot
     */
    public Plot squareAxes() {
        return layout(copy -> {
            axis(copy, "xaxis")
                    .put("scaleanchor", "y")
                    .put("scaleratio", 1)
                    .put("constrain", "domain")
                    .put("constraintoward", "left");
            axis(copy, "yaxis").put("constrain", "domain");
        });
    }

    /**
     * The figure's height.
     *
     * @param pixels the height in pixels, at least 120
     * @return a new plot
     * @throws IllegalArgumentException if the height is below 120
     */
    public Plot height(int pixels) {
        if (pixels < 120) {
            throw new IllegalArgumentException("A figure needs at least 120 pixels of height, not " + pixels + ".");
        }
        return layout(copy -> copy.put("height", pixels));
    }

    /**
     * A curve.
     *
     * @param name its name in the legend
     * @param x the points' x
     * @param y the points' y, as many
     * @return a new plot
     * @throws IllegalArgumentException if the lengths differ
     */
    public Plot line(String name, double[] x, double[] y) {
        return scatter(name, x, y, "lines", "solid");
    }

    /**
     * A curve over 1, 2, 3, ...
     *
     * @param name its name in the legend
     * @param y the points' y
     * @return a new plot
     */
    public Plot line(String name, double[] y) {
        return line(name, counting(y.length), y);
    }

    /**
     * A column of a trace over the trace's column "iteration" or, without one, over its rows from 1.
     *
     * @param name the curve's name in the legend
     * @param trace the trace
     * @param column the column's name
     * @return a new plot
     * @throws IllegalArgumentException if there is no such column
     */
    public Plot line(String name, Trace trace, String column) {
        double[] x = trace.has(ITERATION) ? trace.column(ITERATION) : counting(trace.size());
        return line(name, x, trace.column(column));
    }

    /**
     * A dashed curve, for a reference or a second measure of the same thing.
     *
     * @param name its name in the legend
     * @param x the points' x
     * @param y the points' y, as many
     * @return a new plot
     * @throws IllegalArgumentException if the lengths differ
     */
    public Plot dashed(String name, double[] x, double[] y) {
        return scatter(name, x, y, "lines", "dash");
    }

    /**
     * Points without a line.
     *
     * @param name their name in the legend
     * @param x the points' x
     * @param y the points' y, as many
     * @return a new plot
     * @throws IllegalArgumentException if the lengths differ
     */
    public Plot points(String name, double[] x, double[] y) {
        return scatter(name, x, y, "markers", "solid");
    }

    private Plot scatter(String name, double[] x, double[] y, String mode, String dash) {
        requireSameLength(name, x.length, y.length);
        int[] kept = Decimation.keep(y, POINTS);
        ObjectNode trace = scatter(name, take(x, kept), take(y, kept), mode);
        if (mode.equals("lines")) {
            trace.putObject("line")
                    .put("color", Palette.colour(colours))
                    .put("width", 2)
                    .put("dash", dash);
        } else {
            trace.putObject("marker").put("color", Palette.colour(colours)).put("size", pointSize(kept.length));
        }
        return with((figure, smallest) -> data(figure).add(trace), colours + 1, positive(y));
    }

    /** Many points are drawn smaller: else they cover each other and all else. */
    private static double pointSize(int count) {
        return count > 1000 ? 2.5 : count > 100 ? 4 : POINT_SIZE;
    }

    /**
     * One point that stands out: the newest sample, the best one.
     *
     * @param name its name in the legend
     * @param x its x
     * @param y its y
     * @return a new plot
     */
    public Plot highlight(String name, double x, double y) {
        ObjectNode trace = scatter(name, new double[] {x}, new double[] {y}, "markers");
        ObjectNode marker = trace.putObject("marker");
        marker.put("color", Palette.colour(colours)).put("size", HIGHLIGHT_SIZE);
        marker.putObject("line").put("color", "#FFFFFF").put("width", 2);
        return with((figure, smallest) -> data(figure).add(trace), colours + 1, positive(new double[] {y}));
    }

    /**
     * Filled translucent disks with their rims, in the numbers of the axes: removed balls, say. They are round where
     * the axes are alike ({@link #squareAxes}) and stand behind curves and points. What they cover together has one
     * colour, however many overlap; over a {@link #heatmap} they are pale, so that what they cover fades.
     *
     * <p>The {@value Disks#MOST} largest are drawn at most; where there are more, the legend says so. A disk whose
     * radius is not positive or whose numbers are not finite is none. For linear axes.
     *
     * @param name their name in the legend
     * @param x the centres' x
     * @param y the centres' y, as many
     * @param r the radii, as many
     * @return a new plot
     * @throws IllegalArgumentException if the lengths differ
     */
    public Plot disks(String name, double[] x, double[] y, double[] r) {
        requireSameLength(name, x.length, y.length);
        requireSameLength(name, x.length, r.length);
        Disks disks = new Disks(name, x, y, r);
        String colour = Palette.colour(colours);
        return with((figure, smallest) -> disks.addTo(figure, colour), colours + 1, positive(y));
    }

    /**
     * Translucent spans of the horizontal axis over the whole height, behind everything else: removed intervals, say.
     * Spans that overlap become one; the widest {@value Spans#MOST} of what remains are drawn at most, and where there
     * are more, the legend says so. A span whose ends are not finite, or not in order, is none.
     *
     * @param name their name in the legend
     * @param from where each begins
     * @param to where it ends, as many
     * @return a new plot
     * @throws IllegalArgumentException if the lengths differ
     */
    public Plot spans(String name, double[] from, double[] to) {
        requireSameLength(name, from.length, to.length);
        Spans spans = new Spans(name, from, to);
        String colour = Palette.colour(colours);
        return with((figure, smallest) -> spans.addTo(figure, colour), colours + 1, Double.POSITIVE_INFINITY);
    }

    /**
     * A curve with a band around it.
     *
     * @param name the curve's name in the legend
     * @param x the points' x
     * @param y the curve's y, as many
     * @param lower the band's lower edge, as many
     * @param upper the band's upper edge, as many
     * @return a new plot
     * @throws IllegalArgumentException if the lengths differ
     */
    public Plot band(String name, double[] x, double[] y, double[] lower, double[] upper) {
        requireSameLength(name, x.length, y.length);
        requireSameLength(name, x.length, lower.length);
        requireSameLength(name, x.length, upper.length);
        String colour = Palette.colour(colours);
        int[] kept = Decimation.keep(y, POINTS);
        double[] keptX = take(x, kept);
        double[] keptLower = take(lower, kept);
        ObjectNode top = edge(name, keptX, take(upper, kept))
                .put("fill", "tonexty")
                .put("fillcolor", Colours.translucent(colour, BAND_OPACITY));
        ObjectNode line = scatter(name, keptX, take(y, kept), "lines").put("legendgroup", name);
        line.putObject("line").put("color", colour).put("width", 2);
        return with(
                (figure, smallest) -> {
                    double[] bottom = isLog(figure, "yaxis") ? raised(keptLower, smallest) : keptLower;
                    data(figure).add(edge(name, keptX, bottom)).add(top).add(line);
                },
                colours + 1,
                Math.min(positive(y), positive(lower)));
    }

    /**
     * The mean of several runs (seeds) with a band of one sample standard deviation around it.
     *
     * @param name the curve's name in the legend
     * @param x the points' x
     * @param runs a row a run, each as long as {@code x}
     * @return a new plot
     * @throws IllegalArgumentException if there is no run or the lengths differ
     */
    public Plot spread(String name, double[] x, double[][] runs) {
        if (runs.length == 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' has no runs to take the mean of; give at least one row.");
        }
        for (double[] run : runs) {
            requireSameLength(name, x.length, run.length);
        }
        double[] mean = new double[x.length];
        double[] lower = new double[x.length];
        double[] upper = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            double sum = 0;
            for (double[] run : runs) {
                sum += run[i];
            }
            mean[i] = sum / runs.length;
            double squares = 0;
            for (double[] run : runs) {
                squares += (run[i] - mean[i]) * (run[i] - mean[i]);
            }
            double deviation = runs.length == 1 ? 0 : Math.sqrt(squares / (runs.length - 1));
            lower[i] = mean[i] - deviation;
            upper[i] = mean[i] + deviation;
        }
        return runs.length == 1 ? line(name, x, mean) : band(name, x, mean, lower, upper);
    }

    /**
     * Bars over categories. Several calls stand side by side.
     *
     * @param name the bars' name in the legend
     * @param categories the categories
     * @param heights the heights, as many
     * @return a new plot
     * @throws IllegalArgumentException if the lengths differ
     */
    public Plot bars(String name, String[] categories, double[] heights) {
        requireSameLength(name, categories.length, heights.length);
        ObjectNode trace = JSON.objectNode().put("type", "bar").put("name", name);
        ArrayNode x = trace.putArray("x");
        for (String category : categories) {
            x.add(category);
        }
        trace.set("y", numbers(heights));
        trace.putObject("marker").put("color", Palette.colour(colours));
        // a category "2020" is a name, not a place on a number line
        return layout(copy -> axis(copy, "xaxis").put("type", "category"))
                .with((figure, smallest) -> data(figure).add(trace), colours + 1, positive(heights));
    }

    /**
     * The bars of a histogram, without space between them.
     *
     * @param name the bars' name in the legend
     * @param histogram the counts
     * @return a new plot
     */
    public Plot histogram(String name, Histogram histogram) {
        ObjectNode trace = JSON.objectNode().put("type", "bar").put("name", name);
        trace.set("x", numbers(histogram.centres()));
        ArrayNode counts = trace.putArray("y");
        for (long count : histogram.counts()) {
            counts.add(count);
        }
        trace.put("width", histogram.edge(1) - histogram.edge(0));
        trace.putObject("marker")
                .put("color", Palette.colour(colours))
                .putObject("line")
                .put("color", "#FFFFFF")
                .put("width", 0.5);
        return layout(copy -> copy.put("bargap", 0))
                .with((figure, smallest) -> data(figure).add(trace), colours + 1, 1);
    }

    /**
     * A heat map in the colours of viridis.
     *
     * @param x the columns' places
     * @param y the rows' places
     * @param z a row a y, a number an x; NaN stays empty
     * @return a new plot
     * @throws IllegalArgumentException if the lengths differ
     */
    public Plot heatmap(double[] x, double[] y, double[][] z) {
        requireSameLength("z", y.length, z.length);
        ObjectNode trace = JSON.objectNode().put("type", "heatmap").put("colorscale", "Viridis");
        trace.set("x", numbers(x));
        trace.set("y", numbers(y));
        ArrayNode rows = trace.putArray("z");
        for (double[] row : z) {
            requireSameLength("a row of z", x.length, row.length);
            rows.add(numbers(row));
        }
        return with((figure, smallest) -> data(figure).add(trace));
    }

    /**
     * A trace built with Tablesaw's Plotly API.
     *
     * @param trace the trace
     * @return a new plot
     */
    public Plot trace(tech.tablesaw.plotly.traces.Trace trace) {
        ObjectNode node = TablesawFigures.trace(trace, colours);
        return with((figure, smallest) -> data(figure).add(node), colours + 1, smallestPositive);
    }

    /**
     * A horizontal reference line: a bound, a target, the optimum.
     *
     * @param y where
     * @param label what it is, written on it; empty for none
     * @return a new plot
     */
    public Plot horizontal(double y, String label) {
        return reference(y, label, "y", 0);
    }

    /**
     * A vertical reference line.
     *
     * @param x where
     * @param label what it is, written beside it; empty for none
     * @return a new plot
     */
    public Plot vertical(double x, String label) {
        return reference(x, label, "x", (int)
                parts.stream().filter(VerticalLine.class::isInstance).count());
    }

    private Plot reference(double value, String label, String axis, int before) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                    "The reference line '" + label + "' cannot stand at " + value + "; give a finite number.");
        }
        return axis.equals("y")
                ? with((figure, smallest) -> ReferenceLines.horizontal(figure, value, label))
                : with(new VerticalLine(value, label, before));
    }

    /** Known by its type, so that the labels of several vertical lines can be set one below the other. */
    private record VerticalLine(double value, String label, int before) implements Part {
        @Override
        public void addTo(ObjectNode figure, double smallestPositive) {
            ReferenceLines.vertical(figure, value, label, 1 - LABEL_STEP * before);
        }
    }

    /**
     * The figure.
     *
     * @return Plotly's JSON of all that is in the plot
     */
    public PlotlyFigure figure() {
        ObjectNode figure = JSON.objectNode();
        figure.putArray("data");
        figure.set("layout", layout.deepCopy());
        for (Part part : parts) {
            part.addTo(figure, smallestPositive);
        }
        BelowHeat.arrange(figure);
        return PlotlyFigure.of(figure);
    }

    @Override
    public String toString() {
        return figure().summary();
    }

    static ArrayNode data(ObjectNode figure) {
        return (ArrayNode) figure.get("data");
    }

    static boolean hasHeat(ObjectNode figure) {
        for (JsonNode trace : figure.path("data")) {
            if (isHeat(trace)) {
                return true;
            }
        }
        return false;
    }

    static boolean isHeat(JsonNode trace) {
        return trace.path("type").asText("").equals("heatmap");
    }

    static boolean isLog(ObjectNode figure, String axis) {
        return figure.path("layout").path(axis).path("type").asText("").equals("log");
    }

    private Plot with(Part part) {
        return with(part, colours, smallestPositive);
    }

    private Plot with(Part part, int colourCount, double positive) {
        List<Part> more = new ArrayList<>(parts);
        more.add(part);
        return new Plot(layout, List.copyOf(more), colourCount, Math.min(smallestPositive, positive));
    }

    private Plot layout(Consumer<ObjectNode> change) {
        ObjectNode copy = layout.deepCopy();
        change.accept(copy);
        return new Plot(copy, parts, colours, smallestPositive);
    }

    private static ObjectNode axis(ObjectNode layout, String name) {
        return layout.get(name) instanceof ObjectNode axis ? axis : layout.putObject(name);
    }

    private static ObjectNode scatter(String name, double[] x, double[] y, String mode) {
        ObjectNode trace =
                JSON.objectNode().put("type", "scatter").put("mode", mode).put("name", name);
        trace.set("x", numbers(x));
        trace.set("y", numbers(y));
        return trace;
    }

    private static ObjectNode edge(String name, double[] x, double[] y) {
        ObjectNode edge = scatter(name, x, y, "lines")
                .put("legendgroup", name)
                .put("showlegend", false)
                .put("hoverinfo", "skip");
        edge.putObject("line").put("width", 0);
        return edge;
    }

    private static double[] raised(double[] values, double floor) {
        double[] raised = values.clone();
        for (int i = 0; i < raised.length; i++) {
            raised[i] = raised[i] <= 0 && floor < Double.POSITIVE_INFINITY ? floor : raised[i];
        }
        return raised;
    }

    private static double positive(double[] values) {
        double smallest = Double.POSITIVE_INFINITY;
        for (double value : values) {
            smallest = value > 0 && value < smallest ? value : smallest;
        }
        return smallest;
    }

    private static ArrayNode numbers(double[] values) {
        ArrayNode array = JSON.arrayNode(values.length);
        for (double value : values) {
            if (Double.isFinite(value)) {
                array.add(value);
            } else {
                array.addNull();
            }
        }
        return array;
    }

    private static double[] take(double[] values, int[] kept) {
        double[] taken = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            taken[i] = values[kept[i]];
        }
        return taken;
    }

    private static double[] counting(int n) {
        double[] counting = new double[n];
        for (int i = 0; i < n; i++) {
            counting[i] = i + 1;
        }
        return counting;
    }

    private static void requireSameLength(String name, int expected, int actual) {
        if (expected != actual) {
            throw new IllegalArgumentException(
                    "'" + name + "' has " + expected + " places but " + actual + " values; give as many of both.");
        }
    }
}
