package org.infimum.deep.train;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.Networks;
import org.infimum.deep.RateDrops;
import org.infimum.deep.data.ContrastWhitening;
import org.infimum.deep.data.Datasets;
import org.infimum.deep.data.ExampleSet;
import org.infimum.deep.data.FeatureShape;
import org.infimum.deep.data.ImageSet;
import org.infimum.deep.data.Split;

/**
 * A recognition experiment of the BPGrad paper (Zhang, Wu, Wang 2018, Sec. 4.1.1): data as it is prepared there, its network, and the paper's epochs and rate
 * drops. The paper takes all of that from MatConvNet's examples:
 *
 * <ul>
 *   <li>{@code mnist}: LeNet; pixels 0..255 less the mean image of the training images; 20 epochs.
 *   <li>{@code cifar-10}: the 'quick' network; mean subtracted, contrast normalised, whitened, random left-right flips in training; 100 epochs, rates of
 *       some solvers dropped at epochs 31 and 61 (by a factor of 0.1, which is ours).
 *   <li>{@code digits}, ours: the embedded digits, 8x8, enlarged to LeNet's 28x28; as MNIST otherwise.
 * </ul>
 *
 * @param dataset the data set's name
 * @param images training and test images, prepared
 * @param flipped whether training flips images at random
 * @param network makes the network from a seed
 * @param networkName what the network is called
 * @param paperEpochs the paper's epochs, or ours where it has none
 * @param paperDrops the rate drops for so many epochs
 */
public record RecognitionTask(
        String dataset,
        Split images,
        boolean flipped,
        LongFunction<MultiLayerNetwork> network,
        String networkName,
        int paperEpochs,
        RateDrops paperDrops) {
    private static final double WHITE = 255;
    private static final int LENET_SIDE = 28;
    private static final int LENET_EPOCHS = 20;
    private static final int QUICK_EPOCHS = 100;

    /**
     * Checks the parts.
     *
     * @param dataset as above
     * @param images as above
     * @param flipped as above
     * @param network as above
     * @param networkName as above
     * @param paperEpochs as above
     * @param paperDrops as above
     * @throws NullPointerException if a part is null
     * @throws IllegalArgumentException if there is no epoch
     */
    public RecognitionTask {
        Objects.requireNonNull(dataset, "dataset");
        Objects.requireNonNull(images, "images");
        Objects.requireNonNull(network, "network");
        Objects.requireNonNull(networkName, "networkName");
        Objects.requireNonNull(paperDrops, "paperDrops");
        if (paperEpochs < 1) {
            throw new IllegalArgumentException("A run needs at least 1 epoch, not " + paperEpochs + ".");
        }
    }

    /**
     * An experiment by the name of its data set, as a notebook's parameter gives it. CIFAR-10 is preprocessed at first use and kept in the user's cache.
     *
     * @param dataset {@code digits}, {@code mnist} or {@code cifar-10}
     * @param weightDecay the networks' l2, 5e-4 in the paper
     * @return the experiment
     * @throws IllegalArgumentException if there is no such data set, or the weight decay is negative
     * @throws org.infimum.deep.data.DatasetUnavailableException if a file is not to be had; the message says what to put where
     * @throws IOException if a file cannot be read, or the thread is interrupted while CIFAR-10 is prepared
     */
    public static RecognitionTask named(String dataset, double weightDecay) throws IOException {
        if (!(weightDecay >= 0) || weightDecay == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException(
                    "The weight decay must be at least 0 and finite, not " + weightDecay + ".");
        }
        return dataset.equals("cifar-10") ? cifar10(weightDecay) : lenet(dataset, Datasets.named(dataset), weightDecay);
    }

    private static RecognitionTask lenet(String dataset, Split raw, double weightDecay) {
        Split images = raw.map(set -> set.resize(LENET_SIDE, LENET_SIDE).scale(0, WHITE))
                .meanSubtracted();
        int classes = raw.train().classNames().size();
        return new RecognitionTask(
                dataset,
                images,
                false,
                seed -> Networks.lenet(classes, weightDecay, seed),
                "LeNet",
                LENET_EPOCHS,
                RateDrops.NONE);
    }

    private static RecognitionTask cifar10(double weightDecay) throws IOException {
        Split images =
                ContrastWhitening.matConvNet().apply(Datasets.named("cifar-10").map(set -> set.scale(0, WHITE)));
        return new RecognitionTask(
                "cifar-10",
                images,
                true,
                seed -> Networks.cifarQuick(images.train().classNames().size(), weightDecay, seed),
                "'quick'",
                QUICK_EPOCHS,
                RateDrops.by(0.1, 31, 61));
    }

    /**
     * The training examples, flipped at random in training if the experiment says so.
     *
     * @return the examples
     */
    public ExampleSet train() {
        return examples(images.train());
    }

    /**
     * The first of the training examples, to choose rates on.
     *
     * @param count how many; all of them where there are not so many
     * @return the examples
     * @throws IllegalArgumentException if the count is below 1
     */
    public ExampleSet train(int count) {
        ImageSet train = images.train();
        return examples(train.take(Math.min(count, train.size())));
    }

    private ExampleSet examples(ImageSet set) {
        return flipped ? set.flippedExamples(FeatureShape.IMAGE) : set.examples(FeatureShape.IMAGE);
    }

    /**
     * The test examples.
     *
     * @return the examples
     */
    public ExampleSet test() {
        return images.test().examples(FeatureShape.IMAGE);
    }

    /**
     * The rate drops for a run of so many epochs, in proportion.
     *
     * @param epochs the epochs
     * @return the drops
     * @throws IllegalArgumentException if there is no epoch
     */
    public RateDrops drops(int epochs) {
        return paperDrops.scaledTo(epochs, paperEpochs);
    }

    /**
     * What the experiment is made of, for a table.
     *
     * @return names with values, in a fixed order
     */
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("training data", images.train() + (flipped ? ", flipped at random" : ""));
        settings.put("test data", images.test().toString());
        MultiLayerNetwork net = network.apply(1);
        settings.put(
                "network", String.format(java.util.Locale.ROOT, "%s, %,d parameters", networkName, net.numParams()));
        settings.put("paper's epochs", dataset.equals("digits") ? "none; these are ours" : paperEpochs + "");
        return settings;
    }

    @Override
    public String toString() {
        return networkName + " on " + images.train().name();
    }
}
