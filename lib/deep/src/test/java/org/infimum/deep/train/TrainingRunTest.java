package org.infimum.deep.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.Stop;
import org.infimum.Trace;
import org.infimum.deep.BpGrad;
import org.infimum.deep.Networks;
import org.infimum.deep.data.ExampleSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;

class TrainingRunTest {
    @TempDir
    Path folder;

    private static void assertSameBits(TrainingResult expected, TrainingResult actual) {
        assertArrayEquals(expected.weights(), actual.weights());
        assertEquals(expected.iterations(), actual.iterations());
        for (String column : expected.epochs().names()) {
            if (!column.equals("seconds")) {
                assertArrayEquals(
                        expected.epochs().column(column), actual.epochs().column(column), column);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpgrad", "published", "adam", "dropping adam", "eve", "ali-g", "sps"})
    void resumedRunEqualsUninterruptedRunBitForBit(String solver) {
        TrainingResult whole = Fixtures.run(solver, null, 3).train();
        Path file = folder.resolve("run.zip");
        // stopped within the first epoch, at its end, and within the second, each time by a new object as in a new
        // process
        for (long iterations : new long[] {7, 17, 30}) {
            Fixtures.run(solver, file, 3).train(Driver.standard().limits(Limits.iterations(iterations)));
        }
        TrainingResult resumed = Fixtures.run(solver, file, 3).train();
        assertEquals(Stop.Reason.DONE, resumed.stop().reason());
        assertSameBits(whole, resumed);
        assertEquals(51, resumed.iterations().size());
        assertTrue(whole.epochs().last("objective") < whole.epochs().get("objective", 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bpgrad", "adam"})
    void graphResumesToTheBitToo(String solver) {
        TrainingOptions options = TrainingOptions.epochs(2).batchSize(30).seed(5);
        TrainingResult whole = TrainingRun.of(
                        Networks.identityLink(64, 10, 5), Fixtures.solver(solver), Fixtures.digits(), options)
                .train();
        Path file = folder.resolve("run.zip");
        TrainingRun.of(
                        Networks.identityLink(64, 10, 5),
                        Fixtures.solver(solver),
                        Fixtures.digits(),
                        options.checkpoint(file))
                .train(Driver.standard().limits(Limits.iterations(9)));
        TrainingResult resumed = TrainingRun.of(
                        Networks.identityLink(64, 10, 5),
                        Fixtures.solver(solver),
                        Fixtures.digits(),
                        options.checkpoint(file))
                .train();
        assertSameBits(whole, resumed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dropping adam", "eve"})
    void ratesDropWithTheRunsEpochs(String solver) {
        Trace steps = Fixtures.run(solver, null, 3).train().iterations();
        // 17 iterations an epoch; Eve's are divided by its d, which moves by a thousandth of the objective's change
        double[] expected = solver.equals("eve") ? new double[] {0.01, 0.005, 0.0025} : new double[] {0.01, 1e-3, 1e-4};
        for (int epoch = 0; epoch < 3; epoch++) {
            assertEquals(expected[epoch], steps.get("eta", 17 * epoch), 0.05 * expected[epoch]);
            assertEquals(expected[epoch], steps.get("eta", 17 * epoch + 16), 0.05 * expected[epoch]);
        }
    }

    @Test
    void interruptedCallGoesOnInTheSameObject() {
        TrainingResult whole = Fixtures.run("bpgrad", null, 2).train();
        TrainingRun run = Fixtures.run("bpgrad", null, 2);
        TrainingResult part = run.train(progress -> {
            if (progress.iteration() == 10) {
                Thread.currentThread().interrupt();
            }
        });
        assertEquals(Stop.Reason.INTERRUPTED, part.stop().reason());
        assertEquals(10, part.iterations().size());
        assertEquals(10, run.result().iterations().size());
        assertFalse(Thread.currentThread().isInterrupted());
        assertSameBits(whole, run.train());
    }

    @Test
    void epochsMayBeRaisedOnResume() {
        Path file = folder.resolve("run.zip");
        TrainingResult whole = Fixtures.run("adam", null, 3).train();
        Fixtures.run("adam", file, 2).train();
        assertSameBits(whole, Fixtures.run("adam", file, 3).train());
    }

    @Test
    void checkpointOfAnotherRunIsRefusedByName() {
        Path file = folder.resolve("run.zip");
        Fixtures.run("adam", file, 1).train();
        assertRefused("solver", () -> Fixtures.run("bpgrad", file, 1).train());
        TrainingOptions options =
                TrainingOptions.epochs(1).batchSize(30).seed(5).checkpoint(file);
        assertRefused(
                "seed",
                () -> TrainingRun.of(Fixtures.network(5), Fixtures.solver("adam"), Fixtures.digits(), options.seed(6))
                        .train());
        assertRefused(
                "batch size",
                () -> TrainingRun.of(
                                Fixtures.network(5), Fixtures.solver("adam"), Fixtures.digits(), options.batchSize(31))
                        .train());
        assertRefused(
                "network",
                () -> TrainingRun.of(
                                Networks.identityLink(64, 10, 5), Fixtures.solver("adam"), Fixtures.digits(), options)
                        .train());
    }

    private static void assertRefused(String part, org.junit.jupiter.api.function.Executable code) {
        String message = assertThrows(CheckpointException.class, code).getMessage();
        assertTrue(message.contains("its " + part), message);
        assertTrue(message.contains("run.zip") && message.contains("use"), message);
    }

    @Test
    void damagedCheckpointIsNamed() throws IOException {
        Path file = folder.resolve("run.zip");
        Fixtures.run("adam", file, 1).train();
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 10, bytes.length / 2, bytes.length - 5}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            String message = assertThrows(
                            CheckpointException.class,
                            () -> Fixtures.run("adam", file, 1).train())
                    .getMessage();
            assertTrue(message.contains("damaged") && message.contains("run.zip"), message);
        }
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 0x55;
        Files.write(file, flipped);
        assertThrows(
                CheckpointException.class, () -> Fixtures.run("adam", file, 1).train());
    }

    @Test
    void fullDiskKeepsTheEarlierCheckpointAndTheRun() throws IOException {
        Path file = folder.resolve("run.zip");
        boolean[] full = {false};
        Checkpoint writer = new Checkpoint(target -> new FilterOutputStream(new FileOutputStream(target)) {
            private int written;

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                written += count;
                if (full[0] && written > 5000) {
                    throw new IOException("No space left on device");
                }
                out.write(bytes, from, count);
            }
        });
        TrainingRun run = Fixtures.run("adam", file, 2).checkpointWriter(writer);
        run.train(Driver.standard().limits(Limits.iterations(5)));
        byte[] before = Files.readAllBytes(file);
        full[0] = true;
        String message = assertThrows(CheckpointException.class, run::train).getMessage();
        assertTrue(
                message.contains("No space left") && message.contains("run.zip") && message.contains("whole"), message);
        assertArrayEquals(before, Files.readAllBytes(file));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count(), "no temporary file stays");
        }
        full[0] = false;
        TrainingResult result = run.train();
        assertSameBits(Fixtures.run("adam", null, 2).train(), result);
    }

    @Test
    void interruptDuringACheckpointCostsNothing() {
        Path file = folder.resolve("run.zip");
        Checkpoint writer = new Checkpoint(target -> {
            Thread.currentThread().interrupt();
            return new FileOutputStream(target);
        });
        TrainingResult part =
                Fixtures.run("bpgrad", file, 2).checkpointWriter(writer).train();
        // the last checkpoint of the call was interrupted too, after the driver had looked
        assertTrue(Thread.interrupted());
        assertEquals(Stop.Reason.INTERRUPTED, part.stop().reason());
        assertEquals(1, part.iterations().size());
        TrainingResult resumed = Fixtures.run("bpgrad", file, 2).train();
        assertSameBits(Fixtures.run("bpgrad", null, 2).train(), resumed);
    }

    @Test
    void otherSamplingConditionIsRefusedByName() {
        Path file = folder.resolve("run.zip");
        Fixtures.run("bpgrad", file, 1).train();
        BpGrad solver = (BpGrad) Fixtures.solver("bpgrad");
        assertRefused(
                "sampling condition",
                () -> Fixtures.run("bpgrad", file, 1)
                        .samplingCondition(SamplingCondition.projected(solver, 128, 1))
                        .train());
    }

    @Test
    void realFullDeviceIsNamedToo() throws IOException {
        Path device = Path.of("/dev/full");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(device), "skipped: no /dev/full");
        Checkpoint writer = new Checkpoint(target -> new FileOutputStream(device.toFile()));
        TrainingRun run = Fixtures.run("adam", folder.resolve("run.zip"), 1).checkpointWriter(writer);
        assertTrue(
                assertThrows(CheckpointException.class, run::train).getMessage().contains("No space left"));
    }

    @Test
    void lossThatIsNotFiniteStopsTheRunAndKeepsTheCheckpoint() throws IOException {
        ExampleSet good = Fixtures.digits();
        Path file = folder.resolve("run.zip");
        int[] calls = {0};
        ExampleSet poisoned = new ExampleSet() {
            @Override
            public String name() {
                return "poisoned";
            }

            @Override
            public int size() {
                return good.size();
            }

            @Override
            public int featuresPerExample() {
                return good.featuresPerExample();
            }

            @Override
            public DataSet batch(int[] indices) {
                DataSet batch = good.batch(indices);
                if (indices.length == 30 && ++calls[0] == 9) {
                    batch.getFeatures().putScalar(0, 0, Float.NaN);
                }
                return batch;
            }

            @Override
            public String fingerprint() {
                return "poisoned";
            }
        };
        TrainingOptions options =
                TrainingOptions.epochs(2).batchSize(30).checkpoint(file).checkpointEvery(java.time.Duration.ZERO);
        TrainingResult result = TrainingRun.of(Fixtures.network(5), BpGrad.lipschitz(20), poisoned, options)
                .train();
        assertEquals(Stop.Reason.NOT_FINITE, result.stop().reason());
        String detail = result.stop().detail();
        assertTrue(detail.contains("iteration 8") && detail.contains("larger L") && detail.contains("run.zip"), detail);
        assertEquals(8, result.iterations().size());
        for (float weight : result.weights()) {
            assertTrue(Float.isFinite(weight));
        }
        assertTrue(Files.size(file) > 0);
    }

    @Test
    void batchLargerThanTheDataIsRefused() {
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> TrainingRun.of(
                                        Fixtures.network(1),
                                        BpGrad.lipschitz(20),
                                        Fixtures.digits(),
                                        TrainingOptions.epochs(1).batchSize(501))
                                .train())
                .getMessage();
        assertTrue(message.contains("501") && message.contains("500"), message);
        assertThrows(IllegalArgumentException.class, () -> TrainingOptions.epochs(0));
        assertThrows(
                IllegalArgumentException.class, () -> TrainingOptions.epochs(1).batchSize(0));
    }

    @Test
    void bothSidesOfEquation4AgreeWithTheirDefinition() {
        BpGrad solver = BpGrad.lipschitz(20).rho(0.1);
        TrainingOptions options = TrainingOptions.epochs(1).batchSize(50).seed(2);
        float[][] iterates = new float[11][];
        TrainingRun run = TrainingRun.of(Fixtures.network(2), solver, Fixtures.digits(), options)
                .samplingCondition(SamplingCondition.exact(solver, 1L << 30));
        iterates[0] = Fixtures.network(2).params().toFloatVector();
        TrainingResult[] last = new TrainingResult[1];
        TrainingResult result = run.train(progress -> {
            last[0] = run.result();
            iterates[(int) progress.iteration()] = last[0].weights();
        });
        double minimum = Double.POSITIVE_INFINITY;
        for (int t = 0; t < 10; t++) {
            double left = Double.NEGATIVE_INFINITY;
            for (int i = 0; i <= t; i++) {
                double square = 0;
                for (int k = 0; k < iterates[0].length; k++) {
                    square += Math.pow((double) iterates[i][k] - iterates[t + 1][k], 2);
                }
                left = Math.max(left, result.iterations().get("objective", i) - 20 * Math.sqrt(square));
            }
            minimum = Math.min(minimum, result.iterations().get("objective", t));
            // the same sums in double precision, in the same order but for the power
            assertEquals(left, result.iterations().get("Eq. 4 left", t), 1e-10);
            assertEquals(0.1 * minimum, result.iterations().get("Eq. 4 right", t), 1e-15);
        }
        ExactHistory small = new ExactHistory(1000);
        assertThrows(IllegalStateException.class, () -> small.add(org.nd4j.linalg.factory.Nd4j.zeros(1714)));
    }

    @Test
    void projectedDistancesKeepTheirStatedError() {
        int d = 5000;
        Random random = new Random(4);
        int outside = 0;
        int pairs = 0;
        for (int trial = 0; trial < 20; trial++) {
            ProjectedHistory projected = new ProjectedHistory(1024, trial);
            ExactHistory exact = new ExactHistory(1L << 30);
            for (int i = 0; i < 6; i++) {
                float[] x = new float[d];
                for (int k = 0; k < d; k++) {
                    x[k] = (float) (1 + 0.01 * random.nextGaussian() * (k % 7 == 0 ? 10 : 1));
                }
                var point = org.nd4j.linalg.factory.Nd4j.createFromArray(x);
                double[] near = projected.add(point);
                double[] truth = exact.add(point);
                for (int j = 0; j < near.length; j++) {
                    pairs++;
                    // 2 / (0.05 * 1024) = 0.198^2 on the square: 10.4 % on the distance
                    if (Math.abs(near[j] / truth[j] - 1) > 0.105) {
                        outside++;
                    }
                }
            }
        }
        assertTrue(outside <= 0.05 * pairs, outside + " of " + pairs);
        assertTrue(new ProjectedHistory(1024, 1).error().contains("10.4 %"));
        assertThrows(IllegalArgumentException.class, () -> new ProjectedHistory(10, 1));
    }

    @Test
    void otherSeedsAreOtherRuns() {
        TrainingOptions options = TrainingOptions.epochs(1).batchSize(100);
        var a = TrainingRun.of(Fixtures.network(1), Fixtures.solver("adam"), Fixtures.digits(), options.seed(1))
                .train();
        var b = TrainingRun.of(Fixtures.network(1), Fixtures.solver("adam"), Fixtures.digits(), options.seed(2))
                .train();
        assertNotEquals(a.iterations(), b.iterations());
    }
}
