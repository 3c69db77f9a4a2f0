package org.infimum.deep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.infimum.Driver;
import org.infimum.Limits;
import org.infimum.deep.BpGrad;
import org.infimum.deep.detection.BoundingBox;
import org.infimum.deep.detection.BoundingBoxes;
import org.infimum.deep.detection.DetectionOptions;
import org.infimum.deep.detection.DetectionTask;
import org.infimum.deep.detection.Detector;
import org.infimum.deep.detection.DetectorInput;
import org.infimum.deep.detection.DigitScenes;
import org.infimum.deep.detection.FastRcnn;
import org.infimum.deep.detection.FastRcnnOptions;
import org.infimum.deep.detection.ImageProposals;
import org.infimum.deep.detection.ProposedImages;
import org.infimum.deep.detection.Trunk;
import org.infimum.deep.train.TrainingOptions;
import org.infimum.deep.train.TrainingRun;

/**
 * Where the time of Fast R-CNN goes: the share of ROI pooling in an iteration of training (2 images, 128 regions) and in the search of an image (2,000
 * proposals), and of non-maximum suppression in the latter. The Java virtual machine's own profiler looks every 10 ms at what the main thread does; a
 * share is that of its samples, those of ROI pooling's helpers counted on both sides. The network is untrained, so that no score stands out and suppression
 * has as many boxes as it can have.
 *
 * <p>Arguments: the images' side in pixels (320) and the number of iterations (60).
 */
public final class DetectionProfile {
    private static final int IMAGES = 24;
    private static final int PROPOSALS = 2000;
    private static final int WARM_UP = 15;
    private static final Duration PERIOD = Duration.ofMillis(10);

    private final int iterations;
    private final DetectionTask task;
    private final TrainingRun run;

    private DetectionProfile(int side, int iterations) {
        this.iterations = iterations;
        ProposedImages images = images(side);
        task = DetectionTask.of(
                images, images, DetectionOptions.of(DetectorInput.side(side)).evaluation(1, 0));
        run = TrainingRun.of(
                FastRcnn.network(FastRcnnOptions.of(task.classNames().size(), Trunk.SMALL), 1),
                BpGrad.lipschitz(1e6),
                task,
                TrainingOptions.epochs(1 + 2 * (WARM_UP + iterations) / IMAGES).batchSize(2));
    }

    private static ProposedImages images(int side) {
        Random random = new Random(1);
        List<BoundingBoxes> proposals = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            List<BoundingBox> boxes = new ArrayList<>();
            for (int k = 0; k < PROPOSALS; k++) {
                int width = side / 10 + random.nextInt(side / 2);
                int height = side / 10 + random.nextInt(side / 2);
                int x = random.nextInt(side - width);
                int y = random.nextInt(side - height);
                boxes.add(new BoundingBox(x, y, x + width, y + height));
            }
            proposals.add(BoundingBoxes.copyOf(boxes));
        }
        return new ProposedImages(DigitScenes.train(IMAGES, side, 1), new ImageProposals(proposals));
    }

    /**
     * Runs the benchmark.
     *
     * @param arguments side and iterations, or fewer
     * @throws IOException if the profiler's file cannot be written or read
     */
    public static void main(String[] arguments) throws IOException {
        int side = arguments.length > 0 ? parse(arguments[0]) : 320;
        int iterations = arguments.length > 1 ? parse(arguments[1]) : 60;
        new DetectionProfile(side, iterations).measure(side);
    }

    private static int parse(String argument) {
        try {
            int value = Integer.parseInt(argument);
            if (value >= 20 && value <= 1024) return value;
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "Side and iterations are whole numbers from 20 to 1024, not '" + argument + "'.");
    }

    private void measure(int side) throws IOException {
        train(WARM_UP);
        System.out.printf(
                Locale.ROOT, "%-36s %8s %14s %14s %8s%n", "scenes of " + side + " pixels", "ms", "ROI pooling %", "suppression %", "samples");
        report("iteration (2 images, 128 regions)", iterations, () -> train(WARM_UP + iterations));
        Detector detector = task.detector(run.result().network());
        detector.detect(task.train().spread(4));
        report("image searched (2,000 proposals)", IMAGES, () -> detector.detect(task.train()));
    }

    private void train(int upTo) {
        run.train(Driver.standard().limits(Limits.iterations(upTo)));
    }

    private static void report(String what, int times, Runnable work) throws IOException {
        Path file = Files.createTempFile("infimum", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ExecutionSample").withPeriod(PERIOD);
            recording.enable("jdk.NativeMethodSample").withPeriod(PERIOD);
            recording.start();
            long start = System.nanoTime();
            work.run();
            double milliseconds = (System.nanoTime() - start) * 1e-6 / times;
            recording.stop();
            recording.dump(file);
            int all = 0;
            int pooling = 0;
            int suppression = 0;
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getStackTrace() == null) continue;
                boolean pools = within(event, name -> name.startsWith("RoiMax") || name.endsWith("RoiMaximum"));
                RecordedThread thread = event.getThread("sampledThread");
                if (!pools && (thread == null || !"main".equals(thread.getJavaName()))) continue;
                all++;
                pooling += pools ? 1 : 0;
                suppression += within(event, name -> name.startsWith("NonMaximumSuppression")) ? 1 : 0;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%-36s %8.1f %14.1f %14.1f %8d%n",
                    what,
                    milliseconds,
                    100.0 * pooling / all,
                    100.0 * suppression / all,
                    all);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Whether a class of the detection package with such a name is on the stack. */
    private static boolean within(RecordedEvent event, Predicate<String> names) {
        String prefix = "org.infimum.deep.detection.";
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            String name = frame.getMethod().getType().getName();
            if (name.startsWith(prefix) && names.test(name.substring(prefix.length()))) return true;
        }
        return false;
    }
}
