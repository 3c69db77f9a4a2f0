package org.infimum.notebook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.detection.AnnotatedImages;
import org.infimum.deep.detection.AnnotatedObject;
import org.infimum.deep.detection.Detection;
import org.infimum.notebook.plot.Palette;
import org.infimum.notebook.render.MimeBundle;
import org.infimum.notebook.render.Showable;
import org.infimum.notebook.svg.BoxedImages;

/**
 * Images with what a detector found in them, a colour a class, and with what is annotated, dashed. Images are read when the picture is shown.
 */
public final class DetectionPicture implements Showable {
    private static final int IMAGES = 6;
    private static final int COLUMNS = 3;

    private final AnnotatedImages images;
    private final List<Detection> detections;
    private final double leastScore;
    private final int columns;
    private final int[] chosen;

    private DetectionPicture(
            AnnotatedImages images, List<Detection> detections, double leastScore, int columns, int[] chosen) {
        this.images = images;
        this.detections = detections;
        this.leastScore = leastScore;
        this.columns = columns;
        this.chosen = chosen;
    }

    /**
     * The first six images, three side by side, with detections of scores from 0.5.
     *
     * @param images the images
     * @param detections what was found in them
     * @return the picture
     */
    static DetectionPicture of(AnnotatedImages images, List<Detection> detections) {
        return new DetectionPicture(
                Objects.requireNonNull(images, "images"),
                List.copyOf(detections),
                0.5,
                COLUMNS,
                IntStream.range(0, Math.min(IMAGES, images.size())).toArray());
    }

    /**
     * The same with other scores.
     *
     * @param score detections of at least this are drawn
     * @return a new picture
     */
    public DetectionPicture leastScore(double score) {
        return new DetectionPicture(images, detections, score, columns, chosen);
    }

    /**
     * The same with another number of images side by side.
     *
     * @param count at least 1
     * @return a new picture
     * @throws IllegalArgumentException if there is no column
     */
    public DetectionPicture columns(int count) {
        if (count < 1) throw new IllegalArgumentException("At least 1 image stands in a row, not " + count + ".");
        return new DetectionPicture(images, detections, leastScore, count, chosen);
    }

    /**
     * The same of other images.
     *
     * @param numbers which, from 0
     * @return a new picture
     * @throws IllegalArgumentException if there is none, or no image of a number
     */
    public DetectionPicture images(int... numbers) {
        for (int number : numbers) {
            if (number < 0 || number >= images.size()) {
                throw new IllegalArgumentException(
                        "There is no image " + number + "; " + images.name() + " has " + images.size() + ", from 0.");
            }
        }
        if (numbers.length == 0) throw new IllegalArgumentException("A picture needs at least one image.");
        return new DetectionPicture(images, detections, leastScore, columns, numbers.clone());
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException if an image cannot be read
     */
    @Override
    public MimeBundle show() {
        List<String> names = images.classNames();
        List<BoxedImages.Panel> panels = new ArrayList<>();
        int drawn = 0;
        for (int number : chosen) {
            AnnotatedImage image = images.images().get(number);
            List<BoxedImages.Box> boxes = new ArrayList<>();
            for (AnnotatedObject object : image.objects()) {
                boxes.add(new BoxedImages.Box(object.box(), "#24292F", "", true));
            }
            List<Detection> own = detections.stream()
                    .filter(found -> found.image() == number && found.score() >= leastScore)
                    .toList();
            for (Detection found : own) {
                String label = String.format(Locale.ROOT, "%s %.2f", names.get(found.label()), found.score());
                boxes.add(new BoxedImages.Box(found.box(), Palette.colour(found.label()), label, false));
            }
            drawn += own.size();
            String caption = image.name() + ": " + image.objects().size() + " annotated, " + own.size() + " found";
            try {
                panels.add(new BoxedImages.Panel(images.pixels(number), caption, boxes));
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        Map<String, String> legend = new LinkedHashMap<>();
        for (int c = 0; c < names.size(); c++) legend.put(names.get(c), Palette.colour(c));
        return MimeBundle.text(drawn + " detections of scores from " + leastScore + " in " + chosen.length
                        + " images of " + images.name())
                .with(MimeBundle.SVG, BoxedImages.draw(panels, columns, legend))
                .with(MimeBundle.PNG, BoxedImages.png(panels, columns));
    }
}
