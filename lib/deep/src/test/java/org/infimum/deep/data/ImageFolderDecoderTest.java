package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against Pillow: the files and what it reads from them were made by make.py beside them. */
class ImageFolderDecoderTest {
    private static final int SIDE = 16;

    static byte[] resource(String name) {
        try (InputStream in = ImageFolderDecoderTest.class.getResourceAsStream("images/" + name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Red, green and blue planes of a PNG file of 8 bits RGB. */
    private static int[] pixels(String name) throws IOException {
        Raster raster = ImageIO.read(new ByteArrayInputStream(resource(name))).getRaster();
        int plane = raster.getWidth() * raster.getHeight();
        int[] all = new int[3 * plane];
        for (int c = 0; c < 3; c++) {
            int[] one = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), c, (int[]) null);
            System.arraycopy(one, 0, all, c * plane, plane);
        }
        return all;
    }

    private static byte[] decode(byte[] file, int side, int shorter, Crop crop) throws BrokenImageException {
        try (ImageDecoder decoder = new ImageDecoder(side, shorter)) {
            return decoder.decode(file, crop);
        }
    }

    private static int largestDifference(int[] expected, byte[] actual) {
        assertEquals(expected.length, actual.length);
        int largest = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i] - (actual[i] & 0xff)));
        }
        return largest;
    }

    @ParameterizedTest
    @CsvSource({
        "alpha.png, 1",
        "grey-alpha.png, 1",
        "palette.png, 0",
        "one-bit.png, 0",
        "sixteen-bits.png, 0",
        // the inverse transforms of the two decoders differ by rounding
        "grey.jpg, 1",
        "stored-rgb.jpg, 1",
        "progressive.jpg, 2",
        "turned.jpg, 3",
        "cmyk.jpg, 2",
        "cmyk-plain.jpg, 2",
        "ycck.jpg, 3"
    })
    void everyKindOfFileHasPillowsPixels(String file, int tolerance) throws IOException {
        int[] expected = pixels(file.substring(0, file.indexOf('.')) + "-expected.png");
        int difference = largestDifference(expected, decode(resource(file), SIDE, SIDE, Crop.CENTRE));
        assertTrue(difference <= tolerance, file + " differs by " + difference);
    }

    /** Pillow rounds after each direction, so a difference of 1 remains. */
    @ParameterizedTest
    @ValueSource(ints = {12, 45})
    void resizesAsPillowDoes(int shorter) throws IOException {
        int longer = shorter * 4 / 3;
        int[] whole = pixels("scene-" + shorter + "-expected.png");
        int[] centre = new int[3 * shorter * shorter];
        for (int row = 0; row < 3 * shorter; row++) {
            System.arraycopy(whole, row * longer + (longer - shorter) / 2, centre, row * shorter, shorter);
        }
        int difference = largestDifference(centre, decode(resource("scene.png"), shorter, shorter, Crop.CENTRE));
        assertTrue(difference <= 1, "differs by " + difference);
    }

    static byte[] grey(int width, int height, int... samples) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setPixels(0, 0, width, height, samples);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * A row 0, 70, 140, 210 of an image 4 high becomes two pixels: triangles of reach 2 about 1 and 3 give (3 a + 3 b + c) / 7 and
     * (b + 3 c + 3 d) / 7.
     */
    @Test
    void shorterSideAndCentreByHand() throws IOException {
        byte[] file = grey(8, 4, row(4, 0, 70, 140, 210, 0, 70, 140, 210));
        // 8 x 4 becomes 4 x 2, whose columns 1 and 2 are the centre: about 3 and 5, (b + 3 c + 3 d + e) / 8 and so on
        byte first = (byte) Math.round((70 + 3 * 140 + 3 * 210 + 0) / 8.0);
        byte second = (byte) Math.round((210 + 3 * 0 + 3 * 70 + 140) / 8.0);
        byte[] plane = {first, second, first, second};
        assertArrayEquals(repeated(plane, 3), decode(file, 2, 2, Crop.CENTRE));
        // the left edge: about 1 and 3
        byte left = (byte) Math.round((3 * 0 + 3 * 70 + 140) / 7.0);
        assertArrayEquals(repeated(new byte[] {left, first, left, first}, 3), decode(file, 2, 2, (roomX, roomY) -> {
            assertEquals(2, roomX);
            assertEquals(0, roomY);
            return new Crop.Place(0, 0, false);
        }));
        assertArrayEquals(
                repeated(new byte[] {first, left, first, left}, 3),
                decode(file, 2, 2, (roomX, roomY) -> new Crop.Place(0, 0, true)));
    }

    private static int[] row(int height, int... row) {
        int[] all = new int[height * row.length];
        for (int i = 0; i < all.length; i++) all[i] = row[i % row.length];
        return all;
    }

    private static byte[] repeated(byte[] plane, int times) {
        byte[] all = new byte[times * plane.length];
        for (int i = 0; i < all.length; i++) all[i] = plane[i % plane.length];
        return all;
    }

    /** Every crop of a ramp is the ramp, also where the file is thinned out while it is read: 64 to 8 pixels takes every fourth. */
    @ParameterizedTest
    @CsvSource({"64, 8", "61, 8", "100, 9", "16, 16", "17, 13"})
    void cropsOfARampLieWhereTheyShould(int size, int shorter) throws IOException {
        int[] samples = new int[size * size];
        for (int i = 0; i < samples.length; i++) samples[i] = 2 * (i % size) + (i / size) / 2;
        byte[] file = grey(size, size, samples);
        int side = shorter - 3;
        for (int x = 0; x <= 3; x++) {
            Crop.Place place = new Crop.Place(x, 3 - x, false);
            byte[] crop = decode(file, side, shorter, (roomX, roomY) -> place);
            for (int i = 1; i < side - 1; i++) {
                double scale = (double) size / shorter;
                double across = (x + i + 0.5) * scale - 0.5;
                double down = (place.y() + i + 0.5) * scale - 0.5;
                // at the image's own edges the triangle is cut; inside, sampled, it nearly reproduces what is linear;
                // half a
                // sample off would be 4 and more
                if (across < scale || across > size - 1 - scale || down < scale || down > size - 1 - scale) continue;
                assertEquals(2 * across + down / 2, crop[i * side + i] & 0xff, 2.0);
            }
        }
    }

    @Test
    void veryLongImagesCostNoMoreThanTheirCrop() throws IOException {
        int[] samples = new int[20_000 * 4];
        Arrays.fill(samples, 9);
        byte[] expected = new byte[3 * 4];
        Arrays.fill(expected, (byte) 9);
        assertArrayEquals(expected, decode(grey(20_000, 4, samples), 2, 2, Crop.CENTRE));
        assertArrayEquals(expected, decode(grey(4, 20_000, samples), 2, 2, Crop.CENTRE));
        assertArrayEquals(expected, decode(grey(1, 1, 9), 2, 2, Crop.CENTRE));
    }

    private static void assertBroken(String reason, byte[] file) {
        String message = assertThrows(BrokenImageException.class, () -> decode(file, 4, 4, Crop.CENTRE))
                .getMessage();
        assertTrue(message.contains(reason), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"turned.jpg", "cmyk.jpg", "progressive.jpg", "palette.png", "scene.png"})
    void everyTruncationIsFound(String name) {
        byte[] whole = resource(name);
        for (int length = 0; length < whole.length - 1; length += 5) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(BrokenImageException.class, () -> decode(part, 4, 4, Crop.CENTRE), name + " " + length);
        }
        assertBroken("truncated", Arrays.copyOf(whole, whole.length - 4));
    }

    /** Whatever bytes a file has, it is decoded or named; nothing else is thrown. */
    @ParameterizedTest
    @ValueSource(strings = {"turned.jpg", "cmyk.jpg", "progressive.jpg", "palette.png", "alpha.png"})
    void everyChangedByteIsDecodedOrNamed(String name) {
        byte[] whole = resource(name);
        int named = 0;
        try (ImageDecoder decoder = new ImageDecoder(4, 5)) {
            for (int i = 0; i < whole.length; i++) {
                byte[] changed = whole.clone();
                changed[i] = (byte) new int[] {0, 0xff, 0x41}[i % 3];
                try {
                    assertEquals(48, decoder.decode(changed, Crop.CENTRE).length);
                } catch (BrokenImageException e) {
                    named++;
                }
            }
        }
        assertTrue(named > 0);
    }

    @Test
    void brokenFilesAreNamedByWhatIsWrong() {
        assertBroken("is empty", new byte[0]);
        assertBroken(
                "neither a JPEG nor a PNG", "GIF89a and more".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertBroken("cannot be decoded", damagedPng());
        byte[] enormous = resource("scene.png");
        enormous[16] = 0x7f;
        assertBroken("claims to have 2130706472 x 30 pixels", enormous);
    }

    private static byte[] damagedPng() {
        byte[] file = resource("scene.png");
        Arrays.fill(file, 60, 100, (byte) 0x55);
        return file;
    }

    @Test
    void bytesAfterTheEndOfAJpegDoNotMatter() throws IOException {
        byte[] whole = resource("turned.jpg");
        byte[] more = Arrays.copyOf(whole, whole.length + 1000);
        assertArrayEquals(decode(whole, 4, 5, Crop.CENTRE), decode(more, 4, 5, Crop.CENTRE));
    }
}
