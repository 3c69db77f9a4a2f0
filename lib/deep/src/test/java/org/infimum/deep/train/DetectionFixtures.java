package org.infimum.deep.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.infimum.deep.NetworkSolver;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.AnnotatedImages;
import org.infimum.deep.detection.BoundingBox;
import org.infimum.deep.detection.BoundingBoxes;
import org.infimum.deep.detection.DetectionOptions;
import org.infimum.deep.detection.DetectionTask;
import org.infimum.deep.detection.DetectorInput;
import org.infimum.deep.detection.DigitScenes;
import org.infimum.deep.detection.FastRcnn;
import org.infimum.deep.detection.FastRcnnOptions;
import org.infimum.deep.detection.ProposedImages;
import org.infimum.deep.detection.RegionProposals;
import org.infimum.deep.detection.RoiSampling;
import org.infimum.deep.detection.Trunk;

/** A tiny graph of two inputs and two outputs with dropout, trained on a few scenes. */
final class DetectionFixtures {
    private DetectionFixtures() {}

    /** Windows of three sizes everywhere: no native library, and the same on every machine. */
    record Windows() implements RegionProposals {
        @Override
        public BoundingBoxes of(RgbImage image) {
            List<BoundingBox> boxes = new ArrayList<>();
            for (int side = 10; side <= 16; side += 3) {
                for (int x = 0; x + side <= image.width(); x += 3) {
                    for (int y = 0; y + side <= image.height(); y += 3) {
                        boxes.add(new BoundingBox(x, y, x + side, y + side));
                    }
                }
            }
            return BoundingBoxes.copyOf(boxes);
        }

        @Override
        public String description() {
            return "windows";
        }
    }

    static ProposedImages proposed(AnnotatedImages images) {
        try {
            return ProposedImages.of(images, new Windows());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DetectionOptions options() {
        return DetectionOptions.of(DetectorInput.side(40))
                .sampling(RoiSampling.paper().batch(2, 16))
                .evaluation(3, 2);
    }

    static DetectionTask task(AnnotatedImages train, int threads) {
        return DetectionTask.of(
                proposed(train), proposed(DigitScenes.test(3, 32, 1)), options().threads(threads));
    }

    static TrainingRun run(DetectionTask task, NetworkSolver solver, TrainingOptions options) {
        FastRcnnOptions shape =
                FastRcnnOptions.of(10, Trunk.SMALL).fraction(0.06).pooledSize(2).dropout(0.2);
        return TrainingRun.of(FastRcnn.network(shape, 4), solver, task, options);
    }

    static TrainingRun run(NetworkSolver solver, Path checkpoint, int epochs, int threads) {
        TrainingOptions options = TrainingOptions.epochs(epochs).batchSize(2).seed(5);
        if (checkpoint != null) {
            options = options.checkpoint(checkpoint).checkpointEvery(Duration.ZERO);
        }
        return run(task(DigitScenes.train(7, 32, 1), threads), solver, options);
    }
}
