package org.infimum.notebook;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.infimum.Box;
import org.infimum.Evidence;
import org.infimum.Objective;
import org.infimum.Trace;
import org.infimum.lipschitz.LipschitzConstant;
import org.infimum.notebook.plot.Plot;
import org.infimum.notebook.render.Numbers;

/**
 * The picture of a search in one or two coordinates: the function, the samples, and what they remove. Sample i removes
 * the open ball around x_i of radius r_i = (f(x_i) - T) / L, in which f is above the target T by the Lipschitz
 * condition (equation 6 of Zhang, Wu and Wang, CVPR 2018, with T = b + rho (min_j f(x_j) - b), b a known lower bound of
 * f).
 *
 * <p>In one coordinate: the curve of f, the saw-tooth max_i f(x_i) - L |x - x_i| below it, the removed intervals, and
 * lines at the best value, the target and the lower bound. In two: f as a heat map, on which the removed balls fade.
 *
 * <p>With {@link #gap} the level is min_j f(x_j) - gap instead of the search's own target: removed is then where no
 * better value than the best one less the gap can be, and what is not removed is what still stands between the search
 * and its certificate.
 *
 * <p>Coordinates that the box fixes are no coordinates here. It reads from a trace the columns "x1" (and "x2", or those
 * that are free), "f", and where they are there "best f", "target" and "lower": those of branch and prune and of its
 * baselines. The last row holds the newest sample. A trace without a target removes nothing; where the last row has
 * none, since its sample contradicts L, the balls of the row before are shown and no lower bound.
 *
 * <p>f is evaluated on a grid once, when the picture is made. Immutable.
 */
public final class RemovedSpace implements Function<Trace, Plot> {
    /** Points of the curve of f. */
    private static final int CURVE = 801;

    /** Rows and columns of the heat map. */
    private static final int GRID = 101;

    /** Room below the smallest value, in ranges of f: the teeth reach below f, and ever less so. */
    private static final double BELOW = 0.6;

    private static final int LINE_HEIGHT = 460;
    private static final int PLANE_HEIGHT = 600;
    private static final int SAMPLES = 2000;

    private final String name;
    private final int[] free;
    private final LipschitzConstant lipschitz;
    private final double[][] axes;
    private final double[][] values;
    private final double gap;

    private RemovedSpace(
            String name, int[] free, LipschitzConstant lipschitz, double[][] axes, double[][] values, double gap) {
        this.name = name;
        this.free = free;
        this.lipschitz = lipschitz;
        this.axes = axes;
        this.values = values;
        this.gap = gap;
    }

    /**
     * The picture of searches of an objective.
     *
     * @param objective f, over one or two coordinates and any that its box fixes; evaluated here at 801 or 101 x 101
     * points
     * @param lipschitz L, as the search uses it
     * @return the picture
     * @throws IllegalArgumentException if the box leaves none or more than two coordinates free
     */
    public static RemovedSpace of(Objective objective, LipschitzConstant lipschitz) {
        Box box = objective.domain();
        int[] free = IntStream.range(0, box.dimension())
                .filter(k -> box.lower(k) < box.upper(k))
                .toArray();
        if (free.length < 1 || free.length > 2) {
            throw new IllegalArgumentException("Removed balls are drawn in 1 or 2 coordinates, but " + objective.name()
                    + " has " + free.length
                    + " that its box does not fix; plot the columns \"best f\" and \"lower\" of the"
                    + " trace instead.");
        }
        double[][] axes = new double[free.length][];
        for (int k = 0; k < free.length; k++) {
            axes[k] = grid(box.lower(free[k]), box.upper(free[k]), free.length == 1 ? CURVE : GRID);
        }
        double[] x = new double[box.dimension()];
        Arrays.setAll(x, box::lower);
        double[][] values = new double[free.length == 1 ? 1 : GRID][];
        for (int row = 0; row < values.length; row++) {
            values[row] = new double[axes[0].length];
            for (int i = 0; i < axes[0].length; i++) {
                x[free[0]] = axes[0][i];
                if (free.length == 2) {
                    x[free[1]] = axes[1][row];
                }
                values[row][i] = rounded(objective.value(x.clone()));
            }
        }
        return new RemovedSpace(objective.name(), free, lipschitz, axes, values, Double.NaN);
    }

    /**
     * The picture with balls down to the best value less a gap, whatever the search's target is: what they leave is
     * where a better value by more than the gap can still be.
     *
     * @param wanted the gap that the search is to certify, at least 0
     * @return a new picture
     * @throws IllegalArgumentException if the gap is negative or not a finite number
     */
    public RemovedSpace gap(double wanted) {
        if (!(wanted >= 0) || wanted == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("A gap is a finite number of at least 0, not " + wanted + ".");
        }
        return new RemovedSpace(name, free, lipschitz, axes, values, wanted);
    }

    private static double[] grid(double low, double high, int n) {
        double[] grid = new double[n];
        Arrays.setAll(grid, i -> i == n - 1 ? high : low + i * (high - low) / (n - 1));
        return grid;
    }

    /** Five digits: no picture shows more, and a figure of ten thousand numbers stays small. */
    private static double rounded(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(new MathContext(5)).doubleValue()
                : Double.NaN;
    }

    /**
     * The picture of a search at the end of a trace.
     *
     * @param trace the search so far; may have no rows
     * @return the plot
     * @throws IllegalArgumentException if the trace has no column "f" or "x1", or lacks one of two coordinates
     */
    @Override
    public Plot apply(Trace trace) {
        Samples samples = new Samples(trace, free, lipschitz.value(), gap);
        Plot plot = Plot.title(name).subtitle(subtitle(samples));
        return free.length == 1 ? line(plot, samples) : plane(plot, samples);
    }

    private String subtitle(Samples samples) {
        String evaluations = Numbers.count(samples.f().length) + (samples.f().length == 1 ? " sample" : " samples");
        String bounds =
                samples.f().length == 0 ? "" : " \u00B7 best " + Numbers.format(samples.best()) + lower(samples);
        return evaluations + bounds + " \u00B7 L = " + Numbers.format(lipschitz.value()) + " " + lipschitz.evidence();
    }

    private String lower(Samples samples) {
        return Double.isFinite(samples.lower()) ? ", " + lowerName() + " " + Numbers.format(samples.lower()) : "";
    }

    /** What rests on an estimate is not called a bound. */
    private String lowerName() {
        return lipschitz.evidence() == Evidence.ESTIMATED ? "lower estimate" : "lower bound";
    }

    private Plot line(Plot titled, Samples samples) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : values[0]) {
            low = value < low ? value : low;
            high = value > high ? value : high;
        }
        double range = high > low ? high - low : 1;
        double[] x = samples.x(0);
        Plot plot = titled.height(LINE_HEIGHT)
                .x("x")
                .y("f(x)")
                .rangeX(low(0), high(0))
                .line("f", axes[0], values[0]);
        plot = high >= low ? plot.rangeY(low - BELOW * range, high + 0.06 * range) : plot;
        if (x.length == 0) {
            return plot;
        }
        double[][] teeth = teeth(x, samples.f());
        plot = plot.points("samples", x, samples.f())
                .line("max f(x\u1D62) \u2212 L |x \u2212 x\u1D62|", teeth[0], teeth[1]);
        if (samples.hasTarget()) {
            double[] r = samples.radii();
            plot = plot.spans("removed intervals", ends(x, r, -1), ends(x, r, 1));
        }
        plot = plot.highlight("newest sample", x[x.length - 1], samples.newest());
        plot = level(plot, "best value", samples.best());
        plot = level(plot, Double.isNaN(gap) ? "target" : "best value less gap", samples.target());
        return level(plot, lowerName(), samples.lower());
    }

    private Plot level(Plot plot, String label, double value) {
        if (!Double.isFinite(value)) {
            return plot;
        }
        double[] ends = {low(0), high(0)};
        // a name with its number in the legend: labels on lines that close in on each other would overlap
        return plot.dashed(label + " " + Numbers.format(value), ends, new double[] {value, value});
    }

    private double[] ends(double[] x, double[] r, int side) {
        double[] ends = new double[x.length];
        Arrays.setAll(ends, i -> r[i] > 0 ? Math.min(high(0), Math.max(low(0), x[i] + side * r[i])) : Double.NaN);
        return ends;
    }

    /** The corners of max_i f_i - L |x - x_i| over the box: at each sample, and where the cones of two neighbours cross. */
    private double[][] teeth(double[] x, double[] f) {
        int[] order = IntStream.range(0, x.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> x[i]))
                .mapToInt(i -> i)
                .toArray();
        int n = order.length;
        double slope = lipschitz.value();
        // the highest cone from the left and from the right: where samples contradict L a neighbour's need not be it
        double[] height = new double[n];
        for (int i = 0; i < n; i++) {
            height[i] = f[order[i]];
            height[i] =
                    i == 0 ? height[i] : Math.max(height[i], height[i - 1] - slope * (x[order[i]] - x[order[i - 1]]));
        }
        for (int i = n - 2; i >= 0; i--) {
            height[i] = Math.max(height[i], height[i + 1] - slope * (x[order[i + 1]] - x[order[i]]));
        }
        double[] cornersX = new double[2 * n + 1];
        double[] cornersY = new double[2 * n + 1];
        for (int i = 0; i < n; i++) {
            cornersX[2 * i + 1] = x[order[i]];
            cornersY[2 * i + 1] = height[i];
        }
        cornersX[0] = low(0);
        cornersY[0] = height[0] - slope * (x[order[0]] - low(0));
        cornersX[2 * n] = high(0);
        cornersY[2 * n] = height[n - 1] - slope * (high(0) - x[order[n - 1]]);
        for (int i = 0; i + 1 < n; i++) {
            double left = x[order[i]];
            double right = x[order[i + 1]];
            double crossing = (left + right) / 2 + (height[i] - height[i + 1]) / (2 * slope);
            // rounding may put it just beyond a sample
            cornersX[2 * i + 2] = Math.min(right, Math.max(left, crossing));
            cornersY[2 * i + 2] = (height[i] + height[i + 1] - slope * (right - left)) / 2;
        }
        return new double[][] {cornersX, cornersY};
    }

    private Plot plane(Plot titled, Samples samples) {
        Plot plot = titled.height(PLANE_HEIGHT)
                .x(coordinate(0))
                .y(coordinate(1))
                .rangeX(low(0), high(0))
                .rangeY(low(1), high(1))
                .heatmap(axes[0], axes[1], values);
        plot = isNearlySquare() ? plot.squareAxes() : plot;
        double[] x = samples.x(0);
        double[] y = samples.x(1);
        int n = x.length;
        if (n == 0) {
            return plot;
        }
        int from = Math.max(0, n - SAMPLES);
        String drawn = from == 0 ? "samples" : String.format(Locale.ROOT, "newest %,d of %,d samples", SAMPLES, n);
        plot = samples.hasTarget() ? plot.disks("removed balls", x, y, samples.radii()) : plot;
        return plot.points(drawn, newest(x, from), newest(y, from)).highlight("newest sample", x[n - 1], y[n - 1]);
    }

    private static double[] newest(double[] values, int from) {
        return Arrays.stream(values, from, values.length)
                .map(RemovedSpace::rounded)
                .toArray();
    }

    private String coordinate(int k) {
        return "x<sub>" + (free[k] + 1) + "</sub>";
    }

    private double low(int k) {
        return axes[k][0];
    }

    private double high(int k) {
        return axes[k][axes[k].length - 1];
    }

    /** Round disks where that leaves a picture that can be read. */
    private boolean isNearlySquare() {
        double ratio = (high(0) - low(0)) / (high(1) - low(1));
        return ratio > 1.0 / 3 && ratio < 3;
    }

    /** What a trace says about its samples. */
    private static final class Samples {
        private final double[][] x;
        private final double[] f;
        private final double lipschitz;
        private final double target;
        private final double best;
        private final double lower;

        Samples(Trace trace, int[] free, double lipschitz, double gap) {
            x = new double[free.length][];
            for (int k = 0; k < free.length; k++) {
                x[k] = trace.column("x" + (free[k] + 1));
            }
            f = trace.column("f");
            this.lipschitz = lipschitz;
            lower = trace.has("lower") ? trace.last("lower") : Double.NaN;
            best = Arrays.stream(f).filter(value -> !Double.isNaN(value)).min().orElse(Double.NaN);
            target = Double.isNaN(gap) ? lastFinite(trace, "target") : best - gap;
        }

        /** A sample that contradicts L has no target: what was removed before it stays in the picture. */
        private static double lastFinite(Trace trace, String column) {
            double[] values = trace.has(column) ? trace.column(column) : new double[0];
            int last = values.length - 1;
            while (last >= 0 && !Double.isFinite(values[last])) {
                last--;
            }
            return last < 0 ? Double.NaN : values[last];
        }

        double[] x(int k) {
            return x[k];
        }

        double[] f() {
            return f;
        }

        double newest() {
            return f[f.length - 1];
        }

        double best() {
            return best;
        }

        double target() {
            return target;
        }

        double lower() {
            return lower;
        }

        boolean hasTarget() {
            return Double.isFinite(target);
        }

        double[] radii() {
            return Arrays.stream(f).map(value -> (value - target) / lipschitz).toArray();
        }
    }
}
