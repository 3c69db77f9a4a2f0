package org.infimum.deep.data;

import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Points with a target each, in double precision: what a problem with one output is made of, and a Deeplearning4j network with one output
 * trained on.
 *
 * @param name a short name for tables
 * @param x the points, rows of equal length; copied
 * @param y a target a point, such as -1 and 1 for two classes; copied
 */
public record LabelledPoints(String name, double[][] x, double[] y) {
    /**
     * Checks and copies the parts.
     *
     * @param name as above
     * @param x as above
     * @param y as above
     * @throws IllegalArgumentException if there is no point, a row is empty or of another length, or there are not as many targets as points
     */
    public LabelledPoints {
        Objects.requireNonNull(name, "name");
        x = Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
        y = y.clone();
        if (x.length == 0 || x[0].length == 0 || x.length != y.length) {
            throw new IllegalArgumentException("Labelled points need at least one point with at least one coordinate"
                    + " and a target each, not " + x.length + " points and " + y.length + " targets.");
        }
        for (int i = 0; i < x.length; i++) {
            if (x[i].length != x[0].length) {
                throw new IllegalArgumentException(
                        "Point " + i + " has " + x[i].length + " coordinates, but point 0 has " + x[0].length + ".");
            }
        }
    }

    /**
     * The pixels of images of two classes.
     *
     * @param images the images, such as {@code digits.classes(3, 8)}
     * @return a point an image; its target is -1 for the first class and 1 for the second
     * @throws IllegalArgumentException if the images are not of two classes
     */
    public static LabelledPoints of(ImageSet images) {
        double[] y = targets(images);
        double[][] x = new double[images.size()][];
        for (int i = 0; i < x.length; i++) {
            float[] image = images.image(i);
            x[i] = new double[image.length];
            for (int k = 0; k < image.length; k++) {
                x[i][k] = image[k];
            }
        }
        return new LabelledPoints(images.name(), x, y);
    }

    /**
     * The classes of images as targets.
     *
     * @param images images of two classes
     * @return -1 for each image of the first class and 1 for each of the second
     * @throws IllegalArgumentException if the images are not of two classes
     */
    public static double[] targets(ImageSet images) {
        if (images.classNames().size() != 2) {
            throw new IllegalArgumentException("Labels -1 and 1 need images of two classes, not of "
                    + images.classNames().size() + "; choose them with classes(a, b).");
        }
        return Arrays.stream(images.labels())
                .mapToDouble(label -> label == 0 ? -1 : 1)
                .toArray();
    }

    /**
     * The points.
     *
     * @return a copy
     */
    @Override
    public double[][] x() {
        return Arrays.stream(x).map(double[]::clone).toArray(double[][]::new);
    }

    /**
     * The targets.
     *
     * @return a copy
     */
    @Override
    public double[] y() {
        return y.clone();
    }

    /**
     * The number of points.
     *
     * @return n
     */
    public int size() {
        return x.length;
    }

    /**
     * The first points.
     *
     * @param count how many, from 1 to n
     * @return the points
     * @throws IllegalArgumentException if there are not so many
     */
    public LabelledPoints take(int count) {
        if (count < 1 || count > x.length) {
            throw new IllegalArgumentException(
                    "From 1 to " + x.length + " of " + this + " can be taken, not " + count + ".");
        }
        return new LabelledPoints(name, Arrays.copyOf(x, count), Arrays.copyOf(y, count));
    }

    /**
     * The points to train a network on, in double precision, one column of targets.
     *
     * @return the examples
     */
    public ExampleSet examples() {
        double[][] targets = Arrays.stream(y).mapToObj(t -> new double[] {t}).toArray(double[][]::new);
        return ExampleSet.of(name, new DataSet(Nd4j.createFromArray(x), Nd4j.createFromArray(targets)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LabelledPoints points
                && name.equals(points.name)
                && Arrays.deepEquals(x, points.x)
                && Arrays.equals(y, points.y);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, Arrays.deepHashCode(x), Arrays.hashCode(y));
    }

    @Override
    public String toString() {
        return x.length + " points of " + name + " with " + x[0].length + " coordinates";
    }
}
