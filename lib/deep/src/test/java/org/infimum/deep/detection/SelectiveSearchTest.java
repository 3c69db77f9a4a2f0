package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.infimum.Monitor;
import org.infimum.deep.data.RgbImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectiveSearchTest {
    private static final int SIDE = 80;

    @TempDir
    Path temp;

    /** Two bright squares on a dark gradient. */
    private static RgbImage squares(int shift) {
        byte[] pixels = new byte[3 * SIDE * SIDE];
        for (int c = 0; c < 3; c++) {
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    boolean first = x >= 10 + shift && x < 35 + shift && y >= 12 && y < 40;
                    boolean second = x >= 45 && x < 70 && y >= 45 && y < 75;
                    pixels[(c * SIDE + y) * SIDE + x] = (byte) (first ? 200 : second ? 150 + 50 * c : 20 + y / 4);
                }
            }
        }
        return RgbImage.of(SIDE, SIDE, pixels);
    }

    @Test
    void findsSquaresAndIsTheSameEachTime() {
        SelectiveSearch search = SelectiveSearch.fast();
        BoundingBoxes boxes = search.of(squares(0));
        for (BoundingBox square : List.of(new BoundingBox(10, 12, 35, 40), new BoundingBox(45, 45, 70, 75))) {
            assertTrue(boxes.stream().anyMatch(box -> box.intersectionOverUnion(square) > 0.7), boxes.toString());
        }
        for (BoundingBox box : boxes) {
            assertTrue(box.width() >= 10 && box.height() >= 10, box.toString());
            assertEquals(box, box.clipped(SIDE, SIDE).orElseThrow());
        }
        for (int i = 1; i < boxes.size(); i++)
            assertTrue(boxes.get(i).area() <= boxes.get(i - 1).area());
        for (int i = 0; i < 3; i++) assertEquals(boxes, search.of(squares(0)));
        BoundingBoxes more = SelectiveSearch.quality().of(squares(0));
        assertTrue(more.size() > boxes.size(), more.size() + " and " + boxes.size());
    }

    @Test
    void theOrderOfTheBoxesFoundPlaysNoPart() {
        List<int[]> boxes = new ArrayList<>();
        for (int i = 0; i < 200; i++) boxes.add(new int[] {i % 7, i % 11, i % 7 + 10 + i % 5, i % 11 + 20 + i % 3});
        BoundingBoxes first = SelectiveSearch.select(boxes.toArray(int[][]::new), 40);
        Collections.shuffle(boxes, new Random(3));
        assertEquals(first, SelectiveSearch.select(boxes.toArray(int[][]::new), 40));
        assertEquals(40, first.size());
        assertEquals(40, first.stream().distinct().count());
        // a smaller limit keeps a part of what a larger one keeps
        assertTrue(SelectiveSearch.select(boxes.toArray(int[][]::new), 90).containsAll(first));
    }

    @Test
    void badParametersAreQuoted() {
        assertTrue(
                assertThrows(IllegalArgumentException.class, () -> new SelectiveSearch(SelectiveSearch.Mode.FAST, 0, 5))
                        .getMessage()
                        .contains("not 0"));
        assertThrows(IllegalArgumentException.class, () -> new SelectiveSearch(SelectiveSearch.Mode.FAST, 1, 0));
    }

    /** Proposes the image's left half; counts its calls. */
    private static final class Halves implements RegionProposals {
        private final AtomicInteger calls = new AtomicInteger();
        private final String description;

        Halves(String description) {
            this.description = description;
        }

        @Override
        public BoundingBoxes of(RgbImage image) {
            calls.incrementAndGet();
            return BoundingBoxes.of(0, 0, image.width() / 2f, image.height(), 0.25f, 1, 2, 3);
        }

        @Override
        public String description() {
            return description;
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(temp)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void computedOnceAnImageAndDescription() throws IOException {
        Halves halves = new Halves("halves");
        List<String> notes = new ArrayList<>();
        ProposalCache cache = new ProposalCache(halves, temp, notes::add);
        BoundingBoxes boxes = cache.of(squares(0));
        assertEquals(boxes, cache.of(squares(0)));
        assertEquals(boxes, new ProposalCache(halves, temp, notes::add).of(squares(0)));
        assertEquals(1, halves.calls.get());
        cache.of(squares(1));
        assertEquals(2, halves.calls.get());
        Halves others = new Halves("others");
        new ProposalCache(others, temp, notes::add).of(squares(0));
        assertEquals(1, others.calls.get());
        assertEquals(List.of(), notes);
        assertEquals(3, files().size());
        assertNotEquals(
                SelectiveSearch.fast().description(), SelectiveSearch.quality().description());
        assertTrue(SelectiveSearch.fast().description().endsWith("OpenCV 4.13.0"));
    }

    @Test
    void damagedFilesAreComputedAnew() throws IOException {
        Halves halves = new Halves("halves");
        List<String> notes = new ArrayList<>();
        ProposalCache cache = new ProposalCache(halves, temp, notes::add);
        BoundingBoxes boxes = cache.of(squares(0));
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 64;
            Files.write(file, changed);
            assertEquals(boxes, cache.of(squares(0)));
            assertArrayEquals(whole, Files.readAllBytes(file));
            Files.write(file, Arrays.copyOf(whole, i));
            assertEquals(boxes, cache.of(squares(0)));
        }
        assertEquals(1 + 2 * whole.length, halves.calls.get());
        assertEquals(2 * whole.length, notes.size());
        assertTrue(notes.get(0).contains("is damaged"), notes.get(0));
        assertEquals(1, files().size());
    }

    @Test
    void whereNothingCanBeWrittenTheWorkGoesOn() throws IOException {
        Path taken = Files.writeString(temp.resolve("taken"), "a file");
        List<String> notes = new ArrayList<>();
        BoundingBoxes boxes = new ProposalCache(new Halves("halves"), taken, notes::add).of(squares(0));
        assertEquals(2, boxes.size());
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).contains("cannot be kept in " + taken), notes.get(0));
    }

    private static AnnotatedImages three() {
        return new AnnotatedImages() {
            @Override
            public String name() {
                return "three";
            }

            @Override
            public List<String> classNames() {
                return List.of("left", "right", "none");
            }

            @Override
            public List<AnnotatedImage> images() {
                AnnotatedObject left = new AnnotatedObject(0, new BoundingBox(0, 0, 30, 80), false, false);
                AnnotatedObject right = new AnnotatedObject(1, new BoundingBox(40, 0, 80, 80), false, false);
                AnnotatedObject hard = new AnnotatedObject(1, new BoundingBox(0, 0, 40, 80), true, false);
                return List.of(
                        new AnnotatedImage("a", SIDE, SIDE, List.of(left, right)),
                        new AnnotatedImage("b", SIDE, SIDE, List.of(left, hard)),
                        new AnnotatedImage("c", SIDE, SIDE, List.of()));
            }

            @Override
            public RgbImage pixels(int image) {
                return squares(image);
            }
        };
    }

    @Test
    void recallByHand() throws IOException {
        Halves halves = new Halves("halves");
        AtomicInteger last = new AtomicInteger();
        ImageProposals proposals =
                ImageProposals.of(three(), halves, 2, progress -> last.set((int) progress.iteration()));
        assertEquals(3, halves.calls.get());
        assertEquals(3, last.get());
        assertEquals(6, proposals.count());
        assertArrayEquals(new int[0], proposals.withoutProposals());
        // the half covers [0, 30) of 40 by 3/4, twice; the right half never; the difficult one does not count
        ProposalRecall recall = ProposalRecall.of(three(), proposals, 0.5);
        assertEquals(1, recall.classes().get(0).recall());
        assertEquals(new ProposalRecall.OfClass("right", 1, 0), recall.classes().get(1));
        assertTrue(Double.isNaN(recall.classes().get(2).recall()));
        assertEquals(2 / 3.0, recall.recall());
        assertEquals(0, ProposalRecall.of(three(), proposals, 0.76).recall());
        assertThrows(
                IllegalArgumentException.class, () -> ProposalRecall.of(three(), new ImageProposals(List.of()), 0.5));
        assertArrayEquals(new int[] {0}, new ImageProposals(List.of(BoundingBoxes.of())).withoutProposals());
    }

    @Test
    void anInterruptStopsAndKeepsWhatIsDone() throws Exception {
        Halves halves = new Halves("halves");
        Thread.currentThread().interrupt();
        InterruptedIOException stopped = assertThrows(
                InterruptedIOException.class,
                () -> ImageProposals.of(three(), new ProposalCache(halves, temp, note -> {}), 1, Monitor.silent()));
        assertTrue(Thread.interrupted());
        assertTrue(stopped.getMessage().contains("three"), stopped.getMessage());
        assertFalse(Thread.currentThread().isInterrupted());
        assertEquals(
                3,
                ImageProposals.of(three(), new ProposalCache(halves, temp, note -> {}))
                        .boxes()
                        .size());
    }
}
