package org.infimum.deep.detection;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.infimum.Monitor;
import org.infimum.deep.data.RgbImage;

/**
 * Images with the regions that a method proposed in them: what Fast R-CNN trains on and searches.
 *
 * @param images the images
 * @param proposals those of the same images
 */
public record ProposedImages(AnnotatedImages images, ImageProposals proposals) {
    /**
     * A pair, checked.
     *
     * @param images as above
     * @param proposals as above
     * @throws IllegalArgumentException if they differ in number
     */
    public ProposedImages {
        Objects.requireNonNull(images, "images");
        Objects.requireNonNull(proposals, "proposals");
        if (images.size() != proposals.boxes().size()) {
            throw new IllegalArgumentException(
                    images.name() + " has " + images.size() + " images, but there are proposals of "
                            + proposals.boxes().size() + "; compute those of the same images.");
        }
    }

    /**
     * Proposes regions in all images.
     *
     * @param images the images
     * @param method a {@link ProposalCache}, so that it happens once
     * @return images and proposals
     * @throws IOException as {@link ImageProposals#of(AnnotatedImages, RegionProposals)}
     */
    public static ProposedImages of(AnnotatedImages images, RegionProposals method) throws IOException {
        return new ProposedImages(images, ImageProposals.of(images, method));
    }

    /**
     * Proposes regions in all images, with something to see.
     *
     * @param images the images
     * @param method a {@link ProposalCache}, so that it happens once
     * @param monitor sees each image done
     * @return images and proposals
     * @throws IOException as {@link ImageProposals#of(AnnotatedImages, RegionProposals)}
     */
    public static ProposedImages of(AnnotatedImages images, RegionProposals method, Monitor monitor)
            throws IOException {
        return new ProposedImages(images, ImageProposals.of(images, method, monitor));
    }

    /**
     * The number of images.
     *
     * @return n
     */
    public int size() {
        return images.size();
    }

    /**
     * A part of the images, evenly spread over all of them, the first one among them.
     *
     * @param count how many; where there are no more, all
     * @return the part; its images are numbered from 0
     * @throws IllegalArgumentException if the number is less than 1
     */
    public ProposedImages spread(int count) {
        if (count < 1) throw new IllegalArgumentException("A part needs at least 1 image, not " + count + ".");
        if (count >= size()) return this;
        int[] chosen = IntStream.range(0, count)
                .map(i -> (int) ((long) i * size() / count))
                .toArray();
        return new ProposedImages(
                new Selection(images, chosen),
                new ImageProposals(IntStream.of(chosen).mapToObj(proposals::of).toList()));
    }

    /** Some images of a set. */
    private record Selection(AnnotatedImages whole, int[] chosen) implements AnnotatedImages {
        @Override
        public String name() {
            return chosen.length + " of " + whole.name();
        }

        @Override
        public List<String> classNames() {
            return whole.classNames();
        }

        @Override
        public List<AnnotatedImage> images() {
            return IntStream.of(chosen).mapToObj(whole.images()::get).toList();
        }

        @Override
        public RgbImage pixels(int image) throws IOException {
            return whole.pixels(chosen[image]);
        }

        @Override
        public int size() {
            return chosen.length;
        }
    }

    /**
     * A text that changes with the images' names, sizes and objects and with the proposals. Pixels are not read for it: proposals that were computed from
     * other pixels tell in most cases.
     *
     * @return the fingerprint, the same in every process
     */
    public String fingerprint() {
        CRC32 crc = new CRC32();
        update(crc, images.classNames().toString());
        for (int i = 0; i < size(); i++) {
            update(crc, images.images().get(i).toString());
            for (float coordinate : proposals.of(i).coordinates()) {
                int bits = Float.floatToIntBits(coordinate);
                for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) crc.update(bits >>> shift);
            }
        }
        return size() + " images, " + proposals.count() + " proposals, " + Long.toHexString(crc.getValue());
    }

    private static void update(CRC32 crc, String text) {
        crc.update(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The pair in one line.
     *
     * @return name and numbers
     */
    @Override
    public String toString() {
        return images.name() + ": " + proposals;
    }
}
