package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.infimum.Evidence;
import org.junit.jupiter.api.Test;

class SignBranchAndBoundTest {
    private static final SignBranchAndBound ORACLE = new SignBranchAndBound(1, 3, 100_000);

    private static PolarSearch closed(PolarProblem problem, double tolerance) {
        PolarSearch search = ORACLE.search(problem, new PolarGoal(0, tolerance), List.of());
        for (int steps = 0; !search.isDone(); steps++) {
            assertTrue(steps < 10_000, "no end: " + search.bounds());
            search.step();
        }
        return search;
    }

    @Test
    void oneSample() {
        PolarBounds bounds = closed(PolarProblem.of(new double[][] {{3, 4}}, new double[] {2}), 1e-9)
                .bounds();
        assertEquals(10, bounds.upper(), 1e-8);
        assertTrue(bounds.upper() >= 10);
        assertEquals(Evidence.PROVED, bounds.evidence());
        assertEquals(0.6, bounds.maximizer()[0], 1e-6);
    }

    /** e_1 and e_2 with weights 3 and 4 add up at (3, 4) / 5; -e_1 against e_1 leaves e_1's side alone. */
    @Test
    void knownValues() {
        double[][] axes = {{1, 0}, {0, 1}};
        assertEquals(
                5,
                closed(PolarProblem.of(axes, new double[] {3, 4}), 1e-10)
                        .bounds()
                        .upper(),
                1e-8);
        assertEquals(
                3,
                closed(PolarProblem.of(axes, new double[] {3, -4}), 1e-10)
                        .bounds()
                        .upper(),
                1e-8);
        double[][] opposite = {{1, 0}, {-1, 0}};
        assertEquals(
                3,
                closed(PolarProblem.of(opposite, new double[] {3, 2}), 1e-10)
                        .bounds()
                        .upper(),
                1e-8);
        assertEquals(
                3,
                closed(PolarProblem.of(opposite, new double[] {3, -2}), 1e-10)
                        .bounds()
                        .upper(),
                1e-8);
    }

    @Test
    void nothingPositiveIsZero() {
        PolarBounds none = closed(PolarProblem.of(new double[][] {{1, 2}, {0, 0}}, new double[] {-1, 5}), 1e-9)
                .bounds();
        assertEquals(0, none.lower());
        assertEquals(0, none.upper(), 1e-14);
        PolarBounds cancelled = closed(PolarProblem.of(new double[][] {{1, 2}, {1, 2}}, new double[] {1, -1}), 1e-9)
                .bounds();
        assertEquals(0, cancelled.upper(), 1e-10);
    }

    /** Thousands of small problems, most of them degenerate, against all subsets of the positives and sampled directions. */
    @Property(tries = 2000)
    void agreesWithEnumeration(
            @ForAll @IntRange(min = 1, max = 8) int n,
            @ForAll @IntRange(min = 1, max = 3) int r,
            @ForAll @IntRange(min = 0, max = 5) int kind,
            @ForAll long seed) {
        PolarProblem problem = problem(n, r, kind, new Random(seed));
        double best = Enumeration.best(problem, new Random(seed + 1), 60);
        PolarSearch search = closed(problem, 1e-10);
        PolarBounds bounds = search.bounds();
        double scale = scale(problem);
        assertTrue(bounds.upper() >= best, () -> bounds + " is below " + best);
        assertEquals(best, bounds.upper(), 1e-9 * best + 1e-11 * scale, bounds::toString);
        assertEquals(best, bounds.lower(), 1e-9 * best + 1e-11 * scale, bounds::toString);
    }

    private static double scale(PolarProblem problem) {
        double sum = 0;
        for (double g : problem.positive()) {
            sum += Math.abs(g);
        }
        for (double g : problem.negative()) {
            sum += Math.abs(g);
        }
        return sum;
    }

    private static PolarProblem problem(int n, int r, int kind, Random random) {
        double[][] x = new double[n][r];
        double[] nu = new double[n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < r; k++) {
                x[i][k] = kind == 1 ? random.nextInt(5) - 2 : random.nextGaussian();
            }
            nu[i] = kind == 1 ? random.nextInt(5) - 2 : random.nextGaussian();
            if (kind == 2 && i > 0) {
                x[i] = x[random.nextInt(i)].clone();
            }
            if (kind == 3) {
                double factor = random.nextInt(7) - 3;
                for (int k = 0; k < r; k++) {
                    x[i][k] = factor * x[0][k] + (i == 0 ? 1 : 0);
                }
            }
            if (kind == 4) {
                nu[i] = Math.abs(nu[i]);
            }
            if (kind == 5 && i % 2 == 1) {
                Arrays.fill(x[i], 0);
            }
        }
        return PolarProblem.of(x, nu);
    }

    @Test
    void agreesWithEnumerationInHigherRank() {
        Random random = new Random(5);
        for (int r = 8; r <= 10; r++) {
            for (int n = 20; n <= 28; n += 8) {
                double[][] x = new double[n][r];
                double[] nu = new double[n];
                for (int i = 0; i < n; i++) {
                    for (int k = 0; k < r; k++) {
                        x[i][k] = random.nextGaussian();
                    }
                    // ten positive ones
                    nu[i] = (i < 10 ? 1 : -1) * (0.1 + random.nextDouble());
                }
                PolarProblem problem = PolarProblem.of(x, nu);
                double best = Enumeration.best(problem, random, 0);
                PolarBounds bounds = closed(problem, 1e-9).bounds();
                assertTrue(bounds.upper() >= best, bounds + " is below " + best);
                assertEquals(best, bounds.upper(), 1e-8 * best);
            }
        }
    }

    /** Any multipliers, wild ones too, give a bound or none. */
    @Property(tries = 2000)
    void anyMultipliersAreValid(
            @ForAll @IntRange(min = 1, max = 12) int n,
            @ForAll @IntRange(min = 1, max = 5) int r,
            @ForAll @IntRange(min = 0, max = 5) int kind,
            @ForAll @DoubleRange(min = -3, max = 3) double spread,
            @ForAll long seed) {
        Random random = new Random(seed);
        PolarProblem problem = problem(n, r, kind, random);
        SignGenerators g = new SignGenerators(problem);
        ShorProof proof = new ShorProof(g);
        byte[] signs = new byte[g.positives];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = (byte) (random.nextInt(3) - 1);
        }
        double[] logW = random.doubles(n, -2 - Math.abs(spread), 2 + spread).toArray();
        double[] theta = random.doubles(n, -0.2, 1.2).toArray();
        double[] k = random.doubles(n, -1.2, 1.2).toArray();
        double lambda = Math.exp(spread) * n;
        double[] z = random.doubles(r, -2, 2).toArray();
        double bound = g.unscaledUp(proof.bound(signs, logW, theta, k, lambda, z), problem.generatorError());
        for (int tries = 0; tries < 40; tries++) {
            double[] u = random.doubles(r, -1, 1).toArray();
            double norm = Math.sqrt(Arrays.stream(u).map(c -> c * c).sum());
            double value = decided(problem, signs, u) / norm;
            assertTrue(bound >= value * (1 - 1e-13), bound + " is below " + value);
        }
        assertEquals(Double.POSITIVE_INFINITY, proof.bound(signs, logW, theta, k, -1, z));
        assertEquals(Double.POSITIVE_INFINITY, proof.bound(signs, logW, theta, k, Double.NaN, z));
        z[0] = Double.NaN;
        assertEquals(Double.POSITIVE_INFINITY, proof.bound(signs, logW, theta, k, lambda, z));
        if (r > 0 && g.positives > 0 && signs[0] == 0) {
            logW[0] = Double.NaN;
            assertEquals(Double.POSITIVE_INFINITY, proof.bound(signs, logW, theta, k, lambda, new double[r]));
        }
    }

    /** f with some signs decided. */
    private static double decided(PolarProblem problem, byte[] signs, double[] u) {
        double sum = 0;
        int r = u.length;
        double[] plus = problem.positive();
        for (int i = 0; i < signs.length; i++) {
            double t = Enumeration.dot(plus, i, u);
            sum += signs[i] == 0 ? Math.max(0, t) : signs[i] > 0 ? t : 0;
        }
        double[] minus = problem.negative();
        for (int j = 0; j < minus.length / r; j++) {
            sum -= Math.max(0, Enumeration.dot(minus, j, u));
        }
        return sum;
    }

    /** In exact arithmetic: f(u)^2 is at most upper^2 ||u||^2 at the best direction known and around it. */
    @Property(tries = 200)
    void upperBoundHoldsExactly(
            @ForAll @IntRange(min = 1, max = 6) int n,
            @ForAll @IntRange(min = 1, max = 3) int r,
            @ForAll @IntRange(min = 0, max = 5) int kind,
            @ForAll long seed) {
        Random random = new Random(seed);
        double[][] x = new double[n][r];
        double[] nu = new double[n];
        PolarProblem problem = exactCopy(n, r, kind, random, x, nu);
        PolarBounds bounds = closed(problem, 1e-13).bounds();
        for (int tries = 0; tries < 5; tries++) {
            double[] u = bounds.maximizer();
            for (int k = 0; k < r && tries > 0; k++) {
                u[k] += 1e-9 * random.nextGaussian();
            }
            BigDecimal f = BigDecimal.ZERO;
            BigDecimal square = BigDecimal.ZERO;
            for (int i = 0; i < n; i++) {
                BigDecimal t = BigDecimal.ZERO;
                for (int k = 0; k < r; k++) {
                    t = t.add(new BigDecimal(x[i][k]).multiply(new BigDecimal(u[k])));
                }
                f = f.add(new BigDecimal(nu[i]).multiply(t.max(BigDecimal.ZERO)));
            }
            for (double component : u) {
                square = square.add(new BigDecimal(component).pow(2));
            }
            if (f.signum() > 0) {
                assertTrue(
                        f.pow(2).compareTo(new BigDecimal(bounds.upper()).pow(2).multiply(square)) <= 0);
                if (tries == 0) {
                    assertTrue(f.pow(2)
                                    .compareTo(new BigDecimal(bounds.lower())
                                            .pow(2)
                                            .multiply(square))
                            >= 0);
                }
            }
        }
    }

    private static PolarProblem exactCopy(int n, int r, int kind, Random random, double[][] x, double[] nu) {
        long seed = random.nextLong();
        Random own = new Random(seed);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < r; k++) {
                x[i][k] = kind % 2 == 1 ? own.nextInt(5) - 2 : own.nextGaussian();
            }
            nu[i] = kind == 4 ? own.nextDouble() : own.nextGaussian();
        }
        return PolarProblem.of(x, nu);
    }

    @Test
    void everyStepIsValidAndNoneIsLost() {
        PolarProblem problem = problem(100, 10, 0, new Random(3));
        double best = closed(problem, 1e-6).bounds().lower();
        PolarSearch search = ORACLE.search(problem, new PolarGoal(0, 1e-6), List.of());
        PolarBounds before = search.bounds();
        assertEquals(0, before.lower());
        assertEquals(Double.POSITIVE_INFINITY, before.upper());
        int steps = 0;
        while (!search.isDone()) {
            search.step();
            PolarBounds now = search.bounds();
            assertTrue(now.lower() >= before.lower() && now.upper() <= before.upper());
            assertTrue(now.upper() >= best * (1 - 1e-12));
            assertTrue(now.lower() <= problem.value(now.maximizer()) * (1 + 1e-12));
            before = now;
            steps++;
        }
        assertTrue(steps >= 2, "steps: " + steps);
        assertTrue(before.upper() <= before.lower() * (1 + 1e-6));
        search.step();
        assertEquals(before.upper(), search.bounds().upper());
        List<double[]> found = search.maximizersAbove(0.5 * best, 10);
        assertFalse(found.isEmpty());
        assertEquals(best, problem.value(found.get(0)), 1e-6 * best);
    }

    @Test
    void aReachedTargetEndsEarly() {
        PolarProblem problem = problem(40, 8, 0, new Random(3));
        double best = closed(problem, 1e-6).bounds().lower();
        PolarSearch search = ORACLE.search(problem, new PolarGoal(1.5 * best, 1e-6), List.of());
        while (!search.isDone()) {
            search.step();
        }
        assertTrue(search.bounds().upper() <= 1.5 * best);
        assertTrue(search.nodes() <= 3, "nodes: " + search.nodes());
    }

    @Test
    void theSameSeedGivesTheSameBits() {
        PolarProblem problem = problem(30, 7, 0, new Random(8));
        PolarBounds one = closed(problem, 1e-6).bounds();
        PolarBounds two = closed(problem, 1e-6).bounds();
        assertEquals(one.upper(), two.upper());
        assertEquals(one.lower(), two.lower());
        assertEquals(one.because(), two.because());
    }

    @Test
    void aLimitOfNodesLeavesValidBounds() {
        PolarProblem problem = problem(40, 9, 0, new Random(4));
        double best = closed(problem, 1e-6).bounds().lower();
        PolarSearch search = new SignBranchAndBound(1, 3, 2).search(problem, new PolarGoal(0, 1e-6), List.of());
        while (!search.isDone()) {
            search.step();
        }
        assertTrue(search.nodes() <= 2);
        assertTrue(search.bounds().upper() >= best);
        assertTrue(search.bounds().upper() < Double.POSITIVE_INFINITY);
    }

    @Test
    void anyScale() {
        PolarProblem unit = problem(12, 4, 0, new Random(6));
        double expected = closed(unit, 1e-9).bounds().upper();
        for (double scale : new double[] {1e-150, 1e-100, 1e-30, 1e30, 1e100, 1e150}) {
            for (int way = 0; way < 2; way++) {
                Random random = new Random(6);
                double[][] x = new double[12][4];
                double[] nu = new double[12];
                for (int i = 0; i < 12; i++) {
                    for (int k = 0; k < 4; k++) {
                        x[i][k] = random.nextGaussian() * (way == 0 ? scale : 1);
                    }
                    nu[i] = random.nextGaussian() * (way == 0 ? 1 : scale);
                }
                PolarBounds bounds = closed(PolarProblem.of(x, nu), 1e-9).bounds();
                assertEquals(expected, bounds.upper() / scale, 1e-8 * expected, "scale " + scale);
            }
        }
    }

    @Test
    void overflowClaimsNothing() {
        PolarProblem problem = PolarProblem.of(new double[][] {{1e200, 0}, {0, 1}}, new double[] {1e200, -1});
        PolarSearch search = ORACLE.search(problem, new PolarGoal(0, 1e-6), List.of());
        search.step();
        assertTrue(search.isDone());
        assertEquals(Double.POSITIVE_INFINITY, search.bounds().upper());
    }

    /** A root bound at a rank far beyond closing. */
    @Test
    void rankFifty() {
        PolarProblem problem = problem(80, 50, 0, new Random(9));
        PolarSearch search = new SignBranchAndBound(1, 3, 1).search(problem, new PolarGoal(0, 1e-3), List.of());
        while (!search.isDone()) {
            search.step();
        }
        PolarBounds bounds = search.bounds();
        assertTrue(bounds.upper() <= 1.5 * bounds.lower(), bounds.toString());
    }

    @Test
    void startsAreTried() {
        double[] good = {0.6, 0.8};
        PolarProblem problem = PolarProblem.of(new double[][] {{1, 0}, {0, 1}}, new double[] {3, 4});
        PolarSearch search = new SignBranchAndBound(1, 0, 100).search(problem, new PolarGoal(0, 1e-9), List.of(good));
        search.step();
        assertEquals(5, search.bounds().lower(), 1e-9);
    }

    @Test
    void badOptions() {
        assertThrows(IllegalArgumentException.class, () -> new SignBranchAndBound(1, -1, 10));
        assertThrows(IllegalArgumentException.class, () -> new SignBranchAndBound(1, 10, 0));
        assertEquals("sign branch and bound", new SignBranchAndBound().name());
    }

    /** The polar as the largest value at finitely many directions, one of which is a maximiser. */
    private static final class Enumeration {
        static double best(PolarProblem problem, Random random, int samples) {
            int r = problem.dimension();
            double best = 0;
            for (int s = 0; s < samples; s++) {
                best = Math.max(best, problem.lower(random.doubles(r, -1, 1).toArray()));
            }
            return Math.max(best, r > 3 ? byNearestPoints(problem) : byFaces(problem));
        }

        /**
         * With all signs chosen f is linear on a cone, so the maximum over the ball is at a sum of generators, projected on a face of the cone; the kinks
         * of positives are convex and need no face. Exact but for rounding; 2^n times n^(r-1) / 2 values, for up to three dimensions.
         */
        private static double byFaces(PolarProblem problem) {
            int r = problem.dimension();
            double[] plus = problem.positive();
            double[] minus = problem.negative();
            int np = plus.length / r;
            int nm = minus.length / r;
            double best = 0;
            for (double[][] face : faces(minus, r)) {
                for (int chosen = 0; chosen < 1 << np + nm; chosen++) {
                    double[] u = new double[r];
                    for (int k = 0; k < r; k++) {
                        for (int i = 0; i < np; i++) {
                            u[k] += (chosen >> i & 1) * plus[i * r + k];
                        }
                        for (int j = 0; j < nm; j++) {
                            u[k] -= (chosen >> np + j & 1) * minus[j * r + k];
                        }
                    }
                    project(u, face);
                    project(u, face);
                    best = Math.max(best, problem.lower(u));
                }
            }
            return best;
        }

        /** Orthonormal normals of all faces: none, of one hyperplane, of two. */
        private static List<double[][]> faces(double[] rows, int r) {
            List<double[][]> faces = new ArrayList<>();
            faces.add(new double[0][]);
            int n = rows.length / r;
            for (int i = 0; i < n && r > 1; i++) {
                double[] first = unit(Arrays.copyOfRange(rows, i * r, (i + 1) * r));
                faces.add(new double[][] {first});
                for (int j = 0; j < i && r > 2; j++) {
                    double[] second = unit(Arrays.copyOfRange(rows, j * r, (j + 1) * r));
                    project(second, new double[][] {first});
                    // parallel rows have one hyperplane
                    if (Math.sqrt(dot(second, 0, second)) > 1e-12) {
                        second = unit(second);
                        project(second, new double[][] {first});
                        faces.add(new double[][] {first, unit(second)});
                    }
                }
            }
            return faces;
        }

        private static double[] unit(double[] u) {
            double norm = Math.sqrt(dot(u, 0, u));
            return Arrays.stream(u).map(c -> c / norm).toArray();
        }

        private static void project(double[] u, double[][] normals) {
            for (double[] normal : normals) {
                double along = dot(normal, 0, u);
                for (int k = 0; k < u.length; k++) {
                    u[k] -= along * normal[k];
                }
            }
        }

        /**
         * All subsets of the positives, each a nearest point of Z-, by coordinate descent: for problems in general position, since the descent can be slow
         * where nearly opposite generators cancel.
         */
        private static double byNearestPoints(PolarProblem problem) {
            int r = problem.dimension();
            double[] plus = problem.positive();
            double[] minus = problem.negative();
            int np = plus.length / r;
            int nm = minus.length / r;
            double best = 0;
            double[] e = new double[nm];
            for (int d = 0; d < 1 << np; d++) {
                int gray = d ^ (d >> 1);
                double[] rest = new double[r];
                for (int i = 0; i < np; i++) {
                    for (int k = 0; k < r && (gray >> i & 1) != 0; k++) {
                        rest[k] += plus[i * r + k];
                    }
                }
                for (int j = 0; j < nm; j++) {
                    for (int k = 0; k < r; k++) {
                        rest[k] -= e[j] * minus[j * r + k];
                    }
                }
                for (int sweep = 0; sweep < 3000; sweep++) {
                    double largest = 0;
                    for (int j = 0; j < nm; j++) {
                        double square = 0;
                        for (int k = 0; k < r; k++) {
                            square += minus[j * r + k] * minus[j * r + k];
                        }
                        double to = Math.max(0, Math.min(1, e[j] + dot(minus, j, rest) / square));
                        for (int k = 0; k < r; k++) {
                            rest[k] -= (to - e[j]) * minus[j * r + k];
                        }
                        largest = Math.max(largest, Math.abs(to - e[j]));
                        e[j] = to;
                    }
                    if (largest < 1e-15) {
                        break;
                    }
                }
                best = Math.max(best, problem.lower(rest));
            }
            return best;
        }

        static double dot(double[] rows, int i, double[] u) {
            double sum = 0;
            for (int k = 0; k < u.length; k++) {
                sum += rows[i * u.length + k] * u[k];
            }
            return sum;
        }
    }
}
