package org.infimum.deep.detection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

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
     * Computes the proposals of all images on half the processors, which is all of them where threads share cores by two.
     *
     * @param images the images
     * @param method a {@link ProposalCache}, so that it happens once
     * @return the proposals
     * @throws InterruptedIOException if the thread was interrupted: what a cache has got stays there
     * @throws IOException if an image cannot be read; the message names it
     */
    public static ImageProposals of(AnnotatedImages images, RegionProposals method) throws IOException {
        return of(images, method, Math.max(1, Runtime.getRuntime().availableProcessors() / 2), done -> {});
    }

    /**
     * Computes the proposals of all images. The result does not depend on the number of threads.
     *
     * @param images the images
     * @param method a {@link ProposalCache}, so that it happens once
     * @param threads images worked on at once, from 1 to 256
     * @param progress gets the number of images done, after each, on any of the threads
     * @return the proposals
     * @throws IllegalArgumentException if the number of threads is out of range
     * @throws InterruptedIOException if the thread was interrupted: the images begun are finished by their threads, and what a cache has got stays there
     * @throws IOException if an image cannot be read; the message names it
     */
    public static ImageProposals of(AnnotatedImages images, RegionProposals method, int threads, IntConsumer progress)
            throws IOException {
        if (threads < 1 || threads > 256) {
            throw new IllegalArgumentException("Proposals are computed by 1 to 256 threads, not " + threads + ".");
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "infimum-proposals");
            thread.setDaemon(true);
            return thread;
        });
        try {
            AtomicInteger done = new AtomicInteger();
            List<Future<BoundingBoxes>> futures = new ArrayList<>();
            for (int i = 0; i < images.size(); i++) {
                int image = i;
                futures.add(pool.submit(() -> {
                    BoundingBoxes boxes = method.of(images.pixels(image));
                    progress.accept(done.incrementAndGet());
                    return boxes;
                }));
            }
            List<BoundingBoxes> boxes = new ArrayList<>();
            for (Future<BoundingBoxes> future : futures) boxes.add(future.get());
            return new ImageProposals(boxes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while regions of " + images.name()
                    + " were proposed; those done are kept by the cache, ask again");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) throw problem;
            if (e.getCause() instanceof RuntimeException problem) throw problem;
            if (e.getCause() instanceof Error problem) throw problem;
            throw new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
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
