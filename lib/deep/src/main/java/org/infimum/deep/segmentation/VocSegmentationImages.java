package org.infimum.deep.segmentation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.infimum.deep.data.LabelImage;
import org.infimum.deep.data.RgbImage;
import org.infimum.deep.detection.AnnotatedImage;
import org.infimum.deep.detection.MaskedImages;

/** One part of a {@link VocSegmentation} folder. Names and sizes are in memory; pixels and masks are decoded at each call. Its images have no boxes. */
public final class VocSegmentationImages implements MaskedImages {
    private final String name;
    private final Path folder;
    private final List<String> maskNames;
    private final List<AnnotatedImage> images;
    private final List<Path> files;
    private final MaskReport report;

    VocSegmentationImages(
            String name,
            Path folder,
            List<String> maskNames,
            List<AnnotatedImage> images,
            List<Path> files,
            MaskReport report) {
        this.name = name;
        this.folder = folder;
        this.maskNames = maskNames;
        this.images = List.copyOf(images);
        this.files = List.copyOf(files);
        this.report = report;
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * The classes of objects, of which none is marked with a box here.
     *
     * @return the masks' names but the first, which VOC has for the background
     */
    @Override
    public List<String> classNames() {
        return maskNames.subList(1, maskNames.size());
    }

    @Override
    public List<String> maskNames() {
        return maskNames;
    }

    @Override
    public List<AnnotatedImage> images() {
        return images;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A file that was whole when the folder was opened may still hold pixels that cannot be decoded, or have changed since.
     */
    @Override
    public RgbImage pixels(int image) throws IOException {
        RgbImage pixels = RgbImage.read(files.get(image));
        requireSize(files.get(image), image, pixels.width(), pixels.height());
        return pixels;
    }

    @Override
    public byte[] mask(int image) throws IOException {
        Path file =
                folder.resolve("SegmentationClass").resolve(images.get(image).name() + ".png");
        LabelImage mask;
        try {
            mask = LabelImage.read(file);
        } catch (IOException e) {
            throw new IOException("The mask " + file + " " + e.getMessage() + "; repair or remove it.", e);
        }
        requireSize(file, image, mask.width(), mask.height());
        byte[] labels = mask.labels();
        Optional<String> foreign = VocSegmentation.foreign(VocSegmentation.histogram(labels), maskNames.size());
        if (foreign.isPresent()) {
            throw new IOException("The mask " + file + " has changed since the folder was opened: " + foreign.get()
                    + "; open it again.");
        }
        return labels;
    }

    private void requireSize(Path file, int image, int width, int height) throws IOException {
        AnnotatedImage known = images.get(image);
        if (width != known.width() || height != known.height()) {
            throw new IOException("The file " + file + " has " + width + " x " + height + " pixels now and had "
                    + known.width() + " x " + known.height() + " when the folder was opened; open it again.");
        }
    }

    /**
     * What was found in the masks, and what became of what is wrong.
     *
     * @return counts by kind, the first ones by name, and the pixels of each class
     */
    public MaskReport report() {
        return report;
    }

    /**
     * The part in one line.
     *
     * @return name and numbers
     */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %,d images of %d classes; %d images left out",
                name,
                images.size(),
                maskNames.size(),
                report.imagesLeftOut());
    }
}
