package org.infimum.relu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.infimum.Certificate;
import org.infimum.Evidence;
import org.infimum.Messages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateFileTest {
    @TempDir
    Path folder;

    private static final double[][] X = {{1, -2}, {0.1, 1e-310}, {-0.0, 3}};
    private static final double[] Y = {1, -1.5, 0.25};

    private static ReluProblem problem() {
        return ReluProblem.twoLayer(X, Y).withBias().weightDecay(0.1);
    }

    private static TwoLayerNetwork network() {
        return TwoLayerNetwork.withBias(
                new double[][] {{0.1, -0.0, Double.MIN_VALUE}, {1e-310, Math.PI, -1.0 / 3}},
                new double[] {1e150, -Math.E},
                2);
    }

    private static CertificateFile file() {
        double[] nu = {Math.nextUp(0.3), -0.0, -4.9e-324};
        return new CertificateFile(
                CertificateFile.of(problem(), network(), dual(nu)).problem(),
                network(),
                dual(nu),
                new Certificate(
                        Double.NEGATIVE_INFINITY, 1.7976931348623157e308, Evidence.ESTIMATED, "a \"test\"\n\u00df"),
                "0.0");
    }

    private static DualPoint dual(double[] nu) {
        return new DualPoint(nu, 1.0 / 3, 0.1, Double.POSITIVE_INFINITY, Evidence.CONDITIONAL, "nothing");
    }

    private static void assertSameBits(double[] expected, double[] actual) {
        assertArrayEquals(
                Arrays.stream(expected).mapToLong(Double::doubleToRawLongBits).toArray(),
                Arrays.stream(actual).mapToLong(Double::doubleToRawLongBits).toArray());
    }

    @Test
    void everyNumberComesBackBitForBit() {
        Path path = folder.resolve("new/certificate.json");
        CertificateFile saved = file();
        saved.save(path);
        CertificateFile loaded = CertificateFile.load(path);
        assertEquals(saved.problem(), loaded.problem());
        assertEquals(saved.certificate(), loaded.certificate());
        assertEquals(saved.library(), loaded.library());
        assertSameBits(saved.dual().nu(), loaded.dual().nu());
        assertSameBits(
                new double[] {
                    saved.dual().scale(), saved.dual().value(), saved.dual().polarUpper()
                },
                new double[] {
                    loaded.dual().scale(), loaded.dual().value(), loaded.dual().polarUpper()
                });
        assertEquals(saved.dual().evidence(), loaded.dual().evidence());
        assertEquals(saved.network().width(), loaded.network().width());
        for (int j = 0; j < 2; j++) {
            assertSameBits(saved.network().hidden(j), loaded.network().hidden(j));
            assertSameBits(
                    new double[] {saved.network().output(j)},
                    new double[] {loaded.network().output(j)});
        }
        assertFalse(Files.exists(path.resolveSibling("certificate.json.part")));
    }

    @Test
    void manyRandomBitPatternsComeBack() {
        Random random = new Random(5);
        double[] nu = random.longs(2000)
                .mapToDouble(Double::longBitsToDouble)
                .filter(Double::isFinite)
                .toArray();
        double[][] x = new double[nu.length][1];
        x[0][0] = 1;
        ReluProblem problem = ReluProblem.twoLayer(x, new double[nu.length]).weightDecay(1);
        CertificateFile saved = CertificateFile.of(
                problem,
                TwoLayerNetwork.of(new double[0][], new double[0], 1),
                new DualPoint(nu, 0, 0, 1, Evidence.PROVED, "zero"));
        Path path = folder.resolve("c.json");
        saved.save(path);
        assertSameBits(nu, CertificateFile.load(path).dual().nu());
    }

    /** Computed with Python's hashlib from struct.pack('>ii', 1, 2) + struct.pack('>3d', 1, -2, 3). */
    @Test
    void fingerprintIsTheDocumentedOne() {
        CertificateFile file = CertificateFile.of(
                ReluProblem.twoLayer(new double[][] {{1, -2}}, new double[] {3})
                        .withBias()
                        .weightDecay(1),
                TwoLayerNetwork.of(new double[0][], new double[0], 2),
                new DualPoint(new double[1], 0, 0, 0, Evidence.PROVED, "zero"));
        assertEquals(
                "7f8b70e974daea288f161f9f7d4d1338c48d8abf921e599b39791b4db5b5fa3c",
                file.problem().dataSha256());
    }

    @Test
    void aLaterSaveReplacesTheFile() {
        Path path = folder.resolve("c.json");
        file().save(path);
        CertificateFile other = CertificateFile.of(problem(), network(), dual(new double[3]));
        other.save(path);
        assertEquals(other.certificate(), CertificateFile.load(path).certificate());
        assertEquals("0.1.0", other.library().replaceAll("^(\\d+\\.\\d+\\.\\d+).*", "$1"));
    }

    private String refusal(String content) throws IOException {
        Path path = folder.resolve("broken.json");
        Files.writeString(path, content);
        String message = assertThrows(CertificateFileException.class, () -> CertificateFile.load(path))
                .getMessage();
        assertSentence(message);
        return message;
    }

    private static void assertSentence(String message) {
        assertTrue(message.startsWith("The ") && message.endsWith("."), message);
        assertFalse(message.contains("\n"), message);
        assertTrue(message.length() < 600, message);
    }

    private String text() throws IOException {
        Path path = folder.resolve("c.json");
        file().save(path);
        return Files.readString(path);
    }

    private void assertRefused(String from, String to, String part) throws IOException {
        String text = text();
        assertTrue(text.contains(from), () -> text);
        String message = refusal(text.replace(from, to));
        assertTrue(message.contains(part), () -> "'" + message + "' does not say '" + part + "'");
    }

    @Test
    void badFilesAreRefusedInOneSentence() throws IOException {
        assertRefused(
                "\"version\" : 1",
                "\"version\" : 2",
                "is of version 2 of the format, but this library reads version 1");
        assertRefused("infimum-relu-certificate", "something", "is no certificate file");
        assertRefused("\"scale\" : 0.3333333333333333", "\"scale\" : NaN", "NaN");
        assertRefused("\"scale\" : 0.3333333333333333", "\"scale\" : 1e999", "\"scale\" is");
        assertRefused("\"scale\" : 0.3333333333333333", "\"scale\" : \"x\"", "\"scale\" is \"x\" and no finite number");
        assertRefused("\"scale\" : 0.3333333333333333", "\"scale\" : -1", "scale");
        assertRefused("\"scale\" : 0.3333333333333333,", "", "it has no \"dual.scale\"");
        assertRefused("\"scale\" :", "\"skale\" : 1, \"scale\" :", "an unknown member \"skale\"");
        assertRefused("\"scale\" :", "\"scale\" : 1, \"scale\" :", "Duplicate field 'scale'");
        assertRefused("\"samples\" : 3", "\"samples\" : 4", "There are 4 samples but 3 dual numbers nu");
        assertRefused("\"features\" : 2", "\"features\" : 3", "Hidden neuron 0 has 3 weights");
        assertRefused("\"weightDecay\" : 0.1", "\"weightDecay\" : 0", "must be positive and finite, not 0.0");
        assertRefused("\"SQUARED\"", "\"CUBED\"", "\"loss\" is \"CUBED\"");
        assertRefused("\"bias\" : true", "\"bias\" : 1", "neither true nor false");
        assertRefused("\"dataSha256\" : \"", "\"dataSha256\" : \"g", "64 lower-case hexadecimal digits");
        assertTrue(refusal("").contains("is no certificate file"));
        assertTrue(refusal("[1, 2]").contains("is no certificate file"));
        assertTrue(refusal(text() + " x").contains("is damaged"));
        assertTrue(refusal("[".repeat(100000)).contains("is damaged"));
    }

    @Test
    void truncatedAndFlippedFilesAreRefusedInOneSentence() throws IOException {
        Path path = folder.resolve("c.json");
        file().save(path);
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length - 1; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            CertificateFileException e =
                    assertThrows(CertificateFileException.class, () -> CertificateJson.read(path, part));
            assertSentence(e.getMessage());
        }
        Random random = new Random(8);
        int refused = 0;
        for (int trial = 0; trial < 2000; trial++) {
            byte[] flipped = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
            }
            try {
                CertificateJson.read(path, flipped);
            } catch (CertificateFileException e) {
                assertSentence(e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 800, "only " + refused + " refused");
    }

    @Test
    void filesThatCannotBeReadOrWrittenAreRefusedInOneSentence() throws IOException {
        String missing = assertThrows(
                        CertificateFileException.class, () -> CertificateFile.load(folder.resolve("none.json")))
                .getMessage();
        assertSentence(missing);
        assertTrue(missing.contains("there is no such file"), missing);
        assertSentence(assertThrows(CertificateFileException.class, () -> CertificateFile.load(folder))
                .getMessage());
        assertSentence(assertThrows(CertificateFileException.class, () -> file().save(folder))
                .getMessage());
        Path notAFolder = folder.resolve("file");
        Files.writeString(notAFolder, "x");
        assertSentence(assertThrows(CertificateFileException.class, () -> file().save(notAFolder.resolve("c.json")))
                .getMessage());
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        CertificateFile.Settings settings = file().problem();
        Messages.refused(
                () -> new CertificateFile(settings, network(), dual(new double[2]), file().certificate(), ""),
                "3 samples but 2 dual numbers");
        Messages.refused(
                () -> new CertificateFile(
                        settings, network(), dual(new double[] {0, Double.NaN, 0}), file().certificate(), ""),
                "Dual number 1 is NaN");
        Messages.refused(
                () -> new CertificateFile(
                        settings,
                        TwoLayerNetwork.of(new double[0][], new double[0], 5),
                        dual(new double[3]),
                        file().certificate(),
                        ""),
                "2 features and biases",
                "5 inputs");
    }
}
