package org.infimum.deep.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.infimum.deep.AlexNetOptions;
import org.infimum.deep.Networks;
import org.infimum.deep.segmentation.Fcn;
import org.infimum.deep.segmentation.FcnOptions;
import org.infimum.deep.segmentation.FcnTrunk;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The networks of the benchmark 'training', with the sizes of their batches; environment/training_reference.py has the same. */
enum BenchNetwork {
    LENET("MatConvNet's LeNet", () -> Networks.lenet(10, 0, 1), new long[] {100, 1, 28, 28}, 10, false, 50),
    QUICK("MatConvNet's 'quick'", () -> Networks.cifarQuick(10, 0, 1), new long[] {100, 3, 32, 32}, 10, false, 50),
    ALEXNET64("AlexNet", () -> Networks.alexNet(AlexNetOptions.images(64, 200), 1), new long[] {32, 3, 64, 64}, 200, false, 500),
    TRUNK(
            "FCN-32s with a quarter of the filters",
            () -> Fcn.network(FcnOptions.of(21, FcnTrunk.VGG16).fraction(0.25).l2(0), 1),
            new long[] {2, 3, 120, 160},
            21,
            true,
            500);

    private static final int BATCHES = 8;

    private final String title;
    private final Supplier<Model> network;
    private final long[] images;
    private final int classes;
    private final boolean labelsPixels;
    private final double lipschitz;

    BenchNetwork(
            String title,
            Supplier<Model> network,
            long[] images,
            int classes,
            boolean labelsPixels,
            double lipschitz) {
        this.title = title;
        this.network = network;
        this.images = images;
        this.classes = classes;
        this.labelsPixels = labelsPixels;
        this.lipschitz = lipschitz;
    }

    /** Its name on the command line. */
    String argument() {
        return name().toLowerCase(Locale.ROOT);
    }

    static String arguments() {
        return Arrays.stream(values()).map(BenchNetwork::argument).collect(Collectors.joining(", "));
    }

    String describe() {
        return title + ", batch " + images[0] + " of " + images[1] + " x " + images[2] + " x " + images[3] + ", "
                + classes + " classes" + (labelsPixels ? " a pixel" : "");
    }

    Model network() {
        return network.get();
    }

    /** L for BPGrad, on the scale of the loss; only so that steps stay small. */
    double lipschitz() {
        return lipschitz;
    }

    /** Random images and labels. */
    DataSet[] batches() {
        SplittableRandom random = new SplittableRandom(1);
        DataSet[] batches = new DataSet[BATCHES];
        for (int b = 0; b < BATCHES; b++) {
            float[] pixels = new float[(int) Arrays.stream(images).reduce(1, (x, y) -> x * y)];
            for (int k = 0; k < pixels.length; k++) {
                pixels[k] = (float) random.nextDouble();
            }
            batches[b] = new DataSet(Nd4j.create(pixels, images, 'c'), labels(random));
        }
        return batches;
    }

    private INDArray labels(SplittableRandom random) {
        int places = labelsPixels ? (int) (images[2] * images[3]) : 1;
        float[] labels = new float[(int) images[0] * classes * places];
        for (int example = 0; example < images[0]; example++) {
            for (int place = 0; place < places; place++) {
                labels[(example * classes + random.nextInt(classes)) * places + place] = 1;
            }
        }
        long[] shape = labelsPixels
                ? new long[] {images[0], classes, images[2], images[3]}
                : new long[] {images[0], classes};
        return Nd4j.create(labels, shape, 'c').castTo(DataType.FLOAT);
    }
}
