package org.infimum.notebook.render;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.infimum.Trace;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** Makes Tablesaw tables of results, and shows tables. */
public final class Tables {
    /** The most rows that a cell shows. */
    public static final int ROWS = 60;

    private static final int FIRST_OF_TRACE = 5;

    private Tables() {}

    /**
     * A trace as a table.
     *
     * @param trace the trace
     * @return a table with its columns and rows
     */
    public static Table of(Trace trace) {
        Table table = Table.create("");
        for (String name : trace.names()) {
            table.addColumns(DoubleColumn.create(name, trace.column(name)));
        }
        return table;
    }

    /**
     * Traces with the same columns, one below the other.
     *
     * @param first the name of the first column, which says the trace
     * @param traces the traces by what they are called, at least one
     * @return a table with that column and the traces' own
     * @throws IllegalArgumentException if there is no trace, or they differ in their columns
     */
    public static Table of(String first, Map<String, Trace> traces) {
        if (traces.isEmpty()) {
            throw new IllegalArgumentException("A table of traces needs at least one trace.");
        }
        Table all = null;
        for (Map.Entry<String, Trace> entry : traces.entrySet()) {
            Table table = of(entry.getValue());
            table.insertColumn(
                    0,
                    StringColumn.create(
                            first, Collections.nCopies(entry.getValue().size(), entry.getKey())));
            if (all != null && !all.columnNames().equals(table.columnNames())) {
                throw new IllegalArgumentException("Traces in one table need the same columns, but '" + entry.getKey()
                        + "' has " + table.columnNames() + " where others have " + all.columnNames() + ".");
            }
            all = all == null ? table : all.append(table);
        }
        return all;
    }

    /**
     * Records as a table: a column a component, in the order of the record's declaration. Numbers stay numbers, a
     * {@link Duration} becomes seconds, an empty {@link Optional} a missing value, and everything else its text.
     *
     * @param rows the records, all of the same class
     * @return a table with a row a record
     * @throws IllegalArgumentException if the records are of several classes, or their class cannot be read
     */
    public static Table of(List<? extends Record> rows) {
        Table table = Table.create("");
        if (rows.isEmpty()) {
            return table;
        }
        Class<?> type = rows.get(0).getClass();
        for (Record row : rows) {
            if (row.getClass() != type) {
                throw new IllegalArgumentException("A table needs records of one class, not " + type.getSimpleName()
                        + " and " + row.getClass().getSimpleName() + ".");
            }
        }
        for (RecordComponent component : type.getRecordComponents()) {
            List<Object> values = new ArrayList<>();
            for (Record row : rows) {
                values.add(value(component, row));
            }
            table.addColumns(column(component, values));
        }
        return table;
    }

    private static Object value(RecordComponent component, Record row) {
        try {
            // a record declared in a cell or another package need not be public
            component.getAccessor().trySetAccessible();
            return plain(component.getAccessor().invoke(row));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    "The record " + row.getClass().getName() + " cannot be read; make it public.", e);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    "Reading '" + component.getName() + "' of " + row.getClass().getSimpleName() + " failed: "
                            + e.getCause(),
                    e);
        }
    }

    /** Null where there is no value. */
    private static Object plain(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(Tables::plain).orElse(null);
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isPresent() ? (Object) optional.getAsDouble() : null;
        }
        return value instanceof Duration duration ? (Object) (duration.toNanos() / 1e9) : value;
    }

    private static Column<?> column(RecordComponent component, List<Object> values) {
        String name = component.getName();
        Class<?> type = component.getType();
        boolean present = values.stream().anyMatch(value -> value != null);
        if (type == int.class || type == Integer.class || type == short.class || type == byte.class) {
            IntColumn column = IntColumn.create(name);
            values.forEach(value -> append(column, value));
            return column;
        }
        if (type == long.class || type == Long.class) {
            LongColumn column = LongColumn.create(name);
            values.forEach(value -> append(column, value));
            return column;
        }
        if (type == boolean.class || type == Boolean.class) {
            BooleanColumn column = BooleanColumn.create(name);
            values.forEach(value -> column.append((Boolean) value));
            return column;
        }
        if (present && values.stream().allMatch(value -> value == null || value instanceof Number)) {
            DoubleColumn column = DoubleColumn.create(name);
            values.forEach(value -> column.append(value == null ? Double.NaN : ((Number) value).doubleValue()));
            return column;
        }
        StringColumn column = StringColumn.create(name);
        values.forEach(value -> column.append(value == null ? "" : value.toString()));
        return column;
    }

    private static void append(IntColumn column, Object value) {
        if (value == null) {
            column.appendMissing();
        } else {
            column.append(((Number) value).intValue());
        }
    }

    private static void append(LongColumn column, Object value) {
        if (value == null) {
            column.appendMissing();
        } else {
            column.append(((Number) value).longValue());
        }
    }

    /**
     * A table as a cell shows it: numbers set to the right and written for people, at most {@value #ROWS} rows with a line that
     * says how many more there are.
     *
     * @param table the table
     * @return HTML and plain text
     */
    public static MimeBundle show(Table table) {
        int rows = table.rowCount();
        int shown = rows > ROWS ? ROWS - 10 : rows;
        List<Grid.Column> columns = new ArrayList<>();
        for (Column<?> column : table.columns()) {
            columns.add(column(column, shown));
        }
        String note = shown < rows
                ? "\u2026 " + Numbers.count(rows - shown) + " more rows, " + Numbers.count(rows) + " in all"
                : "";
        String name = table.name() == null ? "" : table.name();
        return new Grid(name, columns, -1, rows == 0 ? "no rows" : note).bundle();
    }

    private static Grid.Column column(Column<?> column, int shown) {
        boolean numeric = column instanceof NumericColumn<?>;
        List<String> cells = new ArrayList<>();
        if (column instanceof IntColumn || column instanceof LongColumn || !numeric) {
            for (int row = 0; row < shown; row++) {
                cells.add(column.isMissing(row) ? Numbers.MISSING : column.getString(row));
            }
        } else {
            double[] values = new double[shown];
            for (int row = 0; row < shown; row++) {
                values[row] = column.isMissing(row) ? Double.NaN : ((NumericColumn<?>) column).getDouble(row);
            }
            cells.addAll(Numbers.column(values));
        }
        return new Grid.Column(column.name(), numeric, cells);
    }

    /**
     * A trace as a cell shows it: its first and its last rows.
     *
     * @param trace the trace
     * @return HTML and plain text
     */
    public static MimeBundle show(Trace trace) {
        int rows = trace.size();
        boolean all = rows <= 2 * FIRST_OF_TRACE + 2;
        List<Grid.Column> columns = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        for (int row : shownRows(rows, all)) {
            numbers.add(Numbers.count(row + 1L));
        }
        columns.add(new Grid.Column("row", true, numbers));
        for (String name : trace.names()) {
            double[] values = trace.column(name);
            double[] shown = shownRows(rows, all).stream()
                    .mapToDouble(row -> values[row])
                    .toArray();
            columns.add(new Grid.Column(name, true, Numbers.column(shown)));
        }
        String note = all ? "" : "\u2026 " + Numbers.count(rows - 2L * FIRST_OF_TRACE) + " rows between";
        return new Grid("Trace of " + Numbers.count(rows) + " rows", columns, all ? -1 : FIRST_OF_TRACE, note).bundle();
    }

    private static List<Integer> shownRows(int rows, boolean all) {
        List<Integer> shown = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            if (all || row < FIRST_OF_TRACE || row >= rows - FIRST_OF_TRACE) {
                shown.add(row);
            }
        }
        return shown;
    }
}
