package org.infimum.deep.data;

/** JPEG's colours (JFIF 1.02): luminance Y and chrominance Cb, Cr, all from 0 to 255, as red, green and blue. */
final class YCbCr {
    private YCbCr() {}

    static int red(float y, float cr) {
        return clamp(y + 1.402f * (cr - 128));
    }

    static int green(float y, float cb, float cr) {
        return clamp(y - 0.344136f * (cb - 128) - 0.714136f * (cr - 128));
    }

    static int blue(float y, float cb) {
        return clamp(y + 1.772f * (cb - 128));
    }

    /** The nearest whole number from 0 to 255. */
    static int clamp(float value) {
        return value <= 0 ? 0 : value >= 255 ? 255 : (int) (value + 0.5f);
    }
}
