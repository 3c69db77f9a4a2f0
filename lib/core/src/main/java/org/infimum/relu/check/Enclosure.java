package org.infimum.relu.check;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * An interval that holds a real number, with exact sums and the two functions of the logistic loss.
 *
 * <p>The functions are computed with 70 digits by series that lose fewer than 10 of them (at most 200 operations with errors of 1e-70, of which
 * squaring multiplies those of the exponential by 2^17), relative to the result; the enclosures allow for a relative error of 1e-50.
 */
record Enclosure(BigDecimal low, BigDecimal high) {
    static final Enclosure ZERO = exact(BigDecimal.ZERO);

    private static final MathContext DIGITS = new MathContext(70);
    private static final BigDecimal ERROR = new BigDecimal("1e-50");
    private static final BigDecimal NEGLIGIBLE = new BigDecimal("1e-75");
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal LARGE = BigDecimal.valueOf(1000);
    private static final BigDecimal LN_2 = twiceAtanh(quotient(1, 3));
    private static final BigDecimal LN_10 = LN_2.multiply(BigDecimal.valueOf(3)).add(twiceAtanh(quotient(1, 9)));

    private static BigDecimal quotient(int numerator, int denominator) {
        return BigDecimal.valueOf(numerator).divide(BigDecimal.valueOf(denominator), DIGITS);
    }

    static Enclosure exact(BigDecimal value) {
        return new Enclosure(value, value);
    }

    Enclosure plus(Enclosure other) {
        return new Enclosure(low.add(other.low), high.add(other.high));
    }

    /** log(1 + exp(m)). */
    static Enclosure softplus(BigDecimal m) {
        BigDecimal size = m.abs();
        BigDecimal low;
        BigDecimal high;
        if (size.compareTo(LARGE) > 0) {
            low = BigDecimal.ZERO;
            // exp(-1000) < 1e-434
            high = new BigDecimal("1e-434");
        } else {
            BigDecimal small = expOfMinus(size.round(DIGITS));
            BigDecimal log = twiceAtanh(small.divide(small.add(TWO), DIGITS));
            Enclosure wide = widened(log);
            low = wide.low;
            high = wide.high;
        }
        return m.signum() > 0 ? new Enclosure(m.add(low), m.add(high)) : new Enclosure(low, high);
    }

    /** -p log p - (1 - p) log(1 - p) for 0 &le; p &le; 1. */
    static Enclosure entropy(BigDecimal p) {
        BigDecimal rest = BigDecimal.ONE.subtract(p);
        if (p.signum() == 0 || rest.signum() == 0) {
            return ZERO;
        }
        return widened(p.multiply(minusLog(p)).add(rest.multiply(minusLog(rest))));
    }

    /** -log x for 0 &lt; x &lt; 1. */
    private static BigDecimal minusLog(BigDecimal x) {
        if (x.compareTo(new BigDecimal("0.7")) > 0) {
            // x - 1 without rounding: the logarithm of a number near 1 keeps all its digits
            BigDecimal below = BigDecimal.ONE.subtract(x);
            return twiceAtanh(below.divide(x.add(BigDecimal.ONE), DIGITS));
        }
        int tens = x.precision() - x.scale();
        BigDecimal scaled = x.movePointLeft(tens).round(DIGITS); // in [0.1, 1]
        BigDecimal log = LN_10.multiply(BigDecimal.valueOf(tens));
        while (scaled.compareTo(new BigDecimal("0.7")) < 0) {
            scaled = scaled.multiply(TWO);
            log = log.subtract(LN_2);
        }
        BigDecimal t = scaled.subtract(BigDecimal.ONE).divide(scaled.add(BigDecimal.ONE), DIGITS);
        return log.add(twiceAtanh(t), DIGITS).negate();
    }

    /** exp(-m) for 0 &le; m &le; 1000: the series at m / 2^16, squared 16 times. */
    private static BigDecimal expOfMinus(BigDecimal m) {
        int halvings = 16;
        BigDecimal r = m.divide(BigDecimal.valueOf(1L << halvings), DIGITS).negate();
        BigDecimal sum = BigDecimal.ONE;
        BigDecimal term = BigDecimal.ONE;
        for (int k = 1; term.abs().compareTo(NEGLIGIBLE) > 0; k++) {
            term = term.multiply(r, DIGITS).divide(BigDecimal.valueOf(k), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int k = 0; k < halvings; k++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    /** log((1 + t) / (1 - t)) for |t| &le; 1/3. */
    private static BigDecimal twiceAtanh(BigDecimal t) {
        BigDecimal square = t.multiply(t, DIGITS);
        BigDecimal power = t.multiply(TWO);
        BigDecimal sum = power;
        BigDecimal least = power.abs().multiply(NEGLIGIBLE);
        for (int k = 3; power.abs().compareTo(least) > 0; k += 2) {
            power = power.multiply(square, DIGITS);
            sum = sum.add(power.divide(BigDecimal.valueOf(k), DIGITS), DIGITS);
        }
        return sum;
    }

    private static Enclosure widened(BigDecimal positive) {
        BigDecimal error = positive.multiply(ERROR);
        return new Enclosure(positive.subtract(error), positive.add(error));
    }
}
