package org.infimum;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a run recorded: named columns of numbers, one row an iteration. Immutable.
 *
 * <p>A trace knows nothing of tables and plots; the notebook module turns it into either.
 */
public final class Trace {
    private final List<String> names;
    private final double[][] columns;
    private final int size;

    private Trace(List<String> names, double[][] columns, int size) {
        this.names = names;
        this.columns = columns;
        this.size = size;
    }

    /**
     * The names of the columns, in order.
     *
     * @return an unmodifiable list
     */
    public List<String> names() {
        return names;
    }

    /**
     * The number of rows.
     *
     * @return the number of rows
     */
    public int size() {
        return size;
    }

    /**
     * Whether there is a column of that name.
     *
     * @param name a name
     * @return true if there is
     */
    public boolean has(String name) {
        return names.contains(name);
    }

    /**
     * A column.
     *
     * @param name its name
     * @return a new array with a number a row
     * @throws IllegalArgumentException if there is no such column; the message lists the ones there are
     */
    public double[] column(String name) {
        return Arrays.copyOf(columns[index(name)], size);
    }

    /**
     * One number.
     *
     * @param name the column's name
     * @param row the row, from 0
     * @return the number
     * @throws IllegalArgumentException if there is no such column
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public double get(String name, int row) {
        if (row < 0 || row >= size) {
            throw new IndexOutOfBoundsException("The trace has " + size + " rows; there is no row " + row + ".");
        }
        return columns[index(name)][row];
    }

    /**
     * The last number of a column.
     *
     * @param name the column's name
     * @return the number; NaN if there are no rows
     * @throws IllegalArgumentException if there is no such column
     */
    public double last(String name) {
        int column = index(name);
        return size == 0 ? Double.NaN : columns[column][size - 1];
    }

    private int index(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("The trace has no column '" + name + "'; it has " + names + ".");
        }
        return index;
    }

    /**
     * Writes the trace so that {@link Recorder#read} restores it bit for bit.
     *
     * @param out where to
     * @throws IOException if writing fails
     */
    public void write(DataOutput out) throws IOException {
        out.writeInt(names.size());
        out.writeInt(size);
        for (int c = 0; c < columns.length; c++) {
            out.writeUTF(names.get(c));
            for (int row = 0; row < size; row++) {
                // writeDouble would make all NaN one
                out.writeLong(Double.doubleToRawLongBits(columns[c][row]));
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Trace trace) || size != trace.size || !names.equals(trace.names)) {
            return false;
        }
        for (int c = 0; c < columns.length; c++) {
            if (!Arrays.equals(columns[c], 0, size, trace.columns[c], 0, size)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = names.hashCode();
        for (double[] column : columns) {
            for (int row = 0; row < size; row++) {
                hash = 31 * hash + Double.hashCode(column[row]);
            }
        }
        return hash;
    }

    @Override
    public String toString() {
        return "Trace of " + size + " rows: " + String.join(", ", names);
    }

    /**
     * Collects a trace row by row. An append costs a few writes into memory and now and then a doubling of the columns: it
     * does not slow an iteration.
     */
    public static final class Recorder {
        private final List<String> names;
        private final double[][] columns;
        private int size;

        /**
         * A recorder without rows.
         *
         * @param names the columns' names, at least one, no two alike
         * @throws IllegalArgumentException if there is no name or one occurs twice
         */
        public Recorder(String... names) {
            this.names = List.of(names);
            if (names.length == 0 || this.names.stream().distinct().count() != names.length) {
                throw new IllegalArgumentException(
                        "A trace needs at least one column and no name twice, not " + this.names + ".");
            }
            columns = new double[names.length][64];
        }

        /**
         * Restores what {@link Trace#write} wrote.
         *
         * @param in where from
         * @return a recorder that goes on after the last row
         * @throws IOException if reading fails or what is there is not a trace
         */
        public static Recorder read(DataInput in) throws IOException {
            int width = in.readInt();
            int rows = in.readInt();
            if (width < 1 || width > 1000 || rows < 0) {
                throw new IOException("Not a trace: it claims " + width + " columns and " + rows + " rows.");
            }
            List<String> names = new ArrayList<>();
            double[][] columns = new double[width][];
            for (int c = 0; c < width; c++) {
                String name = in.readUTF();
                if (names.contains(name)) {
                    throw new IOException("Not a trace: it has the column '" + name + "' twice.");
                }
                names.add(name);
                columns[c] = readColumn(in, rows);
            }
            Recorder recorder = new Recorder(names.toArray(String[]::new));
            System.arraycopy(columns, 0, recorder.columns, 0, width);
            recorder.size = rows;
            return recorder;
        }

        private static double[] readColumn(DataInput in, int rows) throws IOException {
            // grows with what is really there, so that a damaged number of rows ends in an IOException, not without
            // memory
            double[] column = new double[Math.max(64, Math.min(rows, 1 << 16))];
            for (int row = 0; row < rows; row++) {
                if (row == column.length) {
                    column = Arrays.copyOf(column, (int) Math.min(2L * row, rows));
                }
                column[row] = Double.longBitsToDouble(in.readLong());
            }
            return column;
        }

        /**
         * Appends a row.
         *
         * @param row a number a column, in the columns' order; copied
         * @throws IllegalArgumentException if there are more or fewer numbers than columns
         */
        public void append(double... row) {
            if (row.length != columns.length) {
                throw new IllegalArgumentException(
                        "A row of " + row.length + " numbers does not fit the columns " + names + ".");
            }
            if (size == columns[0].length) {
                for (int c = 0; c < columns.length; c++) {
                    columns[c] = Arrays.copyOf(columns[c], 2 * size);
                }
            }
            for (int c = 0; c < columns.length; c++) {
                columns[c][size] = row[c];
            }
            size++;
        }

        /**
         * Changes one number of the last row: what became known about that iteration after it was recorded.
         *
         * @param column the column's name
         * @param value the number
         * @throws IllegalArgumentException if there is no such column
         * @throws IllegalStateException if there is no row
         */
        public void amend(String column, double value) {
            int c = names.indexOf(column);
            if (c < 0) {
                throw new IllegalArgumentException("There is no column '" + column + "' among " + names + ".");
            }
            if (size == 0) {
                throw new IllegalStateException("There is no row to amend.");
            }
            columns[c][size - 1] = value;
        }

        /**
         * The number of rows so far.
         *
         * @return the number of rows
         */
        public int size() {
            return size;
        }

        /**
         * The trace so far; later rows do not change it. Costs a copy of every column, so take it a few times a second at most.
         *
         * @return the trace
         */
        public Trace trace() {
            double[][] copy = new double[columns.length][];
            for (int c = 0; c < columns.length; c++) {
                copy[c] = Arrays.copyOf(columns[c], size);
            }
            return new Trace(names, copy, size);
        }
    }
}
