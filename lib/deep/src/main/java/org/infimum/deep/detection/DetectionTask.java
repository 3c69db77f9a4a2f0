package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.data.Minibatches;
import org.infimum.deep.data.SkippedImages;
import org.infimum.deep.data.SkippedRecord;
import org.infimum.deep.train.TrainingTask;
import org.nd4j.linalg.dataset.MultiDataSet;

/**
 * Training Fast R-CNN to find objects (Girshick, ICCV 2015, Sec. 2.3), judged by average precision on other images.
 *
 * <pre>
 * ProposedImages train = ProposedImages.of(folder.part("trainval"), ProposalCache.standard(SelectiveSearch.fast()));
 * DetectionTask task = DetectionTask.of(train, test, DetectionOptions.of(DetectorInput.side(480)));
 * FastRcnnOptions shape = FastRcnnOptions.of(task.classNames().size(), Trunk.SMALL);
 * Comparison.of(seed -&gt; FastRcnn.network(shape, seed), task, TrainingOptions.epochs(20).batchSize(2))
 * </pre>
 *
 * <p>A minibatch has the images that the run's order says, each scaled and perhaps mirrored, with regions chosen among its proposals and its objects. What
 * is drawn at random depends on the run's seed, the epoch and the image alone, so solvers of one comparison see the same, and a resumed run equals an
 * uninterrupted one. Difficult objects are left out of training, as in the authors' later code. An image without a region to train on (no objects, say)
 * is left out of its minibatch; where none is left there is no step. Images are decoded ahead in the background, a bounded number of them; broken ones are
 * skipped and counted, and more than 1 % of the set stop the run.
 *
 * <p>Columns of the evaluation:
 * <ul>
 *   <li>{@code objective}: f, the mean over the regions of class loss plus lambda times box loss, plus regularisation, at the weights of that moment, without
 *       dropout. It is taken over regions of {@code objectiveImages} training images, drawn once and the same for every network, solver and epoch, without
 *       mirrored images.
 *   <li>{@code mAP}: the mean of the classes' average precisions at 11 recalls (PASCAL VOC 2007), 0 to 1, on {@code validationImages} images.
 *   <li>{@code AP} and a class's name: its average precision.
 * </ul>
 *
 * <p>A network whose outputs are not finite gets NaN.
 */
public final class DetectionTask implements TrainingTask {
    private final ProposedImages train;
    private final ProposedImages validation;
    private final DetectionOptions options;
    private final SkippedRecord skippedInTraining;
    private final SkippedRecord skippedInValidation;

    private DetectionTask(ProposedImages train, ProposedImages validation, DetectionOptions options) {
        this.train = train;
        this.validation = validation;
        this.options = options;
        this.skippedInTraining = new SkippedRecord(train.images().name(), train.size());
        this.skippedInValidation = new SkippedRecord(validation.images().name(), validation.size());
    }

    /**
     * A task.
     *
     * @param train images to train on, with their proposals
     * @param validation images to judge by, with theirs
     * @param options input, sampling, evaluation
     * @return the task
     * @throws IllegalArgumentException if the classes differ
     */
    public static DetectionTask of(ProposedImages train, ProposedImages validation, DetectionOptions options) {
        Objects.requireNonNull(options, "options");
        List<String> classes = train.images().classNames();
        if (!classes.equals(validation.images().classNames())) {
            throw new IllegalArgumentException("Training and validation need the same classes in the same order, not "
                    + classes + " and " + validation.images().classNames()
                    + "; open both with one list of names (VocFolder.open).");
        }
        return new DetectionTask(train, validation, options);
    }

    /**
     * The same task on a part of the training images, without average precision: for a sweep of rates, which looks at the objective alone.
     *
     * @param images training images, evenly spread
     * @return a new task
     * @throws IllegalArgumentException if the number is less than 1
     */
    public DetectionTask sweep(int images) {
        return new DetectionTask(train.spread(images), validation, options.evaluation(options.objectiveImages(), 0));
    }

    /**
     * The classes.
     *
     * @return their names in the order of the labels
     */
    public List<String> classNames() {
        return train.images().classNames();
    }

    /**
     * The images to train on.
     *
     * @return with their proposals
     */
    public ProposedImages train() {
        return train;
    }

    /**
     * The images to judge by, all of them.
     *
     * @return with their proposals
     */
    public ProposedImages validation() {
        return validation;
    }

    /**
     * The options.
     *
     * @return as given
     */
    public DetectionOptions options() {
        return options;
    }

    @Override
    public int size() {
        return train.size();
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("training data", train.images().name() + " " + train.fingerprint());
        settings.put("validation data", validation.images().name() + " " + validation.fingerprint());
        settings.put("input", options.detector().input().toString());
        settings.put("encoding", options.detector().encoding().toString());
        settings.put("sampling", options.sampling() + (options.flips() ? ", flips" : ""));
        settings.put(
                "detections",
                "scores from " + options.detector().leastScore() + ", "
                        + options.detector().suppression() + ", at most "
                        + options.detector().most());
        settings.put(
                "evaluation",
                Math.min(train.size(), options.objectiveImages()) + " training and "
                        + Math.min(validation.size(), options.validationImages()) + " validation images");
        return settings;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the minibatches have another number of images than the sampling says
     */
    @Override
    public Feed feed(Minibatches order) {
        int together = options.sampling().imagesPerBatch();
        if (order.batchSize() != together) {
            throw new IllegalArgumentException("The minibatches have " + order.batchSize()
                    + " images, but the sampling divides its regions among " + together
                    + "; give TrainingOptions a batchSize(" + together + ").");
        }
        RegionMinibatches minibatches = new RegionMinibatches(
                new ImageReader(
                        train,
                        options.detector().input(),
                        RegionPlan.training(order, options.flips()),
                        skippedInTraining),
                options);
        return new Feed() {
            @Override
            public boolean fit(NetworkAdapter net, long iteration) {
                Optional<MultiDataSet> minibatch = minibatches.read(iteration);
                minibatch.ifPresent(net::fit);
                return minibatch.isPresent();
            }

            @Override
            public void close() {
                minibatches.close();
            }
        };
    }

    @Override
    public List<String> columns() {
        return Stream.concat(
                        Stream.of("objective", "mAP"), classNames().stream().map(name -> "AP " + name))
                .toList();
    }

    @Override
    public double[] evaluate(NetworkAdapter net) {
        ComputationGraph graph = graph(net);
        double[] row = new double[columns().size()];
        Arrays.fill(row, Double.NaN);
        row[0] = objective(graph);
        if (options.validationImages() == 0 || !Double.isFinite(row[0])) return row;
        ProposedImages images = validation.spread(options.validationImages());
        try {
            DetectionScores scores =
                    scores(images, detector(graph).detect(images, options.threads(), skippedInValidation, false));
            row[1] = scores.meanElevenPoint();
            for (int c = 0; c < scores.classes().size(); c++) {
                row[2 + c] = scores.classes().get(c).elevenPoint();
            }
        } catch (ArithmeticException e) {
            // weights that have blown up since the last minibatch: the run's next one says so
            Arrays.fill(row, 1, row.length, Double.NaN);
        }
        return row;
    }

    private static ComputationGraph graph(NetworkAdapter net) {
        if (net.network() instanceof ComputationGraph graph) return graph;
        throw new IllegalArgumentException("Detection trains a ComputationGraph of FastRcnn.network, not a "
                + net.network().getClass().getSimpleName() + ".");
    }

    private double objective(ComputationGraph net) {
        ProposedImages images = train.spread(options.objectiveImages());
        RegionPlan plan = RegionPlan.inOrder(images.size(), options.sampling().imagesPerBatch());
        // a broken image was or will be counted by the run itself
        SkippedRecord skipped = new SkippedRecord(images.images().name(), Integer.MAX_VALUE);
        ImageReader reader = new ImageReader(images, options.detector().input(), plan, skipped);
        double sum = 0;
        long regions = 0;
        try (RegionMinibatches minibatches = new RegionMinibatches(reader, options)) {
            for (int i = 0; i < plan.perEpoch(); i++) {
                Optional<MultiDataSet> minibatch = minibatches.read(i);
                if (minibatch.isEmpty()) continue;
                long rows = minibatch.get().getFeatures(1).size(0);
                sum += rows * net.score(minibatch.get(), false);
                regions += rows;
            }
        }
        return sum / regions;
    }

    /**
     * A network at work as this task evaluates it.
     *
     * @param net a network that the task trained
     * @return the detector
     */
    public Detector detector(ComputationGraph net) {
        return Detector.of(net, options.detector());
    }

    /**
     * A network at work as this task evaluates it.
     *
     * @param net a network that the task trained, such as {@code result.network()}
     * @return the detector
     * @throws IllegalArgumentException if it is no graph of {@link FastRcnn}
     */
    public Detector detector(NetworkAdapter net) {
        return detector(graph(net));
    }

    /**
     * Compares detections with what was marked.
     *
     * @param images the images that were searched
     * @param detections all of them
     * @return curves and average precisions, PASCAL VOC's
     */
    public static DetectionScores scores(ProposedImages images, List<Detection> detections) {
        return AveragePrecision.voc()
                .of(images.images().images(), images.images().classNames(), detections);
    }

    /**
     * The training images that could not be read so far.
     *
     * @return how many, and the first ones with their reasons
     */
    public SkippedImages skipped() {
        return skippedInTraining.skipped();
    }

    /**
     * What the data consist of, and what is wrong with them: nothing is left out without a line here.
     *
     * @return lines for the training images, then for the validation images; of problems only those there are
     */
    public List<DataCount> counts() {
        List<DataCount> counts = new ArrayList<>();
        count(counts, train, skippedInTraining.skipped());
        count(counts, validation, skippedInValidation.skipped());
        return counts;
    }

    private static void count(List<DataCount> counts, ProposedImages set, SkippedImages skipped) {
        String name = set.images().name();
        List<AnnotatedImage> images = set.images().images();
        List<AnnotatedObject> objects =
                images.stream().flatMap(image -> image.objects().stream()).toList();
        counts.add(new DataCount(name, "images", images.size()));
        counts.add(new DataCount(name, "objects", objects.size()));
        counts.add(new DataCount(name, "proposals", set.proposals().count()));
        Map<String, Long> problems = new LinkedHashMap<>();
        problems.put(
                "difficult objects, neither trained on nor counted",
                objects.stream().filter(AnnotatedObject::difficult).count());
        problems.put(
                "images without objects, not trained on",
                images.stream().filter(image -> image.objects().isEmpty()).count());
        problems.put("images without proposals, in which nothing is found", (long)
                set.proposals().withoutProposals().length);
        problems.put("images that could not be read, skipped", (long) skipped.count());
        if (set.images() instanceof VocImages folder) {
            folder.report().findings().counts().forEach((kind, count) -> {
                // these are counted above already
                if (kind != AnnotationReport.Kind.NO_OBJECTS) problems.put(kind.words(), (long) count);
            });
        }
        problems.forEach((what, count) -> {
            if (count > 0) counts.add(new DataCount(name, what, count));
        });
    }

    /**
     * The task in one line.
     *
     * @return data and sampling
     */
    @Override
    public String toString() {
        return "detection of " + classNames().size() + " classes; training on " + train + "; validation on "
                + validation;
    }
}
