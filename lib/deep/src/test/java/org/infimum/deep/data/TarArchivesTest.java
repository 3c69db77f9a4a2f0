package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.infimum.deep.data.DatasetCatalogue.DataFile;
import org.infimum.deep.data.DatasetCatalogue.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives made here, unpacked by the store as PASCAL VOC's are. */
class TarArchivesTest {
    @TempDir
    Path temp;

    /** An archive of files that hold their own names; a name that ends in @ is a symbolic link. */
    private static byte[] tar(String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (String name : names) {
                boolean link = name.endsWith("@");
                TarArchiveEntry entry =
                        link ? new TarArchiveEntry(name, TarConstants.LF_SYMLINK) : new TarArchiveEntry(name, true);
                byte[] content = link || name.endsWith("/") ? new byte[0] : name.getBytes(StandardCharsets.UTF_8);
                if (link) entry.setLinkName("/etc/hostname");
                entry.setSize(content.length);
                tar.putArchiveEntry(entry);
                tar.write(content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private Path folder() {
        return temp.resolve("data/voc");
    }

    /** A store whose catalogue knows the archives by their checksums, whatever they hold, and where they lie in the user's folder. */
    private DatasetStore store(byte[]... archives) throws IOException {
        Files.createDirectories(folder());
        List<DataFile> files = new ArrayList<>();
        for (byte[] archive : archives) {
            String name = "part" + files.size() + ".tar";
            Files.write(folder().resolve(name), archive);
            files.add(new DataFile(
                    name,
                    List.of("http://localhost:1/" + name),
                    (long) archive.length,
                    TestBytes.digest("MD5", archive),
                    null,
                    null,
                    false,
                    "VOCdevkit"));
        }
        Entry entry = new Entry("voc", "Toy VOC", "voc", "CC0", "https://example.org/toy", files);
        return new DatasetStore(
                        new DatasetCatalogue(List.of(entry)), Optional.of(temp.resolve("data")), temp.resolve("cache"))
                .offline();
    }

    private static List<String> below(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void severalArchivesMakeOneFolder() throws IOException {
        List<String> seen = new ArrayList<>();
        DatasetStore store = store(
                        tar("VOCdevkit/", "VOCdevkit/VOC/", "VOCdevkit/VOC/a.txt", "README"),
                        tar("TrainVal/VOCdevkit/VOC/b.txt", "TrainVal/VOCdevkit/link@"))
                .progress((file, done, total) -> seen.add(file));
        Path found = store.folder("voc");
        assertEquals(temp.resolve("cache/voc/VOCdevkit"), found, "the user's folder is never written to");
        assertEquals(List.of("VOC/a.txt", "VOC/b.txt"), below(found), "no link, and nothing from outside the folder");
        assertEquals("VOCdevkit/VOC/a.txt", Files.readString(found.resolve("VOC/a.txt")));
        assertTrue(seen.contains("unpacking part0.tar") && seen.contains("unpacking part1.tar"), seen.toString());
        Files.delete(folder().resolve("part0.tar"));
        assertEquals(found, store.folder("voc"), "unpacked once");
    }

    @Test
    void whatIsUnpackedAlreadyIsTaken() throws IOException {
        DatasetStore store = store(tar("VOCdevkit/a"));
        Path own = Files.createDirectories(folder().resolve("TrainVal/VOCdevkit"));
        assertEquals(own, store.folder("voc"));
        Path nearer = Files.createDirectories(folder().resolve("VOCdevkit"));
        assertEquals(nearer, store.folder("voc"));
    }

    private void refused(String words, byte[]... archives) throws IOException {
        DatasetStore store = store(archives);
        String message = assertThrows(CorruptDataException.class, () -> store.folder("voc"))
                .getMessage();
        assertTrue(message.contains(words), message);
        assertFalse(Files.exists(temp.resolve("cache/voc/VOCdevkit")));
        assertEquals(List.of(), below(temp.resolve("cache")), "nothing half unpacked");
    }

    @Test
    void badArchives() throws IOException {
        refused("leads out of its folder", tar("VOCdevkit/a", "VOCdevkit/x/../../../b"));
        refused("has no folder 'VOCdevkit'", tar("elsewhere/a"));
        byte[] broken = tar("VOCdevkit/a", "VOCdevkit/b");
        broken[1024 + 150] ^= 0x55; // the second entry's checksum
        refused("no entry of a tar archive", broken);
        assertFalse(Files.exists(temp.resolve("b")));
    }

    @Test
    void anInterruptLeavesNothing() throws IOException {
        DatasetStore store = store(tar("VOCdevkit/a", "VOCdevkit/b")).progress((file, done, total) -> {
            if (file.startsWith("unpacking")) Thread.currentThread().interrupt();
        });
        assertThrows(InterruptedIOException.class, () -> store.folder("voc"));
        assertTrue(Thread.interrupted());
        assertEquals(List.of(), below(temp.resolve("cache")));
    }

    @Test
    void onlyDataSetsThatUnpackToAFolder() {
        DatasetStore store = new DatasetStore(DatasetCatalogue.standard(), Optional.empty(), temp.resolve("cache"));
        String message = assertThrows(IllegalArgumentException.class, () -> store.folder("mnist"))
                .getMessage();
        assertTrue(message.contains("mnist"), message);
    }
}
