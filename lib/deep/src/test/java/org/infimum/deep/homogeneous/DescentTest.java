package org.infimum.deep.homogeneous;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.infimum.deep.BpGrad;
import org.infimum.homogeneous.HomogeneousProblem;
import org.infimum.homogeneous.HomogeneousSolution;
import org.infimum.homogeneous.HomogeneousSolver;
import org.infimum.homogeneous.LocalDescent;
import org.infimum.homogeneous.ParallelNetwork;
import org.infimum.relu.VectorLoss;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

class DescentTest {
    /** (z - 3)^2 / 2 + |z|: z = 2, value 2.5. */
    private static final HomogeneousProblem THREE =
            HomogeneousProblem.of(new ScalarFactorisation(), VectorLoss.SQUARED, new double[][] {{3}}, 1);

    private static LocalDescent.Steps run(LocalDescent descent, double... start) {
        LocalDescent.Steps steps = descent.begin(THREE, start);
        while (steps.step()) {
            // to its end
        }
        return steps;
    }

    @Test
    void everyUpdaterComesToTheKnownMinimum() {
        IUpdater[] updaters = {
            new Sgd(0.1), new Adam(0.02), new Nesterovs(0.02, 0.9), new RmsProp(0.003), new AdaGrad(0.3),
            new AdaMax(0.02), new Nadam(0.02), new AMSGrad(0.02), new AdaDelta(), new NoOp()
        };
        for (IUpdater updater : updaters) {
            LocalDescent descent = new UpdaterDescent(updater, 2000, 2000);
            LocalDescent.Steps steps = descent.begin(THREE, new double[] {0.5, 0.1, 0.2, 0.3});
            double before = steps.value();
            while (steps.step()) {
                assertTrue(steps.value() <= before);
                before = steps.value();
            }
            double[] w = steps.point();
            // without a rate of its own (NoOp) the raw gradient is subtracted, which only has to lower the objective
            double tolerance = updater instanceof NoOp ? 2 : 1e-4;
            assertEquals(2.5, steps.value(), tolerance, descent.name());
            assertEquals(THREE.descend(w, new double[4]), steps.value(), 0, descent.name());
        }
    }

    @Test
    void sgdIsTheGradientStepToTheBit() {
        double[] w = {0.5, 0.1, 0.2, 0.3};
        double[] gradient = new double[4];
        for (int k = 0; k < 7; k++) {
            THREE.descend(w, gradient);
            for (int j = 0; j < 4; j++) {
                w[j] -= 0.1 * gradient[j];
            }
        }
        assertArrayEquals(
                w, run(UpdaterDescent.sgd(0.1).limits(7, 7), 0.5, 0.1, 0.2, 0.3).point());
    }

    @Test
    void adamIsItsFormula() {
        double[] w = {0.5, 0.1, 0.2, 0.3};
        double[] gradient = new double[4];
        double[] m = new double[4];
        double[] v = new double[4];
        for (int t = 1; t <= 9; t++) {
            THREE.descend(w, gradient);
            double rate = 0.01 * Math.sqrt(1 - Math.pow(0.999, t)) / (1 - Math.pow(0.9, t));
            for (int j = 0; j < 4; j++) {
                m[j] = 0.9 * m[j] + 0.1 * gradient[j];
                v[j] = 0.999 * v[j] + 0.001 * gradient[j] * gradient[j];
                w[j] -= rate * m[j] / (Math.sqrt(v[j]) + 1e-8);
            }
        }
        // the state is double, not Nd4j's float
        assertArrayEquals(
                w,
                run(UpdaterDescent.adam(0.01).limits(9, 9), 0.5, 0.1, 0.2, 0.3).point(),
                1e-12);
    }

    @Test
    void bpGradIsItsFormula() {
        double[] w = {0.5, 0.1, 0.2, 0.3};
        double[] gradient = new double[4];
        double[] v = new double[4];
        for (int t = 0; t < 6; t++) {
            double value = THREE.descend(w, gradient);
            double norm = 0;
            for (double g : gradient) {
                norm += g * g;
            }
            for (int j = 0; j < 4; j++) {
                v[j] = 0.9 * v[j] - value / 50 * gradient[j] / Math.sqrt(norm);
                w[j] += v[j];
            }
        }
        LocalDescent descent = BpGradDescent.of(BpGrad.lipschitz(50)).limits(6, 6);
        assertArrayEquals(w, run(descent, 0.5, 0.1, 0.2, 0.3).point(), 1e-14);
        assertEquals("BPGrad", descent.name());
    }

    @Test
    void theSameStartEndsWithTheSameBits() {
        double[] start = {0.5, 0.1, -0.2, 0.3};
        for (LocalDescent descent :
                new LocalDescent[] {UpdaterDescent.adam(0.02), BpGradDescent.of(BpGrad.lipschitz(20))}) {
            assertArrayEquals(run(descent, start).point(), run(descent, start).point());
            assertArrayEquals(new double[] {0.5, 0.1, -0.2, 0.3}, start);
        }
    }

    @Test
    void aStationaryStartIsTheEnd() {
        LocalDescent.Steps steps = UpdaterDescent.adam(0.1).begin(THREE, new double[2]);
        assertFalse(steps.step());
        assertEquals(4.5, steps.value());
        assertArrayEquals(new double[2], steps.point());
    }

    @Test
    void aDescentThatBlowsUpKeepsItsBestPoint() {
        LocalDescent.Steps steps = run(UpdaterDescent.sgd(1e3), 1, 1);
        assertTrue(Double.isFinite(steps.value()));
        assertEquals(THREE.descend(steps.point(), new double[2]), steps.value());
        LocalDescent.Steps overflow = UpdaterDescent.sgd(0.1).begin(THREE, new double[] {1e200, 1e200});
        assertFalse(overflow.step());
    }

    @Test
    void patienceEndsADescentThatGainsNothing() {
        // a rate of 0 stays where it is; without patience this would be a billion evaluations
        LocalDescent.Steps steps = run(UpdaterDescent.sgd(0).limits(1_000_000_000, 3), 1, 1);
        assertEquals(3, steps.value());
    }

    @Test
    void theSolverReachesTheOptimumFromRandomStarts() {
        SplittableRandom random = new SplittableRandom(4);
        for (int run = 0; run < 10; run++) {
            double y = 6 * random.nextDouble() - 3;
            HomogeneousProblem problem =
                    HomogeneousProblem.of(new ScalarFactorisation(), VectorLoss.SQUARED, new double[][] {{y}}, 0.5);
            double z = Math.max(0, Math.abs(y) - 0.5);
            double optimum = (Math.abs(y) - z) * (Math.abs(y) - z) / 2 + 0.5 * z;
            ParallelNetwork start = ParallelNetwork.random(problem.architecture(), 1 + run % 3, 1, run);
            LocalDescent descent = run % 2 == 0 ? UpdaterDescent.adam(0.01) : BpGradDescent.of(BpGrad.lipschitz(200));
            HomogeneousSolution solution =
                    HomogeneousSolver.standard().gap(1e-3).descent(descent).solve(problem, start);
            var certificate = solution.certificate().certificate();
            assertTrue(certificate.lower() <= optimum * (1 + 1e-12) && optimum <= certificate.upper() * (1 + 1e-12));
            assertTrue(certificate.relativeGap() <= 1e-3, descent.name() + " " + y + " " + certificate);
        }
    }

    @Test
    void badOptionsAreRefused() {
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> UpdaterDescent.adam(0.1).limits(0, 1))
                .getMessage()
                .contains("not 0"));
        assertThrows(
                IllegalArgumentException.class, () -> UpdaterDescent.adam(0.1).limits(1, 0));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> BpGradDescent.of(BpGrad.publishedCode(50)))
                .getMessage()
                .contains("PAPER"));
    }
}
