package org.infimum.deep.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The embedded data: 1,797 handwritten digits of 8x8 pixels, the test part of UCI's <em>Optical Recognition of Handwritten
 * Digits</em> (Alpaydin and Kaynak 1998, <a href="https://doi.org/10.24432/C50P49">doi:10.24432/C50P49</a>, CC BY 4.0). A pixel
 * counts the inked ones of 4x4 finer pixels, 0 to 16, and is scaled to 0..1.
 */
public final class DigitsData {
    /** Class names {@code "0"} to {@code "9"}. */
    static final List<String> NAMES = List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");

    private static final String RESOURCE = "digits/digits.csv.gz";
    private static final int IMAGES = 1797;
    private static final int SIDE = 8;
    private static final int WHITE = 16;

    private DigitsData() {}

    /**
     * All digits in the order of the file, that of UCI.
     *
     * @return 1,797 images, ten classes, pixels 0..1
     */
    public static ImageSet load() {
        try (InputStream in = DigitsData.class.getResourceAsStream(RESOURCE)) {
            if (in == null)
                throw new IllegalStateException(
                        "the library's jar lacks org/infimum/deep/data/" + RESOURCE + "; build it again");
            return parse(in);
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new IllegalStateException(
                    "the library's own " + RESOURCE + " is damaged (" + e.getMessage() + "); build it again", e);
        }
    }

    /** One image a line: 64 integers and the label, separated by commas, without quotes or blanks. */
    private static ImageSet parse(InputStream in) throws IOException {
        byte[] pixels = new byte[IMAGES * SIDE * SIDE];
        int[] labels = new int[IMAGES];
        BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(in), StandardCharsets.US_ASCII));
        int row = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine(), row++) {
            String[] cells = line.split(",");
            for (int i = 0; i < SIDE * SIDE; i++) pixels[row * SIDE * SIDE + i] = Byte.parseByte(cells[i]);
            labels[row] = Integer.parseInt(cells[SIDE * SIDE]);
        }
        if (row != IMAGES) throw new IOException("it has " + row + " lines instead of " + IMAGES);
        return ImageSet.ofBytes("digits", NAMES, 1, SIDE, SIDE, pixels, WHITE, labels);
    }
}
