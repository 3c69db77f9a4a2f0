package org.infimum.deep.detection;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.infimum.deep.data.RgbImage;

/** One part of a {@link VocFolder}. Annotations are in memory, pixels are decoded at each call. */
public final class VocImages implements AnnotatedImages {
    private final String name;
    private final List<String> classNames;
    private final List<AnnotatedImage> images;
    private final List<Path> files;
    private final AnnotationReport report;

    VocImages(
            String name,
            List<String> classNames,
            List<AnnotatedImage> images,
            List<Path> files,
            AnnotationReport report) {
        this.name = name;
        this.classNames = classNames;
        this.images = List.copyOf(images);
        this.files = List.copyOf(files);
        this.report = report;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public List<AnnotatedImage> images() {
        return images;
    }

    /**
     * An image's file.
     *
     * @param image number of the image, from 0
     * @return its path
     * @throws IndexOutOfBoundsException if there is no such image
     */
    public Path file(int image) {
        return files.get(image);
    }

    /**
     * {@inheritDoc}
     *
     * <p>A file that was whole when the folder was opened may still hold pixels that cannot be decoded, or have changed since.
     */
    @Override
    public RgbImage pixels(int image) throws IOException {
        RgbImage pixels = RgbImage.read(files.get(image));
        AnnotatedImage known = images.get(image);
        if (pixels.width() != known.width() || pixels.height() != known.height()) {
            throw new IOException("The image " + files.get(image) + " has " + pixels.width() + " x " + pixels.height()
                    + " pixels now and had " + known.width() + " x " + known.height()
                    + " when the folder was opened; open it again.");
        }
        return pixels;
    }

    /**
     * What was wrong, and what became of it.
     *
     * @return counts by kind and the first ones by name
     */
    public AnnotationReport report() {
        return report;
    }

    /**
     * The part in one line.
     *
     * @return name and numbers
     */
    @Override
    public String toString() {
        int objects = images.stream().mapToInt(image -> image.objects().size()).sum();
        return String.format(
                Locale.ROOT,
                "%s: %,d images with %,d objects of %d classes; %d images left out, %d objects dropped",
                name,
                images.size(),
                objects,
                classNames.size(),
                report.imagesLeftOut(),
                report.objectsDropped());
    }
}
