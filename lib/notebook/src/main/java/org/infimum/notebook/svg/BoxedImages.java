package org.infimum.notebook.svg;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.BoundingBox;

/** Photographs side by side with boxes drawn on them, as one SVG file that holds the pixels. */
public final class BoxedImages {
    private static final double PANEL = 280;
    private static final double GAP = 12;
    private static final double CAPTION = 18;
    private static final double LEGEND = 22;
    private static final double LETTER = 10.5;
    /** From this many pixels on a photograph is embedded as JPEG: a tenth of the size of a PNG, and nobody sees it. */
    private static final int SMALL = 160 * 160;
    /** Wider photographs are embedded smaller: two pixels a pixel of the panel. */
    private static final int WIDEST = (int) (2 * PANEL);

    /**
     * A box.
     *
     * @param box where, in the image's pixels
     * @param colour as {@code #RRGGBB}
     * @param label what is written at it; nothing if empty
     * @param dashed whether its line is dashed
     */
    public record Box(BoundingBox box, String colour, String label, boolean dashed) {}

    /**
     * An image.
     *
     * @param pixels the image
     * @param caption what is written above it
     * @param boxes drawn in this order
     */
    public record Panel(RgbImage pixels, String caption, List<Box> boxes) {
        /**
         * A panel, its list copied.
         *
         * @param pixels as above
         * @param caption as above
         * @param boxes as above
         */
        public Panel {
            boxes = List.copyOf(boxes);
        }
    }

    private BoxedImages() {}

    /**
     * Draws.
     *
     * @param panels the images, at least one
     * @param columns how many side by side, at least 1
     * @param legend colours by what they stand for, in this order; dashed lines are added as "annotated"
     * @return the SVG file's text
     * @throws IllegalArgumentException if there is no panel or no column
     */
    public static String draw(List<Panel> panels, int columns, Map<String, String> legend) {
        if (panels.isEmpty() || columns < 1) {
            throw new IllegalArgumentException("There is nothing to draw: " + panels.size() + " images in " + columns
                    + " columns; give at least one of each.");
        }
        int across = Math.min(columns, panels.size());
        double width = across * (PANEL + GAP) + GAP;
        SvgCanvas body = new SvgCanvas();
        double top = legend(body, legend, width);
        for (int first = 0; first < panels.size(); first += across) {
            double highest = 0;
            for (int k = first; k < Math.min(panels.size(), first + across); k++) {
                Panel panel = panels.get(k);
                panel(body, panel, GAP + (k - first) * (PANEL + GAP), top);
                highest = Math.max(highest, CAPTION + height(panel));
            }
            top += highest + GAP;
        }
        SvgCanvas out = new SvgCanvas();
        out.raw("<svg xmlns=\"http://www.w3.org/2000/svg\"")
                .attribute("width", width)
                .attribute("height", top);
        out.raw(" viewBox=\"0 0 ").pixel(width).raw(" ").pixel(top).raw("\"");
        out.attribute("font-family", SvgCanvas.FONT).raw(">");
        out.rectangle(0, 0, width, top, "#FFFFFF", 1);
        return out.raw(body.toString()).raw("</svg>").toString();
    }

    /**
     * Draws images and boxes alone, without captions, labels and legend.
     *
     * @param panels the images, at least one
     * @param columns how many side by side, at least 1
     * @return a PNG file in base 64, for front ends that hold SVG back
     */
    public static String png(List<Panel> panels, int columns) {
        int across = Math.min(columns, panels.size());
        double[] tops = new double[(panels.size() - 1) / across + 2];
        for (int k = 0; k < panels.size(); k++) {
            int row = k / across;
            tops[row + 1] = Math.max(tops[row + 1], tops[row] + height(panels.get(k)) + GAP);
        }
        Pasteboard board = new Pasteboard(across * (PANEL + GAP) - GAP, tops[tops.length - 1] - GAP);
        for (int k = 0; k < panels.size(); k++) {
            Panel panel = panels.get(k);
            double x = k % across * (PANEL + GAP);
            double y = tops[k / across];
            board.image(panel.pixels().toBufferedImage(), x, y, PANEL, height(panel));
            double scale = PANEL / panel.pixels().width();
            for (Box box : panel.boxes()) {
                BoundingBox at = box.box();
                board.rectangle(
                        x + at.x1() * scale,
                        y + at.y1() * scale,
                        at.width() * scale,
                        at.height() * scale,
                        box.colour(),
                        box.dashed() ? 1 : 2);
            }
        }
        return board.png();
    }

    private static double height(Panel panel) {
        return PANEL * panel.pixels().height() / panel.pixels().width();
    }

    /** Where the images begin. */
    private static double legend(SvgCanvas canvas, Map<String, String> legend, double width) {
        double x = GAP;
        double y = LEGEND / 2;
        for (Map.Entry<String, String> entry : legend.entrySet()) {
            double room = 24 + SvgCanvas.width(entry.getKey(), LETTER) + 14;
            if (x > GAP && x + room > width) {
                x = GAP;
                y += LEGEND - 4;
            }
            canvas.line(x, y, x + 18, y, entry.getValue(), 2.5, "solid");
            canvas.text(x + 23, y + 3.5, "start", LETTER, "#24292F", "", entry.getKey());
            x += room;
        }
        String marked = "annotated";
        if (x > GAP && x + 24 + SvgCanvas.width(marked, LETTER) > width) {
            x = GAP;
            y += LEGEND - 4;
        }
        canvas.line(x, y, x + 18, y, "#24292F", 1.5, "dash");
        canvas.text(x + 23, y + 3.5, "start", LETTER, "#24292F", "", marked);
        return y + LEGEND / 2;
    }

    private static void panel(SvgCanvas canvas, Panel panel, double x, double y) {
        canvas.text(
                x,
                y + 12,
                "start",
                LETTER + 0.5,
                "#24292F",
                "",
                SvgCanvas.fitting(panel.caption(), LETTER + 0.5, PANEL));
        double top = y + CAPTION;
        canvas.raw("<image").attribute("x", x).attribute("y", top).attribute("width", PANEL);
        canvas.attribute("height", height(panel)).attribute("preserveAspectRatio", "none");
        canvas.raw(" image-rendering=\"auto\"")
                .attribute("href", embedded(panel.pixels()))
                .raw("/>");
        double scale = PANEL / panel.pixels().width();
        for (Box box : panel.boxes()) {
            BoundingBox at = box.box();
            rectangle(canvas, box, x + at.x1() * scale, top + at.y1() * scale, at.width() * scale, at.height() * scale);
        }
        // labels last, so that no box runs through them
        for (Box box : panel.boxes()) {
            if (!box.label().isEmpty()) label(canvas, box, x, top, scale);
        }
    }

    private static void rectangle(SvgCanvas canvas, Box box, double x, double y, double width, double height) {
        // white between dark dashes, to be seen on any ground
        if (box.dashed()) outline(canvas, x, y, width, height, "#FFFFFF", 1.2, "solid");
        outline(canvas, x, y, width, height, box.colour(), box.dashed() ? 1.2 : 2, box.dashed() ? "dash" : "solid");
    }

    private static void outline(
            SvgCanvas canvas,
            double x,
            double y,
            double width,
            double height,
            String colour,
            double line,
            String dash) {
        canvas.raw("<rect").attribute("x", x).attribute("y", y).attribute("width", width);
        canvas.attribute("height", height).attribute("fill", "none");
        canvas.stroke(colour, line, dash).raw("/>");
    }

    private static void label(SvgCanvas canvas, Box box, double x, double top, double scale) {
        double size = LETTER - 1.5;
        double width = SvgCanvas.width(box.label(), size) + 5;
        double left = Math.max(x, Math.min(x + PANEL - width, x + box.box().x1() * scale - 1));
        double upper = Math.max(top, top + box.box().y1() * scale - size - 4);
        canvas.rectangle(left, upper, width, size + 3.5, box.colour(), 0.9);
        canvas.text(left + 2.5, upper + size, "start", size, "#FFFFFF", "", box.label());
    }

    private static String embedded(RgbImage image) {
        RgbImage shown = image.width() <= WIDEST
                ? image
                : image.scaled(WIDEST, Math.max(1, Math.round((float) WIDEST * image.height() / image.width())));
        BufferedImage pixels = shown.toBufferedImage();
        int width = shown.width();
        int height = shown.height();
        boolean small = width * height <= SMALL;
        byte[] file =
                small ? Png.encode(width, height, pixels.getRGB(0, 0, width, height, null, 0, width)) : jpeg(pixels);
        return "data:image/" + (small ? "png" : "jpeg") + ";base64,"
                + Base64.getEncoder().encodeToString(file);
    }

    private static byte[] jpeg(BufferedImage pixels) {
        ImageWriter encoder = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam quality = encoder.getDefaultWriteParam();
        quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        quality.setCompressionQuality(0.85f);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            encoder.setOutput(out);
            encoder.write(null, new IIOImage(pixels, null, null), quality);
        } catch (IOException e) {
            throw new UncheckedIOException("a stream in memory failed", e);
        } finally {
            encoder.dispose();
        }
        return bytes.toByteArray();
    }
}
