package org.infimum.deep.data;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An image file's bytes. */
final class ImageFile {
    /** ImageNet's largest has 15 MB. */
    private static final int MOST_BYTES = 1 << 28;

    private ImageFile() {}

    /**
     * Reads a file, through a stream that an interrupt does not close: an interrupted thread would else take the image for broken.
     *
     * @throws BrokenImageException if it cannot be read
     */
    static byte[] read(Path path) throws BrokenImageException {
        try (FileInputStream in = new FileInputStream(path.toFile())) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) throw new BrokenImageException("is larger than 256 MiB");
            return bytes;
        } catch (BrokenImageException e) {
            throw e;
        } catch (IOException e) {
            throw new BrokenImageException(reason(path, e), e);
        }
    }

    private static String reason(Path path, IOException e) {
        if (Files.isDirectory(path)) return "is a folder";
        if (!Files.exists(path)) return Files.isSymbolicLink(path) ? "is a link to nothing" : "is no longer there";
        if (!Files.isReadable(path)) return "may not be read (permissions)";
        return "cannot be read: " + e.getMessage();
    }
}
