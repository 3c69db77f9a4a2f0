package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.infimum.deep.data.RgbImage;
import org.nd4j.linalg.dataset.MultiDataSet;

/** Minibatches of images with a choice of their regions, by number. One thread's own. */
final class RegionMinibatches implements AutoCloseable {
    private final ImageReader reader;
    private final RoiSampling sampling;
    private final BoxEncoding encoding;
    private final ImageReader.Stream stream;

    RegionMinibatches(ImageReader reader, DetectionOptions options) {
        this.reader = reader;
        this.sampling = options.sampling();
        this.encoding = options.detector().encoding();
        this.stream = reader.stream(options.threads(), sampling.imagesPerBatch());
    }

    /** A minibatch; empty where none of its images can be read or has a region to train on. */
    Optional<MultiDataSet> read(long number) {
        List<RgbImage> pixels = new ArrayList<>();
        List<RoiSample> samples = new ArrayList<>();
        for (ImageReader.Prepared image : stream.read(number)) {
            RoiSample sample = sample(number, image);
            if (!sample.rois().isEmpty()) {
                pixels.add(image.pixels());
                samples.add(sample);
            }
        }
        return samples.isEmpty()
                ? Optional.empty()
                : Optional.of(FastRcnn.minibatch(
                        reader.input().array(pixels),
                        samples,
                        reader.images().images().classNames().size()));
    }

    private RoiSample sample(long number, ImageReader.Prepared image) {
        ProposedImages images = reader.images();
        List<BoundingBox> proposals = images.proposals().of(image.image()).stream()
                .map(box -> reader.moved(image, box))
                .toList();
        List<AnnotatedObject> truth = images.images().images().get(image.image()).objects().stream()
                .filter(object -> !object.difficult())
                .map(object -> new AnnotatedObject(
                        object.label(), reader.moved(image, object.box()), false, object.truncated()))
                .toList();
        RegionPlan plan = reader.plan();
        return sampling.sample(plan.seed(), plan.epoch(number), image.image(), proposals, truth, encoding);
    }

    @Override
    public void close() {
        stream.close();
    }
}
