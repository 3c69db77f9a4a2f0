package org.infimum.deep.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.infimum.deep.data.DatasetCatalogue.Content;
import org.infimum.deep.data.DatasetCatalogue.DataFile;

/** Compares a file on the disk with what the catalogue says of it. */
final class FileCheck {
    private static final int BUFFER = 1 << 16;

    private FileCheck() {}

    /** What keeps {@code path} from being {@code file} byte for byte; empty if nothing does. */
    static Optional<String> exact(Path path, DataFile file) throws IOException {
        long size = Files.size(path);
        if (file.size() != null && size != file.size()) {
            return Optional.of(String.format(Locale.ROOT, "has %,d bytes instead of %,d", size, file.size()));
        }
        String algorithm = file.sha256() != null ? "SHA-256" : "MD5";
        String wanted = file.sha256() != null ? file.sha256() : file.md5();
        try (InputStream in = Files.newInputStream(path)) {
            String found = digest(in, algorithm);
            return found.equals(wanted)
                    ? Optional.empty()
                    : Optional.of("has " + algorithm + " " + found + " instead of " + wanted);
        }
    }

    /** The same, but a gzip file compressed anew or an unpacked one will do if the data inside are right. */
    static Optional<String> sameData(Path path, DataFile file) throws IOException {
        boolean unpacked = !path.getFileName().toString().equals(file.name());
        Optional<String> problem = unpacked ? Optional.of("") : exact(path, file);
        Content content = file.content();
        if (problem.isEmpty() || content == null) return problem;
        if (unpacked && Files.size(path) != content.size()) {
            return Optional.of(
                    String.format(Locale.ROOT, "has %,d bytes instead of %,d", Files.size(path), content.size()));
        }
        try (InputStream raw = Files.newInputStream(path);
                InputStream in = unpacked ? raw : new GZIPInputStream(raw, BUFFER)) {
            String found = digest(in, "SHA-256");
            if (found.equals(content.sha256())) return Optional.empty();
            return Optional.of("holds data with SHA-256 " + found + " instead of " + content.sha256());
        } catch (EOFException e) {
            return Optional.of("is a truncated gzip file");
        } catch (ZipException e) {
            return Optional.of("is a damaged gzip file (" + e.getMessage() + ")");
        }
    }

    private static InterruptedIOException interrupted() {
        return new InterruptedIOException("interrupted while a checksum was computed; nothing was changed, ask again");
    }

    private static String digest(InputStream in, String algorithm) throws IOException {
        try {
            DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance(algorithm));
            byte[] buffer = new byte[BUFFER];
            while (digesting.read(buffer) >= 0) {
                if (Thread.currentThread().isInterrupted()) throw interrupted();
            }
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (ClosedByInterruptException e) {
            throw interrupted();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has to provide " + algorithm, e);
        }
    }
}
