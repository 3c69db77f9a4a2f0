package org.infimum.deep.detection;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.infimum.deep.data.ImageSet;
import org.infimum.deep.data.RgbImage;

/** Paints one scene of digits. Arithmetic is of the four operations alone, so that the bits are the same on every machine. */
final class DigitPainter {
    private static final int MOST_DIGITS = 4;
    private static final double SMALLEST = 0.25;
    private static final double LARGEST = 0.5;
    private static final double MOST_SHARED = 0.1;
    /** Places tried before a digit is left out; the first always finds one. */
    private static final int TRIES = 40;
    /** Opacity from which a pixel is the digit's, and from which it is no longer ground. */
    private static final float INSIDE = 0.5f;

    private static final float BORDER = 0.125f;
    /** Least distance in brightness of ink and ground, of 255. */
    private static final double CONTRAST = 80;
    /** The ground's cells: coarse for slopes, fine for texture; and how far they go, of 255. */
    private static final int[] CELLS = {3, 12};

    private static final double[] SWING = {40, 16};

    private final ImageSet digits;
    private final int side;
    private final Random random;
    private final float[] canvas;
    private final byte[] mask;

    DigitPainter(ImageSet digits, int side, long seed, long stream) {
        this.digits = digits;
        this.side = side;
        // Random's neighbouring seeds begin alike; multiplying by large odd numbers parts them
        this.random = new Random(seed * 0x9e3779b97f4a7c15L ^ (stream + 1) * 0xbf58476d1ce4e5b9L);
        this.canvas = new float[3 * side * side];
        this.mask = new byte[side * side];
    }

    DigitScenes.Scene paint(String name) {
        double[] ground = paintGround();
        List<AnnotatedObject> objects = new ArrayList<>();
        int wanted = 1 + random.nextInt(MOST_DIGITS);
        for (int i = 0; i < wanted; i++) digit(objects, ground).ifPresent(objects::add);
        byte[] pixels = new byte[canvas.length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) Math.round(Math.max(0, Math.min(255, canvas[i])));
        }
        return new DigitScenes.Scene(
                new AnnotatedImage(name, side, side, objects), RgbImage.of(side, side, pixels), mask);
    }

    /** Fills the canvas; returns its mean colour. */
    private double[] paintGround() {
        double[] colour = new double[3];
        for (int c = 0; c < 3; c++) {
            colour[c] = 30 + random.nextInt(196);
            float[] plane = new float[side * side];
            for (int octave = 0; octave < CELLS.length; octave++) add(plane, CELLS[octave], SWING[octave]);
            for (int i = 0; i < plane.length; i++) canvas[c * plane.length + i] = (float) colour[c] + plane[i];
        }
        return colour;
    }

    /** Adds random values on a lattice, interpolated smoothly between its points. */
    private void add(float[] plane, int cells, double swing) {
        double[][] lattice = new double[cells + 1][cells + 1];
        for (double[] row : lattice) for (int i = 0; i <= cells; i++) row[i] = swing * (2 * random.nextDouble() - 1);
        for (int y = 0; y < side; y++) {
            double down = (double) y * cells / side;
            int row = (int) down;
            double v = smooth(down - row);
            for (int x = 0; x < side; x++) {
                double across = (double) x * cells / side;
                int column = (int) across;
                double u = smooth(across - column);
                double top = lattice[row][column] * (1 - u) + lattice[row][column + 1] * u;
                double bottom = lattice[row + 1][column] * (1 - u) + lattice[row + 1][column + 1] * u;
                plane[y * side + x] += (float) (top * (1 - v) + bottom * v);
            }
        }
    }

    private static double smooth(double t) {
        return t * t * (3 - 2 * t);
    }

    private Optional<AnnotatedObject> digit(List<AnnotatedObject> others, double[] ground) {
        int number = random.nextInt(digits.size());
        float[] glyph = digits.image(number);
        double[] ink = ink(ground);
        for (int t = 0; t < TRIES; t++) {
            int size = (int) (side * (SMALLEST + (LARGEST - SMALLEST) * random.nextDouble()));
            int left = random.nextInt(side - size + 1);
            int top = random.nextInt(side - size + 1);
            float[] opacity = scaled(glyph, digits.width(), size);
            BoundingBox box = box(opacity, size, left, top);
            boolean free = others.stream()
                    .allMatch(o -> o.box().intersection(box)
                            <= MOST_SHARED * Math.min(o.box().area(), box.area()));
            if (!free) continue;
            lay(opacity, size, left, top, ink, digits.label(number) + 1);
            return Optional.of(new AnnotatedObject(digits.label(number), box, false, false));
        }
        return Optional.empty();
    }

    private double[] ink(double[] ground) {
        double[] ink = new double[3];
        do {
            for (int c = 0; c < 3; c++) ink[c] = random.nextInt(256);
        } while (Math.abs(brightness(ink) - brightness(ground)) < CONTRAST);
        return ink;
    }

    /** Rec. 601. */
    private static double brightness(double[] colour) {
        return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2];
    }

    /** Bilinear; outside the glyph there is no ink. */
    private static float[] scaled(float[] glyph, int glyphSide, int size) {
        float[] scaled = new float[size * size];
        for (int y = 0; y < size; y++) {
            double down = (y + 0.5) * glyphSide / size - 0.5;
            int row = (int) Math.floor(down);
            double v = down - row;
            for (int x = 0; x < size; x++) {
                double across = (x + 0.5) * glyphSide / size - 0.5;
                int column = (int) Math.floor(across);
                double u = across - column;
                double top = at(glyph, glyphSide, column, row) * (1 - u) + at(glyph, glyphSide, column + 1, row) * u;
                double bottom =
                        at(glyph, glyphSide, column, row + 1) * (1 - u) + at(glyph, glyphSide, column + 1, row + 1) * u;
                scaled[y * size + x] = (float) (top * (1 - v) + bottom * v);
            }
        }
        return scaled;
    }

    private static double at(float[] glyph, int glyphSide, int x, int y) {
        return x < 0 || y < 0 || x >= glyphSide || y >= glyphSide ? 0 : glyph[y * glyphSide + x];
    }

    private static BoundingBox box(float[] opacity, int size, int left, int top) {
        int x1 = size;
        int y1 = size;
        int x2 = 0;
        int y2 = 0;
        for (int i = 0; i < opacity.length; i++) {
            if (opacity[i] < INSIDE) continue;
            x1 = Math.min(x1, i % size);
            y1 = Math.min(y1, i / size);
            x2 = Math.max(x2, i % size + 1);
            y2 = Math.max(y2, i / size + 1);
        }
        return new BoundingBox(left + x1, top + y1, left + x2, top + y2);
    }

    private void lay(float[] opacity, int size, int left, int top, double[] ink, int value) {
        for (int i = 0; i < opacity.length; i++) {
            int at = (top + i / size) * side + left + i % size;
            for (int c = 0; c < 3; c++) {
                int to = c * side * side + at;
                canvas[to] = (float) (canvas[to] + (ink[c] - canvas[to]) * opacity[i]);
            }
            if (opacity[i] >= INSIDE) mask[at] = (byte) value;
            else if (opacity[i] >= BORDER) mask[at] = (byte) MaskedImages.VOID;
        }
    }
}
