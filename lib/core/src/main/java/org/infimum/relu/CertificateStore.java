package org.infimum.relu;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Certificate files on the disk. Plain streams, as those of {@code Files} are closed by an interrupt. */
final class CertificateStore {
    private CertificateStore() {}

    static void write(Path file, byte[] content) {
        Path folder = file.toAbsolutePath().getParent();
        Path temporary = null;
        try {
            if (folder == null || Files.isDirectory(file)) {
                throw new IOException("it is a folder");
            }
            Files.createDirectories(folder);
            temporary = folder.resolve(file.getFileName() + ".part");
            try (FileOutputStream out = new FileOutputStream(temporary.toFile())) {
                out.write(content);
                out.getFD().sync();
            }
            move(temporary, file);
        } catch (IOException e) {
            throw new CertificateFileException(
                    "The certificate file " + file + " could not be written (" + reason(e)
                            + "); save it to a folder that can be written and has space.",
                    e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    static byte[] read(Path file) {
        try {
            if (Files.notExists(file)) {
                throw new NoSuchFileException(file.toString());
            }
            try (FileInputStream in = new FileInputStream(file.toFile())) {
                return in.readAllBytes();
            }
        } catch (IOException e) {
            throw new CertificateFileException(
                    "The certificate file " + file + " cannot be read (" + reason(e)
                            + "); give the path of a file that CertificateFile.save wrote.",
                    e);
        }
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return e instanceof java.nio.file.FileSystemException && e.getMessage() != null
                ? e.getClass().getSimpleName() + " " + e.getMessage()
                : String.valueOf(e.getMessage());
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void deleteQuietly(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // a temporary file that stays does no harm: the next one overwrites it
        }
    }
}
