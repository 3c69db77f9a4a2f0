package org.infimum.deep.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the known data sets are: their files with addresses, sizes and checksums, their licence and layout. The catalogue that the
 * library carries is {@code datasets/catalogue.json} of its sources.
 *
 * @param datasets the entries, with different names
 */
public record DatasetCatalogue(
        @JsonProperty(required = true) List<Entry> datasets) {
    // a name becomes a folder or a file: no separators, no leading dot
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern MD5 = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * A catalogue of the given entries.
     *
     * @param datasets as above
     * @throws IllegalArgumentException if the entries are missing or two have one name
     */
    public DatasetCatalogue {
        datasets = copy(datasets, "a catalogue needs a list 'datasets'");
        distinct(datasets.stream().map(Entry::name).toList(), "catalogue");
    }

    /**
     * One data set.
     *
     * @param name short name, also the name of its folder
     * @param title name for people
     * @param layout how the files are arranged inside: {@code csv}, {@code idx}, {@code cifar-binary} or {@code voc}
     * @param licence what its owners allow
     * @param source page that describes it
     * @param files its files, with different names
     */
    public record Entry(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) String title,
            @JsonProperty(required = true) String layout,
            @JsonProperty(required = true) String licence,
            @JsonProperty(required = true) String source,
            @JsonProperty(required = true) List<DataFile> files) {
        private static final Set<String> LAYOUTS = Set.of("csv", "idx", "cifar-binary", "voc");

        /**
         * An entry, checked.
         *
         * @param name as above
         * @param title as above
         * @param layout as above
         * @param licence as above
         * @param source as above
         * @param files as above
         * @throws IllegalArgumentException if a field is missing or not of its form, quoting it
         */
        public Entry {
            require(
                    name != null && NAME.matcher(name).matches(),
                    "data set name",
                    name,
                    "letters, digits, '.', '_', '-'");
            require(title != null && !title.isBlank(), "title of " + name, title, "a name for people");
            require(
                    layout != null && LAYOUTS.contains(layout),
                    "layout of " + name,
                    layout,
                    "one of csv, idx, cifar-binary, voc");
            require(licence != null && !licence.isBlank(), "licence of " + name, licence, "what its owners allow");
            require(isWebAddress(source), "source of " + name, source, "an http or https address");
            files = copy(files, "data set " + name + " needs a list 'files'");
            require(!files.isEmpty(), "files of " + name, "[]", "at least one file");
            distinct(files.stream().map(DataFile::name).toList(), name);
        }

        /**
         * Looks up a file.
         *
         * @param fileName its name in the catalogue
         * @return the file
         * @throws IllegalArgumentException if the data set has no such file, naming those it has
         */
        public DataFile file(String fileName) {
            return files.stream()
                    .filter(f -> f.name().equals(fileName))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("data set " + name + " has no file '" + fileName
                            + "'; it has " + files.stream().map(DataFile::name).collect(Collectors.joining(", "))));
        }
    }

    /**
     * One file of a data set.
     *
     * @param name file name
     * @param addresses where it can be downloaded, in the order in which they are tried; empty only for embedded files
     * @param size bytes, or null where not known
     * @param md5 MD5 in lower-case hexadecimal, or null
     * @param sha256 SHA-256 in lower-case hexadecimal, or null; one of the two checksums is there
     * @param content what is inside a gzip file, or null
     * @param embedded whether the file travels inside the library
     * @param unpacked the folder that the file, an archive, unpacks to and that may lie there in its place, or null; no checksum covers the folder, whose
     *     reader has to check it
     */
    public record DataFile(
            @JsonProperty(required = true) String name,
            @JsonProperty(required = true) List<String> addresses,
            Long size,
            String md5,
            String sha256,
            Content content,
            boolean embedded,
            String unpacked) {
        /**
         * A file, checked.
         *
         * @param name as above
         * @param addresses as above
         * @param size as above
         * @param md5 as above
         * @param sha256 as above
         * @param content as above
         * @param embedded as above
         * @param unpacked as above
         * @throws IllegalArgumentException if a field is missing or not of its form, quoting it
         */
        public DataFile {
            require(name != null && NAME.matcher(name).matches(), "file name", name, "letters, digits, '.', '_', '-'");
            addresses = copy(addresses, "file " + name + " needs a list 'addresses'");
            for (String address : addresses)
                require(isWebAddress(address), "address of " + name, address, "an http or https address");
            require(
                    embedded || !addresses.isEmpty(),
                    "addresses of " + name,
                    "[]",
                    "at least one, unless it is embedded");
            require(size == null || size > 0, "size of " + name, size, "a positive number of bytes, or none");
            require(
                    md5 == null || MD5.matcher(md5).matches(),
                    "md5 of " + name,
                    md5,
                    "32 lower-case hexadecimal digits");
            require(
                    sha256 == null || SHA256.matcher(sha256).matches(),
                    "sha256 of " + name,
                    sha256,
                    "64 lower-case hexadecimal digits");
            require(md5 != null || sha256 != null, "checksum of " + name, null, "an md5 or a sha256");
            require(content == null || name.endsWith(".gz"), "content of " + name, content, "none: only of .gz files");
            require(
                    unpacked == null || NAME.matcher(unpacked).matches() && !unpacked.equals(name),
                    "unpacked folder of " + name,
                    unpacked,
                    "letters, digits, '.', '_', '-', and not the file's name");
        }

        /**
         * The checksum to tell people.
         *
         * @return for example {@code MD5 f68b3c2dcbeaaa9fbdd348bbdeb94873}
         */
        public String checksum() {
            return md5 != null ? "MD5 " + md5 : "SHA-256 " + sha256;
        }
    }

    /**
     * What is inside a gzip file: the same data may be compressed anew or lie there unpacked.
     *
     * @param size bytes after decompression
     * @param sha256 SHA-256 after decompression, in lower-case hexadecimal
     */
    public record Content(
            @JsonProperty(required = true) long size,
            @JsonProperty(required = true) String sha256) {
        /**
         * Contents, checked.
         *
         * @param size as above
         * @param sha256 as above
         * @throws IllegalArgumentException if a field is missing or not of its form, quoting it
         */
        public Content {
            require(size > 0, "content size", size, "a positive number of bytes");
            require(
                    sha256 != null && SHA256.matcher(sha256).matches(),
                    "content sha256",
                    sha256,
                    "64 lower-case hexadecimal digits");
        }
    }

    /**
     * The catalogue that the library carries.
     *
     * @return the entries of {@code datasets/catalogue.json}
     */
    public static DatasetCatalogue standard() {
        try (InputStream in = DatasetCatalogue.class.getResourceAsStream("catalogue.json")) {
            if (in == null)
                throw new IllegalStateException(
                        "the library's jar lacks org/infimum/deep/data/catalogue.json; build it again");
            return parse(in, "catalogue.json");
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the library's own catalogue is damaged; build it again: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a catalogue of one's own.
     *
     * @param file a JSON file of the form of {@code datasets/catalogue.json}
     * @return its entries
     * @throws CorruptDataException if it is not JSON, or an entry is missing something or has something unknown
     * @throws IOException if the file cannot be read
     */
    public static DatasetCatalogue read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return parse(in, file.toString());
        }
    }

    /**
     * Looks up a data set.
     *
     * @param name its short name
     * @return its entry
     * @throws IllegalArgumentException if there is none of that name, naming those there are
     */
    public Entry entry(String name) {
        return datasets.stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the catalogue has no data set '" + name + "'; it has "
                        + datasets.stream().map(Entry::name).collect(Collectors.joining(", "))));
    }

    private static DatasetCatalogue parse(InputStream in, String name) throws IOException {
        JsonMapper mapper = JsonMapper.builder()
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
        try {
            return mapper.readValue(in, DatasetCatalogue.class);
        } catch (JsonProcessingException e) {
            Throwable root = e.getCause() instanceof IllegalArgumentException ? e.getCause() : null;
            String problem = root != null ? root.getMessage() : e.getOriginalMessage();
            String where = e instanceof JsonMappingException m ? " (at " + path(m) + ")" : "";
            long offset =
                    e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getByteOffset());
            throw new CorruptDataException(name, offset, problem + where, e);
        }
    }

    /** For example datasets[0].files[2].md5. */
    private static String path(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null)
                path.append('[').append(step.getIndex()).append(']');
            else path.append(path.length() == 0 ? "" : ".").append(step.getFieldName());
        }
        return path.length() == 0 ? "the beginning" : path.toString();
    }

    private static boolean isWebAddress(String address) {
        if (address == null) return false;
        try {
            URI uri = new URI(address);
            return uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static <T> List<T> copy(List<T> list, String message) {
        if (list == null || list.stream().anyMatch(Objects::isNull))
            throw new IllegalArgumentException(message + " without nulls");
        return List.copyOf(list);
    }

    private static void distinct(List<String> names, String owner) {
        Set<String> seen = new HashSet<>();
        for (String name : names) require(seen.add(name), "name in " + owner, name, "a name that occurs once");
    }

    private static void require(boolean ok, String what, Object value, String wanted) {
        if (!ok) throw new IllegalArgumentException(what + " is '" + value + "', but has to be " + wanted);
    }
}
