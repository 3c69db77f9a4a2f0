package org.infimum.deep.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that trains is killed (SIGKILL) at random moments and started again until it is through. */
class KilledRunTest {
    private static final int EPOCHS = 12;

    /** What the killed process runs. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws IOException {
            TrainingRun run = Fixtures.run(arguments[2], Path.of(arguments[0]), EPOCHS);
            TrainingResult result = run.train(progress -> {
                // slow enough that a kill falls into the run and not behind it
                if (progress.iteration() % 5 == 0) {
                    System.out.println(progress.iteration());
                }
            });
            Files.writeString(Path.of(arguments[1]), java.util.Arrays.toString(result.weights()));
        }
    }

    /** BPGrad has a history beside it, Eve two vectors and numbers of its own, detection a graph of two inputs and two outputs. */
    @ParameterizedTest
    @ValueSource(strings = {"bpgrad", "eve", "detection"})
    void killedAndResumedEqualsUninterrupted(String solver, @TempDir Path folder) throws Exception {
        Path checkpoint = folder.resolve("run.zip");
        Path weights = folder.resolve("weights.txt");
        // a fresh seed each time: the moments are random on purpose; the name of a failing one is in the message
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int kills = 0;
        for (int attempt = 0; attempt < 4 && !Files.exists(weights); attempt++) {
            Process process = start(solver, checkpoint, weights, folder);
            waitForFirstLine(process);
            if (!process.waitFor(random.nextInt(700), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
                kills++;
            }
        }
        if (!Files.exists(weights)) {
            Process process = start(solver, checkpoint, weights, folder);
            process.getInputStream().readAllBytes();
            assertEquals(0, process.waitFor());
        }
        TrainingResult whole = Fixtures.run(solver, null, EPOCHS).train();
        assertTrue(kills > 0, "no kill fell into the run, seed " + seed);
        assertEquals(
                java.util.Arrays.toString(whole.weights()), Files.readString(weights), kills + " kills, seed " + seed);
        TrainingResult resumed = Fixtures.run(solver, checkpoint, EPOCHS).train();
        assertEquals(whole.iterations(), resumed.iterations());
        assertArrayEquals(whole.weights(), resumed.weights());
    }

    private static void waitForFirstLine(Process process) throws IOException {
        process.getInputStream().read();
    }

    private static Process start(String solver, Path checkpoint, Path weights, Path folder) throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Victim.class.getName(),
                        checkpoint.toString(),
                        weights.toString(),
                        solver)
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
    }
}
