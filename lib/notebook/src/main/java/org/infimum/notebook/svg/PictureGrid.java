package org.infimum.notebook.svg;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pictures in rows and columns under the columns' names, and below them what the colours mean, as SVG. All pictures of a column are drawn equally wide.
 *
 * @param columns the columns' names
 * @param rows pictures, as many in each row as there are columns
 * @param keys what colours mean, drawn below; may be empty
 */
public record PictureGrid(List<String> columns, List<List<Picture>> rows, List<Key> keys) {
    private static final double WIDTH = 900;
    private static final double WIDEST = 240;
    private static final double GAP = 6;
    private static final double TITLE = 20;
    private static final double LINE = 20;
    private static final double SIZE = 12;
    private static final double SWATCH = 12;

    /**
     * A picture.
     *
     * @param width in pixels
     * @param height in pixels
     * @param argb its pixels row by row, as alpha, red, green, blue from the highest byte to the lowest; copied
     */
    public record Picture(int width, int height, int[] argb) {
        /**
         * Checks the numbers.
         *
         * @param width as above
         * @param height as above
         * @param argb as above
         * @throws IllegalArgumentException if there are not width times height pixels
         */
        public Picture {
            if (width < 1 || height < 1 || argb.length != width * height) {
                throw new IllegalArgumentException(
                        "A picture of " + width + " x " + height + " cannot have " + argb.length + " pixels.");
            }
            argb = argb.clone();
        }

        /**
         * The pixels.
         *
         * @return a copy
         */
        @Override
        public int[] argb() {
            return argb.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Picture that && width == that.width && Arrays.equals(argb, that.argb);
        }

        @Override
        public int hashCode() {
            return 31 * width + Arrays.hashCode(argb);
        }

        @Override
        public String toString() {
            return "picture of " + width + " x " + height;
        }
    }

    /**
     * What a colour means.
     *
     * @param name the meaning
     * @param rgb the colour, red, green and blue in the three lower bytes
     */
    public record Key(String name, int rgb) {}

    /**
     * Checks the grid.
     *
     * @param columns as above
     * @param rows as above; copied
     * @param keys as above; copied
     * @throws IllegalArgumentException if there is no picture, or a row has not a picture a column
     */
    public PictureGrid {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
        List<List<Picture>> copied = new ArrayList<>();
        for (List<Picture> row : rows) copied.add(List.copyOf(row));
        rows = List.copyOf(copied);
        if (columns.isEmpty() || rows.isEmpty()) {
            throw new IllegalArgumentException("A grid of pictures needs at least one; there are " + columns.size()
                    + " columns and " + rows.size() + " rows.");
        }
        for (List<Picture> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("A row has " + row.size() + " pictures for the " + columns.size()
                        + " columns " + columns + ".");
            }
        }
    }

    /**
     * Draws the grid.
     *
     * @return the SVG document
     */
    public String draw() {
        double wide = wide();
        SvgCanvas body = new SvgCanvas();
        for (int c = 0; c < columns.size(); c++) {
            String title = SvgCanvas.fitting(columns.get(c), SIZE, wide);
            body.text(c * (wide + GAP) + wide / 2, TITLE - 6, "middle", SIZE, SvgChart.MUTED, "", title);
        }
        double y = TITLE;
        for (List<Picture> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                Picture picture = row.get(c);
                double height = wide * picture.height() / picture.width();
                body.image(
                        c * (wide + GAP),
                        y,
                        wide,
                        height,
                        Png.encode(picture.width(), picture.height(), picture.argb()));
            }
            y += height(row, wide) + GAP;
        }
        double width = columns.size() * (wide + GAP) - GAP;
        if (!keys.isEmpty()) y = legend(body, width, y);
        SvgCanvas whole = new SvgCanvas();
        whole.raw("<svg xmlns=\"http://www.w3.org/2000/svg\"")
                .attribute("width", width)
                .attribute("height", y)
                .attribute("font-family", SvgCanvas.FONT)
                .raw(" viewBox=\"0 0 ")
                .pixel(width)
                .raw(" ")
                .pixel(y)
                .raw("\">");
        return whole.raw(body.toString()).raw("</svg>").toString();
    }

    /**
     * Draws the pictures alone, without names and keys.
     *
     * @return a PNG file in base 64, for front ends that hold SVG back
     */
    public String png() {
        double wide = wide();
        double high = 0;
        for (List<Picture> row : rows) high += height(row, wide) + GAP;
        Pasteboard board = new Pasteboard(columns.size() * (wide + GAP) - GAP, high - GAP);
        double y = 0;
        for (List<Picture> row : rows) {
            for (int c = 0; c < row.size(); c++) {
                Picture picture = row.get(c);
                BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_ARGB);
                image.setRGB(0, 0, picture.width(), picture.height(), picture.argb(), 0, picture.width());
                board.image(image, c * (wide + GAP), y, wide, wide * picture.height() / picture.width());
            }
            y += height(row, wide) + GAP;
        }
        return board.png();
    }

    /** How wide all pictures are drawn. */
    private double wide() {
        return Math.min(WIDEST, (WIDTH - (columns.size() - 1) * GAP) / columns.size());
    }

    private static double height(List<Picture> row, double wide) {
        return row.stream()
                .mapToDouble(picture -> wide * picture.height() / picture.width())
                .max()
                .orElse(0);
    }

    /** Draws the keys in lines and returns where they end. */
    private double legend(SvgCanvas body, double width, double top) {
        double x = 0;
        double y = top + 4;
        for (Key key : keys) {
            double room = SWATCH + 5 + SvgCanvas.width(key.name(), SIZE) + 14;
            if (x > 0 && x + room > width) {
                x = 0;
                y += LINE;
            }
            String colour = String.format("#%06X", key.rgb() & 0xFFFFFF);
            body.rectangle(x, y, SWATCH, SWATCH, SvgChart.RULE, 1);
            body.rectangle(x + 0.5, y + 0.5, SWATCH - 1, SWATCH - 1, colour, 1);
            body.text(x + SWATCH + 5, y + SWATCH - 2, "start", SIZE, SvgChart.MUTED, "", key.name());
            x += room;
        }
        return y + LINE;
    }
}
