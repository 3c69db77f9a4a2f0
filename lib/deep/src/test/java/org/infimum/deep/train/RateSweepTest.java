package org.infimum.deep.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.Stop;
import org.infimum.deep.BpGrad;
import org.infimum.deep.Dl4jSolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RateSweepTest {
    private static final TrainingOptions OPTIONS =
            TrainingOptions.epochs(2).batchSize(50).seed(3);

    private static RateSweep sweep() {
        return RateSweep.of(Fixtures::network, Fixtures.digits(), OPTIONS)
                .solver("SGD", rate -> Dl4jSolver.sgd(rate, 0.9), 1e-6, 0.05, 1e30)
                .solver("BPGrad", BpGrad::lipschitz, 20, 1e9);
    }

    /** Each trial is the run that its solver makes alone, and the best one is that of least objective; a rate that blows up loses. */
    @Test
    void theBestRateHasTheLeastTrainingObjective() {
        RateSweepResult result = sweep().run(Driver.standard());
        assertEquals(5, result.trials().size());
        assertEquals(Stop.Reason.NOT_FINITE, result.trials().get(2).stop());
        assertEquals(0.05, result.rate("SGD"));
        assertFalse(result.best("SGD").atEdge());
        assertEquals(20, result.rate("BPGrad"));
        assertTrue(result.best("BPGrad").atEdge());
        assertTrue(result.trials().get(0).objective() > result.best("SGD").objective());
        TrainingResult alone = TrainingRun.of(
                        Fixtures.network(3), Dl4jSolver.sgd(0.05, 0.9), Fixtures.digits(), OPTIONS)
                .train();
        assertEquals(alone.epochs().last("objective"), result.best("SGD").objective(), 0.0);
        assertEquals(alone.epochs().last("error"), result.best("SGD").error(), 0.0);
        assertEquals(2, result.best("SGD").epochs());
    }

    @Test
    void aSweepThatWasStoppedGoesOn(@TempDir Path folder) throws Exception {
        RateSweepResult first =
                sweep().checkpoints(folder).run(Driver.standard().limits(Limits.iterations(25)));
        assertEquals(2, first.trials().size());
        RateSweepResult rest = sweep().checkpoints(folder).run(Driver.standard());
        assertEquals(sweep().run(Driver.standard()).trials(), rest.trials());
        try (var files = Files.list(folder)) {
            assertTrue(files.count() >= 4);
        }
    }

    @Test
    void badSweepsAreRefused() {
        RateSweep none = RateSweep.of(Fixtures::network, Fixtures.digits(), OPTIONS);
        assertThrows(IllegalStateException.class, none::result);
        assertThrows(IllegalArgumentException.class, () -> none.solver("Adam", Dl4jSolver::adam));
        assertThrows(IllegalArgumentException.class, () -> none.solver("Adam", Dl4jSolver::adam, 0.1, 0.1));
        none.solver("Adam", Dl4jSolver::adam, 0.1);
        assertThrows(IllegalArgumentException.class, () -> none.solver("Adam", Dl4jSolver::adam, 0.2));
        RateSweepResult empty = new RateSweepResult(List.of(), new Stop(Stop.Reason.DONE, "nothing"));
        assertThrows(IllegalArgumentException.class, () -> empty.best("Adam"));
    }
}
