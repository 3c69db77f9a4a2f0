package org.infimum.deep.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What detection and segmentation folders in PASCAL VOC's layout have in common: images {@code JPEGImages/NAME.jpg} (or .jpeg, .png), and lists of names
 * {@code ImageSets/KIND/PART.txt}, of whose lines the first word counts.
 *
 * @param folder the folder
 * @param kind the folder of the lists, {@code Main} or {@code Segmentation}
 */
public record VocLists(Path folder, String kind) {
    private static final Set<String> IMAGES = Set.of("jpg", "jpeg", "png");

    /**
     * The image files.
     *
     * @return file names in {@code JPEGImages} by the names of images; of several files for one image the first in alphabetical order
     * @throws IOException if the folder cannot be listed
     */
    public Map<String, String> imageFiles() throws IOException {
        Map<String, String> files = new HashMap<>();
        for (Path file : entries(folder.resolve("JPEGImages"))) {
            String name = file.getFileName().toString();
            int dot = name.lastIndexOf('.');
            if (dot > 0 && IMAGES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))) {
                // of several files for one image the first name decides, however the folder lists them
                files.merge(name.substring(0, dot), name, (a, b) -> a.compareTo(b) < 0 ? a : b);
            }
        }
        return files;
    }

    /**
     * The parts that there are lists of.
     *
     * @return for example {@code [test, train, trainval, val]}, sorted
     * @throws IOException if the folder cannot be listed
     */
    public List<String> parts() throws IOException {
        return entries(lists()).stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".txt"))
                .map(name -> name.substring(0, name.length() - 4))
                .sorted()
                .toList();
    }

    /**
     * The images of a part.
     *
     * @param part for example {@code train}
     * @return their names in the order of the list
     * @throws DatasetUnavailableException if there is no such list, naming those there are
     * @throws IOException if the list names an image twice or cannot be read
     */
    public Set<String> names(String part) throws IOException {
        Path file = lists().resolve(part + ".txt");
        if (!Files.isRegularFile(file)) {
            throw new DatasetUnavailableException(
                    "There is no list " + file + "; " + folder + " has the parts " + parts() + ".");
        }
        Set<String> ids = new LinkedHashSet<>();
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank()) continue;
            String id = line.strip().split("\\s+")[0];
            if (!ids.add(id)) throw new IOException("The list " + file + " names " + id + " twice; remove one.");
        }
        return ids;
    }

    /** What is done with an image of a list. */
    @FunctionalInterface
    public interface Listed {
        /**
         * Takes an image.
         *
         * @param name its name
         * @param file its file; empty if there is none
         * @throws IOException if reading has to stop
         */
        void image(String name, Optional<Path> file) throws IOException;
    }

    /**
     * Goes through the images of a part in the order of its list.
     *
     * @param part for example {@code train}
     * @param files the image files by name, of {@link #imageFiles}
     * @param use what is done with each
     * @throws DatasetUnavailableException if there is no such list, naming those there are
     * @throws IOException if the list names an image twice or none, it cannot be read, or the thread was interrupted
     */
    public void forEach(String part, Map<String, String> files, Listed use) throws IOException {
        Set<String> names = names(part);
        if (names.isEmpty()) throw new IOException("The list " + part + " of " + folder + " names no image; fill it.");
        for (String name : names) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException(
                        "interrupted while " + folder + " was read; nothing was changed, open it again");
            }
            use.image(name, Optional.ofNullable(files.get(name)).map(folder.resolve("JPEGImages")::resolve));
        }
    }

    private Path lists() {
        return folder.resolve("ImageSets").resolve(kind);
    }

    /**
     * The files in a folder.
     *
     * @param folder a folder
     * @return what is in it, in the system's order
     * @throws IOException if it cannot be listed
     */
    public static List<Path> entries(Path folder) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            List<Path> entries = new ArrayList<>();
            stream.forEach(entries::add);
            return entries;
        }
    }
}
