package org.infimum.deep.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.infimum.Monitor;
import org.infimum.deep.Dl4jSolver;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.Networks;
import org.infimum.deep.data.ExampleSet;
import org.infimum.linalg.Euclidean;
import org.infimum.lipschitz.PairwiseSlopes;
import org.junit.jupiter.api.Test;

class SlopeSamplingTest {
    private static TrainingRun run(ExampleSet data) {
        return TrainingRun.of(
                Networks.identityLink(64, 10, 3),
                Dl4jSolver.sgd(0.05, 0.9),
                data,
                TrainingOptions.epochs(2).batchSize(50).seed(3));
    }

    @Test
    void samplesAreTheIteratesWithTheirObjectives() {
        ExampleSet data = Fixtures.digits();
        TrainingRun sampled = run(data);
        SlopeSampling sampling = SlopeSampling.of(sampled, data, 4, Monitor.silent());
        TrainingResult result = sampled.train(sampling);
        // the same run once more, looked at from outside
        TrainingRun again = run(data);
        List<float[]> weights = new ArrayList<>(
                List.of(Networks.identityLink(64, 10, 3).params().reshape(4810).toFloatVector()));
        List<Double> full =
                new ArrayList<>(List.of(Evaluation.of(NetworkAdapter.of(Networks.identityLink(64, 10, 3)), data)
                        .objective()));
        again.train(progress -> {
            if (progress.iteration() % 4 == 0) {
                TrainingResult now = again.result();
                weights.add(now.weights());
                full.add(Evaluation.of(now.network(), data).objective());
            }
        });
        double[] minibatch = {
            result.iterations().get("objective", 0),
            result.iterations().get("objective", 4),
            result.iterations().get("objective", 8),
            result.iterations().get("objective", 12),
            result.iterations().get("objective", 16)
        };
        float[][] points = weights.toArray(float[][]::new);
        assertEquals(6, points.length);
        assertArrayEquals(
                PairwiseSlopes.of(points, full.stream().mapToDouble(d -> d).toArray())
                        .values(),
                sampling.slopes().values());
        assertArrayEquals(
                PairwiseSlopes.of(java.util.Arrays.copyOf(points, 5), minibatch).values(),
                sampling.minibatchSlopes().values());
        assertTrue(sampling.slopes().max().value() > 0);
        double farthest = weights.stream()
                .mapToDouble(w -> Euclidean.distance(weights.get(0), w))
                .max()
                .orElseThrow();
        assertTrue(sampling.radius() >= farthest);
        assertEquals(farthest, sampling.radius(), 1e-6 * farthest);
    }

    @Test
    void everyMustBePositive() {
        assertThrows(
                IllegalArgumentException.class,
                () -> SlopeSampling.of(run(Fixtures.digits()), Fixtures.digits(), 0, Monitor.silent()));
    }
}
