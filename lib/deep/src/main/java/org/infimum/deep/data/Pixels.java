package org.infimum.deep.data;

/**
 * The numbers of many images, one row an image. Shared between image sets and never changed after construction.
 */
sealed interface Pixels {
    /** Writes the pixels of one row into {@code target} from {@code offset} on. */
    void copy(int row, float[] target, int offset);

    /** The same images with every pixel x as {@code factor} x + {@code shift}. */
    Pixels affine(double factor, double shift);

    /** Unsigned bytes, a quarter of the memory of floats, turned into floats by a table. */
    final class Bytes implements Pixels {
        private final byte[] data;
        private final int length;
        private final float[] values;

        /**
         * @param data pixels, row after row; not copied
         * @param length pixels in a row
         * @param values the number that each of the 256 bytes stands for; not copied
         */
        Bytes(byte[] data, int length, float[] values) {
            this.data = data;
            this.length = length;
            this.values = values;
        }

        @Override
        public void copy(int row, float[] target, int offset) {
            int start = row * length;
            for (int i = 0; i < length; i++) target[offset + i] = values[data[start + i] & 0xff];
        }

        @Override
        public Pixels affine(double factor, double shift) {
            float[] changed = new float[values.length];
            for (int i = 0; i < changed.length; i++) changed[i] = (float) (factor * values[i] + shift);
            return new Bytes(data, length, changed);
        }
    }

    /** Floats, for pixels that are no longer integers; an array an image, since all of them together may be more than an array holds. */
    final class Floats implements Pixels {
        private final float[][] rows;

        /** @param rows one array an image; not copied */
        Floats(float[][] rows) {
            this.rows = rows;
        }

        @Override
        public void copy(int row, float[] target, int offset) {
            System.arraycopy(rows[row], 0, target, offset, rows[row].length);
        }

        @Override
        public Pixels affine(double factor, double shift) {
            float[][] changed = new float[rows.length][];
            for (int i = 0; i < changed.length; i++) {
                changed[i] = new float[rows[i].length];
                for (int j = 0; j < changed[i].length; j++) changed[i][j] = (float) (factor * rows[i][j] + shift);
            }
            return new Floats(changed);
        }
    }
}
