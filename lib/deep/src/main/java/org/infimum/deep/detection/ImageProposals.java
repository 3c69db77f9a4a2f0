package org.infimum.deep.detection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.stream.IntStream;
import org.infimum.Monitor;

/**
 * The proposals of every image of a set: 16 bytes a box in memory.
 *
 * @param boxes one entry an image
 */
public record ImageProposals(List<BoundingBoxes> boxes) {
    /**
     * Proposals, their list copied.
     *
     * @param boxes as above
     */
    public ImageProposals {
        boxes = List.copyOf(boxes);
    }

    /**
     * Computes the proposals of all images, in silence, on half the processors, which is all of them where threads share cores by two.
     *
     * @param images the images
     * @param method a {@link ProposalCache}, so that it happens once
     * @return the proposals
     * @throws InterruptedIOException if the thread was interrupted: what a cache has got stays there
     * @throws IOException if an image cannot be read; the message names it
     */
    public static ImageProposals of(AnnotatedImages images, RegionProposals method) throws IOException {
        return of(images, method, Monitor.silent());
    }

    /**
     * Computes the proposals of all images with something to see: a second or more an image where no cache has them.
     *
     * @param images the images
     * @param method a {@link ProposalCache}, so that it happens once
     * @param monitor sees each image done
     * @return the proposals
     * @throws InterruptedIOException if the thread was interrupted: what a cache has got stays there
     * @throws IOException if an image cannot be read; the message names it
     */
    public static ImageProposals of(AnnotatedImages images, RegionProposals method, Monitor monitor)
            throws IOException {
        return of(images, method, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), monitor);
    }

    /**
     * Computes the proposals of all images. The result does not depend on the number of threads.
     *
     * @param images the images
     * @param method a {@link ProposalCache}, so that it happens once
     * @param threads images worked on at once, from 1 to 256
     * @param monitor sees each image done
     * @return the proposals
     * @throws IllegalArgumentException if the number of threads is out of range
     * @throws InterruptedIOException if the thread was interrupted: the images begun are finished by their threads, and what a cache has got stays there
     * @throws IOException if an image cannot be read; the message names it
     */
    public static ImageProposals of(AnnotatedImages images, RegionProposals method, int threads, Monitor monitor)
            throws IOException {
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("Proposals are computed by 1 to 256 threads, not " + threads + ".");
        }
        return new ImageProposals(ProposalLoop.run(images, method, threads, monitor));
    }

    /**
     * The proposals of an image.
     *
     * @param image its number, from 0
     * @return the boxes, perhaps none
     * @throws IndexOutOfBoundsException if there is no such image
     */
    public BoundingBoxes of(int image) {
        return boxes.get(image);
    }

    /**
     * The number of boxes of all images.
     *
     * @return their sum
     */
    public long count() {
        return boxes.stream().mapToLong(List::size).sum();
    }

    /**
     * The images without any proposal, in which nothing can be found.
     *
     * @return their numbers, rising
     */
    public int[] withoutProposals() {
        return IntStream.range(0, boxes.size())
                .filter(i -> boxes.get(i).isEmpty())
                .toArray();
    }

    /**
     * The proposals in one line.
     *
     * @return their numbers
     */
    @Override
    public String toString() {
        return count() + " proposals in " + boxes.size() + " images, " + withoutProposals().length + " without any";
    }
}
