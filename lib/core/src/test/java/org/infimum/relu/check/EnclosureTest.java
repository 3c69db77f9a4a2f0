package org.infimum.relu.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class EnclosureTest {
    private static void assertHolds(String digits, Enclosure enclosure) {
        BigDecimal value = new BigDecimal(digits);
        // the digits given are rounded
        BigDecimal last = value.ulp();
        assertTrue(enclosure.low().compareTo(value.add(last)) <= 0, enclosure::toString);
        assertTrue(enclosure.high().compareTo(value.subtract(last)) >= 0, enclosure::toString);
        double width = enclosure.high().subtract(enclosure.low()).doubleValue();
        assertTrue(width <= 1e-49 * value.abs().doubleValue(), enclosure::toString);
    }

    /** Computed with Python's decimal module with up to 1500 digits. */
    @Test
    void knownDigits() {
        assertHolds(
                "0.693147180559945309417232121458176568075500134360255254120680",
                Enclosure.softplus(new BigDecimal("0")));
        assertHolds(
                "1.31326168751822283404899549496785564191528008567034837471906",
                Enclosure.softplus(new BigDecimal("1")));
        assertHolds(
                "0.313261687518222834048995494967855641915280085670348374719064",
                Enclosure.softplus(new BigDecimal("-1")));
        assertHolds(
                "0.854355244468527118814588435575676571972019523745573661657140",
                Enclosure.softplus(new BigDecimal("0.3")));
        assertHolds(
                "40.5000000000000000025767571091549809448045653476960843187123",
                Enclosure.softplus(new BigDecimal("40.5")));
        assertHolds(
                "2.57675710915498094480456534769608431871231113096174657535628E-18",
                Enclosure.softplus(new BigDecimal("-40.5")));
        assertHolds(
                "9.85967654375977085670537294784946510511560018140094171058647E-305",
                Enclosure.softplus(new BigDecimal("-700")));
        assertHolds(
                "123.456000000000000000000000000000000000000000000000000002419582541264600766134751746950674065445015304020558979677428122",
                Enclosure.softplus(new BigDecimal("123.456")));
        assertHolds(
                "0.693147180559945309417232121458176568075500134360255254120680",
                Enclosure.entropy(new BigDecimal("0.5")));
        assertHolds(
                "0.562335144618808350288030315224458857665382350353448419440339",
                Enclosure.entropy(new BigDecimal("0.25")));
        assertHolds(
                "0.619100664425587058078563301335019622030711006670964657146076",
                Enclosure.entropy(new BigDecimal("0.69")));
        assertHolds(
                "0.602151682592679951008921301899519840909494898255448232413159",
                Enclosure.entropy(new BigDecimal("0.71")));
        assertHolds(
                "0.0000148155100579641074373579486781061519122494660567726239673000",
                Enclosure.entropy(new BigDecimal("0.999999")));
        assertHolds(
                "7.00775527898213705205397436405304262280330446588631892809998E-29",
                Enclosure.entropy(new BigDecimal("1e-30")));
        assertHolds(
                "9.22034037197618273607196581873745683040440595451509190413331E-398",
                Enclosure.entropy(new BigDecimal("1e-400")));
        assertHolds(
                "9.31034037197618273607196581873745683040440095451509190413331E-39",
                Enclosure.entropy(BigDecimal.ONE.subtract(new BigDecimal("1e-40"))));
    }

    @Test
    void agreesWithStrictMath() {
        for (double p = 0.01; p < 1; p += 0.007) {
            BigDecimal exact = new BigDecimal(p);
            double plain = -p * StrictMath.log(p) - (1 - p) * StrictMath.log1p(-p);
            assertEquals(plain, Enclosure.entropy(exact).low().doubleValue(), 4e-16);
        }
        for (double m = -50; m < 50; m += 0.37) {
            double plain = m > 0 ? m + StrictMath.log1p(StrictMath.exp(-m)) : StrictMath.log1p(StrictMath.exp(m));
            assertEquals(
                    plain, Enclosure.softplus(new BigDecimal(m)).high().doubleValue(), 1e-15 * Math.max(plain, 1e-20));
        }
    }

    @Test
    void extremesAreEnclosed() {
        Enclosure far = Enclosure.softplus(new BigDecimal("-1e300"));
        assertEquals(0, far.low().signum());
        assertTrue(far.high().compareTo(new BigDecimal("1e-400")) < 0);
        Enclosure large = Enclosure.softplus(new BigDecimal("1e300"));
        assertEquals(0, large.low().compareTo(new BigDecimal("1e300")));
        assertEquals(0, Enclosure.entropy(BigDecimal.ZERO).high().signum());
        assertEquals(0, Enclosure.entropy(BigDecimal.ONE).high().signum());
    }
}
