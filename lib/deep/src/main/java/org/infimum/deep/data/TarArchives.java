package org.infimum.deep.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Tar archives of which one folder is wanted, {@code VOCdevkit} of PASCAL VOC's for example: several archives may have a part of it each, and it may lie in
 * another folder inside them. Files and folders are unpacked, links and devices are not.
 */
final class TarArchives {
    private static final int BUFFER = 1 << 16;

    private final List<Path> archives;
    private final String wanted;
    private final DownloadProgress progress;

    /**
     * @param archives the archives, each right by its checksum
     * @param wanted the folder's name
     * @param progress sees bytes of an archive go by, under its name and the word unpacking
     */
    TarArchives(List<Path> archives, String wanted, DownloadProgress progress) {
        this.archives = archives;
        this.wanted = wanted;
        this.progress = progress;
    }

    /**
     * Unpacks.
     *
     * @param folder becomes the wanted folder; does not exist or is empty
     * @throws CorruptDataException if an archive is damaged, has no such folder, or has a name that leads out of it
     * @throws IOException if something cannot be read or written, or the thread was interrupted; nothing is left then
     */
    void unpack(Path folder) throws IOException {
        NewFolder.write(folder, part -> {
            for (Path archive : archives) {
                unpack(archive, part);
            }
        });
    }

    private void unpack(Path archive, Path to) throws IOException {
        long total = Files.size(archive);
        boolean any = false;
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(archive), BUFFER);
                TarArchiveInputStream tar = new TarArchiveInputStream(raw)) {
            for (TarArchiveEntry entry = next(archive, tar); entry != null; entry = next(archive, tar)) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException(
                            "interrupted while " + archive + " was unpacked; nothing is left of it, ask again");
                }
                Optional<Path> place = place(archive, entry, tar.getBytesRead(), to);
                if (place.isEmpty()) continue;
                any = true;
                if (entry.isDirectory()) {
                    Files.createDirectories(place.get());
                } else if (isPlainFile(entry)) {
                    Files.createDirectories(place.get().getParent());
                    Files.copy(tar, place.get());
                }
                progress.progress("unpacking " + archive.getFileName(), tar.getBytesRead(), total);
            }
        }
        if (!any) {
            throw new CorruptDataException(
                    archive.toString(), total, "the archive has no folder '" + wanted + "'; download it again");
        }
    }

    private static boolean isPlainFile(TarArchiveEntry entry) {
        // for isFile alone a link is a file
        return entry.isFile()
                && !entry.isSymbolicLink()
                && !entry.isLink()
                && !entry.isBlockDevice()
                && !entry.isCharacterDevice()
                && !entry.isFIFO();
    }

    private static TarArchiveEntry next(Path archive, TarArchiveInputStream tar) throws IOException {
        try {
            return tar.getNextTarEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw new CorruptDataException(
                    archive.toString(), tar.getBytesRead(), "no entry of a tar archive; download it again", e);
        }
    }

    /** Where an entry goes: below the wanted folder, wherever that lies in the archive. */
    private Optional<Path> place(Path archive, TarArchiveEntry entry, long offset, Path to) throws IOException {
        List<String> names = List.of(entry.getName().split("/+"));
        int at = names.indexOf(wanted);
        if (at < 0) return Optional.empty();
        Path place = to;
        for (String name : names.subList(at + 1, names.size())) {
            if (name.equals("..") || name.indexOf('\\') >= 0) {
                throw new CorruptDataException(
                        archive.toString(), offset, "the entry '" + entry.getName() + "' leads out of its folder");
            }
            place = place.resolve(name);
        }
        return Optional.of(place);
    }
}
