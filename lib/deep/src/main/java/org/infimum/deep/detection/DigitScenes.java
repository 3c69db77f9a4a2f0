package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.infimum.deep.data.Datasets;
import org.infimum.deep.data.ImageSet;
import org.infimum.deep.data.RgbImage;

/**
 * Pictures composed of the embedded digits, each with boxes and a mask, to try detection and segmentation on without any download: 1 to 4 handwritten digits of
 * random size, place and colour on a smooth random ground. A function of part, number, side and seed alone, the same on every machine; scene i does not
 * depend on how many scenes there are.
 *
 * <p>A digit, 8x8 pixels, is scaled bilinearly to 25 to 50 % of the side and laid over the ground with its ink as opacity. Pixels of at least half
 * opacity are the digit's, and the box is the smallest that holds them; those of less, down to an eighth, are void in the mask: the border between digit and
 * ground. Boxes of one scene overlap by at most 10 % of the smaller one. All in memory: 4 bytes a pixel.
 */
public final class DigitScenes implements MaskedImages {
    private static final int SIDE = 96;
    private static final int SMALLEST_SIDE = 32;
    private static final int LARGEST_SIDE = 1024;

    private final String name;
    private final List<String> classNames;
    private final List<Scene> scenes;
    private final List<AnnotatedImage> images;

    /** One picture. */
    record Scene(AnnotatedImage annotation, RgbImage pixels, byte[] mask) {}

    private DigitScenes(String name, List<String> classNames, List<Scene> scenes) {
        this.name = name;
        this.classNames = classNames;
        this.scenes = List.copyOf(scenes);
        this.images = scenes.stream().map(Scene::annotation).toList();
    }

    /**
     * Scenes of 96 x 96 pixels of the 1,437 training digits.
     *
     * @param count how many, at least 1
     * @param seed of the composition
     * @return the scenes
     * @throws IllegalArgumentException if the number is less than 1
     */
    public static DigitScenes train(int count, long seed) {
        return train(count, SIDE, seed);
    }

    /**
     * Scenes of the 1,437 training digits.
     *
     * @param count how many, at least 1
     * @param side width and height in pixels, 32 to 1024
     * @param seed of the composition
     * @return the scenes
     * @throws IllegalArgumentException if a number is out of range
     */
    public static DigitScenes train(int count, int side, long seed) {
        return compose("train", Datasets.digits().train(), count, side, seed);
    }

    /**
     * Scenes of 96 x 96 pixels of the 360 test digits, none of which is in a training scene.
     *
     * @param count how many, at least 1
     * @param seed of the composition
     * @return the scenes
     * @throws IllegalArgumentException if the number is less than 1
     */
    public static DigitScenes test(int count, long seed) {
        return test(count, SIDE, seed);
    }

    /**
     * Scenes of the 360 test digits.
     *
     * @param count how many, at least 1
     * @param side width and height in pixels, 32 to 1024
     * @param seed of the composition
     * @return the scenes
     * @throws IllegalArgumentException if a number is out of range
     */
    public static DigitScenes test(int count, int side, long seed) {
        return compose("test", Datasets.digits().test(), count, side, seed);
    }

    private static DigitScenes compose(String part, ImageSet digits, int count, int side, long seed) {
        if (count < 1) throw new IllegalArgumentException("At least 1 scene is needed, not " + count + ".");
        if (side < SMALLEST_SIDE || side > LARGEST_SIDE) {
            throw new IllegalArgumentException("The side of a scene must be from 32 to 1024 pixels, not " + side + ".");
        }
        List<Scene> scenes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // the parts of one seed get different grounds and places
            DigitPainter painter = new DigitPainter(digits, side, seed, 2L * i + (part.equals("test") ? 1 : 0));
            scenes.add(painter.paint(String.format(Locale.ROOT, "%s%06d", part, i)));
        }
        return new DigitScenes("digit scenes " + part, digits.classNames(), scenes);
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * The classes.
     *
     * @return {@code "0"} to {@code "9"}
     */
    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public List<AnnotatedImage> images() {
        return images;
    }

    @Override
    public RgbImage pixels(int image) {
        return scenes.get(image).pixels();
    }

    /**
     * What the values of a mask mean.
     *
     * @return background, then {@code "0"} to {@code "9"}: the digit d has the value d + 1
     */
    @Override
    public List<String> maskNames() {
        return Stream.concat(Stream.of("background"), classNames.stream()).toList();
    }

    @Override
    public byte[] mask(int image) {
        byte[] mask = scenes.get(image).mask();
        return Arrays.copyOf(mask, mask.length);
    }

    /**
     * The scenes in one line.
     *
     * @return name and numbers
     */
    @Override
    public String toString() {
        int objects = images.stream().mapToInt(image -> image.objects().size()).sum();
        AnnotatedImage first = images.get(0);
        return String.format(
                Locale.ROOT,
                "%s: %,d scenes of %d x %d with %,d digits",
                name,
                size(),
                first.width(),
                first.height(),
                objects);
    }
}
