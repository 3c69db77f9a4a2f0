package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.infimum.deep.data.DatasetCatalogue.DataFile;
import org.junit.jupiter.api.Test;

class DatasetsTest {
    @Test
    void embeddedDigits() {
        ImageSet digits = DigitsData.load();
        assertEquals("digits: 1797 images of 1x8x8, 10 classes, pixels 0..1", digits.toString());
        assertArrayEquals(new int[] {178, 182, 177, 183, 181, 182, 181, 179, 174, 180}, digits.classCounts());
        // the first two lines of the file
        float[] first = digits.image(0);
        assertArrayEquals(new float[] {0, 0, 5 / 16f, 13 / 16f, 9 / 16f, 1 / 16f, 0, 0}, Arrays.copyOf(first, 8));
        assertEquals(0, digits.label(0));
        assertEquals(1, digits.label(1));
        assertEquals(8, digits.label(1796));
        double sum = 0;
        for (int i = 0; i < digits.size(); i++) for (float pixel : digits.image(i)) sum += 16 * pixel;
        // of the file by awk
        assertEquals(561718, sum);
    }

    @Test
    void theEmbeddedFileIsTheCataloguesOne() throws IOException {
        DataFile file = DatasetCatalogue.standard().entry("digits").file("digits.csv.gz");
        try (InputStream in = DatasetsTest.class.getResourceAsStream("digits/digits.csv.gz")) {
            byte[] bytes = in.readAllBytes();
            assertEquals(file.size(), bytes.length);
            assertEquals(file.sha256(), TestBytes.digest("SHA-256", bytes));
            assertEquals(file.md5(), TestBytes.digest("MD5", bytes));
        }
    }

    @Test
    void digitsAreSplitAlikeEveryTime() throws IOException {
        Split split = Datasets.digits();
        assertEquals(1437, split.train().size());
        assertEquals(360, split.test().size());
        assertArrayEquals(
                split.train().labels(), Datasets.named("digits").train().labels());
    }

    @Test
    void unknownNamesAreAnsweredWithTheKnownOnes() {
        assertEquals(
                "there is no data set 'mnits' to train on; known: digits, mnist, cifar-10",
                assertThrows(IllegalArgumentException.class, () -> Datasets.named("mnits"))
                        .getMessage());
    }
}
