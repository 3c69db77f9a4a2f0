package org.infimum.deep.data;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.infimum.deep.data.DatasetCatalogue.DataFile;
import org.infimum.deep.data.DatasetCatalogue.Entry;

/**
 * Finds the files of the data sets, or downloads them. In this order it looks
 *
 * <ol>
 *   <li>into the user's own folder, which the environment variable {@code INFIMUM_DATASETS} names: {@code
 *       FOLDER/mnist/train-images-idx3-ubyte.gz};
 *   <li>into the cache folder, laid out alike;
 *   <li>at the addresses of the catalogue, one after the other, and puts what it downloads into the cache.
 * </ol>
 *
 * <p>Every file is compared with the catalogue's checksum before it is handed out. A gzip file that was compressed anew, or lies
 * there unpacked, is accepted if the data inside are the right ones; the folder that an archive unpacks to is accepted as it is, for its
 * reader to check. The store never writes into the user's folder and never
 * replaces a file that is there. Immutable.
 */
public final class DatasetStore {
    /** Name of the environment variable for the user's own folder: {@value}. */
    public static final String VARIABLE = "INFIMUM_DATASETS";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final DatasetCatalogue catalogue;
    private final Optional<Path> directory;
    private final Path cache;
    private final DownloadProgress progress;
    private final boolean downloads;
    private final Duration patience;

    /**
     * A store over given folders, silent, that may download.
     *
     * @param catalogue what there is
     * @param directory the user's own folder, which has to exist once a file is asked for; or empty
     * @param cache where downloads go; made when needed
     */
    public DatasetStore(DatasetCatalogue catalogue, Optional<Path> directory, Path cache) {
        this(catalogue, directory, cache, DownloadProgress.NONE, true, PATIENCE);
    }

    DatasetStore(
            DatasetCatalogue catalogue,
            Optional<Path> directory,
            Path cache,
            DownloadProgress progress,
            boolean downloads,
            Duration patience) {
        this.catalogue = Objects.requireNonNull(catalogue, "catalogue");
        this.directory = Objects.requireNonNull(directory, "directory");
        this.cache = Objects.requireNonNull(cache, "cache");
        this.progress = Objects.requireNonNull(progress, "progress");
        this.downloads = downloads;
        this.patience = patience;
    }

    /**
     * The store of this machine: the library's catalogue, the folder of {@code INFIMUM_DATASETS} and the user's cache.
     *
     * @return a new store
     * @throws IllegalArgumentException if {@code INFIMUM_DATASETS} is no path at all
     */
    public static DatasetStore standard() {
        return from(System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
    }

    /** The standard store as a function of its surroundings. */
    static DatasetStore from(Map<String, String> environment, String osName, Path home) {
        String named = environment.getOrDefault(VARIABLE, "").trim();
        Optional<Path> directory;
        try {
            directory = named.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Path.of(named).toAbsolutePath());
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(
                    VARIABLE + " is '" + named + "', which is no path; set it to a folder or unset it", e);
        }
        return new DatasetStore(
                DatasetCatalogue.standard(),
                directory,
                CacheFolder.of(environment, osName, home).resolve("datasets"));
    }

    /**
     * The same store, showing its downloads.
     *
     * @param receiver sees downloads grow
     * @return a new store
     */
    public DatasetStore progress(DownloadProgress receiver) {
        return new DatasetStore(catalogue, directory, cache, receiver, downloads, patience);
    }

    /**
     * The same store without downloads: what is not on this machine is an error at once.
     *
     * @return a new store
     */
    public DatasetStore offline() {
        return new DatasetStore(catalogue, directory, cache, progress, false, patience);
    }

    /**
     * What there is.
     *
     * @return the catalogue
     */
    public DatasetCatalogue catalogue() {
        return catalogue;
    }

    /**
     * Finds one file, downloading it if need be.
     *
     * @param dataset the data set's name in the catalogue
     * @param fileName the file's name in the catalogue
     * @return the file, its checksum verified; unpacked or compressed anew if it lies so in one of the folders; of an archive perhaps the folder that it
     *     unpacks to, whose content nothing has verified
     * @throws IllegalArgumentException if the catalogue has no such data set or file, or the file is embedded in the library
     * @throws DatasetUnavailableException if the file is not to be had or is not the right one; the message says what to put where
     * @throws java.io.InterruptedIOException if the thread was interrupted; asking again goes on with the download
     * @throws IOException if a file cannot be read
     */
    public Path file(String dataset, String fileName) throws IOException {
        Entry entry = catalogue.entry(dataset);
        DataFile file = entry.file(fileName);
        if (file.embedded()) {
            throw new IllegalArgumentException(
                    fileName + " is embedded in the library; load it by Datasets.named(\"" + dataset + "\")");
        }
        if (directory.isPresent() && !Files.isDirectory(directory.get())) {
            throw new DatasetUnavailableException(VARIABLE + " names " + directory.get()
                    + ", which is not a folder; correct it to the folder that holds " + dataset + "/" + fileName
                    + ", or unset it");
        }
        for (Path folder : folders(entry)) {
            // what such a folder holds cannot be seen: it would look as if nothing were there
            if (Files.isDirectory(folder) && !Files.isExecutable(folder)) throw unreadable(folder, null);
            Optional<Path> found = find(folder, file);
            if (found.isPresent()) {
                Optional<String> problem = problem(found.get(), file);
                if (problem.isEmpty()) return found.get();
                throw new DatasetUnavailableException(found.get() + " " + problem.get()
                        + "; replace it by the file with " + file.checksum() + ", or delete it to have it downloaded");
            }
        }
        if (!downloads) throw missing(entry, file, "downloads are switched off", null);
        try {
            return new Downloader(progress, patience).fetch(file, cache.resolve(entry.name()));
        } catch (Downloader.AllMirrorsFailed e) {
            throw missing(entry, file, "it could not be downloaded (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Finds the folder that a data set's archives unpack to, unpacking them into the cache if need be, after they are found or downloaded; the archives stay where they are.
     *
     * @param dataset the data set's name in the catalogue
     * @return the folder that lies in the user's folder or the cache, by itself or in one folder more, else the new one in the cache; a folder that is there is
     *     taken as it is, for its reader to check
     * @throws IllegalArgumentException if the catalogue has no such data set, or its files unpack to no folder or to several
     * @throws DatasetUnavailableException if an archive is not to be had or is not the right one; the message says what to put where
     * @throws CorruptDataException if an archive of the right checksum cannot be unpacked
     * @throws java.io.InterruptedIOException if the thread was interrupted; nothing half unpacked is left
     * @throws IOException if something cannot be read or written
     */
    public Path folder(String dataset) throws IOException {
        Entry entry = catalogue.entry(dataset);
        List<String> names =
                entry.files().stream().map(DataFile::unpacked).distinct().toList();
        if (names.size() != 1 || names.get(0) == null) {
            throw new IllegalArgumentException(
                    "The files of " + dataset + " do not unpack to one folder; ask for a file.");
        }
        for (Path parent : folders(entry)) {
            Optional<Path> there = unpacked(parent, names.get(0));
            if (there.isPresent()) return there.get();
        }
        List<Path> archives = new ArrayList<>();
        for (DataFile file : entry.files()) {
            archives.add(file(dataset, file.name()));
        }
        Path folder = cache.resolve(entry.name()).resolve(names.get(0));
        new TarArchives(archives, names.get(0), progress).unpack(folder);
        return folder;
    }

    /** An archive may have a folder around the one that matters, as VOC2011's has, and people unpack into folders of their own. */
    private static Optional<Path> unpacked(Path parent, String name) throws IOException {
        if (!Files.isDirectory(parent)) return Optional.empty();
        if (Files.isDirectory(parent.resolve(name))) return Optional.of(parent.resolve(name));
        try (Stream<Path> children = Files.list(parent)) {
            return children.map(child -> child.resolve(name))
                    .filter(Files::isDirectory)
                    .sorted()
                    .findFirst();
        } catch (AccessDeniedException e) {
            throw unreadable(parent, e);
        }
    }

    /**
     * Which data sets are here.
     *
     * @return one status a data set, in the catalogue's order; looks for the files, computes no checksum
     */
    public List<Status> available() {
        List<Status> list = new ArrayList<>();
        for (Entry entry : catalogue.datasets()) {
            List<String> missing = entry.files().stream()
                    .filter(f -> !f.embedded()
                            && folders(entry).stream()
                                    .allMatch(folder -> find(folder, f).isEmpty()))
                    .map(DataFile::name)
                    .toList();
            boolean embedded = entry.files().stream().allMatch(DataFile::embedded);
            list.add(new Status(entry.name(), entry.title(), embedded, missing));
        }
        return list;
    }

    /**
     * Whether a data set is on this machine.
     *
     * @param name its name in the catalogue
     * @param title its name for people
     * @param embedded whether it travels inside the library
     * @param missing its files that are in none of the folders
     */
    public record Status(String name, String title, boolean embedded, List<String> missing) {
        /**
         * A status, its list copied.
         *
         * @param name as above
         * @param title as above
         * @param embedded as above
         * @param missing as above
         */
        public Status {
            missing = List.copyOf(missing);
        }

        /**
         * Whether it can be loaded without a download.
         *
         * @return true if no file is missing
         */
        public boolean here() {
            return missing.isEmpty();
        }

        /**
         * The status in words.
         *
         * @return for example {@code mnist: here}
         */
        @Override
        public String toString() {
            return name + ": "
                    + (embedded
                            ? "embedded"
                            : here() ? "here" : "to be downloaded (" + String.join(", ", missing) + ")");
        }
    }

    /**
     * Folders and data sets, for a message.
     *
     * @return one line for the folders and one for each data set
     */
    @Override
    public String toString() {
        return "data sets in " + directory.map(d -> d + " and ").orElse("") + cache + "\n"
                + available().stream().map(s -> "  " + s).collect(Collectors.joining("\n"));
    }

    private List<Path> folders(Entry entry) {
        List<Path> folders = new ArrayList<>();
        directory.ifPresent(d -> folders.add(d.resolve(entry.name())));
        folders.add(cache.resolve(entry.name()));
        return folders;
    }

    private static Optional<String> problem(Path path, DataFile file) throws IOException {
        if (Files.isDirectory(path)) return Optional.empty();
        try {
            return FileCheck.sameData(path, file);
        } catch (AccessDeniedException e) {
            throw unreadable(path, e);
        }
    }

    /** What is there but closed to this user. */
    static DatasetUnavailableException unreadable(Path path, AccessDeniedException cause) {
        return new DatasetUnavailableException(
                path + " cannot be read, permission is denied; make it readable for this user", cause);
    }

    private static Optional<Path> find(Path folder, DataFile file) {
        if (file.unpacked() != null && Files.isDirectory(folder.resolve(file.unpacked()))) {
            return Optional.of(folder.resolve(file.unpacked()));
        }
        Path path = folder.resolve(file.name());
        if (Files.isRegularFile(path)) return Optional.of(path);
        Path unpacked = folder.resolve(file.name().replaceFirst("\\.gz$", ""));
        return file.content() != null && Files.isRegularFile(unpacked) ? Optional.of(unpacked) : Optional.empty();
    }

    private DatasetUnavailableException missing(Entry entry, DataFile file, String why, Throwable cause) {
        Path folder = directory.orElse(cache).resolve(entry.name());
        String size = file.size() == null ? "" : String.format(Locale.ROOT, ", %,d bytes", file.size());
        return new DatasetUnavailableException(
                file.name() + " of " + entry.title() + " is not on this machine and " + why + "; put the file ("
                        + file.checksum() + size + ")"
                        + (file.unpacked() == null ? "" : ", or the folder " + file.unpacked() + " that it unpacks to,")
                        + " into " + folder,
                cause);
    }
}
