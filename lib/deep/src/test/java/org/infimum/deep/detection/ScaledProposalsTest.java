package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.infimum.deep.data.RgbImage;
import org.junit.jupiter.api.Test;

class ScaledProposalsTest {
    /** The whole image, and its upper left quarter. */
    private static final RegionProposals HALVES = new RegionProposals() {
        @Override
        public BoundingBoxes of(RgbImage image) {
            return BoundingBoxes.of(0, 0, image.width(), image.height(), 0, 0, image.width() / 2f, image.height() / 2f);
        }

        @Override
        public String description() {
            return "halves";
        }
    };

    private static RgbImage image(int width, int height) {
        return RgbImage.of(width, height, new byte[3 * width * height]);
    }

    @Test
    void boxesAreThoseOfTheLargeImage() {
        RegionProposals scaled = new ScaledProposals(HALVES, 32);
        assertEquals(BoundingBoxes.of(0, 0, 64, 48, 0, 0, 32, 24), scaled.of(image(64, 48)));
        assertEquals(BoundingBoxes.of(0, 0, 20, 30, 0, 0, 10, 15), scaled.of(image(20, 30)), "small enough");
        // 31 rows of 90 become 11: halves are not whole pixels
        assertEquals(BoundingBoxes.of(0, 0, 90, 31, 0, 0, 45, 15.5f), scaled.of(image(90, 31)));
        assertEquals("halves, in images of at most 32 pixels", scaled.description());
    }

    @Test
    void namesBadSides() {
        assertThrows(IllegalArgumentException.class, () -> new ScaledProposals(HALVES, 15));
    }
}
