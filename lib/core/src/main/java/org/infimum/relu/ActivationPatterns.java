package org.infimum.relu;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Distinct activation patterns 1[X u &ge; 0] of data X, one for each cell {u : (2 d_i - 1) x_i^T u &gt; 0 for all x_i not zero} that is not
 * empty: the arrangements D_1..D_P of Pilanci and Ergen (2020). Zero rows count as active. Each pattern comes with a direction deep inside
 * its cell. Immutable.
 *
 * <p>{@link #all} adds one hyperplane at a time and asks of each cell whether it is cut, by the depth of the two parts (a least-distance
 * problem). It decides in double precision: rows parallel up to rounding are one hyperplane, parts less deep than 1e-13 are empty,
 * and where a depth falls between 1e-13 and 1e-10 the set does not call itself complete. Cells number up to {@link #bound}.
 */
public final class ActivationPatterns {
    /** More cells do not fit a usual memory. */
    private static final int MOST = 4_000_000;

    private static final double PARALLEL = 1e-14;

    /** A cell: signs of the lines and a direction inside. */
    private record Cell(long[] bits, double[] direction) {}

    /** A bit set as a key, equal by all its bits. */
    private record Bits(long[] words) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Bits b && Arrays.equals(words, b.words);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(words);
        }
    }

    /** The hyperplanes of the data: unit normals, and for each row its line and side, or -1 for a zero row. */
    private static final class Lines {
        private final int r;
        private final int[] lineOf;
        private final boolean[] reversed;
        private final double[] normals;
        private final int count;

        Lines(double[][] x) {
            if (x.length == 0 || x[0].length == 0) {
                throw new IllegalArgumentException("Activation patterns need at least one sample with a coordinate.");
            }
            this.r = x[0].length;
            this.lineOf = new int[x.length];
            this.reversed = new boolean[x.length];
            double[] unit = new double[x.length * r];
            int lines = 0;
            for (int i = 0; i < x.length; i++) {
                if (x[i].length != r) {
                    throw new IllegalArgumentException(
                            "Sample " + i + " has " + x[i].length + " coordinates, but sample 0 has " + r + ".");
                }
                double[] row = normalised(x[i], i);
                lineOf[i] = row == null ? -1 : find(unit, lines, row, i);
                if (lineOf[i] == lines) {
                    System.arraycopy(row, 0, unit, lines++ * r, r);
                }
            }
            this.normals = Arrays.copyOf(unit, lines * r);
            this.count = lines;
        }

        private static double[] normalised(double[] x, int i) {
            double largest = 0;
            for (double coordinate : x) {
                if (!Double.isFinite(coordinate)) {
                    throw new IllegalArgumentException(
                            "Sample " + i + " holds " + coordinate + "; all must be finite.");
                }
                largest = Math.max(largest, Math.abs(coordinate));
            }
            if (largest == 0) {
                return null;
            }
            // a power of two first, so that the square neither over- nor underflows
            int exponent = Math.getExponent(largest);
            double[] row = new double[x.length];
            double square = 0;
            for (int k = 0; k < x.length; k++) {
                row[k] = Math.scalb(x[k], -exponent);
                square += row[k] * row[k];
            }
            for (int k = 0; k < x.length; k++) {
                row[k] /= Math.sqrt(square);
            }
            return row;
        }

        private int find(double[] unit, int lines, double[] row, int i) {
            for (int j = 0; j < lines; j++) {
                double same = 0;
                double opposite = 0;
                for (int k = 0; k < r; k++) {
                    same = Math.max(same, Math.abs(unit[j * r + k] - row[k]));
                    opposite = Math.max(opposite, Math.abs(unit[j * r + k] + row[k]));
                }
                if (Math.min(same, opposite) <= PARALLEL) {
                    reversed[i] = opposite < same;
                    return j;
                }
            }
            return lines;
        }

        double at(int line, double[] u) {
            double sum = 0;
            for (int k = 0; k < r; k++) {
                sum += normals[line * r + k] * u[k];
            }
            return sum;
        }

        BitSet pattern(long[] bits) {
            BitSet pattern = new BitSet(lineOf.length);
            for (int i = 0; i < lineOf.length; i++) {
                int line = lineOf[i];
                pattern.set(i, line < 0 || (bits[line >> 6] >> line & 1) != 0 != reversed[i]);
            }
            return pattern;
        }
    }

    private final int samples;
    private final List<BitSet> patterns;
    private final List<double[]> directions;
    private final boolean complete;

    private ActivationPatterns(Lines lines, List<Cell> cells, boolean complete) {
        this.samples = lines.lineOf.length;
        this.patterns = cells.stream().map(c -> lines.pattern(c.bits())).toList();
        this.directions = cells.stream().map(Cell::direction).toList();
        // no set can have more than the bound
        this.complete = complete || BigInteger.valueOf(cells.size()).equals(bound(lines.count, lines.r));
    }

    /**
     * All patterns. Time grows with n times their number, which is about n^(r-1).
     *
     * @param x the n samples of r coordinates, finite
     * @return the patterns, in a fixed order
     * @throws IllegalArgumentException if there are no samples, their lengths differ, a number is not finite, or there are more than 4
     *     million patterns
     */
    public static ActivationPatterns all(double[][] x) {
        Lines lines = new Lines(x);
        CellInterior interior = new CellInterior(lines.r, Math.max(1, lines.count));
        int words = (lines.count + 63) / 64;
        List<Cell> cells = new ArrayList<>();
        boolean[] doubtful = new boolean[1];
        double[] first = new double[lines.r];
        if (lines.count > 0) {
            System.arraycopy(lines.normals, 0, first, 0, lines.r);
        } else {
            first[0] = 1;
        }
        // one of each pair of opposite cells: line 0 positive
        long[] bits = new long[words];
        if (words > 0) {
            bits[0] = 1;
        }
        cells.add(new Cell(bits, first));
        for (int line = 1; line < lines.count; line++) {
            List<Cell> next = new ArrayList<>(2 * cells.size());
            for (Cell cell : cells) {
                cut(cell, line, lines, interior, next, doubtful);
            }
            cells = next;
            if (2L * cells.size() > MOST) {
                throw new IllegalArgumentException("The data has more than " + MOST
                        + " activation patterns after " + (line + 1) + " of " + lines.count
                        + " hyperplanes; sample them instead, or project the data to fewer coordinates.");
            }
        }
        List<Cell> result = new ArrayList<>(2 * cells.size());
        for (Cell cell : cells) {
            result.add(deep(cell, lines, interior));
        }
        for (Cell cell : lines.count == 0 ? List.<Cell>of() : List.copyOf(result)) {
            result.add(opposite(cell, lines.count));
        }
        return new ActivationPatterns(lines, result, !doubtful[0]);
    }

    private static void cut(
            Cell cell, int line, Lines lines, CellInterior interior, List<Cell> next, boolean[] doubtful) {
        double t = lines.at(line, cell.direction());
        for (int side = 0; side < 2; side++) {
            long[] bits = cell.bits().clone();
            if (side == 1) {
                bits[line >> 6] |= 1L << line;
            }
            if (side == 1 ? t > CellInterior.CLEAR : t < -CellInterior.CLEAR) {
                next.add(new Cell(bits, cell.direction()));
                continue;
            }
            double depth = interior.depth(lines.normals, line + 1, bits);
            doubtful[0] |= depth > CellInterior.EMPTY && depth < CellInterior.CLEAR;
            if (depth >= CellInterior.CLEAR) {
                next.add(new Cell(bits, interior.direction().clone()));
            }
        }
    }

    private static Cell deep(Cell cell, Lines lines, CellInterior interior) {
        return interior.depth(lines.normals, lines.count, cell.bits()) >= CellInterior.CLEAR
                ? new Cell(cell.bits(), interior.direction().clone())
                : cell;
    }

    private static Cell opposite(Cell cell, int lines) {
        long[] bits = cell.bits().clone();
        for (int j = 0; j < lines; j++) {
            bits[j >> 6] ^= 1L << j;
        }
        double[] u = cell.direction().clone();
        for (int k = 0; k < u.length; k++) {
            u[k] = -u[k];
        }
        return new Cell(bits, u);
    }

    /**
     * The patterns of Gaussian directions. A sample: see {@link #isComplete}.
     *
     * @param x the n samples of r coordinates, finite
     * @param count how many directions to draw, at least 1
     * @param seed of the draws
     * @return the distinct patterns, in the order of the draws
     * @throws IllegalArgumentException if count is below 1, there are no samples, their lengths differ or a number is not finite
     */
    public static ActivationPatterns gaussian(double[][] x, int count, long seed) {
        if (count < 1) {
            throw new IllegalArgumentException("At least one direction must be drawn, not " + count + ".");
        }
        Random random = new Random(seed);
        Lines lines = new Lines(x);
        List<double[]> directions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double[] u = new double[lines.r];
            for (int k = 0; k < u.length; k++) {
                u[k] = random.nextGaussian();
            }
            directions.add(u);
        }
        return sampled(lines, directions);
    }

    /**
     * The patterns of given directions. Directions on a hyperplane whose pattern belongs to no cell are left out.
     *
     * @param x the n samples of r coordinates, finite
     * @param directions directions of r numbers, of any length, not zero
     * @return the distinct patterns, in the order of the directions
     * @throws IllegalArgumentException if a length differs, there are no samples, or a number is not finite
     */
    public static ActivationPatterns of(double[][] x, List<double[]> directions) {
        return sampled(new Lines(x), directions);
    }

    private static ActivationPatterns sampled(Lines lines, List<double[]> directions) {
        CellInterior interior = new CellInterior(lines.r, Math.max(1, lines.count));
        Map<Bits, Cell> found = new LinkedHashMap<>();
        for (double[] given : directions) {
            if (given.length != lines.r) {
                throw new IllegalArgumentException(
                        "A direction has " + given.length + " coordinates instead of " + lines.r + ".");
            }
            double[] u = Lines.normalised(given, 0);
            if (u == null) {
                continue;
            }
            long[] bits = new long[(lines.count + 63) / 64];
            boolean inside = true;
            for (int j = 0; j < lines.count; j++) {
                double t = lines.at(j, u);
                inside &= Math.abs(t) > CellInterior.CLEAR;
                if (t >= 0) {
                    bits[j >> 6] |= 1L << j;
                }
            }
            Bits key = new Bits(bits);
            if (!found.containsKey(key)) {
                double depth = interior.depth(lines.normals, lines.count, bits);
                if (lines.count > 0 && depth >= CellInterior.CLEAR) {
                    found.put(key, new Cell(bits, interior.direction().clone()));
                } else if (inside) {
                    found.put(key, new Cell(bits, u));
                }
            }
        }
        return new ActivationPatterns(lines, List.copyOf(found.values()), false);
    }

    /**
     * The number of patterns.
     *
     * @return P
     */
    public int size() {
        return patterns.size();
    }

    /**
     * A pattern.
     *
     * @param i its number, 0..size - 1
     * @return for each sample whether it is active; a copy
     */
    public boolean[] get(int i) {
        boolean[] active = new boolean[samples];
        for (int k = 0; k < samples; k++) {
            active[k] = patterns.get(i).get(k);
        }
        return active;
    }

    /**
     * A direction strictly inside a pattern's cell, in {@link #all} and for most samples the deepest: it maximises the least
     * |x_i^T u| / ||x_i||.
     *
     * @param i the pattern's number
     * @return a unit vector of r numbers; a copy
     */
    public double[] direction(int i) {
        return directions.get(i).clone();
    }

    /**
     * Whether these are all patterns of the data (decided in double precision, see the class). A sampled set says so only where its
     * number reaches {@link #bound}.
     *
     * @return true if complete, false if patterns may be missing
     */
    public boolean isComplete() {
        return complete;
    }

    /**
     * The largest number of patterns that n samples of rank r can have, 2 sum over k &lt; r of C(n - 1, k) (Cover 1965): reached in general
     * position.
     *
     * @param n the number of samples, at least 0
     * @param r their rank, at least 1
     * @return the number; 1 for n = 0
     * @throws IllegalArgumentException if n is negative or r not positive
     */
    public static BigInteger bound(int n, int r) {
        if (n < 0 || r < 1) {
            throw new IllegalArgumentException(
                    "Patterns are counted for n >= 0 and r >= 1, not " + n + " and " + r + ".");
        }
        if (n == 0) {
            return BigInteger.ONE;
        }
        BigInteger term = BigInteger.ONE;
        BigInteger sum = BigInteger.ZERO;
        for (int k = 0; k < r && k < n; k++) {
            sum = sum.add(term);
            term = term.multiply(BigInteger.valueOf(n - 1L - k)).divide(BigInteger.valueOf(k + 1L));
        }
        return sum.shiftLeft(1);
    }

    @Override
    public String toString() {
        return size() + (complete ? " activation patterns: all" : " activation patterns: a sample, not all");
    }
}
