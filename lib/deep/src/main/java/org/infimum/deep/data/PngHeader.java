package org.infimum.deep.data;

import java.util.Arrays;

/** What has to be known of a PNG file before it is decoded: its size, and that it is whole. */
record PngHeader(int width, int height) {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int IEND = 0x49454e44;

    /** Whether the bytes begin as a PNG file does. */
    static boolean begins(byte[] file) {
        return file.length >= SIGNATURE.length
                && Arrays.equals(file, 0, SIGNATURE.length, SIGNATURE, 0, SIGNATURE.length);
    }

    /**
     * Walks over the chunks.
     *
     * @throws BrokenImageException if the last one is missing
     */
    static PngHeader of(byte[] file) throws BrokenImageException {
        // chunk: four bytes of length, four of type, content, four of checksum
        long position = SIGNATURE.length;
        while (position + 12 <= file.length) {
            if (fourBytes(file, (int) position + 4) == IEND && position > SIGNATURE.length) {
                return new PngHeader(fourBytes(file, SIGNATURE.length + 8), fourBytes(file, SIGNATURE.length + 12));
            }
            position += 12 + (fourBytes(file, (int) position) & 0xffffffffL);
        }
        throw new BrokenImageException("is truncated");
    }

    private static int fourBytes(byte[] file, int position) {
        int value = 0;
        for (int i = 0; i < 4; i++) value = value << 8 | file[position + i] & 0xff;
        return value;
    }
}
