package org.infimum.deep.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageFolderReadAheadTest {
    private static final String NAME = "read-ahead test";

    /** Batch k of 0 to 49 has the parts 10 k to 10 k + 4; what is made of a part is its text. */
    private static class Numbers implements ReadAhead.Source<String> {
        final AtomicInteger open = new AtomicInteger();

        @Override
        public int[] indices(long number) {
            int start = (int) number * 10;
            return number >= 0 && number < 50
                    ? IntStream.range(start, start + 5).toArray()
                    : new int[0];
        }

        String make(long number, int index) {
            return number + ":" + index;
        }

        @Override
        public ReadAhead.Maker<String> maker() {
            open.incrementAndGet();
            return new ReadAhead.Maker<>() {
                @Override
                public String make(long number, int index) {
                    return Numbers.this.make(number, index);
                }

                @Override
                public void close() {
                    open.decrementAndGet();
                }
            };
        }
    }

    private static List<String> expected(long number) {
        return IntStream.range((int) number * 10, (int) number * 10 + 5)
                .mapToObj(i -> number + ":" + i)
                .toList();
    }

    static long threads(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .count();
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "4, 1", "1, 3", "4, 3"})
    void whatIsReadDependsOnNeitherThreadsNorRoom(int threads, int batches) {
        Random delays = new Random(1);
        Numbers numbers = new Numbers() {
            @Override
            String make(long number, int index) {
                int spins;
                synchronized (delays) {
                    spins = delays.nextInt(4);
                }
                for (int i = 0; i < spins; i++) Thread.yield();
                return super.make(number, index);
            }
        };
        try (ReadAhead<String> reader = new ReadAhead<>(numbers, NAME, threads, batches)) {
            for (int k = 0; k < 50; k++)
                assertEquals(expected(k), reader.read(k).parts());
            // jumps: back, forward, the same again
            for (int k : new int[] {7, 8, 30, 30, 31, 0, 49, 0}) {
                assertEquals(expected(k), reader.read(k).parts());
                assertEquals(10 * k, reader.read(k).indices()[0]);
            }
            assertThrows(IllegalArgumentException.class, () -> reader.read(50));
            assertThrows(IllegalArgumentException.class, () -> reader.read(-1));
            assertEquals(expected(3), reader.read(3).parts());
        }
        assertEquals(0, threads(NAME));
        assertEquals(0, numbers.open.get());
    }

    @Test
    void neverMoreBatchesUnderWayThanThereIsRoomFor() {
        AtomicLong asked = new AtomicLong();
        AtomicLong furthest = new AtomicLong();
        Numbers numbers = new Numbers() {
            @Override
            String make(long number, int index) {
                furthest.accumulateAndGet(number - asked.get(), Math::max);
                return super.make(number, index);
            }
        };
        try (ReadAhead<String> reader = new ReadAhead<>(numbers, NAME, 3, 4)) {
            for (int k = 0; k < 50; k++) {
                asked.set(k);
                reader.read(k);
            }
        }
        // while batch k is with the reader, k + 1 to k + 4 may be under way
        assertTrue(furthest.get() <= 4, "ahead by " + furthest.get());
        assertTrue(furthest.get() >= 1);
    }

    @Test
    void anInterruptIsKeptAndNothingIsLost() throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Numbers numbers = new Numbers() {
            @Override
            String make(long number, int index) {
                if (number == 2) {
                    reached.countDown();
                    boolean waiting = true;
                    while (waiting) {
                        try {
                            goOn.await();
                            waiting = false;
                        } catch (InterruptedException e) {
                            throw new AssertionError("the decoding threads are not to be interrupted", e);
                        }
                    }
                }
                return super.make(number, index);
            }
        };
        List<Object> seen = new ArrayList<>();
        try (ReadAhead<String> reader = new ReadAhead<>(numbers, NAME, 2, 2)) {
            Thread training = new Thread(() -> {
                for (int k = 0; k < 3; k++) seen.add(reader.read(k).parts());
                seen.add(Thread.interrupted());
                seen.add(reader.read(3).parts());
            });
            training.start();
            reached.await();
            training.interrupt();
            goOn.countDown();
            training.join();
        }
        assertEquals(List.of(expected(0), expected(1), expected(2), true, expected(3)), seen);
        assertEquals(0, threads(NAME));
    }

    @Test
    void aReaderInterruptedBeforehandReadsAllTheSame() {
        try (ReadAhead<String> reader = new ReadAhead<>(new Numbers(), NAME, 2, 2)) {
            Thread.currentThread().interrupt();
            assertEquals(expected(0), reader.read(0).parts());
        }
        assertEquals(0, threads(NAME));
        assertTrue(Thread.interrupted());
    }

    @Test
    void closedReadersReadAgain() {
        ReadAhead<String> reader = new ReadAhead<>(new Numbers(), NAME, 2, 2);
        reader.close();
        for (int k = 0; k < 5; k++) {
            assertEquals(expected(k), reader.read(k).parts());
            assertTrue(threads(NAME) > 0);
            reader.close();
            assertEquals(0, threads(NAME));
        }
        // a reader that nobody reads has no threads
        new ReadAhead<>(new Numbers(), NAME, 2, 2);
        assertEquals(0, threads(NAME));
    }

    /** A run that failed does not close its reader: the threads end by themselves, and what they made is not lost. */
    @Test
    void threadsThatNobodyNeedsEnd() throws InterruptedException {
        ReadAhead<String> reader = new ReadAhead<>(new Numbers(), NAME, 2, 3, 1);
        for (int k = 0; k < 4; k++) {
            assertEquals(expected(k), reader.read(k).parts());
            while (threads(NAME) > 0) Thread.sleep(1);
        }
        assertEquals(expected(30), reader.read(30).parts());
        reader.close();
    }

    @Test
    void whatGoesWrongInAThreadIsThrownWhereItIsRead() {
        Error wrong = new OutOfMemoryError("for a test");
        Numbers numbers = new Numbers() {
            @Override
            String make(long number, int index) {
                if (index == 23) throw wrong;
                return super.make(number, index);
            }
        };
        try (ReadAhead<String> reader = new ReadAhead<>(numbers, NAME, 2, 2)) {
            for (int k = 0; k < 2; k++) assertEquals(expected(k), reader.read(k).parts());
            assertSame(wrong, assertThrows(OutOfMemoryError.class, () -> reader.read(2)));
            assertEquals(expected(3), reader.read(3).parts());
            assertFalse(Thread.currentThread().isInterrupted());
        }
        assertEquals(0, threads(NAME));
    }

    @Test
    void aThreadThatCannotBeginLetsNobodyWait() {
        Error wrong = new OutOfMemoryError("for a test");
        Numbers numbers = new Numbers() {
            @Override
            public ReadAhead.Maker<String> maker() {
                throw wrong;
            }
        };
        try (ReadAhead<String> reader = new ReadAhead<>(numbers, NAME, 2, 2)) {
            assertSame(wrong, assertThrows(OutOfMemoryError.class, () -> reader.read(0)));
        }
        assertEquals(0, threads(NAME));
    }
}
