package org.infimum.bpgrad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.infimum.Box;
import org.infimum.Certificate;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;
import org.infimum.Minimizer;
import org.infimum.Objective;
import org.infimum.Solution;
import org.infimum.Stop;
import org.infimum.lipschitz.LipschitzBound;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates of objectives at the ends of double precision, and of objectives that do not keep their promises. */
class OddObjectivesTest {
    private static final MathContext DIGITS = new MathContext(60);

    private static LipschitzBound proved(double value) {
        return new LipschitzBound(value, Evidence.PROVED, "by the test");
    }

    /** f_i - L ||x - x_i|| in 60 digits at the box's corners, the farthest of which the bound is about. */
    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-320, 1e-160, 1e150, 1e300})
    void boundsOverBoxesHoldInExactArithmetic(double scale) {
        SplittableRandom random = new SplittableRandom(4);
        for (int t = 0; t < 400; t++) {
            int d = random.nextInt(1, 5);
            double[] point = new double[d];
            double[] c = new double[d];
            double[] h = new double[d];
            for (int k = 0; k < d; k++) {
                point[k] = scale * random.nextDouble(-1, 1);
                c[k] = random.nextInt(4) == 0 ? point[k] : scale * random.nextDouble(-1, 1);
                h[k] = random.nextInt(4) == 0 ? 0 : scale * random.nextDouble() * Math.pow(10, -random.nextInt(20));
            }
            double f = random.nextGaussian() * Math.pow(10, random.nextInt(-20, 20));
            double lipschitz = Math.pow(10, random.nextInt(-300, 300));
            SampleIndex samples = new SampleIndex(d);
            samples.add(point, f);
            BigDecimal square = BigDecimal.ZERO;
            for (int k = 0; k < d; k++) {
                BigDecimal side = new BigDecimal(point[k])
                        .subtract(new BigDecimal(c[k]))
                        .abs()
                        .add(new BigDecimal(h[k]));
                square = square.add(side.multiply(side));
            }
            BigDecimal exact =
                    new BigDecimal(f).subtract(new BigDecimal(lipschitz).multiply(square.sqrt(DIGITS), DIGITS));
            double below = samples.below(0, c, h, lipschitz);
            assertTrue(
                    below == Double.NEGATIVE_INFINITY || new BigDecimal(below).compareTo(exact) <= 0,
                    below + " > " + exact.doubleValue());
        }
    }

    private static List<Minimizer> methods(double lipschitz, double gap, Driver driver) {
        return List.of(
                BranchAndPrune.lipschitz(proved(lipschitz)).gap(gap).driver(driver),
                PiyavskiiShubert.lipschitz(proved(lipschitz)).gap(gap).driver(driver),
                Lipo.lipschitz(proved(lipschitz)).gap(gap).driver(driver));
    }

    /** f = s |x - m|, exact in doubles up to its own rounding error, on boxes of any size and any place. */
    @Test
    void certificatesOfConesHoldAtAllScalesAndWhenStoppedEarly() {
        SplittableRandom random = new SplittableRandom(5);
        for (int t = 0; t < 60; t++) {
            double size = Math.pow(10, random.nextInt(-150, 150));
            double steep = Math.pow(10, random.nextInt(-100, 100));
            double place = random.nextBoolean() ? 0 : size * Math.pow(10, random.nextInt(0, 14));
            double low = place - size * random.nextDouble();
            double high = place + size * random.nextDouble();
            double tip = low + random.nextDouble() * (high - low);
            double height = random.nextGaussian() * steep * size;
            // two roundings of each operation's result
            double error = 4 * Math.ulp(Math.abs(height) + steep * (high - low)) + Double.MIN_NORMAL;
            Objective cone = FormulaObjective.of(Box.cube(1, low, high), error, (x, g) -> {
                g[0] = steep * Math.signum(x[0] - tip);
                return steep * Math.abs(x[0] - tip) + height;
            });
            double gap = Math.max(1e-2 * steep * (high - low), 10 * error);
            Driver driver = Driver.standard().limits(Limits.iterations(1 + t % 30));
            for (Minimizer method : methods(steep, gap, driver)) {
                Solution<double[]> s = method.minimize(cone);
                s.certificate().ifPresent(c -> {
                    assertTrue(c.lower() <= height && height <= c.upper(), method.name() + " " + c + " " + height);
                    assertTrue(cone.domain().contains(s.argument()));
                });
                assertTrue(s.stop().reason() != Stop.Reason.CONTRADICTED, method.name() + ": " + s.stop());
            }
        }
    }

    /** Half of the smallest number is 0, which is not in a box of that number alone. */
    @Test
    void noSampleLeavesABoxOfSubnormalNumbers() {
        for (int units = 1; units < 8; units++) {
            double only = units * Double.MIN_VALUE;
            Box box = Box.of(new double[] {only, -1}, new double[] {only, 1});
            SampleIndex samples = new SampleIndex(2);
            Covering covering = new Covering(box, samples, 1);
            samples.add(new double[] {only, 1}, 1);
            assertEquals(Covering.Outcome.FREE, covering.search(0.5, 1e-3, null, 1000));
            assertTrue(box.contains(covering.found()), "units " + units);
            Objective f = FormulaObjective.of(box, 0, (x, g) -> {
                assertTrue(box.contains(x));
                g[0] = 0;
                g[1] = Math.signum(x[1]);
                return Math.abs(x[1]);
            });
            Driver none = Driver.standard().limits(Limits.iterations(0));
            Solution<double[]> nothing =
                    BranchAndPrune.lipschitz(proved(1)).driver(none).minimize(f);
            assertArrayEquals(new double[] {only, 0}, nothing.argument());
            assertTrue(nothing.certificate().isEmpty());
        }
    }

    /** One that gives another value each time: where a point comes twice, its values differ, and no constant holds. */
    @Test
    void anObjectiveThatChangesIsNotCertified() {
        int[] calls = {0};
        // flat, so all boxes are free until the balls are too small for doubles
        double next = Math.nextUp(Math.nextUp(1.0));
        Objective f = FormulaObjective.of(Box.cube(1, 1, next), 0, (x, g) -> {
            g[0] = 0;
            return calls[0]++ * 1e-3;
        });
        Solution<double[]> s = BranchAndPrune.lipschitz(proved(1))
                .gap(1e-18)
                .driver(Driver.standard().limits(new Limits(100, Duration.ofSeconds(5))))
                .minimize(f);
        assertEquals(Stop.Reason.CONTRADICTED, s.stop().reason(), () -> "" + s);
        assertTrue(s.certificate().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1, Double.NEGATIVE_INFINITY, -Double.MIN_VALUE})
    void aRoundingErrorThatIsNoneIsRefused(double error) {
        Objective f = FormulaObjective.of(Box.cube(1, -1, 1), error, (x, g) -> {
            g[0] = 1;
            return x[0];
        });
        for (Minimizer method : methods(1, 0.1, Driver.standard())) {
            String message = assertThrows(IllegalArgumentException.class, () -> method.minimize(f))
                    .getMessage();
            assertTrue(message.contains("" + error), message);
        }
    }

    @Test
    void anInterruptLeavesACertificateThatHolds() {
        for (int after = 1; after < 12; after++) {
            int until = after;
            int[] calls = {0};
            Objective f = FormulaObjective.of(Box.cube(1, -1, 1), 1e-15, (x, g) -> {
                if (++calls[0] == until) {
                    Thread.currentThread().interrupt();
                }
                g[0] = Math.signum(x[0] - 0.3);
                return Math.abs(x[0] - 0.3);
            });
            for (Minimizer method : methods(1, 1e-3, Driver.standard())) {
                calls[0] = 0;
                Solution<double[]> s = method.minimize(f);
                if (s.stop().reason() == Stop.Reason.INTERRUPTED) {
                    Certificate c = s.certificate().orElseThrow();
                    assertTrue(c.lower() <= 0 && 0 <= c.upper(), method.name() + " " + c);
                    assertEquals(Evidence.PROVED, c.evidence());
                }
                Thread.interrupted();
            }
        }
    }
}
