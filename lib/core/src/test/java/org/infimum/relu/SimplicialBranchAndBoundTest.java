package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.infimum.Evidence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimplicialBranchAndBoundTest {
    private static final PolarGoal CLOSE = new PolarGoal(0, 1e-12);
    private final SimplicialBranchAndBound oracle = SimplicialBranchAndBound.standard();

    @Test
    void theIdentityGivesTheNormOfThePositivePart() {
        PolarProblem p = PolarProblem.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, new double[] {3, 4, -12});
        PolarBounds bounds = PolarCases.run(oracle, p, CLOSE);
        assertEquals(5, bounds.lower(), 1e-13);
        assertEquals(5, bounds.upper(), 1e-13);
        assertEquals(Evidence.PROVED, bounds.evidence());
        assertTrue(bounds.lower() <= 5 && bounds.upper() >= 5);
    }

    /** x = (1,2,-1,-3), nu = (.5,0,-.85,-.55): u = 1 gives .5, u = -1 gives -.85 - 1.65 < 0. */
    @Test
    void oneCoordinateIsTheLargerOfTwoSums() {
        double[][] x = {{1}, {2}, {-1}, {-3}};
        assertEquals(
                0.5,
                PolarCases.run(oracle, PolarProblem.of(x, new double[] {.5, 0, -.85, -.55}), CLOSE)
                        .upper(),
                1e-13);
        assertEquals(
                2.5,
                PolarCases.run(oracle, PolarProblem.of(x, new double[] {-.5, 0, .85, .55}), CLOSE)
                        .upper(),
                1e-13);
    }

    /** XOR with bias, nu = y: f >= 0 only with one positive sample active alone: distance of (-1,1,1) from the other class's zonotope. */
    @Test
    void xorWithABiasHasThePolarRootTwo() {
        double[][] x = {{-1, -1, 1}, {-1, 1, 1}, {1, -1, 1}, {1, 1, 1}};
        double[] nu = {-1, 1, 1, -1};
        PolarProblem p = PolarProblem.of(x, nu);
        double expected = PolarCases.bySubsets(p);
        PolarBounds bounds = PolarCases.run(oracle, p, CLOSE);
        assertEquals(expected, bounds.upper(), 1e-12);
        assertEquals(Math.sqrt(2), bounds.upper(), 1e-12);
    }

    @Test
    void aProblemWithoutPositiveSamplesIsNought() {
        PolarBounds bounds =
                PolarCases.run(oracle, PolarProblem.of(new double[][] {{1, 2}, {3, -1}}, new double[] {-1, -2}), CLOSE);
        assertEquals(0, bounds.lower());
        assertTrue(bounds.upper() < 1e-12, () -> bounds.toString());
        PolarBounds zero =
                PolarCases.run(oracle, PolarProblem.of(new double[][] {{0, 0}, {3, -1}}, new double[] {1, 0}), CLOSE);
        assertEquals(0, zero.upper(), 1e-300);
    }

    @Test
    void manySmallProblemsAreBracketedAndClosed() {
        for (long seed = 0; seed < 4000; seed++) {
            PolarProblem p = PolarCases.small(seed);
            PolarSearch search = oracle.search(p, CLOSE, List.of());
            double size = PolarCases.size(p);
            double best = Math.max(PolarCases.bySubsets(p), PolarCases.sampled(p, 200, seed));
            // rigorous lower bounds: no tolerance
            double least = best;
            assertTrue(search.bounds().upper() >= least, "before the first step");
            for (int step = 0; step < 200 && !search.isDone(); step++) {
                search.step();
                assertTrue(
                        search.bounds().upper() >= least,
                        () -> search.bounds() + ", by search " + best + ", size " + size);
            }
            PolarBounds bounds = search.bounds();
            String what = "seed " + seed + ": " + bounds + ", by subsets " + best;
            assertTrue(search.isDone(), what);
            assertTrue(bounds.lower() <= best + 1e-12 * size, what);
            assertTrue(bounds.upper() - bounds.lower() <= 1e-12 * bounds.upper() + 1e-13 * size, what);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void gaussianProblemsCloseTo1eMinus9(int r) {
        PolarProblem p = PolarCases.gaussian(30, r, r);
        PolarBounds bounds = PolarCases.run(oracle, p, new PolarGoal(0, 1e-9));
        assertTrue(bounds.upper() <= bounds.lower() * (1 + 1e-9), bounds::toString);
        assertTrue(bounds.upper() >= PolarCases.sampled(p, 20_000, 1));
    }

    @Test
    void boundsAreTheSameWithoutStartsLeavesOrRoom() {
        PolarProblem p = PolarCases.gaussian(20, 4, 7);
        double expected = PolarCases.run(oracle, p, CLOSE).upper();
        for (PolarOracle other : List.of(
                new SimplicialBranchAndBound(0, 1, 5, 1),
                new SimplicialBranchAndBound(5, 1, 0, 1000),
                new SimplicialBranchAndBound(0, 1, 16, 1000))) {
            PolarBounds bounds = PolarCases.run(other, p, new PolarGoal(0, 1e-10));
            assertEquals(expected, bounds.upper(), 2e-10 * expected, other::toString);
            assertEquals(expected, bounds.lower(), 2e-10 * expected, other::toString);
        }
    }

    @Test
    void aTargetAboveThePolarEndsEarlierAndOneBelowDoesNotLie() {
        PolarProblem p = PolarCases.gaussian(40, 5, 3);
        double polar = PolarCases.run(oracle, p, new PolarGoal(0, 1e-9)).lower();
        PolarSearch easy = oracle.search(p, new PolarGoal(1.2 * polar, 1e-9), List.of());
        PolarSearch hard = oracle.search(p, new PolarGoal(0.9 * polar, 1e-9), List.of());
        while (!easy.isDone() || !hard.isDone()) {
            easy.step();
            hard.step();
        }
        assertTrue(easy.bounds().upper() <= 1.2 * polar && easy.bounds().upper() >= polar);
        assertTrue(hard.bounds().upper() >= polar);
        assertTrue(easy.nodes() < hard.nodes());
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-100, 1e-10, 1, 1e10, 1e100, 1e300})
    void anyScaleOfTheDataWorks(double scale) {
        double[][] x = {{-1, -1, 1}, {-1, 1, 1}, {1, -1, 1}, {1, 1, 1}};
        for (double[] row : x) {
            for (int k = 0; k < 3; k++) {
                row[k] *= scale;
            }
        }
        PolarBounds bounds = PolarCases.run(oracle, PolarProblem.of(x, new double[] {-1, 1, 1, -1}), CLOSE);
        assertEquals(Math.sqrt(2), bounds.upper() / scale, 1e-12);
    }

    @Test
    void aProductThatOverflowsIsRefused() {
        PolarProblem p = PolarProblem.of(new double[][] {{1e200, 1}}, new double[] {1e200});
        assertTrue(assertThrows(IllegalArgumentException.class, () -> oracle.search(p, CLOSE, List.of()))
                .getMessage()
                .contains("scale the data"));
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        PolarProblem p = PolarCases.gaussian(40, 4, 11);
        assertEquals(
                PolarCases.run(oracle, p, CLOSE).upper(),
                PolarCases.run(oracle, p, CLOSE).upper(),
                0);
    }
}
