package org.infimum.deep.data;

import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes a split as a folder in ImageNet's layout, beside its place first, so that an interrupt leaves no half of one. */
final class ImageFolderWriter {
    private final ImageFormat format;
    private final ImageWriter encoder;

    private ImageFolderWriter(ImageFormat format) {
        this.format = format;
        encoder = ImageIO.getImageWritersByFormatName(format.kind().name().toLowerCase(Locale.ROOT))
                .next();
    }

    static void write(Split split, Path folder, ImageFormat format) throws IOException {
        check(split.train());
        check(split.test());
        Split bytes = split.map(images -> images.scale(0, 255));
        ImageFolderWriter writer = new ImageFolderWriter(format);
        try {
            NewFolder.write(folder, part -> {
                writer.write(bytes.train(), part.resolve("train"));
                writer.write(bytes.test(), part.resolve("val"));
            });
        } finally {
            writer.encoder.dispose();
        }
    }

    private static void check(ImageSet images) {
        if (images.channels() != 1 && images.channels() != 3) {
            throw new IllegalArgumentException("Only grey and coloured images can be written, but " + images + " has "
                    + images.channels() + " channels.");
        }
        int[] counts = images.classCounts();
        for (int c = 0; c < counts.length; c++) {
            String name = images.classNames().get(c);
            if (name.isBlank() || name.startsWith(".") || name.matches(".*[/\\\\:*?\"<>|\\p{Cntrl}].*")) {
                throw new IllegalArgumentException(
                        "The class '" + name + "' cannot be the name of a folder; rename it.");
            }
            if (counts[c] == 0) {
                throw new IllegalArgumentException("The class '" + name + "' has no image in " + images.name()
                        + "; leave it out of both parts with classes(...).");
            }
        }
    }

    private void write(ImageSet images, Path part) throws IOException {
        int[] counts = images.classCounts();
        List<String> classNames = images.classNames();
        for (String name : classNames) Files.createDirectories(part.resolve(name));
        int[] written = new int[counts.length];
        for (int i = 0; i < images.size(); i++) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException(
                        "interrupted while images were written; nothing was left, write again");
            }
            int label = images.label(i);
            // as many digits as the class needs, so that the names sort as the images do
            int digits = Math.max(4, Integer.toString(counts[label] - 1).length());
            String ending = format.kind() == ImageFormat.Kind.PNG ? ".png" : ".jpg";
            String file = String.format(Locale.ROOT, "%0" + digits + "d%s", written[label]++, ending);
            encode(image(images, i), part.resolve(classNames.get(label)).resolve(file));
        }
    }

    /** Fills the raster itself: Java's colour management would change grey pixels. */
    private static BufferedImage image(ImageSet images, int index) {
        int channels = images.channels();
        BufferedImage image = new BufferedImage(
                images.width(),
                images.height(),
                channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
        WritableRaster raster = image.getRaster();
        float[] pixels = images.image(index);
        int plane = images.width() * images.height();
        int[] samples = new int[plane];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < plane; i++) samples[i] = YCbCr.clamp(pixels[c * plane + i]);
            raster.setSamples(0, 0, images.width(), images.height(), c, samples);
        }
        return image;
    }

    private void encode(BufferedImage image, Path file) throws IOException {
        ImageWriteParam param = encoder.getDefaultWriteParam();
        if (format.kind() == ImageFormat.Kind.JPEG) {
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality((float) format.quality());
        }
        try (ImageOutputStream out = new MemoryCacheImageOutputStream(Files.newOutputStream(file))) {
            encoder.setOutput(out);
            encoder.write(null, new IIOImage(image, null, null), param);
        }
    }
}
