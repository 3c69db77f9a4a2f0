package org.infimum.notebook.svg;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.BoundingBox;
import org.infimum.notebook.svg.PictureGrid.Picture;
import org.junit.jupiter.api.Test;

/** Pictures without words, read back by Java's own decoder. */
class PasteboardTest {
    private static final int RED = 0xFFFF0000;
    private static final int BLUE = 0xFF0000FF;
    private static final int WHITE = 0xFFFFFFFF;

    private static BufferedImage decoded(String png) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(png)));
    }

    private static Picture plain(int width, int height, int colour) {
        int[] argb = new int[width * height];
        Arrays.fill(argb, colour);
        return new Picture(width, height, argb);
    }

    /** Two columns of the widest kind, 240 with a gap of 6; the second picture is half as high as the first. */
    @Test
    void aGridOfPictures() throws IOException {
        PictureGrid grid = new PictureGrid(
                List.of("a", "b"),
                List.of(List.of(plain(4, 4, RED), plain(4, 2, BLUE)), List.of(plain(4, 2, BLUE), plain(4, 2, RED))),
                List.of(new PictureGrid.Key("never drawn", 0)));
        BufferedImage image = decoded(grid.png());
        assertEquals(486, image.getWidth());
        assertEquals(240 + 6 + 120, image.getHeight());
        assertEquals(RED, image.getRGB(120, 120));
        assertEquals(WHITE, image.getRGB(243, 60), "the gap");
        assertEquals(BLUE, image.getRGB(366, 60));
        assertEquals(WHITE, image.getRGB(366, 180), "below the lower picture");
        assertEquals(BLUE, image.getRGB(120, 300));
        assertEquals(RED, image.getRGB(366, 300));
    }

    /** A black image of 28 x 14 pixels is drawn ten times as large, so its box from (7, 2) to (21, 12) is at (70, 20) to (210, 120). */
    @Test
    void boxesOnAnImage() throws IOException {
        RgbImage black = RgbImage.of(28, 14, new byte[3 * 28 * 14]);
        BoxedImages.Box box = new BoxedImages.Box(new BoundingBox(7, 2, 21, 12), "#FF0000", "label", false);
        BoxedImages.Panel panel = new BoxedImages.Panel(black, "caption", List.of(box));
        BufferedImage image = decoded(BoxedImages.png(List.of(panel, panel, panel), 2));
        assertEquals(2 * 280 + 12, image.getWidth());
        assertEquals(2 * 140 + 12, image.getHeight());
        for (int[] corner : new int[][] {{0, 0}, {292, 0}, {0, 152}}) {
            assertEquals(RED, image.getRGB(corner[0] + 70, corner[1] + 70), "left edge");
            assertEquals(RED, image.getRGB(corner[0] + 140, corner[1] + 120), "lower edge");
            assertEquals(0xFF000000, image.getRGB(corner[0] + 140, corner[1] + 70), "inside");
            assertEquals(0xFF000000, image.getRGB(corner[0] + 30, corner[1] + 70), "outside");
        }
        assertEquals(WHITE, image.getRGB(292 + 140, 152 + 70), "no fourth image");
    }
}
