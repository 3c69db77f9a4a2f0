package org.infimum.relu;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.infimum.Certificate;
import org.infimum.Evidence;

/** Certificates to and from JSON, strictly: a member missing, unknown, twice or of another kind is refused by name. */
final class CertificateJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private CertificateJson() {}

    static byte[] bytes(CertificateFile file) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("format", CertificateFile.FORMAT);
        root.put("version", CertificateFile.VERSION);
        root.put("library", file.library());
        CertificateFile.Settings problem = file.problem();
        root.putObject("problem")
                .put("loss", problem.loss().name())
                .put("weightDecay", problem.weightDecay())
                .put("bias", problem.bias())
                .put("samples", problem.samples())
                .put("features", problem.features())
                .put("dataSha256", problem.dataSha256());
        TwoLayerNetwork network = file.network();
        ObjectNode weights = root.putObject("network").put("bias", network.hasBias());
        ArrayNode hidden = weights.putArray("hidden");
        ArrayNode output = weights.putArray("output");
        for (int j = 0; j < network.width(); j++) {
            ArrayNode row = hidden.addArray();
            Arrays.stream(network.hidden(j)).forEach(row::add);
            output.add(network.output(j));
        }
        DualPoint dual = file.dual();
        ObjectNode point = root.putObject("dual");
        ArrayNode nu = point.putArray("nu");
        Arrays.stream(dual.nu()).forEach(nu::add);
        point.put("scale", dual.scale())
                .put("value", dual.value())
                .put("polarUpper", dual.polarUpper())
                .put("evidence", dual.evidence().name())
                .put("because", dual.because());
        Certificate certificate = file.certificate();
        root.putObject("certificate")
                .put("lower", certificate.lower())
                .put("upper", certificate.upper())
                .put("evidence", certificate.evidence().name())
                .put("because", certificate.because());
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of numbers and texts could not be written as JSON.", e);
        }
    }

    static CertificateFile read(Path file, byte[] content) {
        try {
            JsonNode root = MAPPER.readTree(content);
            requireVersion(file, root);
            return certificate(root);
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " at line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            throw damaged(file, "no JSON" + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw damaged(file, e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw damaged(file, e.getMessage(), new IOException(e));
        }
    }

    private static CertificateFileException damaged(Path file, String what, IOException cause) {
        String oneLine = String.valueOf(what).replaceAll("\\s+", " ").replaceAll("[.;: ]+$", "");
        return new CertificateFileException(
                "The certificate file " + file + " is damaged (" + oneLine
                        + "); put a whole copy in its place, or save it again.",
                cause);
    }

    private static void requireVersion(Path file, JsonNode root) {
        JsonNode format = root.path("format");
        if (!format.isTextual() || !format.textValue().equals(CertificateFile.FORMAT)) {
            throw new CertificateFileException("The file " + file + " is no certificate file: its \"format\" is not \""
                    + CertificateFile.FORMAT + "\"; give a file that CertificateFile.save wrote.");
        }
        JsonNode version = root.path("version");
        if (!version.isInt() || version.intValue() != CertificateFile.VERSION) {
            throw new CertificateFileException("The certificate file " + file + " is of version "
                    + (version.isMissingNode() ? "?" : shown(version))
                    + " of the format, but this library reads version " + CertificateFile.VERSION
                    + "; use the library that wrote it ("
                    + shown(root.path("library")) + ").");
        }
    }

    private static CertificateFile certificate(JsonNode root) {
        members(root, "", "format", "version", "library", "problem", "network", "dual", "certificate");
        JsonNode problem = root.get("problem");
        members(problem, "problem", "loss", "weightDecay", "bias", "samples", "features", "dataSha256");
        CertificateFile.Settings settings = new CertificateFile.Settings(
                choice(problem, "loss", ConvexLoss.class),
                number(problem, "weightDecay"),
                flag(problem, "bias"),
                count(problem, "samples"),
                count(problem, "features"),
                text(problem, "dataSha256"));
        JsonNode dual = root.get("dual");
        members(dual, "dual", "nu", "scale", "value", "polarUpper", "evidence", "because");
        DualPoint point = new DualPoint(
                numbers(dual.get("nu"), "nu"),
                number(dual, "scale"),
                number(dual, "value"),
                bound(dual, "polarUpper"),
                choice(dual, "evidence", Evidence.class),
                text(dual, "because"));
        JsonNode claim = root.get("certificate");
        members(claim, "certificate", "lower", "upper", "evidence", "because");
        Certificate certificate = new Certificate(
                bound(claim, "lower"),
                number(claim, "upper"),
                choice(claim, "evidence", Evidence.class),
                text(claim, "because"));
        return new CertificateFile(
                settings, network(root.get("network"), settings), point, certificate, text(root, "library"));
    }

    private static TwoLayerNetwork network(JsonNode node, CertificateFile.Settings settings) {
        members(node, "network", "bias", "hidden", "output");
        JsonNode rows = array(node.get("hidden"), "hidden");
        double[][] hidden = new double[rows.size()][];
        for (int j = 0; j < hidden.length; j++) {
            hidden[j] = numbers(rows.get(j), "hidden[" + j + "]");
        }
        double[] output = numbers(node.get("output"), "output");
        return flag(node, "bias")
                ? TwoLayerNetwork.withBias(hidden, output, settings.features())
                : TwoLayerNetwork.of(hidden, output, settings.features());
    }

    private static void members(JsonNode node, String name, String... wanted) {
        if (node == null || !node.isObject()) {
            throw new IllegalArgumentException(
                    (name.isEmpty() ? "the whole" : "\"" + name + "\"") + " is " + shown(node) + " and no object");
        }
        for (String member : wanted) {
            if (!node.has(member)) {
                throw new IllegalArgumentException("it has no \"" + (name.isEmpty() ? "" : name + ".") + member + "\"");
            }
        }
        List<String> known = List.of(wanted);
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String member = names.next();
            if (!known.contains(member)) {
                throw new IllegalArgumentException("it has an unknown member \"" + cut(member) + "\"");
            }
        }
    }

    private static JsonNode array(JsonNode node, String name) {
        if (!node.isArray()) {
            throw new IllegalArgumentException("\"" + name + "\" is " + shown(node) + " and no array");
        }
        return node;
    }

    private static double[] numbers(JsonNode node, String name) {
        array(node, name);
        double[] numbers = new double[node.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = finite(node.get(i), name + "[" + i + "]");
        }
        return numbers;
    }

    private static double number(JsonNode node, String name) {
        return finite(node.get(name), name);
    }

    private static double finite(JsonNode node, String name) {
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("\"" + name + "\" is " + shown(node) + " and no finite number");
        }
        return value;
    }

    /** A number, or an infinite bound, which JSON can only spell as a text. */
    private static double bound(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (value.isTextual() && value.textValue().equals("Infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        if (value.isTextual() && value.textValue().equals("-Infinity")) {
            return Double.NEGATIVE_INFINITY;
        }
        return finite(value, name);
    }

    private static int count(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (!value.isInt()) {
            throw new IllegalArgumentException("\"" + name + "\" is " + shown(value) + " and no whole number");
        }
        return value.intValue();
    }

    private static boolean flag(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException("\"" + name + "\" is " + shown(value) + ", neither true nor false");
        }
        return value.booleanValue();
    }

    private static String text(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + name + "\" is " + shown(value) + " and no text");
        }
        return value.textValue();
    }

    private static <E extends Enum<E>> E choice(JsonNode node, String name, Class<E> kind) {
        String chosen = text(node, name);
        for (E constant : kind.getEnumConstants()) {
            if (constant.name().equals(chosen)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("\"" + name + "\" is \"" + cut(chosen) + "\", but one of "
                + Arrays.toString(kind.getEnumConstants()) + " is needed");
    }

    private static String shown(JsonNode node) {
        return node == null || node.isMissingNode() ? "missing" : cut(node.toString());
    }

    private static String cut(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "..." : text;
    }
}
