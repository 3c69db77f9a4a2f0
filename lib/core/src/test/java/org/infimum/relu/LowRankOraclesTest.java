package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.infimum.Evidence;
import org.junit.jupiter.api.Test;

class LowRankOraclesTest {
    private static final PolarGoal CLOSE = new PolarGoal(0, 1e-12);

    @Test
    void enumerationAgreesWithConesAndBrackets() {
        for (long seed = 0; seed < 2000; seed++) {
            PolarProblem p = PolarCases.small(seed);
            double size = PolarCases.size(p);
            PolarBounds cells = PolarCases.run(new CellEnumeration(16), p, CLOSE);
            double best = PolarCases.bySubsets(p);
            String what = "seed " + seed + ": " + cells + " by subsets " + best;
            assertTrue(cells.upper() >= best, what);
            assertTrue(cells.upper() - cells.lower() <= 1e-12 * cells.upper() + 1e-13 * size, what);
            PolarBounds cones = PolarCases.run(SimplicialBranchAndBound.standard(), p, CLOSE);
            assertEquals(cones.upper(), cells.upper(), 1e-12 * cells.upper() + 1e-13 * size, what);
        }
    }

    @Test
    void enumerationTakesHighRankWithFewPositives() {
        Random random = new Random(4);
        double[][] x = new double[25][15];
        double[] nu = new double[25];
        for (int i = 0; i < 25; i++) {
            for (int k = 0; k < 15; k++) {
                x[i][k] = random.nextGaussian();
            }
            nu[i] = (i < 9 ? 1 : -1) * random.nextDouble();
        }
        PolarProblem p = PolarProblem.of(x, nu);
        CellEnumeration oracle = new CellEnumeration(16);
        assertTrue(oracle.accepts(p));
        PolarBounds bounds = PolarCases.run(oracle, p, CLOSE);
        assertTrue(bounds.upper() <= bounds.lower() * (1 + 1e-11), bounds::toString);
        assertEquals(PolarCases.bySubsets(p), bounds.lower(), 1e-10 * bounds.lower());
        assertThrows(IllegalArgumentException.class, () -> new CellEnumeration(3).search(p, CLOSE, List.of()));
    }

    @Test
    void localAscentIsAnEstimateAndUsuallyFindsThePolar() {
        int found = 0;
        for (long seed = 0; seed < 300; seed++) {
            PolarProblem p = PolarCases.small(seed);
            PolarBounds bounds = PolarCases.run(new LocalAscent(30, 1), p, CLOSE);
            double best = PolarCases.bySubsets(p);
            assertEquals(Evidence.ESTIMATED, bounds.evidence());
            assertTrue(bounds.lower() <= best + 1e-12 * PolarCases.size(p));
            found += bounds.lower() >= best * (1 - 1e-9) - 1e-13 * PolarCases.size(p) ? 1 : 0;
        }
        assertTrue(found >= 290, "found " + found);
    }

    /** On the line f has the value 2 at 1 and 1 at -1; the star has each sample's own direction and that of
     * 2 x_2 + 3 x_3, whose length is sqrt(7), as maximisers. */
    @Test
    void maximizersAreDistinctAndSorted() {
        PolarSearch line = search(PolarProblem.of(new double[][] {{1}, {-1}}, new double[] {2, 1}));
        assertEquals(2, line.bounds().lower(), 1e-14);
        assertEquals(2, line.maximizersAbove(0, 20).size());
        assertEquals(1, line.maximizersAbove(0, 20).get(0)[0], 1e-15);
        assertEquals(-1, line.maximizersAbove(0, 20).get(1)[0], 1e-15);
        assertEquals(1, line.maximizersAbove(1.5, 20).size());
        assertEquals(1, line.maximizersAbove(0, 1).size());
        double half = Math.sqrt(3) / 2;
        PolarProblem star = PolarProblem.of(new double[][] {{1, 0}, {-.5, half}, {-.5, -half}}, new double[] {1, 2, 3});
        List<double[]> all = search(star).maximizersAbove(0, 20);
        double[] values = all.stream().mapToDouble(star::value).toArray();
        assertArrayEquals(new double[] {3, Math.sqrt(7), 2, 1}, values, 1e-12);
    }

    private static PolarSearch search(PolarProblem problem) {
        PolarSearch search = new LocalAscent(200, 1).search(problem, CLOSE, List.of());
        while (!search.isDone()) {
            search.step();
        }
        return search;
    }

    /** The nearest point's bound against exact arithmetic, and its optimality against the duality gap in exact arithmetic. */
    @Property(tries = 500)
    void theDistanceIsBoundedFromBothSides(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int r, @ForAll @IntRange(max = 30) int m) {
        Random random = new Random(seed);
        double[] g = new double[m * r];
        boolean integers = random.nextBoolean();
        for (int i = 0; i < g.length; i++) {
            g[i] = integers ? random.nextInt(5) - 2 : random.nextGaussian();
        }
        double[] c = new double[r];
        for (int k = 0; k < r; k++) {
            c[k] = 3 * random.nextGaussian();
        }
        NearestPoint nearest = NearestPoint.of(g, r);
        double[] e = new double[m];
        for (int j = 0; j < m; j++) {
            e[j] = random.nextDouble();
        }
        double distance = nearest.solve(c, e, 0, false, 500);
        MathContext fine = new MathContext(60);
        BigDecimal[] rest = new BigDecimal[r];
        for (int k = 0; k < r; k++) {
            rest[k] = new BigDecimal(c[k]);
            for (int j = 0; j < m; j++) {
                rest[k] = rest[k].subtract(new BigDecimal(e[j]).multiply(new BigDecimal(g[j * r + k])));
            }
        }
        BigDecimal square = BigDecimal.ZERO;
        for (BigDecimal x : rest) {
            square = square.add(x.multiply(x));
        }
        assertTrue(new BigDecimal(nearest.upper(c, e)).compareTo(square.sqrt(fine)) >= 0);
        BigDecimal gap = BigDecimal.ZERO;
        double scale = 1;
        double squares = 0;
        for (int j = 0; j < m; j++) {
            BigDecimal s = BigDecimal.ZERO;
            for (int k = 0; k < r; k++) {
                s = s.add(new BigDecimal(g[j * r + k]).multiply(rest[k]));
                scale += Math.abs(g[j * r + k]);
                squares += g[j * r + k] * g[j * r + k];
            }
            gap = gap.add(s.max(BigDecimal.ZERO)).subtract(new BigDecimal(e[j]).multiply(s));
        }
        assertTrue(
                // within rounding of the zonotope there is no direction to speak of
                distance <= 1e-15 * scale
                        // the coefficients are doubles: the rounding of e_j alone moves g_j^T p by 1e-16 |g_j|^2,
                        // however near the point is
                        || gap.doubleValue() <= 1e-13 * distance * distance + 1e-15 * squares,
                () -> "distance " + distance);
    }
}
