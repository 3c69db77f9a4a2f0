package org.infimum.relu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.infimum.linalg.Euclidean;

/**
 * One block of a three-layer program: a second-layer pattern D_l with the sign of the output, and the first-layer patterns with signs whose vectors p
 * make up z = sum s D_i X p. Mutable: column generation adds groups and drops those that have come to nothing.
 */
final class NestedBlock {
    /** What makes two blocks one. */
    record Key(BitSet pattern, int sign) {}

    /** A group: its cell and its part of the last solution. */
    private static final class Group {
        final Cell cell;
        double[] last;
        int idle;

        Group(Cell cell) {
            this.cell = cell;
        }
    }

    private final Key key;
    private final Map<Cell.Key, Group> groups = new LinkedHashMap<>();
    private ConeBlock cone; // null where groups have come or gone

    NestedBlock(Key key) {
        this.key = key;
    }

    Key key() {
        return key;
    }

    int groups() {
        return groups.size();
    }

    /** Adds a first-layer cell, whose sign is s; true if it was not there. */
    boolean add(Cell cell) {
        boolean added = groups.putIfAbsent(cell.key(), new Group(cell)) == null;
        if (added) {
            cone = null;
        }
        return added;
    }

    /** The last solution, a number a coordinate and group, or null where a group is new. */
    double[] start(int r) {
        double[] start = new double[groups.size() * r];
        boolean any = false;
        int g = 0;
        for (Group group : groups.values()) {
            if (group.last != null) {
                System.arraycopy(group.last, 0, start, g * r, r);
                any = true;
            }
            g++;
        }
        return any ? start : null;
    }

    /** Takes a solution and returns its subnetwork. */
    NestedUnit take(double[] v, int r) {
        List<double[]> vectors = new ArrayList<>();
        List<Integer> signs = new ArrayList<>();
        int g = 0;
        for (Group group : groups.values()) {
            group.last = Arrays.copyOfRange(v, g * r, ++g * r);
            vectors.add(group.last);
            signs.add(group.cell.sign());
        }
        return new NestedUnit(key.sign(), vectors, signs);
    }

    /** Drops the groups that were no longer than a length in this solution and the one before: dropped at once they could come and go for ever. */
    void prune(double length) {
        for (Group group : groups.values()) {
            group.idle = Euclidean.norm(group.last) > length ? 0 : group.idle + 1;
        }
        if (groups.values().removeIf(group -> group.idle > 1)) {
            cone = null;
        }
    }

    /**
     * The block: variables p one group after the other, B = sign D_l Z with Z p = z, the groups' cones (2 D_i - I) X p &ge; 0 row after row and then
     * (2 D_l - I) z &ge; 0. Where the cones alone give z_i a sign, that sign is taken for D_l's: the row constrains nothing, or would only force z_i
     * to nought and leave the cone without an interior.
     */
    ConeBlock cone(double[][] x, Samples samples) {
        if (cone == null) {
            cone = build(x, samples);
        }
        return cone;
    }

    private ConeBlock build(double[][] x, Samples samples) {
        int n = x.length;
        int r = x[0].length;
        int k = groups.size() * r;
        int rows = (groups.size() + 1) * n;
        double[] out = new double[n * k];
        double[] cone = new double[rows * k];
        double[] coneScale = new double[rows];
        int[] plus = new int[n];
        int[] minus = new int[n];
        int g = 0;
        for (Group group : groups.values()) {
            BitSet pattern = group.cell.pattern();
            int s = group.cell.sign();
            for (int i = 0; i < n; i++) {
                boolean active = pattern.get(i);
                if (active && samples.norm(i) > 0) {
                    (s > 0 ? plus : minus)[i]++;
                }
                coneScale[g * n + i] = samples.norm(i) == 0 ? 0 : (active ? 1 : -1) / samples.norm(i);
                for (int c = 0; c < r; c++) {
                    int column = g * r + c;
                    cone[column * rows + g * n + i] = x[i][c];
                    out[column * n + i] = active ? s * x[i][c] : 0;
                    cone[column * rows + groups.size() * n + i] = out[column * n + i];
                }
            }
            g++;
        }
        double[] outScale = new double[n];
        for (int i = 0; i < n; i++) {
            boolean mixed = plus[i] > 0 && minus[i] > 0;
            boolean active = mixed ? key.pattern().get(i) : plus[i] > 0;
            outScale[i] = active ? key.sign() : 0;
            double norm = samples.norm(i) * Math.sqrt(plus[i] + minus[i]);
            coneScale[groups.size() * n + i] = mixed ? (active ? 1 : -1) / norm : 0;
        }
        return new ConeBlock(k, r, out, outScale, cone, coneScale, interior(k, cone, coneScale));
    }

    /**
     * The direction deepest inside the cone, or null where it has no inside to speak of. The interior point needs it: directions inside each group's
     * own cone leave z outside the second layer's, and from there it takes ten times the iterations or stalls at a gap of 1e-5.
     */
    private static double[] interior(int k, double[] cone, double[] coneScale) {
        int rows = coneScale.length;
        double[] normals = new double[rows * k];
        int count = 0;
        for (int i = 0; i < rows; i++) {
            if (coneScale[i] != 0) {
                double[] normal = new double[k];
                for (int c = 0; c < k; c++) {
                    normal[c] = coneScale[i] * cone[c * rows + i];
                }
                double length = Euclidean.norm(normal);
                for (int c = 0; c < k; c++) {
                    normals[count * k + c] = normal[c] / length;
                }
                count++;
            }
        }
        long[] inward = new long[(count + 63) / 64];
        Arrays.fill(inward, -1L);
        CellInterior cell = new CellInterior(k, count);
        return cell.depth(normals, count, inward) > CellInterior.CLEAR
                ? cell.direction().clone()
                : null;
    }
}
