package org.infimum.lipschitz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.infimum.Evidence;
import org.junit.jupiter.api.Test;

class MatrixNormTest {
    /** The bound is never below the norm and at most this far above it. */
    private static void tight(double norm, NormBound bound, double slack) {
        assertTrue(bound.bound() >= norm, () -> bound + " is below " + norm);
        assertEquals(1, bound.bound() / norm, slack, bound::toString);
        assertEquals(1, bound.attained() / norm, 1e-6, bound::toString);
    }

    @Test
    void simpleMatricesHaveTheirNorms() {
        tight(1, MatrixNorm.of(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, 3, 3), 1e-14);
        tight(7, MatrixNorm.of(new double[] {3, 0, 0, 0, -7, 0}, 2, 3), 1e-14);
        // rank one: ||(1, 2, 2)|| ||(3, -4)||
        tight(15, MatrixNorm.of(new double[] {3, -4, 6, -8, 6, -8}, 3, 2), 1e-14);
        // the rotation by 1 radian, whose rows have sums above 1
        double c = Math.cos(1);
        double s = Math.sin(1);
        tight(1 - 1e-16, MatrixNorm.of(new double[] {c, -s, s, c}, 2, 2), 2e-9);
        // [2 1; 1 2] has eigenvalues 3 and 1, [1 1; 0 1] the golden ratio
        tight(3, MatrixNorm.of(new double[] {2, 1, 1, 2}, 2, 2), 1e-9);
        tight((1 + Math.sqrt(5)) / 2, MatrixNorm.of(new double[] {1, 1, 0, 1}, 2, 2), 1e-9);
    }

    @Test
    void aZeroMatrixIsAConstantLayer() {
        NormBound zero = MatrixNorm.of(new double[6], 2, 3);
        assertEquals(0, zero.bound());
        assertEquals(1, zero.ratio());
        assertEquals(Double.MIN_NORMAL, zero.lipschitz().value());
        assertEquals(Evidence.PROVED, zero.lipschitz().evidence());
    }

    @Test
    void hugeAndTinyNumbersNeitherOverflowNorVanish() {
        tight(1.5e300, MatrixNorm.of(new double[] {1e300, 5e299, 5e299, 1e300}, 2, 2), 1e-9);
        tight(1.5e-300, MatrixNorm.of(new double[] {1e-300, 5e-301, 5e-301, 1e-300}, 2, 2), 1e-9);
        NormBound least = MatrixNorm.of(new double[] {Double.MIN_VALUE, 0, 0, Double.MIN_VALUE}, 2, 2);
        assertTrue(least.bound() >= Double.MIN_VALUE && least.bound() <= 4 * Double.MIN_VALUE);
    }

    @Test
    void theHilbertMatrixAndAClusterOfSingularValues() {
        double[] hilbert = new double[144];
        for (int k = 0; k < 144; k++) {
            hilbert[k] = 1.0 / (k / 12 + k % 12 + 1);
        }
        tight(JacobiNorm.of(hilbert, 12, 12) * (1 - 1e-13), MatrixNorm.of(hilbert, 12, 12), 1e-8);
        // power iteration does not tell 1 from 0.9999 in time; the proof must hold all the same
        int n = 40;
        double[] cluster = new double[n * n];
        for (int k = 0; k < n; k++) {
            cluster[k * n + (k + 1) % n] = 1 - 1e-4 * k / n;
        }
        cluster[5] = 1e-3;
        double norm = JacobiNorm.of(cluster, n, n);
        NormBound bound = MatrixNorm.of(cluster, n, n);
        assertTrue(bound.bound() >= norm * (1 - 1e-14) && bound.bound() <= norm * 1.0001, bound::toString);
    }

    @Property(tries = 300)
    void theBoundOfRandomMatricesIsNotBelowJacobi(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20) int rows,
            @ForAll @IntRange(min = 1, max = 20) int columns) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] a = new double[rows * columns];
        double unit = Math.scalb(1.0, random.nextInt(-400, 400));
        for (int k = 0; k < a.length; k++) {
            a[k] = unit * (random.nextInt(4) == 0 ? 0 : random.nextGaussian());
        }
        double norm = JacobiNorm.of(a, rows, columns);
        NormBound bound = MatrixNorm.of(a, rows, columns);
        assertTrue(bound.bound() >= norm * (1 - 1e-13), () -> bound + " " + norm);
        assertTrue(bound.bound() <= norm * (1 + 1e-6), () -> bound + " " + norm);
    }

    /** In exact arithmetic: bound^2 I - A^T A has positive leading minors, so no singular value exceeds the bound, not by the last bit. */
    @Property(tries = 500)
    void theBoundHoldsInExactArithmetic(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int rows,
            @ForAll @IntRange(min = 1, max = 4) int columns) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] a = new double[rows * columns];
        boolean integers = random.nextBoolean();
        for (int k = 0; k < a.length; k++) {
            a[k] = integers ? random.nextInt(-2, 3) : Math.scalb(random.nextGaussian(), random.nextInt(-30, 30));
        }
        BigDecimal square = new BigDecimal(MatrixNorm.of(a, rows, columns).bound()).pow(2);
        BigDecimal[][] m = new BigDecimal[columns][columns];
        boolean zero = true;
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j < columns; j++) {
                BigDecimal sum = BigDecimal.ZERO;
                for (int k = 0; k < rows; k++) {
                    sum = sum.add(new BigDecimal(a[k * columns + i]).multiply(new BigDecimal(a[k * columns + j])));
                }
                zero &= sum.signum() == 0;
                m[i][j] = (i == j ? square : BigDecimal.ZERO).subtract(sum);
            }
        }
        for (int order = 1; order <= columns && !zero; order++) {
            assertTrue(determinant(m, order, 0, 0).signum() > 0, "the bound is too small");
        }
    }

    /** The determinant of the first rows by expansion; used holds the columns taken. */
    private static BigDecimal determinant(BigDecimal[][] m, int order, int row, int used) {
        if (row == order) {
            return BigDecimal.ONE;
        }
        BigDecimal sum = BigDecimal.ZERO;
        boolean plus = true;
        for (int j = 0; j < order; j++) {
            if ((used & 1 << j) == 0) {
                BigDecimal term = m[row][j].multiply(determinant(m, order, row + 1, used | 1 << j));
                sum = plus ? sum.add(term) : sum.subtract(term);
                plus = !plus;
            }
        }
        return sum;
    }

    @Test
    void singlePrecisionWeightsAreExact() {
        float[] weights = {0.1f, 0.2f, 0.3f, 0.4f};
        double[] same = {0.1f, 0.2f, 0.3f, 0.4f};
        assertEquals(MatrixNorm.of(same, 2, 2), MatrixNorm.of(weights, 2, 2));
    }

    @Test
    void largerMatricesGoThroughAllTilesAndPanels() {
        // H = I - 2 v v^T is orthogonal; 3 H has norm 3
        int n = 301;
        double[] a = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                a[i * n + j] = 3 * ((i == j ? 1 : 0) - 2.0 / n);
            }
        }
        NormBound bound = MatrixNorm.of(a, n, n);
        assertTrue(bound.bound() >= 3 - 1e-12 && bound.bound() <= 3 + 1e-8, bound::toString);
        assertEquals("Gram matrix and its Cholesky factor", bound.rule());
    }

    @Test
    void badInputIsNamed() {
        assertThrows(IllegalArgumentException.class, () -> MatrixNorm.of(new double[0], 0, 3));
        assertThrows(IllegalArgumentException.class, () -> MatrixNorm.of(new double[5], 2, 3));
        var nan = assertThrows(
                IllegalArgumentException.class, () -> MatrixNorm.of(new double[] {1, 2, 3, Double.NaN}, 2, 2));
        assertTrue(nan.getMessage().contains("row 1, column 1 is NaN"));
        assertThrows(IllegalArgumentException.class, () -> new NormBound(Double.NaN, 0, "none"));
        assertThrows(IllegalArgumentException.class, () -> new NormBound(1, -1, "none"));
    }
}
