package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.data.SkippedRecord;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link FastRcnn} network at work (Girshick, ICCV 2015, Sec. 2.4): an image's proposals are classified, and each is moved for each class by that class's
 * offsets. Of a region's scores all classes of at least the least score count, so one region may become several detections; boxes are cut to the image, and
 * what is left is thinned out class by class.
 *
 * <p>The network runs in inference. It is used, not copied: one thread at a time, and a detector made once sees later weights.
 */
public final class Detector {
    private static final int OFFSETS = 4;

    private final ComputationGraph net;
    private final DetectorOptions options;

    private Detector(ComputationGraph net, DetectorOptions options) {
        this.net = net;
        this.options = options;
    }

    /**
     * A detector.
     *
     * @param net a network of {@link FastRcnn}
     * @param options how its outputs become detections
     * @return the detector
     * @throws IllegalArgumentException if the network does not have the two inputs and outputs of {@link FastRcnn}
     */
    public static Detector of(ComputationGraph net, DetectorOptions options) {
        List<String> inputs = net.getConfiguration().getNetworkInputs();
        List<String> outputs = net.getConfiguration().getNetworkOutputs();
        if (!inputs.equals(List.of(FastRcnn.IMAGE, FastRcnn.ROIS))
                || !outputs.equals(List.of(FastRcnn.CLASSES, FastRcnn.BOXES))) {
            throw new IllegalArgumentException("A detector needs a graph with the inputs and outputs of FastRcnn, not "
                    + inputs + " and " + outputs + "; make it with FastRcnn.network.");
        }
        return new Detector(net, Objects.requireNonNull(options, "options"));
    }

    /**
     * Searches one image.
     *
     * @param image the number that the detections get
     * @param pixels the whole image in its own size
     * @param proposals the regions to look at, in its pixels
     * @return detections in the image's pixels, highest score first; none where there are no proposals
     * @throws ArithmeticException if the network's outputs are not finite
     */
    public List<Detection> detect(int image, RgbImage pixels, List<BoundingBox> proposals) {
        return detect(image, options.input().scaled(pixels), pixels.width(), pixels.height(), proposals);
    }

    /**
     * Searches a set of images, which are decoded in the background meanwhile.
     *
     * @param images the images and their proposals
     * @return the detections of all images
     * @throws java.io.UncheckedIOException if more than 1 % of the images cannot be read; fewer have no detections, so their objects count as missed
     * @throws ArithmeticException if the network's outputs are not finite
     * @throws CancellationException if the thread was interrupted
     */
    public List<Detection> detect(ProposedImages images) {
        SkippedRecord skipped = new SkippedRecord(images.images().name(), images.size());
        return detect(images, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), skipped, true);
    }

    List<Detection> detect(ProposedImages images, int threads, SkippedRecord skipped, boolean interruptible) {
        List<Detection> found = new ArrayList<>();
        ImageReader reader = new ImageReader(images, options.input(), RegionPlan.inOrder(images.size()), skipped);
        try (ImageReader.Stream stream = reader.stream(threads, 1)) {
            for (int i = 0; i < images.size(); i++) {
                if (interruptible && Thread.interrupted()) {
                    throw new CancellationException(
                            "Interrupted after " + i + " of " + images.size() + " images; call again to search them.");
                }
                Optional<ImageReader.Prepared> prepared =
                        stream.read(i).stream().findFirst();
                if (prepared.isEmpty()) continue;
                AnnotatedImage known = images.images().images().get(i);
                found.addAll(detect(
                        i,
                        prepared.get().pixels(),
                        known.width(),
                        known.height(),
                        images.proposals().of(i)));
            }
        }
        return found;
    }

    private List<Detection> detect(int image, RgbImage scaled, int width, int height, List<BoundingBox> proposals) {
        if (proposals.isEmpty()) return List.of();
        double across = (double) scaled.width() / width;
        double down = (double) scaled.height() / height;
        List<BoundingBox> regions =
                proposals.stream().map(box -> box.scaled(across, down)).toList();
        INDArray[] outputs = net.output(false, options.input().array(List.of(scaled)), FastRcnn.rois(List.of(regions)));
        Candidates candidates = candidates(finite(outputs[0]), finite(outputs[1]), width, height, proposals);
        List<Detection> found = new ArrayList<>();
        for (int k : options.suppression().kept(candidates.boxes(), candidates.scores(), candidates.labels())) {
            if (found.size() == options.most()) break;
            float[] boxes = candidates.boxes();
            found.add(new Detection(
                    image,
                    candidates.labels()[k],
                    candidates.scores()[k],
                    new BoundingBox(boxes[4 * k], boxes[4 * k + 1], boxes[4 * k + 2], boxes[4 * k + 3])));
        }
        return found;
    }

    /** Boxes of all classes before suppression. */
    private record Candidates(float[] boxes, float[] scores, int[] labels) {}

    /** Offsets are relative to the region, so boxes are decoded in the image's own pixels. */
    private Candidates candidates(float[] scores, float[] offsets, int width, int height, List<BoundingBox> proposals) {
        int classes = scores.length / proposals.size();
        float[] boxes = new float[OFFSETS * scores.length];
        float[] kept = new float[scores.length];
        int[] labels = new int[scores.length];
        double[] offset = new double[OFFSETS];
        int count = 0;
        for (int r = 0; r < proposals.size(); r++) {
            for (int c = 1; c < classes; c++) {
                int at = r * classes + c;
                if (scores[at] < options.leastScore()) continue;
                for (int i = 0; i < OFFSETS; i++) offset[i] = offsets[OFFSETS * at + i];
                Optional<BoundingBox> box =
                        options.encoding().decode(proposals.get(r), offset).clipped(width, height);
                if (box.isEmpty() || !store(box.get(), boxes, OFFSETS * count)) continue;
                kept[count] = scores[at];
                labels[count++] = c - 1;
            }
        }
        return new Candidates(
                Arrays.copyOf(boxes, OFFSETS * count), Arrays.copyOf(kept, count), Arrays.copyOf(labels, count));
    }

    /** Whether the box keeps its area in single precision. */
    private static boolean store(BoundingBox box, float[] boxes, int to) {
        boxes[to] = (float) box.x1();
        boxes[to + 1] = (float) box.y1();
        boxes[to + 2] = (float) box.x2();
        boxes[to + 3] = (float) box.y2();
        return boxes[to] < boxes[to + 2] && boxes[to + 1] < boxes[to + 3];
    }

    private static float[] finite(INDArray output) {
        float[] values = output.dup('c').data().asFloat();
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new ArithmeticException("An output of the network is " + value
                        + "; it has gone non-finite: train it with a smaller step.");
            }
        }
        return values;
    }
}
