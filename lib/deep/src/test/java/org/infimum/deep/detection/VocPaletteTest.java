package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VocPaletteTest {
    /** From VOC's development kit: background, aeroplane, bicycle, bird, person, train, tvmonitor, void. */
    @Test
    void coloursAreVocs() {
        assertEquals(0x000000, VocPalette.rgb(0));
        assertEquals(0x800000, VocPalette.rgb(1));
        assertEquals(0x008000, VocPalette.rgb(2));
        assertEquals(0x808000, VocPalette.rgb(3));
        assertEquals(0xC08080, VocPalette.rgb(15));
        assertEquals(0x80C000, VocPalette.rgb(19));
        assertEquals(0x004080, VocPalette.rgb(20));
        assertEquals(0xE0E0C0, VocPalette.rgb(255));
        assertEquals(
                256, IntStream.range(0, 256).map(VocPalette::rgb).distinct().count());
        assertThrows(IllegalArgumentException.class, () -> VocPalette.rgb(256));
    }
}
