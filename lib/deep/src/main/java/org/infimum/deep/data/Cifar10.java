package org.infimum.deep.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * CIFAR-10 (Krizhevsky 2009, Learning multiple layers of features from tiny images; research use): 50,000 training and 10,000 test photographs of ten kinds
 * of things, 3 channels (red, green, blue) of 32x32 pixels, in the order of the original's binary version, bytes 0 to 255 scaled to 0..1.
 *
 * <p>It is read from the folder {@code cifar-10-batches-bin} where that lies in the store, otherwise straight from the archive {@code cifar-10-binary.tar.gz},
 * which is not unpacked anywhere.
 */
public final class Cifar10 {
    private static final String NAME = "cifar-10";
    private static final String ARCHIVE = "cifar-10-binary.tar.gz";
    private static final int RECORDS = 10_000;
    private static final int BUFFER = 1 << 16;

    private Cifar10() {}

    /**
     * Loads it, downloading it if it is not on this machine.
     *
     * @param store where to look
     * @return training and test images
     * @throws DatasetUnavailableException if a file is not to be had or not to be read; the message says what to put where
     * @throws CorruptDataException if a file is damaged, cut or not CIFAR-10, naming the file and the byte
     * @throws IOException if a file cannot be read
     */
    public static Split load(DatasetStore store) throws IOException {
        return load(store, RECORDS);
    }

    /** The same of another number of images a file. */
    static Split load(DatasetStore store, int records) throws IOException {
        Path found = store.file(NAME, ARCHIVE);
        CifarBatches batches = new CifarBatches(records);
        try {
            if (Files.isDirectory(found)) {
                readFolder(found, batches);
            } else {
                readArchive(found, batches);
            }
        } catch (ClosedByInterruptException e) {
            throw new InterruptedIOException("interrupted while CIFAR-10 was read; ask again");
        }
        return batches.split();
    }

    private static void readFolder(Path folder, CifarBatches batches) throws IOException {
        if (!Files.isExecutable(folder)) throw DatasetStore.unreadable(folder, null);
        for (String name : CifarBatches.BATCHES) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                throw missing(
                        folder, name, "put all six files there, or remove the folder to have " + ARCHIVE + " used");
            }
            try (InputStream in = Files.newInputStream(file)) {
                batches.readBatch(name, file.toString(), in);
            } catch (AccessDeniedException e) {
                throw DatasetStore.unreadable(file, e);
            }
        }
        Path names = folder.resolve(CifarBatches.CLASS_NAMES);
        // without it the known names do
        if (!Files.exists(names)) return;
        try (InputStream in = Files.newInputStream(names)) {
            batches.readClassNames(names.toString(), in);
        } catch (AccessDeniedException e) {
            throw DatasetStore.unreadable(names, e);
        }
    }

    private static void readArchive(Path archive, CifarBatches batches) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(archive), BUFFER)) {
            unpack(archive, raw, batches);
        } catch (AccessDeniedException e) {
            throw DatasetStore.unreadable(archive, e);
        }
        for (String name : CifarBatches.BATCHES) {
            if (!batches.has(name)) throw missing(archive, name, "get the file again");
        }
    }

    private static void unpack(Path archive, InputStream raw, CifarBatches batches) throws IOException {
        long offset = 0;
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(raw, BUFFER))) {
            TarArchiveEntry entry = tar.getNextTarEntry();
            while (entry != null) {
                offset = tar.getBytesRead();
                String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                String place = archive + ", " + entry.getName();
                if (entry.isFile() && CifarBatches.BATCHES.contains(name)) {
                    batches.readBatch(name, place, tar);
                } else if (entry.isFile() && name.equals(CifarBatches.CLASS_NAMES)) {
                    batches.readClassNames(place, tar);
                }
                entry = tar.getNextTarEntry();
            }
        } catch (EOFException | ZipException e) {
            throw damaged(archive, offset, "gzip", e);
        } catch (CorruptDataException | FileSystemException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            // the tar reader has no exception of its own
            throw damaged(archive, offset, "tar", e);
        }
    }

    private static CorruptDataException damaged(Path archive, long offset, String format, Exception e) {
        return new CorruptDataException(
                archive.toString(),
                offset,
                "the " + format + " archive is cut or damaged from here on (" + e.getMessage()
                        + "); get the file again",
                e);
    }

    private static DatasetUnavailableException missing(Path place, String name, String advice) {
        return new DatasetUnavailableException(place + " lacks " + name + " of CIFAR-10's binary version; " + advice);
    }
}
