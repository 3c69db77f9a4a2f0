package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.infimum.deep.data.DatasetCatalogue.DataFile;
import org.infimum.deep.data.DatasetCatalogue.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetCatalogueTest {
    private static final String VALID = """
            {"datasets": [{"name": "toy", "title": "Toy", "layout": "idx", "licence": "CC0", "source": "https://example.org/toy",
              "files": [{"name": "a.gz", "addresses": ["https://example.org/a.gz"], "size": 12,
                         "md5": "0123456789abcdef0123456789abcdef"}]}]}
            """;

    @TempDir
    Path folder;

    @Test
    void theLibrarysCatalogueHasThePublishedChecksums() {
        DatasetCatalogue catalogue = DatasetCatalogue.standard();
        assertEquals(
                List.of("digits", "mnist", "cifar-10", "voc2007", "voc2011"),
                catalogue.datasets().stream().map(Entry::name).toList());
        DataFile images = catalogue.entry("mnist").file("train-images-idx3-ubyte.gz");
        assertEquals("f68b3c2dcbeaaa9fbdd348bbdeb94873", images.md5());
        assertEquals(9_912_422, images.size());
        assertEquals(16 + 60_000 * 784, images.content().size());
        assertEquals(
                16 + 10_000 * 784,
                catalogue
                        .entry("mnist")
                        .file("t10k-images-idx3-ubyte.gz")
                        .content()
                        .size());
        assertEquals(
                "c32a1d4ab5d03f1284b67883e8d87530",
                catalogue.entry("cifar-10").file("cifar-10-binary.tar.gz").md5());
        assertEquals(
                "b6e924de25625d8de591ea690078ad9f",
                catalogue.entry("voc2007").file("VOCtest_06-Nov-2007.tar").md5());
        assertEquals(
                "MD5 6c3384ef61512963050cb5d687e5bf1e",
                catalogue.entry("voc2011").files().get(0).checksum());
    }

    @Test
    void unknownNamesAreAnsweredWithTheKnownOnes() {
        DatasetCatalogue catalogue = DatasetCatalogue.standard();
        assertEquals(
                "the catalogue has no data set 'mnits'; it has digits, mnist, cifar-10, voc2007, voc2011",
                assertThrows(IllegalArgumentException.class, () -> catalogue.entry("mnits"))
                        .getMessage());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> catalogue.entry("voc2011").file("x"))
                .getMessage();
        assertEquals("data set voc2011 has no file 'x'; it has VOCtrainval_25-May-2011.tar", message);
    }

    @Test
    void ownCatalogueIsRead() throws IOException {
        DataFile file = read(VALID).entry("toy").file("a.gz");
        assertEquals(12, file.size());
        assertEquals(List.of("https://example.org/a.gz"), file.addresses());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"name\": \"toy\" | \"name\": \"../toy\" | data set name is '../toy'",
                "\"name\": \"a.gz\" | \"name\": \"/etc/a.gz\" | file name is '/etc/a.gz'",
                "\"idx\" | \"zip\" | layout of toy is 'zip'",
                "\"CC0\" | \" \" | licence of toy is",
                "https://example.org/a.gz | ftp://example.org/a.gz | address of a.gz is 'ftp://example.org/a.gz'",
                "[\"https://example.org/a.gz\"] | [] | addresses of a.gz is '[]'",
                "\"size\": 12 | \"size\": -12 | size of a.gz is '-12'",
                "0123456789abcdef0123456789abcdef | 0123 | md5 of a.gz is '0123'",
                "\"size\": 12 | \"unpacked\": \"../a\" | unpacked folder of a.gz is '../a'",
                "\"size\": 12 | \"sise\": 12 | sise",
                "\"title\": \"Toy\", | \"\"  | title",
                "\"size\": 12 | \"size\": twelve | twelve",
            })
    void defectsAreQuoted(String good, String bad, String quoted) {
        String text = VALID.replace(good, bad.equals("\"\"") ? "" : bad);
        CorruptDataException e = assertThrows(CorruptDataException.class, () -> read(text));
        assertTrue(e.getMessage().contains(quoted), e.getMessage());
        assertTrue(e.getMessage().contains("own.json, byte "), e.getMessage());
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
    }

    @Test
    void aNameOccursOnce() {
        DatasetCatalogue one = DatasetCatalogue.standard();
        List<Entry> twice = List.of(one.entry("mnist"), one.entry("mnist"));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new DatasetCatalogue(twice))
                .getMessage()
                .contains("'mnist'"));
    }

    private DatasetCatalogue read(String text) throws IOException {
        return DatasetCatalogue.read(Files.writeString(folder.resolve("own.json"), text));
    }
}
