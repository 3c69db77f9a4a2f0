package org.infimum.notebook.svg;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes a picture as PNG (ISO/IEC 15948) with the JDK's compression alone: the JDK's own writer needs the desktop module's
 * native libraries, which a headless machine may lack.
 */
public final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final byte BITS_A_CHANNEL = 8;
    private static final byte TRUECOLOUR_WITH_ALPHA = 6;

    /** Filter types of a row: the difference from the pixel to the left, and from the row above. */
    private static final byte SUB = 1;

    private static final byte UP = 2;

    private Png() {}

    /**
     * The picture as a file's bytes.
     *
     * @param width its width in pixels, at least 1
     * @param height its height in pixels, at least 1
     * @param argb its pixels row by row, as alpha, red, green, blue from the highest byte to the lowest
     * @return the bytes of a PNG file
     * @throws IllegalArgumentException if there are not width times height pixels
     */
    public static byte[] encode(int width, int height, int[] argb) {
        if (width < 1 || height < 1 || argb.length != width * height) {
            throw new IllegalArgumentException(
                    "A picture of " + width + " x " + height + " cannot have " + argb.length + " pixels.");
        }
        byte[] raw = filtered(width, height, argb);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(BITS_A_CHANNEL)
                .put(TRUECOLOUR_WITH_ALPHA)
                .array();
        chunk(out, "IHDR", header);
        chunk(out, "IDAT", deflated(raw));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    /**
     * A row like the one above it becomes zeros, and so do equal neighbours in another one: heat maps, magnified cell by cell, then
     * compress quickly and to little.
     */
    private static byte[] filtered(int width, int height, int[] argb) {
        ByteBuffer raw = ByteBuffer.allocate(height * (1 + 4 * width));
        for (int row = 0; row < height; row++) {
            int start = row * width;
            if (row > 0 && Arrays.equals(argb, start, start + width, argb, start - width, start)) {
                raw.put(UP).position(raw.position() + 4 * width);
                continue;
            }
            raw.put(SUB);
            int left = 0;
            for (int i = start; i < start + width; i++) {
                int pixel = Integer.rotateLeft(argb[i], 8);
                raw.putInt(difference(pixel, left));
                left = pixel;
            }
        }
        return raw.array();
    }

    /** Byte by byte, modulo 256. */
    private static int difference(int a, int b) {
        int difference = 0;
        for (int shift = 0; shift < 32; shift += 8) {
            difference |= ((a >>> shift) - (b >>> shift) & 0xFF) << shift;
        }
        return difference;
    }

    private static byte[] deflated(byte[] data) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }
}
