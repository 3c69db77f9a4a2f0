package org.infimum.deep.data;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;

/** Writes a folder beside its place first and moves it there when it is whole, so that an interrupt or a full disk leaves no half of one. */
public final class NewFolder {
    private NewFolder() {}

    /** What goes into the folder. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes everything.
         *
         * @param folder an empty folder
         * @throws IOException if something cannot be written
         */
        void write(Path folder) throws IOException;
    }

    /**
     * Writes a folder.
     *
     * @param folder does not exist or is empty
     * @param content what goes into it
     * @throws IOException if the folder is not empty or something cannot be written; nothing is left then
     */
    public static void write(Path folder, Content content) throws IOException {
        requireEmpty(folder);
        Path target = folder.toAbsolutePath();
        Files.createDirectories(target.getParent());
        // not createTempDirectory, whose folders only their owner may enter
        Path part = Files.createDirectory(
                target.resolveSibling("." + target.getFileName() + ".part-" + Long.toHexString(System.nanoTime())));
        try {
            content.write(part);
            Files.deleteIfExists(target);
            Files.move(part, target);
        } catch (IOException | RuntimeException e) {
            delete(part);
            throw e;
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isEmpty()) return;
        } catch (NotDirectoryException e) {
            throw new IOException(folder + " is a file; name a folder that is empty or does not exist", e);
        }
        throw new IOException(
                "The folder " + folder + " is not empty, and nothing in it is overwritten; name another or empty it");
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
