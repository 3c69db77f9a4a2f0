package org.infimum.notebook;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.MaskedImages;
import org.infimum.deep.detection.VocPalette;
import org.infimum.deep.segmentation.Segmenter;
import org.infimum.notebook.render.MimeBundle;
import org.infimum.notebook.render.Showable;
import org.infimum.notebook.svg.PictureGrid;

/**
 * Images beside their masks and what networks make of them, in PASCAL VOC's colours with their meaning: what {@link Notebook#segmented} gives.
 */
public final class SegmentedImages implements Showable {
    /** Pixels a picture: more are not seen at the width of a page. */
    private static final int LONGEST = 240;

    private static final int OPAQUE = 0xFF000000;

    private final PictureGrid grid;
    private final String summary;

    private SegmentedImages(PictureGrid grid, String summary) {
        this.grid = grid;
        this.summary = summary;
    }

    static SegmentedImages of(MaskedImages images, Map<String, Segmenter> segmenters, int... chosen)
            throws IOException {
        List<String> columns = new ArrayList<>(List.of("image", "truth"));
        columns.addAll(segmenters.keySet());
        List<List<PictureGrid.Picture>> rows = new ArrayList<>();
        for (int image : chosen) {
            if (image < 0 || image >= images.size()) {
                throw new IllegalArgumentException("There is no image " + image + " of " + images.name() + "; it has "
                        + images.size() + " from 0.");
            }
            RgbImage pixels = images.pixels(image);
            List<PictureGrid.Picture> row = new ArrayList<>();
            row.add(photograph(pixels));
            row.add(labels(images.mask(image), pixels.width(), pixels.height()));
            for (Segmenter segmenter : segmenters.values()) {
                row.add(labels(segmenter.labels(pixels), pixels.width(), pixels.height()));
            }
            rows.add(row);
        }
        List<PictureGrid.Key> keys = new ArrayList<>();
        List<String> names = images.maskNames();
        for (int label = 0; label < names.size(); label++) {
            keys.add(new PictureGrid.Key(names.get(label), VocPalette.rgb(label)));
        }
        keys.add(new PictureGrid.Key("void", VocPalette.rgb(MaskedImages.VOID)));
        return new SegmentedImages(
                new PictureGrid(columns, rows, keys),
                chosen.length + " images of " + images.name() + " beside their masks"
                        + (segmenters.isEmpty() ? "" : " and those of " + String.join(", ", segmenters.keySet())));
    }

    private static PictureGrid.Picture photograph(RgbImage whole) {
        double factor = Math.min(1, (double) LONGEST / Math.max(whole.width(), whole.height()));
        RgbImage image = whole.scaled((int) Math.max(1, Math.round(whole.width() * factor)), (int)
                Math.max(1, Math.round(whole.height() * factor)));
        int[] argb = new int[image.width() * image.height()];
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                argb[y * image.width() + x] =
                        OPAQUE | image.value(0, x, y) << 16 | image.value(1, x, y) << 8 | image.value(2, x, y);
            }
        }
        return new PictureGrid.Picture(image.width(), image.height(), argb);
    }

    /** At the masks' own resolution: areas of one colour take little room. */
    private static PictureGrid.Picture labels(byte[] labels, int width, int height) {
        int[] argb = new int[labels.length];
        for (int i = 0; i < labels.length; i++) argb[i] = OPAQUE | VocPalette.rgb(labels[i] & 0xff);
        return new PictureGrid.Picture(width, height, argb);
    }

    @Override
    public MimeBundle show() {
        return MimeBundle.text(summary).with(MimeBundle.SVG, grid.draw()).with(MimeBundle.PNG, grid.png());
    }

    /**
     * The pictures in words.
     *
     * @return one line
     */
    @Override
    public String toString() {
        return summary;
    }
}
