package org.infimum.deep.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Which images a folder of class folders has, ordered by class and name. Names are kept as bytes end to end: the 1.28 million of ImageNet
 * take some 35 MB.
 */
final class FolderIndex {
    private static final List<String> ENDINGS = List.of(".jpg", ".jpeg", ".png");

    private final Path root;
    private final List<String> classNames;
    /** Of each class, its file names in UTF-8 end to end, and where each one ends. */
    private final byte[][] names;

    private final int[][] ends;
    /** Images before each class, and all. */
    private final int[] starts;

    private final long ignored;
    private final String fingerprint;

    private FolderIndex(
            Path root,
            List<String> classNames,
            byte[][] names,
            int[][] ends,
            int[] starts,
            long ignored,
            String fingerprint) {
        this.root = root;
        this.classNames = classNames;
        this.names = names;
        this.ends = ends;
        this.starts = starts;
        this.ignored = ignored;
        this.fingerprint = fingerprint;
    }

    /**
     * Lists a folder; symbolic links are followed.
     *
     * @throws DatasetUnavailableException if it has no class folder, or a class no image
     */
    static FolderIndex of(Path root) throws IOException {
        long[] ignored = {0};
        List<String> classNames = new ArrayList<>();
        for (Path path : entries(root)) {
            String name = path.getFileName().toString();
            if (!name.startsWith(".") && Files.isDirectory(path)) classNames.add(name);
            else ignored[0]++;
        }
        if (classNames.isEmpty()) {
            throw new DatasetUnavailableException("The folder " + root
                    + " holds no class folders; put each class's images into a folder of its own there.");
        }
        classNames.sort(null);
        byte[][] names = new byte[classNames.size()][];
        int[][] ends = new int[classNames.size()][];
        int[] starts = new int[classNames.size() + 1];
        CRC32 crc = new CRC32();
        for (int c = 0; c < names.length; c++) {
            Path folder = root.resolve(classNames.get(c));
            List<String> files = images(folder, ignored);
            if (files.isEmpty()) {
                throw new DatasetUnavailableException("The class folder " + folder
                        + " holds no images (.jpg, .jpeg, .png); fill it, or remove it from all parts of the data.");
            }
            ends[c] = new int[files.size()];
            starts[c + 1] = Math.addExact(starts[c], files.size());
            names[c] = join(files, ends[c]);
            for (String file : files) identify(crc, classNames.get(c) + "/" + file, folder.resolve(file));
        }
        return new FolderIndex(
                root, List.copyOf(classNames), names, ends, starts, ignored[0], Long.toHexString(crc.getValue()));
    }

    private static List<Path> entries(Path folder) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException(
                    "interrupted while the files of " + folder + " were listed; nothing was changed, open it again");
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            List<Path> entries = new ArrayList<>();
            stream.forEach(entries::add);
            return entries;
        } catch (AccessDeniedException e) {
            throw new DatasetUnavailableException(
                    "The folder " + folder + " may not be listed; give yourself the right to read it.", e);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static List<String> images(Path folder, long[] ignored) throws IOException {
        List<String> files = new ArrayList<>();
        for (Path path : entries(folder)) {
            String name = path.getFileName().toString();
            if (isImage(name)) files.add(name);
            else ignored[0]++;
        }
        files.sort(null);
        return files;
    }

    /** By its ending; hidden files, such as macOS leaves beside images, are none. */
    private static boolean isImage(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !name.startsWith(".") && ENDINGS.stream().anyMatch(lower::endsWith);
    }

    private static byte[] join(List<String> files, int[] ends) {
        byte[] joined = new byte[16 * files.size()];
        int length = 0;
        for (int i = 0; i < ends.length; i++) {
            byte[] name = files.get(i).getBytes(StandardCharsets.UTF_8);
            if (length + name.length > joined.length) joined = Arrays.copyOf(joined, 2 * joined.length + name.length);
            System.arraycopy(name, 0, joined, length, name.length);
            length += name.length;
            ends[i] = length;
        }
        return Arrays.copyOf(joined, length);
    }

    private static void identify(CRC32 crc, String relative, Path file) {
        long size;
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            size = attributes.isRegularFile() ? attributes.size() : -1;
        } catch (IOException e) {
            // a link into nowhere, say; reading will name it
            size = -1;
        }
        crc.update((relative + "\n").getBytes(StandardCharsets.UTF_8));
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, size));
    }

    /** The classes' folders, sorted. */
    List<String> classNames() {
        return classNames;
    }

    int size() {
        return starts[starts.length - 1];
    }

    /** The class of an image. */
    int label(int index) {
        int found = Arrays.binarySearch(starts, index);
        return found >= 0 ? found : -found - 2;
    }

    /** Class folder and file name, with a slash between them. */
    String relative(int index) {
        int label = label(index);
        return classNames.get(label) + "/" + file(label, index - starts[label]);
    }

    Path path(int index) {
        int label = label(index);
        return root.resolve(classNames.get(label)).resolve(file(label, index - starts[label]));
    }

    private String file(int label, int number) {
        int start = number == 0 ? 0 : ends[label][number - 1];
        return new String(names[label], start, ends[label][number] - start, StandardCharsets.UTF_8);
    }

    /** Files and folders that are neither class folders nor images. */
    long ignored() {
        return ignored;
    }

    /** Of the relative paths and the sizes of the files, not of their content. */
    String fingerprint() {
        return fingerprint;
    }
}
