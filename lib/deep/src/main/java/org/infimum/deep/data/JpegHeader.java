package org.infimum.deep.data;

/**
 * What has to be known of a JPEG file before it is decoded: its size, what its components mean, and that it is whole. libjpeg fills a
 * truncated image up with grey and only warns, so the end is looked for here.
 *
 * @param components 1 for grey, 3 for colour, 4 for print colours
 * @param luminance whether the (first three) components are luminance and chrominance, YCbCr or YCCK
 * @param inverted whether print colours are stored inverted, as Adobe's programs do
 */
record JpegHeader(int width, int height, int components, boolean luminance, boolean inverted) {
    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int NONE = -1;

    /** Whether the bytes begin as a JPEG file does. */
    static boolean begins(byte[] file) {
        return file.length > 2 && at(file, 0) == 0xff && at(file, 1) == 0xd8 && at(file, 2) == 0xff;
    }

    /**
     * Reads the segments before the first scan.
     *
     * @throws BrokenImageException if they end too early or the end of the image is missing
     */
    static JpegHeader of(byte[] file) throws BrokenImageException {
        int frame = NONE;
        int adobe = NONE;
        boolean jfif = false;
        int position = 2;
        while (true) {
            while (position < file.length && at(file, position) == 0xff) position++;
            // segment: marker, two bytes of length that count themselves, content
            if (position + 2 >= file.length) throw new BrokenImageException("is truncated before its pixels");
            int marker = at(file, position);
            int content = position + 3;
            int end = position + 1 + twoBytes(file, position + 1);
            if (end > file.length) throw new BrokenImageException("is truncated before its pixels");
            if (marker == START_OF_SCAN) break;
            if (isFrame(marker) && end >= content + 6) frame = content;
            if (marker == 0xee && named(file, content, end, "Adobe") && end >= content + 12)
                adobe = at(file, content + 11);
            if (marker == 0xe0 && named(file, content, end, "JFIF")) jfif = true;
            position = end;
        }
        if (frame == NONE) throw new BrokenImageException("is a JPEG file without a frame");
        requireEnd(file, position);
        int components = at(file, frame + 5);
        return new JpegHeader(
                twoBytes(file, frame + 3),
                twoBytes(file, frame + 1),
                components,
                luminance(file, frame, components, jfif, adobe),
                adobe != NONE);
    }

    /** As libjpeg decides it. */
    private static boolean luminance(byte[] file, int frame, int components, boolean jfif, int adobe) {
        if (components == 4) return adobe != NONE && adobe != 0;
        if (components != 3 || adobe == 0 && !jfif) return false;
        // without any mark the names of the components decide
        return jfif
                || adobe != NONE
                || frame + 12 >= file.length
                || at(file, frame + 6) != 'R'
                || at(file, frame + 9) != 'G'
                || at(file, frame + 12) != 'B';
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    /** Within a scan 0xff is always followed by 0 or a restart, so what looks like the end of the image is it; bytes may follow. */
    private static void requireEnd(byte[] file, int scan) throws BrokenImageException {
        for (int i = file.length - 2; i > scan; i--) {
            if (at(file, i) == 0xff && at(file, i + 1) == END_OF_IMAGE) return;
        }
        throw new BrokenImageException("is truncated");
    }

    private static boolean named(byte[] file, int start, int end, String name) {
        if (start + name.length() > end) return false;
        for (int i = 0; i < name.length(); i++) {
            if (at(file, start + i) != name.charAt(i)) return false;
        }
        return true;
    }

    private static int twoBytes(byte[] file, int position) {
        return at(file, position) << 8 | at(file, position + 1);
    }

    private static int at(byte[] file, int position) {
        return file[position] & 0xff;
    }
}
