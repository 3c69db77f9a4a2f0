package org.infimum.notebook.render;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Shows arrays: shape, the first and last numbers, and what they range over, instead of {@code [D@1b2c3d}. */
final class Previews {
    private static final int ENDS = 5;
    private static final int ROWS = 8;

    private Previews() {}

    static MimeBundle show(double[] values) {
        return MimeBundle.text("double[" + values.length + "]  " + ends(values) + summary(values));
    }

    static MimeBundle show(float[] values) {
        double[] wide = new double[values.length];
        Arrays.setAll(wide, i -> values[i]);
        return MimeBundle.text("float[" + values.length + "]  " + ends(wide) + summary(wide));
    }

    static MimeBundle show(int[] values) {
        double[] wide = Arrays.stream(values).asDoubleStream().toArray();
        return MimeBundle.text("int[" + values.length + "]  " + ends(wide) + summary(wide));
    }

    static MimeBundle show(long[] values) {
        String text = list(
                values.length,
                IntStream.range(0, values.length)
                        .filter(i -> isShown(i, values.length))
                        .mapToObj(i -> Long.toString(values[i]))
                        .toList());
        return MimeBundle.text("long[" + values.length + "]  " + text);
    }

    static MimeBundle show(double[][] rows) {
        boolean same =
                Arrays.stream(rows).mapToInt(row -> row.length).distinct().count() <= 1;
        String shape = "double[" + rows.length + "]"
                + (rows.length == 0 ? "[]" : same ? "[" + rows[0].length + "]" : "[of several lengths]");
        return MimeBundle.text(shape + rows(Arrays.asList(rows)));
    }

    static MimeBundle show(float[][] rows) {
        List<double[]> wide = new ArrayList<>();
        for (float[] row : rows) {
            double[] copy = new double[row.length];
            Arrays.setAll(copy, i -> row[i]);
            wide.add(copy);
        }
        boolean same =
                Arrays.stream(rows).mapToInt(row -> row.length).distinct().count() <= 1;
        String shape = "float[" + rows.length + "]"
                + (rows.length == 0 ? "[]" : same ? "[" + rows[0].length + "]" : "[of several lengths]");
        return MimeBundle.text(shape + rows(wide));
    }

    private static String rows(List<double[]> rows) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < Math.min(rows.size(), ROWS); i++) {
            out.append("\n  ").append(ends(rows.get(i)));
        }
        if (rows.size() > ROWS) {
            out.append("\n  \u2026 ").append(Numbers.count(rows.size() - ROWS)).append(" more rows");
        }
        return out.toString();
    }

    /** Reads a few numbers only: an array may be large, and ND4J takes microseconds for each. */
    static MimeBundle show(INDArray array) {
        String shape = Arrays.stream(array.shape()).mapToObj(Long::toString).collect(Collectors.joining(" x "));
        String head = "INDArray " + (shape.isEmpty() ? "scalar" : shape) + " "
                + array.dataType().name().toLowerCase(Locale.ROOT);
        if (array.isEmpty() || !array.dataType().isNumerical()) {
            return MimeBundle.text(head);
        }
        if (array.rank() == 2 && array.rows() > 1) {
            List<String> lines = new ArrayList<>();
            for (int row = 0; row < Math.min(array.rows(), ROWS); row++) {
                int at = row;
                lines.add("\n  " + ends(array.columns(), column -> array.getDouble(at, column)));
            }
            String more =
                    array.rows() > ROWS ? "\n  \u2026 " + Numbers.count(array.rows() - (long) ROWS) + " more rows" : "";
            return MimeBundle.text(head + String.join("", lines) + more);
        }
        int length = (int) Math.min(Integer.MAX_VALUE, array.length());
        return MimeBundle.text(head + "  " + ends(length, array::getDouble));
    }

    /** A value in one line, for a card. */
    static String oneLine(Object value) {
        if (value instanceof double[] array) {
            return ends(array);
        }
        String text = value instanceof float[] array ? show(array).text() : value.toString();
        String first = text.lines().findFirst().orElse("");
        return first.length() > 120 ? first.substring(0, 117) + "..." : first;
    }

    private static boolean isShown(int index, int length) {
        return length <= 2 * ENDS + 2 || index < ENDS || index >= length - ENDS;
    }

    private static String ends(double[] values) {
        return ends(values.length, i -> values[i]);
    }

    private interface Element {
        double at(int index);
    }

    private static String ends(int length, Element element) {
        return list(
                length,
                IntStream.range(0, length)
                        .filter(i -> isShown(i, length))
                        .mapToObj(i -> Numbers.format(element.at(i)))
                        .toList());
    }

    private static String list(int length, List<String> shown) {
        if (shown.size() == length) {
            return "{" + String.join(", ", shown) + "}";
        }
        return "{" + String.join(", ", shown.subList(0, ENDS)) + ", \u2026, "
                + String.join(", ", shown.subList(ENDS, shown.size())) + "}";
    }

    private static String summary(double[] values) {
        double[] numbers =
                Arrays.stream(values).filter(value -> !Double.isNaN(value)).toArray();
        if (numbers.length <= 2 * ENDS + 2 && numbers.length == values.length) {
            return "";
        }
        int missing = values.length - numbers.length;
        String nan = missing == 0 ? "" : ", " + Numbers.count(missing) + " NaN";
        return numbers.length == 0
                ? nan
                : "  min " + Numbers.format(Arrays.stream(numbers).min().orElseThrow()) + ", mean "
                        + Numbers.format(Arrays.stream(numbers).average().orElseThrow()) + ", max "
                        + Numbers.format(Arrays.stream(numbers).max().orElseThrow()) + nan;
    }
}
