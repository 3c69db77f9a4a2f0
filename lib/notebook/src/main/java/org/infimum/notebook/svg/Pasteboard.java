package org.infimum.notebook.svg;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Base64;

/**
 * Pictures and boxes as pixels, without words, which would need fonts: what a front end shows of a notebook that somebody else ran. Until the notebook is trusted it holds
 * SVG back.
 */
final class Pasteboard {
    private final BufferedImage pixels;
    private final Graphics2D canvas;

    Pasteboard(double width, double height) {
        int columns = (int) Math.ceil(width);
        int rows = (int) Math.ceil(height);
        pixels = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
        canvas = pixels.createGraphics();
        canvas.setColor(Color.WHITE);
        canvas.fillRect(0, 0, columns, rows);
        canvas.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        canvas.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    }

    void image(Image image, double x, double y, double width, double height) {
        int left = (int) Math.round(x);
        int top = (int) Math.round(y);
        canvas.drawImage(image, left, top, (int) Math.round(width), (int) Math.round(height), null);
    }

    /** @param colour as {@code #RRGGBB} */
    void rectangle(double x, double y, double width, double height, String colour, double line) {
        canvas.setColor(Color.decode(colour));
        canvas.setStroke(new BasicStroke((float) line));
        canvas.draw(new Rectangle2D.Double(x, y, width, height));
    }

    /** The PNG file in base 64; nothing can be drawn afterwards. */
    String png() {
        canvas.dispose();
        int width = pixels.getWidth();
        int height = pixels.getHeight();
        return Base64.getEncoder()
                .encodeToString(Png.encode(width, height, pixels.getRGB(0, 0, width, height, null, 0, width)));
    }
}
