package org.infimum.bpgrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SampleIndexTest {
    /** Random samples; some places and some values repeat. */
    private static double[][] fill(SampleIndex index, int d, int n, SplittableRandom random) {
        double[][] points = new double[n][d];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < d; k++) {
                points[i][k] = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextDouble(-3, 3);
            }
            index.add(points[i], random.nextInt(4) == 0 ? 1 : random.nextDouble(-5, 5));
        }
        return points;
    }

    @Property(tries = 300)
    void answersEqualThoseWithoutAnIndex(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int d, @ForAll @IntRange(min = 1, max = 400) int n) {
        SplittableRandom random = new SplittableRandom(seed);
        SampleIndex index = new SampleIndex(d);
        double[][] points = fill(index, d, n, random);
        double lipschitz = random.nextDouble(0.01, 5);
        for (int question = 0; question < 20; question++) {
            double[] c = new double[d];
            double[] h = new double[d];
            for (int k = 0; k < d; k++) {
                c[k] = random.nextDouble(-4, 4);
                h[k] = question % 2 == 0 ? 0 : random.nextDouble();
            }
            double highest = Double.NEGATIVE_INFINITY;
            double lowest = Double.POSITIVE_INFINITY;
            for (int i = 0; i < n; i++) {
                double square = 0;
                double plain = 0;
                for (int k = 0; k < d; k++) {
                    double side = Math.abs(points[i][k] - c[k]) + h[k];
                    square += side * side;
                    plain += (points[i][k] - c[k]) * (points[i][k] - c[k]);
                }
                highest = Math.max(highest, index.value(i) - lipschitz * Math.sqrt(square));
                lowest = Math.min(lowest, index.value(i) + lipschitz * Math.sqrt(plain));
            }
            int id = index.strongest(c, h, lipschitz, random.nextInt(n + 1) - 1);
            assertEquals(highest, index.strength());
            assertTrue(index.below(id, c, h, lipschitz) <= highest);
            // a handful of roundings of terms below 5 sqrt(5) 8
            assertEquals(highest, index.below(id, c, h, lipschitz), 1e-12);
            index.lowestMajorant(c, lipschitz);
            assertEquals(lowest, index.strength());
        }
    }

    @Property(tries = 500)
    void aBoundIsBelowTheExactNumber(@ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int d) {
        SplittableRandom random = new SplittableRandom(seed);
        SampleIndex index = new SampleIndex(d);
        double scale = Math.pow(10, random.nextInt(-180, 100));
        double[] x = new double[d];
        double[] c = new double[d];
        double[] h = new double[d];
        BigDecimal square = BigDecimal.ZERO;
        for (int k = 0; k < d; k++) {
            x[k] = scale * random.nextDouble(-1, 1);
            c[k] = scale * random.nextDouble(-1, 1);
            h[k] = scale * random.nextDouble();
            BigDecimal side =
                    new BigDecimal(x[k]).subtract(new BigDecimal(c[k])).abs().add(new BigDecimal(h[k]));
            square = square.add(side.pow(2));
        }
        double lipschitz = Math.exp(random.nextDouble(-20, 20));
        double f = random.nextBoolean() ? 0 : scale * lipschitz * random.nextDouble(-1, 1);
        index.add(x, f);
        // the root rounded down makes the number compared with larger: the harder test
        BigDecimal reach = square.sqrt(new MathContext(80, RoundingMode.DOWN));
        BigDecimal exact = new BigDecimal(f).subtract(reach.multiply(new BigDecimal(lipschitz)));
        BigDecimal below = new BigDecimal(index.below(0, c, h, lipschitz));
        assertTrue(below.compareTo(exact) <= 0, () -> below + " > " + exact);
    }

    @Test
    void equalPlacesFillOneBucket() {
        SampleIndex index = new SampleIndex(2);
        for (int i = 0; i < 100; i++) {
            index.add(new double[] {1, 2}, i);
        }
        index.strongest(new double[] {1, 2}, new double[2], 3, -1);
        assertEquals(99, index.strength());
    }
}
