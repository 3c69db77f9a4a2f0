package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.infimum.relu.ThreeLayerNetwork.Subnetwork;
import org.junit.jupiter.api.Test;

class ThreeLayerNetworkTest {
    private static final double[][] X = {{1, 2}, {-1, 1}, {0.5, -3}};

    private static ThreeLayerNetwork random(long seed, double size) {
        Random random = new Random(seed);
        List<Subnetwork> subnetworks = new ArrayList<>();
        for (int k = 0; k < 1 + random.nextInt(3); k++) {
            int m = 1 + random.nextInt(4);
            double[][] first = new double[m][2];
            double[] second = new double[m];
            for (int j = 0; j < m; j++) {
                first[j] = new double[] {size * random.nextGaussian(), size * random.nextGaussian()};
                second[j] = random.nextGaussian();
            }
            subnetworks.add(new Subnetwork(first, second, random.nextGaussian()));
        }
        return ThreeLayerNetwork.of(subnetworks, 2);
    }

    @Test
    void predictionsByHand() {
        ThreeLayerNetwork network = ThreeLayerNetwork.of(
                List.of(new Subnetwork(new double[][] {{0.6, 0}, {0, 0.8}}, new double[] {2, -1}, 3)), 2);
        // 3 (2 (0.6 x)_+ - (0.8 y)_+)_+
        assertArrayEquals(new double[] {0, 0, 1.8}, network.predict(X), 1e-15);
        assertEquals((4 + 1 + 9) / 2.0, network.penalty(), 1e-15);
        ThreeLayerNetwork biased = ThreeLayerNetwork.withBias(
                List.of(new Subnetwork(new double[][] {{0.6, 0, 0.5}}, new double[] {2}, -1)), 2);
        assertArrayEquals(new double[] {-2.2, 0, -1.6}, biased.predict(X), 1e-15);
    }

    @Test
    void balancingKeepsTheFunctionAndNeverCostsMore() {
        for (long seed = 0; seed < 200; seed++) {
            ThreeLayerNetwork network = random(seed, seed % 2 == 0 ? 0.3 : 3);
            ThreeLayerNetwork balanced = network.balanced();
            assertArrayEquals(network.predict(X), balanced.predict(X), 1e-13 * (1 + network.penalty()));
            assertTrue(balanced.penalty() <= network.penalty() * (1 + 1e-14));
            for (Subnetwork subnetwork : balanced.subnetworks()) {
                assertEquals(1, subnetwork.norm(), 1e-14);
            }
        }
    }

    @Test
    void aTwoLayerNetworkKeepsItsFunctionAndItsCost() {
        TwoLayerNetwork two = TwoLayerNetwork.of(new double[][] {{1, 2}, {-2, 0.5}}, new double[] {0.5, -2}, 2);
        ThreeLayerNetwork three = ThreeLayerNetwork.of(two);
        assertArrayEquals(two.predict(X), three.predict(X), 1e-14);
        assertEquals(two.balanced().penalty(), three.penalty(), 1e-14);
        assertEquals(2, three.subnetworks().size());
    }

    /** Against exact decimals: never below, and by no more than rounding above. */
    @Test
    void theObjectiveIsRoundedUp() {
        double[] y = {1, -2, 0.3};
        ThreeLayerProblem problem = ThreeLayerProblem.of(X, y).weightDecay(0.1);
        for (long seed = 0; seed < 100; seed++) {
            ThreeLayerNetwork network = random(seed, seed % 2 == 0 ? 0.2 : 2);
            BigDecimal exact = exact(network, y, 0.1);
            double objective = problem.objective(network);
            assertTrue(new BigDecimal(objective).compareTo(exact) >= 0, "seed " + seed);
            assertEquals(exact.doubleValue(), objective, 1e-13 * objective, "seed " + seed);
        }
    }

    private static BigDecimal exact(ThreeLayerNetwork network, double[] y, double beta) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < X.length; i++) {
            BigDecimal f = BigDecimal.ZERO;
            for (Subnetwork s : network.subnetworks()) {
                BigDecimal z = BigDecimal.ZERO;
                for (int j = 0; j < s.width(); j++) {
                    BigDecimal t = BigDecimal.ZERO;
                    for (int k = 0; k < 2; k++) {
                        t = t.add(new BigDecimal(s.first()[j][k]).multiply(new BigDecimal(X[i][k])));
                    }
                    z = z.add(t.max(BigDecimal.ZERO).multiply(new BigDecimal(s.second()[j])));
                }
                f = f.add(z.max(BigDecimal.ZERO).multiply(new BigDecimal(s.third())));
            }
            BigDecimal residual = f.subtract(new BigDecimal(y[i]));
            sum = sum.add(residual.multiply(residual).divide(BigDecimal.valueOf(2)));
        }
        for (Subnetwork s : network.subnetworks()) {
            BigDecimal first = BigDecimal.ZERO;
            BigDecimal second = BigDecimal.ZERO;
            for (int j = 0; j < s.width(); j++) {
                for (double weight : s.first()[j]) {
                    first = first.add(new BigDecimal(weight).pow(2));
                }
                second = second.add(new BigDecimal(s.second()[j]).pow(2));
            }
            BigDecimal all = first.max(BigDecimal.ONE).multiply(second).add(new BigDecimal(s.third()).pow(2));
            sum = sum.add(new BigDecimal(beta).multiply(all).divide(BigDecimal.valueOf(2)), MathContext.UNLIMITED);
        }
        return sum;
    }

    /** The network read back from the convex program's vectors is the program's function at the program's cost. */
    @Test
    void vectorsAndNetworkAreTheSameFunctionAndCost() {
        Random random = new Random(3);
        for (int draw = 0; draw < 200; draw++) {
            List<NestedUnit> units = new ArrayList<>();
            double[] f = new double[X.length];
            double cost = 0;
            for (int k = 0; k < 1 + random.nextInt(3); k++) {
                List<double[]> vectors = new ArrayList<>();
                List<Integer> signs = new ArrayList<>();
                for (int j = 0; j < 1 + random.nextInt(4); j++) {
                    vectors.add(new double[] {random.nextGaussian(), 10 * random.nextGaussian()});
                    signs.add(random.nextBoolean() ? 1 : -1);
                }
                NestedUnit unit = new NestedUnit(random.nextBoolean() ? 1 : -1, vectors, signs);
                units.add(unit);
                cost += unit.cost();
                double[] z = unit.inner(X);
                for (int i = 0; i < f.length; i++) {
                    f[i] += unit.sign() * Math.max(0, z[i]);
                }
            }
            ThreeLayerNetwork network = ThreeLayerNetwork.ofUnits(units, 2, false);
            assertArrayEquals(f, network.predict(X), 1e-13 * cost);
            assertEquals(cost, network.penalty(), 1e-14 * cost);
        }
    }

    @Test
    void badNetworksAreRefused() {
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> new Subnetwork(new double[][] {{1, Double.NaN}}, new double[] {1}, 1))
                .getMessage()
                .contains("NaN"));
        assertThrows(
                IllegalArgumentException.class, () -> new Subnetwork(new double[][] {{1, 2}}, new double[] {1, 2}, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> ThreeLayerNetwork.of(List.of(new Subnetwork(new double[][] {{1}}, new double[] {1}, 1)), 2));
        assertThrows(
                IllegalArgumentException.class,
                () -> ThreeLayerNetwork.of(List.of(), 2).predict(new double[][] {{1}}));
    }
}
