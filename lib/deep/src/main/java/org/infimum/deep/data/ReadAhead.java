package org.infimum.deep.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the parts of numbered batches in background threads, a bounded number of batches ahead of the one asked for. What is made depends
 * on the batch and the part alone, so neither the number of threads nor their timing can be seen in the results.
 *
 * <p>One thread reads. An interrupt of it is kept for the caller: the batch is waited for, which takes as long as making one batch, and
 * nothing is lost. The threads are daemons; they end with {@link #close}, and by themselves when for a while nobody read.
 *
 * @param <T> a part
 */
public final class ReadAhead<T> implements AutoCloseable {
    /** After this a thread with nothing to do ends; longer than most epochs' evaluations. A new one costs a tenth of a millisecond. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** How long {@link #close} waits for parts under way: a disk that hangs shall not hang the notebook. */
    private static final long CLOSE_MILLIS = 10_000;

    /**
     * What there is to make. Safe for threads.
     *
     * @param <T> a part
     */
    public interface Source<T> {
        /**
         * What a batch consists of.
         *
         * @param number the batch
         * @return the indices of its parts; none if there is no such batch
         */
        int[] indices(long number);

        /**
         * A maker for one thread.
         *
         * @return a new one
         */
        Maker<T> maker();
    }

    /**
     * Makes parts in one thread.
     *
     * @param <T> a part
     */
    public interface Maker<T> extends AutoCloseable {
        /**
         * Makes a part.
         *
         * @param number the batch
         * @param index the part's index
         * @return the part
         */
        T make(long number, int index);

        @Override
        void close();
    }

    /** A batch under way. */
    private static final class Slot<T> {
        final long number;
        final int[] indices;
        final List<T> parts;
        int given;
        int made;
        Throwable failure;

        Slot(long number, int[] indices) {
            this.number = number;
            this.indices = indices;
            parts = new ArrayList<>(Collections.nCopies(indices.length, null));
        }
    }

    private final Source<T> source;
    private final String name;
    private final int threads;
    private final int batches;
    private final long idleNanos;

    // all below is guarded by this lock
    private final Object lock = new Object();
    private final Deque<Slot<T>> slots = new ArrayDeque<>();
    private long first;
    private boolean ended;
    private final Deque<Thread> running = new ArrayDeque<>();
    /** Threads of an older generation stop. */
    private long generation;

    /**
     * Nothing starts before the first {@link #read}.
     *
     * @param source what there is to make
     * @param name of the threads
     * @param threads how many, at least 1
     * @param batches how many batches may be under way or wait at once, at least 1
     */
    public ReadAhead(Source<T> source, String name, int threads, int batches) {
        this(source, name, threads, batches, IDLE_NANOS);
    }

    /** @param idleNanos after which a thread with nothing to do ends */
    ReadAhead(Source<T> source, String name, int threads, int batches, long idleNanos) {
        this.source = source;
        this.name = name;
        this.threads = threads;
        this.batches = batches;
        this.idleNanos = idleNanos;
    }

    /**
     * A batch's parts, in the order of its indices. Handed over: not copied, and not looked at again.
     *
     * @param indices the parts' indices
     * @param parts the parts
     * @param <T> a part
     */
    public record Batch<T>(int[] indices, List<T> parts) {}

    /**
     * Waits for a batch. Another one than the next drops what was made ahead and goes on from there.
     *
     * @param number the batch
     * @return its parts
     * @throws IllegalArgumentException if there is no such batch
     */
    public Batch<T> read(long number) {
        Slot<T> slot;
        boolean interrupted = false;
        synchronized (lock) {
            if (slots.isEmpty() || number != first) {
                slots.clear();
                first = number;
                ended = false;
                if (!plan()) throw new IllegalArgumentException("There is no minibatch " + number + ".");
            }
            while (running.size() < threads) {
                long mine = generation;
                Thread thread = new Thread(() -> work(mine), name);
                thread.setDaemon(true);
                running.add(thread);
                thread.start();
            }
            lock.notifyAll();
            slot = slots.peek();
            while (slot.made < slot.indices.length) {
                try {
                    lock.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            slots.poll();
            first++;
            lock.notifyAll();
        }
        if (interrupted) Thread.currentThread().interrupt();
        if (slot.failure instanceof Error error) throw error;
        if (slot.failure instanceof RuntimeException exception) throw exception;
        return new Batch<>(slot.indices, slot.parts);
    }

    /** Begins the next batch if there is one and room for it. */
    private boolean plan() {
        if (ended || slots.size() >= batches) return false;
        int[] indices = source.indices(first + slots.size());
        ended = indices.length == 0;
        if (!ended) slots.add(new Slot<>(first + slots.size(), indices));
        return !ended;
    }

    private Slot<T> unfinished() {
        for (Slot<T> slot : slots) if (slot.given < slot.indices.length) return slot;
        return !slots.isEmpty() && plan() ? slots.peekLast() : null;
    }

    private void work(long mine) {
        try (Maker<T> maker = source.maker()) {
            while (true) {
                Slot<T> slot;
                int part;
                synchronized (lock) {
                    slot = await(mine);
                    if (slot == null) return;
                    part = slot.given++;
                }
                T made = null;
                Throwable failure = null;
                try {
                    made = maker.make(slot.number, slot.indices[part]);
                } catch (RuntimeException | Error e) {
                    // for the thread that reads
                    failure = e;
                }
                synchronized (lock) {
                    slot.parts.set(part, made);
                    if (slot.failure == null) slot.failure = failure;
                    if (++slot.made == slot.indices.length) lock.notifyAll();
                }
            }
        } catch (RuntimeException | Error e) {
            // a maker that cannot be had, for want of memory say: whoever waits shall not wait for ever
            fail(mine, e);
        } finally {
            synchronized (lock) {
                running.remove(Thread.currentThread());
            }
        }
    }

    private void fail(long mine, Throwable failure) {
        synchronized (lock) {
            if (mine != generation) return;
            for (Slot<T> slot : slots) {
                slot.failure = failure;
                slot.given = slot.indices.length;
                slot.made = slot.indices.length;
            }
            lock.notifyAll();
        }
    }

    /** The next work, or null if there is none for long or this thread's time is over. */
    private Slot<T> await(long mine) {
        long deadline = System.nanoTime() + idleNanos;
        while (mine == generation) {
            Slot<T> slot = unfinished();
            if (slot != null) return slot;
            long left = deadline - System.nanoTime();
            if (left <= 0) break;
            try {
                TimeUnit.NANOSECONDS.timedWait(lock, left);
            } catch (InterruptedException e) {
                break;
            }
        }
        // from here on the thread does not count, so that a read that comes now starts another
        running.remove(Thread.currentThread());
        return null;
    }

    /** Ends the threads and drops what was made ahead; a later {@link #read} begins anew. */
    @Override
    public void close() {
        Thread[] ending;
        synchronized (lock) {
            generation++;
            slots.clear();
            ending = running.toArray(new Thread[0]);
            running.clear();
            lock.notifyAll();
        }
        boolean interrupted = false;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
        for (Thread thread : ending) {
            long left = deadline - System.nanoTime();
            while (thread.isAlive() && left > 0) {
                try {
                    TimeUnit.NANOSECONDS.timedJoin(thread, left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
                left = deadline - System.nanoTime();
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
