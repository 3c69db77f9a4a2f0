package org.infimum.deep.segmentation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.deep.NativeBuffer;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.data.ReadAhead;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.data.SkippedRecord;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.detection.MaskedImages;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Labels the pixels of images with a trained network, and scores it. Not for several threads.
 *
 * <pre>
 * Segmenter segmenter = task.segmenter(result.of("BPGrad").get(0).network());
 * byte[] labels = segmenter.labels(image);
 * SegmentationScores scores = segmenter.score(task.validation());
 * </pre>
 */
public final class Segmenter {
    /** Numbers in one output at inference, 64 MiB. */
    private static final long MOST_OUTPUTS = 16 << 20;
    /** Images at a time: more gain nothing. */
    private static final int MOST_IMAGES = 8;

    private final ComputationGraph net;
    private final SegmentationOptions options;

    Segmenter(NetworkAdapter net, SegmentationOptions options) {
        if (!(net.network() instanceof ComputationGraph graph)) {
            throw new IllegalArgumentException(
                    "Pixels are labelled by a ComputationGraph, such as Fcn.network gives, not by a "
                            + net.network().getClass().getSimpleName() + ".");
        }
        this.net = graph;
        this.options = options;
    }

    /**
     * The class of each pixel.
     *
     * @param image the image; it is scaled as in training, and the labels are those of the nearest pixels
     * @return height * width unsigned bytes, row by row
     */
    public byte[] labels(RgbImage image) {
        RgbImage.Size size = MaskedPixels.scaled(image.width(), image.height(), options.longerSide());
        MaskedPixels pixels = new MaskedPixels(
                size.width(),
                size.height(),
                image.scaled(size.width(), size.height()).pixels(),
                null,
                null);
        INDArray output = net.outputSingle(false, new PixelBatch(options.pixels(), 0).features(List.of(pixels)));
        Outputs outputs = new Outputs(output);
        byte[] labels = new byte[size.width() * size.height()];
        for (int i = 0; i < labels.length; i++) labels[i] = (byte) outputs.best(0, i);
        return MaskedPixels.nearest(labels, size.width(), size.height(), image.width(), image.height(), false);
    }

    /**
     * Scores the network on all images of a set.
     *
     * @param images the images; broken ones are left out
     * @return the counts and the mean loss
     * @throws java.io.UncheckedIOException if more than 1 % of the images cannot be read
     */
    public SegmentationScores score(MaskedImages images) {
        return score(images, 0, new SkippedRecord(images.name(), images.size()));
    }

    /** The same on a sample, 0 for all; broken images are counted in a record. */
    SegmentationScores score(MaskedImages images, int sample, SkippedRecord skipped) {
        int classes = images.maskNames().size();
        List<int[]> groups = groups(images, PixelScale.sample(images.size(), sample == 0 ? images.size() : sample));
        ConfusionMatrix matrix = new ConfusionMatrix(classes);
        double[] loss = new double[1];
        try (ReadAhead<MaskedPixels> reader =
                new ReadAhead<>(source(images, groups), "images of " + images.name(), options.threads(), 2)) {
            for (int number = 0; number < groups.size(); number++) {
                ReadAhead.Batch<MaskedPixels> batch = reader.read(number);
                List<MaskedPixels> good = good(batch, images, skipped);
                if (!good.isEmpty()) loss[0] += count(good, matrix);
            }
        }
        return new SegmentationScores(matrix, loss[0] / matrix.pixels());
    }

    /** The images that could be read; the others are counted. */
    static List<MaskedPixels> good(ReadAhead.Batch<MaskedPixels> batch, MaskedImages images, SkippedRecord skipped) {
        List<MaskedPixels> good = new ArrayList<>();
        for (int i = 0; i < batch.indices().length; i++) {
            MaskedPixels image = batch.parts().get(i);
            if (image.problem() == null) good.add(image);
            else
                skipped.meet(
                        batch.indices()[i],
                        images.images().get(batch.indices()[i]).name(),
                        image.problem());
        }
        skipped.requireFew();
        return good;
    }

    private ReadAhead.Source<MaskedPixels> source(MaskedImages images, List<int[]> groups) {
        return new ReadAhead.Source<>() {
            @Override
            public int[] indices(long number) {
                return number < groups.size() ? groups.get((int) number) : new int[0];
            }

            @Override
            public ReadAhead.Maker<MaskedPixels> maker() {
                return new ReadAhead.Maker<>() {
                    @Override
                    public MaskedPixels make(long number, int index) {
                        return MaskedPixels.read(images, index, options.longerSide(), false);
                    }

                    @Override
                    public void close() {
                        // nothing is held
                    }
                };
            }
        };
    }

    /** Neighbours of one size: padding would change what the network sees at the border. */
    private List<int[]> groups(MaskedImages images, int[] chosen) {
        List<int[]> groups = new ArrayList<>();
        int first = 0;
        for (int i = 1; i <= chosen.length; i++) {
            RgbImage.Size size = size(images, chosen[first]);
            long outputs =
                    (long) size.width() * size.height() * images.maskNames().size();
            long most = Math.max(1, Math.min(MOST_IMAGES, MOST_OUTPUTS / outputs));
            if (i == chosen.length
                    || i - first >= most
                    || !size(images, chosen[i]).equals(size)) {
                groups.add(Arrays.copyOfRange(chosen, first, i));
                first = i;
            }
        }
        return groups;
    }

    private RgbImage.Size size(MaskedImages images, int image) {
        AnnotatedImage known = images.images().get(image);
        return MaskedPixels.scaled(known.width(), known.height(), options.longerSide());
    }

    /** Counts pixels and returns the sum of their losses. */
    private double count(List<MaskedPixels> images, ConfusionMatrix matrix) {
        PixelBatch batch = new PixelBatch(options.pixels(), matrix.classes());
        Outputs outputs = new Outputs(net.outputSingle(false, batch.features(images)));
        double loss = 0;
        for (int n = 0; n < images.size(); n++) {
            byte[] mask = images.get(n).mask();
            int[] truth = new int[mask.length];
            int[] predicted = new int[mask.length];
            for (int i = 0; i < mask.length; i++) {
                truth[i] = mask[i] & 0xff;
                predicted[i] = outputs.best(n, i);
                if (truth[i] != ConfusionMatrix.VOID) loss -= Math.log(outputs.probability(n, truth[i], i));
            }
            matrix.add(truth, predicted);
        }
        return loss;
    }

    /** Probabilities [n, classes, height, width]. */
    private static final class Outputs {
        private final float[] values;
        private final int classes;
        private final int plane;

        Outputs(INDArray output) {
            classes = (int) output.size(1);
            plane = (int) (output.size(2) * output.size(3));
            INDArray plain = Numbers.isPlain(output) ? output : output.dup('c');
            values = new float[(int) plain.length()];
            NativeBuffer.floats(plain).get(0, values);
            NativeBuffer.keepUntilHere(plain);
        }

        float probability(int image, int label, int pixel) {
            // a probability of 0 is below the smallest float, and its logarithm is not
            return Math.max(Float.MIN_VALUE, values[(image * classes + label) * plane + pixel]);
        }

        /** The likeliest class, of equal ones the first. */
        int best(int image, int pixel) {
            int best = 0;
            int at = image * classes * plane + pixel;
            float most = values[at];
            for (int label = 1; label < classes; label++) {
                float value = values[at + label * plane];
                if (value > most) {
                    most = value;
                    best = label;
                }
            }
            return best;
        }
    }
}
