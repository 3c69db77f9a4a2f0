package org.infimum.linalg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CompensatedSumTest {
    @Test
    void cancellationLosesNothing() {
        CompensatedSum sum = new CompensatedSum().add(1e100).add(1).add(-1e100);
        assertEquals(1, sum.value(), 0);
    }

    @Test
    void anEmptySumIsZero() {
        assertEquals(0, new CompensatedSum().value(), 0);
        assertTrue(new CompensatedSum().lower() <= 0 && new CompensatedSum().upper() >= 0);
    }

    @Property(tries = 300)
    void theBoundsHoldTheExactSum(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CompensatedSum sum = new CompensatedSum();
        BigDecimal exact = BigDecimal.ZERO;
        int terms = random.nextInt(1, 60);
        int spread = random.nextInt(1, 300);
        for (int k = 0; k < terms; k++) {
            double x = Math.scalb(random.nextDouble() - 0.5, random.nextInt(-spread, spread));
            double y = Math.scalb(random.nextDouble() - 0.5, random.nextInt(-spread, spread));
            if (random.nextBoolean()) {
                sum.add(x);
                exact = exact.add(new BigDecimal(x));
            } else {
                sum.addProduct(x, y);
                exact = exact.add(new BigDecimal(x).multiply(new BigDecimal(y)));
            }
            if (random.nextInt(4) == 0) {
                // cancellation
                double value = sum.value();
                sum.add(-value);
                exact = exact.subtract(new BigDecimal(value));
            }
        }
        assertTrue(new BigDecimal(sum.lower()).compareTo(exact) <= 0);
        assertTrue(new BigDecimal(sum.upper()).compareTo(exact) >= 0);
    }
}
