package org.infimum.linalg;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RoundedTest {
    private static final MathContext FINE = new MathContext(60);

    private static BigDecimal exact(double x) {
        return new BigDecimal(x);
    }

    private static void between(double low, BigDecimal exact, double high) {
        assertTrue(exact(low).compareTo(exact) <= 0 && exact(high).compareTo(exact) >= 0, () -> low + " " + high);
    }

    @Property
    void operationsBracketTheExactResult(
            @ForAll @DoubleRange(min = -1e15, max = 1e15) double x,
            @ForAll @DoubleRange(min = -1e15, max = 1e15) double y) {
        between(Rounded.addDown(x, y), exact(x).add(exact(y)), Rounded.addUp(x, y));
        between(Rounded.multiplyDown(x, y), exact(x).multiply(exact(y)), Rounded.multiplyUp(x, y));
        if (y != 0) {
            between(Rounded.divideDown(x, y), exact(x).divide(exact(y), FINE), Rounded.divideUp(x, y));
        }
        double positive = Math.abs(x);
        between(Rounded.sqrtDown(positive), exact(positive).sqrt(FINE), Rounded.sqrtUp(positive));
    }

    @Property
    void normsAreNotBelow(@ForAll long seed, @ForAll @IntRange(min = 1, max = 30) int n) {
        double[] x = new SplittableRandom(seed).doubles(n, -1e9, 1e9).toArray();
        BigDecimal square = BigDecimal.ZERO;
        for (double component : x) {
            square = square.add(exact(component).pow(2));
        }
        double norm = Rounded.normUp(x);
        BigDecimal sum = square;
        assertTrue(exact(norm).pow(2).compareTo(sum) >= 0);
    }

    @Test
    void tinyVectorsHaveNoNormOfZero() {
        assertTrue(Rounded.normUp(new double[] {1e-200, 1e-200}) >= Math.sqrt(2) * 1e-200);
    }

    @Property
    void sumFactorsCoverLongSums(@ForAll long seed, @ForAll @IntRange(min = 1, max = 200) int n) {
        double[] x = new SplittableRandom(seed).doubles(n).toArray();
        double sum = 0;
        BigDecimal exact = BigDecimal.ZERO;
        for (double component : x) {
            sum += component;
            exact = exact.add(exact(component));
        }
        double factor = Rounded.sumFactor(x.length);
        assertTrue(exact(sum).multiply(exact(factor)).compareTo(exact) >= 0);
        assertTrue(exact.multiply(exact(factor)).compareTo(exact(sum)) >= 0);
    }

    @Test
    void aNumberOfOperationsOutOfRangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Rounded.sumFactor(-1));
        assertThrows(IllegalArgumentException.class, () -> Rounded.sumFactor(1L << 50));
    }
}
