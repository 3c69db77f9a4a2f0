package org.infimum.notebook;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.infimum.notebook.render.Numbers;
import tech.tablesaw.api.Table;

/**
 * One curve of a table of costs.
 *
 * @param moved what moves: n, d or beta
 * @param fixed what does not, such as "d = 3"
 * @param points the settings from easy to hard
 */
record CostCurve(String moved, String fixed, List<Point> points) {
    /** Times below this are mostly the JVM's compiler. */
    private static final double MEASURABLE = 0.02;

    /**
     * The draws of one setting.
     *
     * @param at n, d or beta / beta_max
     * @param seconds the median time
     * @param gap the largest relative gap
     * @param closed whether all were certified
     */
    record Point(double at, double seconds, double gap, boolean closed) {}

    /** The curves of a table of {@link CostCurves#measure}, or the same read from CSV. */
    static List<CostCurve> of(Table costs) {
        Map<String, Map<Double, List<Integer>>> rows = new LinkedHashMap<>();
        for (int row = 0; row < costs.rowCount(); row++) {
            String name = costs.stringColumn("curve").get(row);
            double at = ReluTables.number(costs, column(moved(name)), row);
            rows.computeIfAbsent(name, curve -> new TreeMap<>())
                    .computeIfAbsent(at, x -> new ArrayList<>())
                    .add(row);
        }
        List<CostCurve> curves = new ArrayList<>();
        rows.forEach((name, settings) -> {
            List<Point> points = new ArrayList<>();
            settings.forEach((at, draws) -> points.add(point(costs, at, draws)));
            if (moved(name).equals("beta")) {
                Collections.reverse(points);
            }
            curves.add(new CostCurve(moved(name), name.substring(moved(name).length() + 2), List.copyOf(points)));
        });
        return curves;
    }

    private static String moved(String curve) {
        return curve.substring(0, curve.indexOf(','));
    }

    private static String column(String moved) {
        return moved.equals("beta") ? "beta / beta_max" : moved;
    }

    private static Point point(Table costs, double at, List<Integer> draws) {
        double[] seconds = draws.stream()
                .mapToDouble(row -> ReluTables.number(costs, "seconds", row))
                .sorted()
                .toArray();
        int half = seconds.length / 2;
        double median = seconds.length % 2 == 1 ? seconds[half] : (seconds[half - 1] + seconds[half]) / 2;
        double gap = draws.stream()
                .mapToDouble(row -> ReluTables.number(costs, "gap", row))
                .max()
                .orElse(Double.NaN);
        boolean closed = draws.stream()
                .allMatch(row -> costs.stringColumn("stop").get(row).equals("DONE"));
        return new Point(at, median, gap, closed);
    }

    /** The hardest setting up to which all draws of all settings were certified. */
    Optional<Point> certified() {
        Point last = null;
        for (Point point : points) {
            if (!point.closed) {
                break;
            }
            last = point;
        }
        return Optional.ofNullable(last);
    }

    /** The first setting with a draw that was not certified. */
    Optional<Point> open() {
        return points.stream().filter(point -> !point.closed).findFirst();
    }

    /** The setting in words. */
    String where(Point point) {
        return moved.equals("beta") ? Numbers.format(point.at) + " beta_max" : moved + " = " + Numbers.format(point.at);
    }

    /** Between the last two certified settings: a power of n or of 1 / beta, a factor for each dimension. */
    String growth() {
        List<Point> closed = points.stream()
                .takeWhile(Point::closed)
                .filter(point -> point.seconds >= MEASURABLE)
                .toList();
        if (closed.size() < 2) {
            return "\u2013";
        }
        Point from = closed.get(closed.size() - 2);
        Point to = closed.get(closed.size() - 1);
        double ratio = to.seconds / from.seconds;
        if (ratio <= 1) {
            return "none";
        }
        if (moved.equals("d")) {
            return String.format(Locale.ROOT, "x %.1f for each dimension", Math.pow(ratio, 1 / (to.at - from.at)));
        }
        double power = Math.log(ratio) / Math.abs(Math.log(to.at / from.at));
        return String.format(Locale.ROOT, moved.equals("n") ? "as n^%.1f" : "as beta^-%.1f", power);
    }
}
