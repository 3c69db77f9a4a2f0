package org.infimum.deep.data;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The body of an HTTP response as a sequence of chunks, with one in flight. Unlike the input stream of {@code java.net.http}, whose
 * read swallows interrupts on JDK 17 and waits without end for a server that falls silent, waiting here ends at an interrupt and
 * after a time.
 */
final class ResponseBody implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {
    private record Event(Optional<List<ByteBuffer>> chunk, Optional<Throwable> error) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final Duration patience;
    private volatile Flow.Subscription subscription;

    ResponseBody(Flow.Publisher<List<ByteBuffer>> publisher, Duration patience) {
        this.patience = patience;
        publisher.subscribe(this);
    }

    /**
     * Waits for the next chunk.
     *
     * @return its bytes; empty at the end of the body
     * @throws HttpTimeoutException if none came in time
     * @throws IOException if the line broke
     * @throws InterruptedException if the thread was interrupted
     */
    Optional<List<ByteBuffer>> next() throws IOException, InterruptedException {
        Event event = events.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (event == null) throw new HttpTimeoutException("silent for " + patience);
        if (event.error().isPresent()) {
            Throwable error = event.error().get();
            throw error instanceof IOException e ? e : new IOException(error);
        }
        if (event.chunk().isPresent()) subscription.request(1);
        return event.chunk();
    }

    @Override
    public void onSubscribe(Flow.Subscription granted) {
        subscription = granted;
        granted.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> chunk) {
        events.add(new Event(Optional.of(chunk), Optional.empty()));
    }

    @Override
    public void onError(Throwable error) {
        events.add(new Event(Optional.empty(), Optional.of(error)));
    }

    @Override
    public void onComplete() {
        events.add(new Event(Optional.empty(), Optional.empty()));
    }

    /** Tells the server that no more is wanted. */
    @Override
    public void close() {
        Flow.Subscription granted = subscription;
        if (granted != null) granted.cancel();
    }
}
