package org.infimum.deep.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.infimum.Driver;
import org.infimum.Evidence;
import org.infimum.Limits;
import org.infimum.Stop;
import org.infimum.deep.BpGrad;
import org.infimum.deep.Dl4jSolver;
import org.infimum.deep.Networks;
import org.infimum.deep.data.Datasets;
import org.infimum.deep.data.ExampleSet;
import org.infimum.deep.data.FeatureShape;
import org.infimum.lipschitz.LipschitzBound;
import org.infimum.lipschitz.PairwiseSlopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
    private static Comparison comparison() {
        return Comparison.of(
                        Fixtures::network,
                        Fixtures.digits(),
                        TrainingOptions.epochs(2).batchSize(100))
                .test(Datasets.digits().test().take(100).examples(FeatureShape.FLAT))
                .solvers(Dl4jSolver.adam(0.01), BpGrad.lipschitz(20))
                .seeds(1, 2);
    }

    @Test
    void everySolverStartsFromTheSameWeightsAndSeesTheSameMinibatches() {
        ComparisonResult result = comparison().run();
        assertEquals(List.of("Adam", "BPGrad"), result.solvers());
        assertEquals(4, result.runs().size());
        for (int seed = 0; seed < 2; seed++) {
            TrainingResult adam = result.of("Adam").get(seed);
            TrainingResult bpgrad = result.of("BPGrad").get(seed);
            assertEquals(adam.epochs().get("objective", 0), bpgrad.epochs().get("objective", 0), 0.0);
            assertEquals(
                    adam.iterations().get("objective", 0), bpgrad.iterations().get("objective", 0), 0.0);
            assertTrue(Double.isFinite(adam.epochs().last("test error")));
        }
        double[] distances = result.distances("Adam", "BPGrad");
        assertEquals(2, distances.length);
        double square = 0;
        float[] a = result.of("Adam").get(1).weights();
        float[] b = result.of("BPGrad").get(1).weights();
        for (int k = 0; k < a.length; k++) {
            square += ((double) a[k] - b[k]) * ((double) a[k] - b[k]);
        }
        assertEquals(Math.sqrt(square), distances[1], 0.0);
    }

    /** Judging has no part in training, and the sample is one of the settings that a checkpoint remembers. */
    @Test
    void aSampleOfTheTrainingDataIsWhatTheObjectiveIsOf(@TempDir Path folder) {
        ExampleSet sample = Datasets.digits().train().take(50).examples(FeatureShape.FLAT);
        TrainingResult all = comparison().run().of("Adam").get(0);
        TrainingResult some =
                comparison().sample(sample).checkpoints(folder).run().of("Adam").get(0);
        assertArrayEquals(all.weights(), some.weights());
        assertEquals(all.epochs().last("test error"), some.epochs().last("test error"), 0.0);
        Evaluation judged = Evaluation.of(some.network(), sample);
        assertEquals(judged.objective(), some.epochs().last("objective"), 0.0);
        assertEquals(judged.error(), some.epochs().last("error"), 0.0);
        assertNotEquals(all.epochs().last("objective"), some.epochs().last("objective"));
        Comparison other = comparison().checkpoints(folder);
        assertTrue(assertThrows(CheckpointException.class, other::run)
                .getMessage()
                .contains("sample of the training data"));
    }

    @Test
    void interruptedComparisonKeepsItsRunsAndGoesOn(@TempDir Path folder) {
        ComparisonResult whole = comparison().run();
        Comparison parts = comparison().checkpoints(folder);
        ComparisonResult first = parts.run(Driver.standard().limits(Limits.iterations(13)));
        assertEquals(Stop.Reason.ITERATION_LIMIT, first.stop().reason());
        assertEquals(2, first.runs().size());
        assertEquals(0, first.distances("Adam", "BPGrad").length, "the second run is not complete");
        assertEquals(2, parts.result().runs().size());
        // another object, as in another process
        ComparisonResult resumed = comparison().checkpoints(folder).run();
        for (int i = 0; i < 4; i++) {
            assertArrayEquals(
                    whole.runs().get(i).weights(), resumed.runs().get(i).weights());
            assertEquals(whole.runs().get(i).iterations(), resumed.runs().get(i).iterations());
        }
        assertEquals(4, parts.run().runs().size());
    }

    /** A run says which kind of L it used: in its settings, which the tables show, its title and its result. */
    @Test
    void runsSayWhatTheirLipschitzConstantRestsOn() {
        PairwiseSlopes slopes = PairwiseSlopes.of(new float[][] {{0}, {1}, {3}}, new double[] {0, 20, 60.5});
        LipschitzBound proved = new LipschitzBound(30, Evidence.PROVED, "a product of norms");
        ComparisonResult result = Comparison.of(
                        Fixtures::network,
                        Fixtures.digits(),
                        TrainingOptions.epochs(1).batchSize(250))
                .solvers(
                        Dl4jSolver.adam(0.01),
                        BpGrad.lipschitz(20),
                        BpGrad.lipschitz(slopes.max()).named("estimated"),
                        BpGrad.lipschitz(proved).named("proved"))
                .run();
        List<String> said = List.of(
                "20 (CONDITIONAL: as claimed)",
                "20.25 (ESTIMATED: maximum of 3 pairwise slopes of 3 points)",
                "30 (PROVED: a product of norms)");
        for (int i = 0; i < 3; i++) {
            TrainingResult run = result.runs().get(i + 1);
            assertEquals(said.get(i), run.settings().get("L"));
            assertTrue(run.toString().contains(", L = " + said.get(i) + ": objective"), run::toString);
        }
        assertFalse(result.runs().get(0).settings().containsKey("L"));
        assertFalse(result.runs().get(0).toString().contains("L ="));
        assertEquals(
                "BPGrad, seed 5, L = 20 (CONDITIONAL: as claimed)",
                Fixtures.run("bpgrad", null, 1).loop().title());
    }

    /** What a comparison records of Eq. 4 is what the run alone records; other solvers than BPGrad have no such columns. */
    @Test
    void theSamplingConditionIsRecordedForBpGradAlone() {
        TrainingOptions options = TrainingOptions.epochs(1).batchSize(100).seed(2);
        ComparisonResult result = Comparison.of(Fixtures::network, Fixtures.digits(), options)
                .solvers(Dl4jSolver.adam(0.01), BpGrad.lipschitz(20).rho(0.1))
                .seeds(2)
                .samplingCondition(solver -> SamplingCondition.projected(solver, 64, 1))
                .run();
        BpGrad solver = BpGrad.lipschitz(20).rho(0.1);
        TrainingResult alone = TrainingRun.of(Fixtures.network(2), solver, Fixtures.digits(), options)
                .samplingCondition(SamplingCondition.projected(solver, 64, 1))
                .train();
        assertEquals(alone.iterations(), result.of("BPGrad").get(0).iterations());
        assertTrue(alone.iterations().last("Eq. 4 right") > 0);
        assertFalse(result.of("Adam").get(0).iterations().has("Eq. 4 left"));
    }

    /**
     * Without momentum the step has length f(x_t) / L, so the term i = t is 0 up to the rounding of floats, however coarse the projection of the others.
     */
    @Test
    void withoutMomentumTheLeftSideIsNeverBelowZero() {
        BpGrad solver = BpGrad.lipschitz(20).momentum(0);
        // no BatchNorm: its statistics are no coordinates of x
        TrainingResult run = Comparison.of(
                        seed -> Networks.identityLink(64, 10, seed),
                        Fixtures.digits(),
                        TrainingOptions.epochs(2).batchSize(50))
                .solvers(solver)
                .samplingCondition(asked -> SamplingCondition.projected(asked, 64, 1))
                .run()
                .runs()
                .get(0);
        int equal = 0;
        for (int i = 0; i < run.iterations().size(); i++) {
            double left = run.iterations().get("Eq. 4 left", i);
            double f = run.iterations().get("objective", i);
            assertTrue(left >= -1e-4 * f, "left side " + left + " at f = " + f);
            equal += Math.abs(left) <= 1e-4 * f ? 1 : 0;
        }
        assertTrue(equal > 0);
    }

    @Test
    void solversMayHaveSeedsOfTheirOwn() {
        Comparison comparison = Comparison.of(
                        Fixtures::network,
                        Fixtures.digits(),
                        TrainingOptions.epochs(1).batchSize(250))
                .solvers(Dl4jSolver.adam(0.01), BpGrad.lipschitz(20))
                .seedsOf("BPGrad", 1, 4);
        ComparisonResult result = comparison.run();
        assertEquals(
                List.of("Adam 1", "BPGrad 1", "BPGrad 4"),
                result.runs().stream()
                        .map(run -> run.solver() + " " + run.seed())
                        .toList());
        assertThrows(
                IllegalArgumentException.class,
                () -> comparison().seedsOf("Eve", 1).run());
        assertThrows(IllegalArgumentException.class, () -> comparison().seedsOf("BPGrad", 1, 1));
    }

    @Test
    void badComparisonsAreRefused() {
        assertThrows(
                IllegalStateException.class,
                () -> Comparison.of(Fixtures::network, Fixtures.digits(), TrainingOptions.epochs(1))
                        .run());
        assertThrows(
                IllegalArgumentException.class, () -> comparison().solvers(BpGrad.lipschitz(1), BpGrad.lipschitz(2)));
        assertThrows(IllegalArgumentException.class, () -> comparison().seeds(1, 1));
        ComparisonResult none = new ComparisonResult(List.of(), new Stop(Stop.Reason.DONE, "nothing"));
        assertThrows(IllegalArgumentException.class, () -> none.of("Adam"));
    }
}
