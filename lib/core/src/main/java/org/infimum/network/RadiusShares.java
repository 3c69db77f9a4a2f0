package org.infimum.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.infimum.linalg.Rounded;

/**
 * Maximises a bound that grows with the radius of every layer over all ways to share one radius R among the layers,
 * sum_l r_l^2 &le; R^2: branch and bound over boxes of shares t_l = r_l^2 / R^2. A box is bounded by its upper ends,
 * each cut down to what the lower ends of the others leave; the box with the largest bound is halved along its longest
 * side. Shares are multiples of powers of two, so their sums are exact.
 */
final class RadiusShares<T> {
    private record Cell<T>(double[] lower, double[] upper, T bound) {}

    private final int layers;
    private final double radius;
    private final Function<double[], T> bound;
    private final PriorityQueue<Cell<T>> cells;
    private int evaluations;

    /**
     * The problem.
     *
     * @param layers the number of layers, at least 1
     * @param radius R
     * @param bound gives the bound for one radius a layer
     * @param order the order of bounds, the least first
     */
    RadiusShares(int layers, double radius, Function<double[], T> bound, Comparator<T> order) {
        this.layers = layers;
        this.radius = radius;
        this.bound = bound;
        this.cells = new PriorityQueue<>(Comparator.comparing((Cell<T> cell) -> cell.bound, order.reversed()));
    }

    /** The largest bound after at least one and about as many evaluations as given. */
    T largest(int budget) {
        double[] none = new double[layers];
        double[] all = new double[layers];
        Arrays.fill(all, 1);
        cells.add(cell(none, all));
        while (layers > 1 && evaluations + 2 <= budget) {
            Cell<T> worst = cells.poll();
            cells.addAll(halves(worst));
        }
        return cells.peek().bound;
    }

    private List<Cell<T>> halves(Cell<T> cell) {
        int longest = 0;
        for (int l = 1; l < layers; l++) {
            if (cell.upper[l] - cell.lower[l] > cell.upper[longest] - cell.lower[longest]) {
                longest = l;
            }
        }
        double middle = (cell.lower[longest] + cell.upper[longest]) / 2;
        double[] below = cell.upper.clone();
        below[longest] = middle;
        double[] above = cell.lower.clone();
        above[longest] = middle;
        List<Cell<T>> both = new ArrayList<>();
        both.add(cell(cell.lower, below));
        if (Arrays.stream(above).sum() <= 1) {
            both.add(cell(above, cell.upper));
        }
        return both;
    }

    private Cell<T> cell(double[] lower, double[] upper) {
        double taken = Arrays.stream(lower).sum();
        double[] radii = new double[layers];
        for (int l = 0; l < layers; l++) {
            double share = Math.min(upper[l], 1 - (taken - lower[l]));
            radii[l] = share == 1 ? radius : Math.min(radius, Rounded.multiplyUp(radius, Rounded.sqrtUp(share)));
        }
        evaluations++;
        return new Cell<>(lower, upper, bound.apply(radii));
    }
}
