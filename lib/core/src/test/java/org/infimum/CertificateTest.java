package org.infimum;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class CertificateTest {
    private static final Pattern INTERVAL = Pattern.compile("\\[(\\S+), (\\S+)]  CONDITIONAL on L = 1");

    private static Certificate certificate(double lower, double upper) {
        return new Certificate(lower, upper, Evidence.CONDITIONAL, "L = 1");
    }

    /** Every finite double: subnormal, huge and both zeros too. */
    @Provide
    Arbitrary<Double> finite() {
        Arbitrary<Double> anyBits =
                Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
        Arbitrary<Double> usual = Arbitraries.doubles().between(-1e6, 1e6).ofScale(12);
        Arbitrary<Double> special = Arbitraries.of(
                0.0,
                -0.0,
                Double.MIN_VALUE,
                -Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                -Double.MAX_VALUE,
                1e-4,
                9.99999e-5,
                1e7,
                9999999.5,
                -9999999.5,
                0.1,
                999999.5);
        return Arbitraries.oneOf(anyBits, usual, special);
    }

    @Property
    void printedIntervalHoldsTheTrueOne(@ForAll("finite") double a, @ForAll("finite") double b) {
        double lower = Math.min(a, b);
        double upper = Math.max(a, b);
        Matcher printed = INTERVAL.matcher(certificate(lower, upper).toString());
        assertTrue(printed.matches(), () -> certificate(lower, upper).toString());
        BigDecimal low = new BigDecimal(printed.group(1));
        BigDecimal high = new BigDecimal(printed.group(2));
        assertTrue(low.compareTo(new BigDecimal(lower)) <= 0, () -> low + " above " + lower);
        assertTrue(high.compareTo(new BigDecimal(upper)) >= 0, () -> high + " below " + upper);
        assertNear(low, lower);
        assertNear(high, upper);
    }

    /** Six digits: off by less than 1e-5 of the number. */
    private static void assertNear(BigDecimal printed, double value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal error = printed.subtract(exact).abs();
        assertTrue(error.compareTo(exact.abs().movePointLeft(5)) <= 0, () -> printed + " for " + value);
    }

    @Property
    void gapIsNeverBelowTheExactDifference(@ForAll("finite") double a, @ForAll("finite") double b) {
        double lower = Math.min(a, b);
        double upper = Math.max(a, b);
        double gap = certificate(lower, upper).gap();
        BigDecimal exact = new BigDecimal(upper).subtract(new BigDecimal(lower));
        assertTrue(Double.isInfinite(gap) || new BigDecimal(gap).compareTo(exact) >= 0);
        assertEquals(exact.signum() == 0, gap == 0);
        double relative = certificate(lower, upper).relativeGap();
        assertTrue(Double.isInfinite(relative)
                || new BigDecimal(relative)
                                .multiply(new BigDecimal(upper).abs())
                                .compareTo(exact)
                        >= 0);
    }

    @Test
    void printsAsAPersonWould() {
        assertEquals(
                "[0, 0.00984322]  CONDITIONAL on L = 1",
                certificate(0, 0.0098432112).toString());
        assertEquals("[-1.5, 2]  CONDITIONAL on L = 1", certificate(-1.5, 2).toString());
        assertEquals("[0, 0]  CONDITIONAL on L = 1", certificate(-0.0, 0.0).toString());
        assertEquals(
                "[-Infinity, 1E9]  CONDITIONAL on L = 1",
                certificate(Double.NEGATIVE_INFINITY, 1e9).toString());
        assertEquals(
                "[4.94065E-324, 1.79770E308]".replace("0E308", "E308") + "  CONDITIONAL on L = 1",
                certificate(Double.MIN_VALUE, Double.MAX_VALUE).toString());
        assertEquals("[1, 2]  PROVED: by hand", new Certificate(1, 2, Evidence.PROVED, "by hand").toString());
        assertEquals("[1, 2]  ESTIMATED: 9 slopes", new Certificate(1, 2, Evidence.ESTIMATED, "9 slopes").toString());
    }

    @Test
    void gapsOfExtremes() {
        assertEquals(
                Double.POSITIVE_INFINITY,
                certificate(Double.NEGATIVE_INFINITY, 1).gap());
        assertEquals(
                Double.POSITIVE_INFINITY,
                certificate(-Double.MAX_VALUE, Double.MAX_VALUE).gap());
        assertEquals(Double.POSITIVE_INFINITY, certificate(-1, 0).relativeGap());
        assertEquals(0, certificate(0, 0).relativeGap());
        assertEquals(0.5, certificate(1, 2).relativeGap(), 1e-15);
    }

    @Test
    void everyFaultIsNamed() {
        refused(() -> certificate(Double.NaN, 1), "NaN", "-Infinity");
        refused(() -> certificate(Double.POSITIVE_INFINITY, 1), "not Infinity");
        refused(() -> certificate(0, Double.POSITIVE_INFINITY), "upper", "Infinity", "at least one point");
        refused(() -> certificate(0, Double.NaN), "NaN");
        refused(() -> certificate(2, 1), "2.0 > 1.0", "L = 1", "contradicted");
        refused(() -> new Certificate(0, 1, Evidence.PROVED, " "), "because");
        assertThrows(NullPointerException.class, () -> new Certificate(0, 1, null, "x"));
        assertThrows(NullPointerException.class, () -> new Certificate(0, 1, Evidence.PROVED, null));
    }

    @Test
    void aClaimIsAsStrongAsItsWeakestPart() {
        for (Evidence a : Evidence.values()) {
            assertEquals(a, a.weakest(a));
            assertEquals(a, a.weakest(Evidence.PROVED));
            assertEquals(Evidence.ESTIMATED, a.weakest(Evidence.ESTIMATED));
            for (Evidence b : Evidence.values()) {
                assertEquals(a.weakest(b), b.weakest(a));
            }
        }
        assertEquals(Evidence.CONDITIONAL, Evidence.PROVED.weakest(Evidence.CONDITIONAL));
    }
}
