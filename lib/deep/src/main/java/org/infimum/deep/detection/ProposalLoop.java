package org.infimum.deep.detection;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.infimum.Driver;
import org.infimum.IterativeMethod;
import org.infimum.Monitor;
import org.infimum.Stop;
import org.infimum.Trace;

/** Proposes regions in all images of a set on several threads; one step takes over one image, in order. */
final class ProposalLoop implements IterativeMethod<Stop> {
    private static final String HEADLINE = "regions";

    private final AnnotatedImages images;
    private final List<Future<BoundingBoxes>> futures = new ArrayList<>();
    private final List<BoundingBoxes> boxes = new ArrayList<>();
    private final Trace.Recorder recorder = new Trace.Recorder(HEADLINE);

    private ProposalLoop(AnnotatedImages images) {
        this.images = images;
    }

    static List<BoundingBoxes> run(AnnotatedImages images, RegionProposals method, int threads, Monitor monitor)
            throws IOException {
        ExecutorService pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "infimum-proposals");
            thread.setDaemon(true);
            return thread;
        });
        try {
            ProposalLoop loop = new ProposalLoop(images);
            for (int i = 0; i < images.size(); i++) {
                int image = i;
                loop.futures.add(pool.submit(() -> method.of(images.pixels(image))));
            }
            Stop stop = Driver.standard().monitor(monitor).run(loop);
            if (stop.reason() == Stop.Reason.DONE) return loop.boxes;
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while regions of " + images.name()
                    + " were proposed; those done are kept by the cache, ask again");
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            pool.shutdownNow();
        }
    }

    @Override
    public void step() {
        try {
            BoundingBoxes found = futures.get(boxes.size()).get();
            boxes.add(found);
            recorder.append(found.size());
        } catch (InterruptedException e) {
            // the driver sees it before the next step
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) throw new UncheckedIOException(problem);
            if (e.getCause() instanceof RuntimeException problem) throw problem;
            if (e.getCause() instanceof Error problem) throw problem;
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public Optional<Stop> done() {
        return boxes.size() < futures.size()
                ? Optional.empty()
                : Optional.of(new Stop(Stop.Reason.DONE, "all " + boxes.size() + " images are done."));
    }

    @Override
    public Stop result(Stop stop) {
        return stop;
    }

    @Override
    public long iteration() {
        return boxes.size();
    }

    @Override
    public long expectedIterations() {
        return futures.size();
    }

    @Override
    public String title() {
        return "regions in " + images.name();
    }

    @Override
    public Trace.Recorder recorder() {
        return recorder;
    }

    @Override
    public String headline() {
        return HEADLINE;
    }
}
