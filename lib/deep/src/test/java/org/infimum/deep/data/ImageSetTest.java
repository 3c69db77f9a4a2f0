package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class ImageSetTest {
    private static final List<String> NAMES = List.of("cat", "dog", "eel");

    @Test
    void pixelsAndLabelsAreThoseGiven() {
        byte[] pixels = {0, 51, (byte) 102, (byte) 204, (byte) 255, 0, 0, 0};
        int[] labels = {2, 0};
        ImageSet set = ImageSet.of("toy", NAMES, 1, 2, 2, pixels, 255, labels);
        pixels[0] = 1;
        labels[0] = 1;
        assertArrayEquals(new float[] {0, 0.2f, 0.4f, 0.8f}, set.image(0));
        assertArrayEquals(new int[] {2, 0}, set.labels());
        set.labels()[0] = 1;
        set.image(0)[0] = 7;
        assertEquals(2, set.label(0));
        assertEquals(0, set.image(0)[0]);
        assertEquals("toy: 2 images of 1x2x2, 3 classes, pixels 0..1", set.toString());
    }

    @Test
    void theScaleIsStated() {
        ImageSet set = random(20, 1, 4, 4, 1);
        ImageSet signed = set.scale(-1, 1);
        assertEquals("-1..1", signed.scaleDescription());
        assertEquals("0..255", set.scale(0, 255).scaleDescription());
        assertEquals("-0.5..0.5", signed.scale(-0.5, 0.5).scaleDescription());
        for (int j = 0; j < 16; j++) {
            assertEquals(2 * set.image(3)[j] - 1, signed.image(3)[j], 1e-6f);
            assertEquals(set.image(3)[j], signed.scale(0, 1).image(3)[j], 1e-6f);
            assertEquals(
                    set.resize(2, 2).image(3)[j % 4] * 255,
                    set.scale(0, 255).resize(2, 2).image(3)[j % 4],
                    1e-4f);
            assertEquals(
                    set.resize(2, 2).scale(-1, 1).image(3)[j % 4],
                    signed.resize(2, 2).image(3)[j % 4],
                    1e-6f);
        }
    }

    @Test
    void theMeanOfTheTrainingImagesIsSubtracted() {
        Split split = random(60, 3, 4, 5, 2).splitAt(40, 3);
        Split centred = split.meanSubtracted();
        assertEquals("0..1 minus the mean image of random train", centred.test().scaleDescription());
        for (float mean : centred.train().meanImage()) assertEquals(0, mean, 1e-6f);
        float[] mean = split.train().meanImage();
        float[] expected = split.test().image(5);
        for (int j = 0; j < mean.length; j++) expected[j] -= mean[j];
        assertArrayEquals(expected, centred.test().image(5));
        double byHand = IntStream.range(0, 40)
                        .mapToDouble(i -> split.train().image(i)[7])
                        .sum()
                / 40;
        assertEquals(byHand, mean[7], 1e-7);
    }

    @Test
    void resizingByHand() {
        // 3 -> 2: each new pixel is one old one and half of the middle one
        byte[] pixels = {30, 60, 90, 30, 60, 90, 30, 60, 90};
        ImageSet set = ImageSet.of("toy", NAMES, 1, 3, 3, pixels, 90, new int[] {0});
        float left = (1 * 30f + 0.5f * 60) / 1.5f / 90;
        float right = (0.5f * 60 + 90) / 1.5f / 90;
        assertArrayEquals(
                new float[] {left, right, left, right}, set.resize(2, 2).image(0), 1e-7f);
        assertArrayEquals(new float[] {60f / 90}, set.resize(1, 1).image(0), 1e-7f);
        assertArrayEquals(set.image(0), set.resize(6, 6).resize(3, 3).image(0), 1e-7f);
    }

    @Property(tries = 100)
    void resizingKeepsTheMean(
            @ForAll @IntRange(min = 1, max = 40) int height,
            @ForAll @IntRange(min = 1, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 40) int newHeight,
            @ForAll @IntRange(min = 1, max = 40) int newWidth) {
        ImageSet set = random(3, 2, height, width, 11);
        ImageSet resized = set.resize(newHeight, newWidth);
        for (int i = 0; i < 3; i++) {
            for (int c = 0; c < 2; c++) {
                assertEquals(
                        mean(set.image(i), c, height * width), mean(resized.image(i), c, newHeight * newWidth), 1e-6);
            }
        }
    }

    @Test
    void from28To10KeepsTheMean() {
        ImageSet set = random(50, 1, 28, 28, 5);
        ImageSet small = set.resize(10, 10);
        assertArrayEquals(new long[] {50, 1, 10, 10}, small.shape(FeatureShape.IMAGE));
        assertArrayEquals(new long[] {50, 100}, small.shape(FeatureShape.FLAT));
        for (int i = 0; i < 50; i++) assertEquals(mean(set.image(i), 0, 784), mean(small.image(i), 0, 100), 1e-7);
    }

    @Test
    void someClassesWithNewLabels() {
        ImageSet set = random(90, 1, 2, 2, 4);
        ImageSet part = set.classes(2, 0);
        assertEquals(List.of("eel", "cat"), part.classNames());
        int[] counts = set.classCounts();
        assertArrayEquals(new int[] {counts[2], counts[0]}, part.classCounts());
        int next = 0;
        for (int i = 0; i < set.size(); i++) {
            if (set.label(i) != 1) {
                assertEquals(set.label(i) == 2 ? 0 : 1, part.label(next));
                assertArrayEquals(set.image(i), part.image(next++));
            }
        }
        assertArrayEquals(part.image(4), part.take(5).image(4));
        assertArrayEquals(
                part.resize(1, 1).image(9), part.resize(1, 1).classes(0, 1).image(9));
    }

    @Property(tries = 100)
    void splitsAreStratifiedAndComplete(@ForAll @IntRange(min = 1, max = 199) int count, @ForAll long seed) {
        ImageSet set = numbered(200);
        Split split = set.splitAt(count, seed);
        int[] all = set.classCounts();
        int[] train = split.train().classCounts();
        for (int c = 0; c < all.length; c++) {
            assertTrue(Math.abs(train[c] - (double) all[c] * count / 200) < 1, Arrays.toString(train));
        }
        assertEquals(count, split.train().size());
        int[] ids =
                IntStream.concat(ids(split.train()), ids(split.test())).sorted().toArray();
        assertArrayEquals(IntStream.range(0, 200).toArray(), ids);
        assertArrayEquals(
                ids(split.train()).toArray(),
                ids(set.splitAt(count, seed).train()).toArray());
    }

    @Test
    void splitsDependOnTheSeed() {
        ImageSet set = numbered(200);
        assertFalse(Arrays.equals(
                ids(set.split(0.8, 1).train()).toArray(),
                ids(set.split(0.8, 2).train()).toArray()));
        assertEquals(159, numbered(199).split(0.8, 1).train().size());
    }

    @Test
    void dataForDeeplearning4j() {
        ImageSet set = random(30, 3, 4, 5, 8);
        int[] indices = {7, 0, 29};
        DataSet flat = set.toDataSet(indices, FeatureShape.FLAT);
        DataSet images = set.toDataSet(indices, FeatureShape.IMAGE);
        assertArrayEquals(new long[] {3, 60}, flat.getFeatures().shape());
        assertArrayEquals(new long[] {3, 3, 4, 5}, images.getFeatures().shape());
        assertArrayEquals(new long[] {3, 3}, flat.getLabels().shape());
        assertEquals(DataType.FLOAT, flat.getFeatures().dataType());
        for (int i = 0; i < 3; i++) {
            float[] image = set.image(indices[i]);
            assertArrayEquals(image, flat.getFeatures().getRow(i).toFloatVector());
            assertEquals(image[2 * 20 + 3 * 5 + 1], images.getFeatures().getFloat(i, 2, 3, 1));
            assertEquals(1, flat.getLabels().getFloat(i, set.label(indices[i])));
        }
        assertEquals(3, flat.getLabels().sumNumber().doubleValue());
        assertEquals(30, set.dataSet(FeatureShape.FLAT).numExamples());
    }

    @Test
    void theTypeIsFloatWhateverTheDefault() {
        DataType before = Nd4j.defaultFloatingPointType();
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        try {
            DataSet data = random(3, 1, 2, 2, 1).dataSet(FeatureShape.FLAT);
            assertEquals(DataType.FLOAT, data.getFeatures().dataType());
            assertEquals(DataType.FLOAT, data.getLabels().dataType());
        } finally {
            Nd4j.setDefaultDataTypes(before, before);
        }
    }

    @Test
    void anIteratorGoesThroughTheEpochs() {
        ImageSet set = numbered(50);
        Minibatches order = new Minibatches(50, 20, 9);
        MinibatchIterator iterator = set.iterator(20, 9, FeatureShape.FLAT);
        iterator.reset();
        for (int epoch = 0; epoch < 3; epoch++) {
            assertEquals(epoch, iterator.epoch());
            for (int i = 0; i < 3; i++) {
                DataSet expected = set.toDataSet(order.batch(epoch, i), FeatureShape.FLAT);
                assertEquals(expected.getFeatures(), iterator.next().getFeatures());
            }
            assertFalse(iterator.hasNext());
            iterator.reset();
        }
        iterator.seek(1);
        assertEquals(
                set.toDataSet(order.batch(1, 0), FeatureShape.FLAT).getFeatures(),
                iterator.next(20).getFeatures());
        assertThrows(UnsupportedOperationException.class, () -> iterator.next(7));
        refused(
                "the minibatches are for 50 images, but numbered has 49",
                () -> new MinibatchIterator(numbered(49), order, FeatureShape.FLAT));
    }

    /** What the network is given in two calls of fit is epochs 0, 1, 2, each batch once and in order. */
    @Test
    void deeplearning4jFitSeesOneEpochAfterTheOther() {
        ImageSet set = numbered(50);
        MultiLayerNetwork net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .list(new OutputLayer.Builder().nIn(1).nOut(3).build())
                .build());
        net.init();
        List<INDArray> given = new ArrayList<>();
        MinibatchIterator iterator = set.iterator(20, 9, FeatureShape.FLAT);
        iterator.setPreProcessor(batch -> given.add(batch.getFeatures().dup()));
        net.fit(iterator, 2);
        net.fit(iterator);
        Minibatches order = new Minibatches(50, 20, 9);
        assertEquals(9, given.size());
        for (int i = 0; i < 9; i++) {
            assertEquals(set.toDataSet(order.at(i), FeatureShape.FLAT).getFeatures(), given.get(i));
        }
    }

    @Test
    void wrongInputIsQuoted() {
        ImageSet set = random(10, 1, 2, 2, 4);
        refused("random has 10 images, so 11 cannot be taken", () -> set.take(11));
        refused("random has 10 images, so 0 cannot be taken", () -> set.take(0));
        refused("random has no class 3, only 0 to 2", () -> set.classes(1, 3));
        refused("class 1 is listed twice", () -> set.classes(1, 1));
        refused("no class is listed; name at least one of 0 to 2", () -> set.classes());
        refused("the fraction for training is 1.5, but has to be between 0 and 1", () -> set.split(1.5, 0));
        refused("the fraction for training is NaN, but has to be between 0 and 1", () -> set.split(Double.NaN, 0));
        refused(
                "random has 10 images, so 10 for training do not leave both parts at least one",
                () -> set.splitAt(10, 0));
        refused("images cannot be resized to 0x3, give positive numbers", () -> set.resize(0, 3));
        refused("the scale 1.0..0.0 is none; give two finite numbers, the smaller first", () -> set.scale(1, 0));
        refused("no image is listed", () -> set.toDataSet(new int[0], FeatureShape.FLAT));
        assertThrows(IndexOutOfBoundsException.class, () -> set.toDataSet(new int[] {10}, FeatureShape.FLAT));
        ImageSet centred = set.meanSubtracted(set);
        refused(
                "the scale of random is 0..1 minus the mean image of random; change it before the mean is subtracted",
                () -> centred.scale(0, 1));
        assertThrows(IllegalArgumentException.class, () -> centred.meanSubtracted(set));
        assertThrows(IllegalArgumentException.class, () -> set.scale(0, 255).meanSubtracted(set));
        assertThrows(IllegalArgumentException.class, () -> set.meanSubtracted(set.resize(1, 1)));
        assertThrows(IllegalArgumentException.class, () -> new Split(set, set.resize(1, 1)));
        assertThrows(IllegalArgumentException.class, () -> new Split(set, set.classes(0, 1)));
        refused(
                "image 0 has the label 3, but there are 3 classes from 0",
                () -> ImageSet.of("x", NAMES, 1, 1, 1, new byte[1], 255, new int[] {3}));
        refused(
                "image 1 has a pixel 17, brighter than white, which is 16",
                () -> ImageSet.of("x", NAMES, 1, 1, 1, new byte[] {16, 17}, 16, new int[] {0, 1}));
        refused(
                "2 labels go with 2 pixels, but there are 3",
                () -> ImageSet.of("x", NAMES, 1, 1, 1, new byte[3], 16, new int[] {0, 1}));
    }

    private static void refused(String message, Runnable action) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, action::run).getMessage());
    }

    private static ImageSet random(int count, int channels, int height, int width, long seed) {
        Random random = new Random(seed);
        byte[] pixels = new byte[count * channels * height * width];
        random.nextBytes(pixels);
        int[] labels = random.ints(count, 0, 3).toArray();
        labels[0] = 0;
        return ImageSet.of("random", NAMES, channels, height, width, pixels, 255, labels);
    }

    /** Images whose pixel is their number. */
    private static ImageSet numbered(int count) {
        byte[] pixels = new byte[count];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++) {
            pixels[i] = (byte) i;
            labels[i] = i % 7 == 0 ? 0 : i % 3 == 0 ? 1 : 2;
        }
        return ImageSet.of("numbered", NAMES, 1, 1, 1, pixels, 255, labels);
    }

    private static IntStream ids(ImageSet set) {
        return IntStream.range(0, set.size()).map(i -> Math.round(set.image(i)[0] * 255));
    }

    private static double mean(float[] pixels, int channel, int length) {
        assertNotEquals(0, length);
        double sum = 0;
        for (int j = 0; j < length; j++) sum += pixels[channel * length + j];
        return sum / length;
    }
}
