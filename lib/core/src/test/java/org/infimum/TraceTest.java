package org.infimum;

import static org.infimum.Messages.refused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TraceTest {
    private static byte[] written(Trace trace) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        trace.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static Trace.Recorder read(byte[] bytes) throws IOException {
        return Trace.Recorder.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }

    @Test
    void growsAndKeepsEveryRow() {
        Trace.Recorder recorder = new Trace.Recorder("f", "eta");
        for (int row = 0; row < 1000; row++) {
            assertEquals(row, recorder.size());
            recorder.append(row, -2.0 * row);
        }
        Trace trace = recorder.trace();
        assertEquals(1000, trace.size());
        assertEquals(List.of("f", "eta"), trace.names());
        for (int row = 0; row < 1000; row++) {
            assertEquals(row, trace.get("f", row));
            assertEquals(-2.0 * row, trace.column("eta")[row]);
        }
        assertEquals(999, trace.last("f"));
        assertTrue(trace.has("eta"));
        assertFalse(trace.has("g"));
        assertEquals("Trace of 1000 rows: f, eta", trace.toString());
    }

    @Test
    void aSnapshotChangesNeitherWithLaterRowsNorThroughItsArrays() {
        Trace.Recorder recorder = new Trace.Recorder("f");
        double[] row = {1};
        recorder.append(row);
        row[0] = 9;
        Trace before = recorder.trace();
        recorder.append(2);
        before.column("f")[0] = 7;
        assertEquals(1, before.size());
        assertArrayEquals(new double[] {1}, before.column("f"));
        assertArrayEquals(new double[] {1, 2}, recorder.trace().column("f"));
        assertThrows(UnsupportedOperationException.class, () -> before.names().add("g"));
    }

    @Test
    void theNamesGivenCanChangeAfterwards() {
        String[] names = {"f"};
        Trace.Recorder recorder = new Trace.Recorder(names);
        names[0] = "g";
        assertEquals(List.of("f"), recorder.trace().names());
    }

    /** Any bits: NaN with a payload, infinities, subnormal numbers, minus zero. */
    @Property
    void writtenAndReadBackToTheBit(@ForAll @Size(max = 300) long[] bits) throws IOException {
        Trace.Recorder recorder = new Trace.Recorder("\u03b7", "f");
        for (long some : bits) {
            recorder.append(Double.longBitsToDouble(some), -0.0);
        }
        Trace trace = recorder.trace();
        Trace.Recorder back = read(written(trace));
        assertEquals(trace, back.trace());
        assertEquals(trace.hashCode(), back.trace().hashCode());
        for (int row = 0; row < bits.length; row++) {
            assertEquals(bits[row], Double.doubleToRawLongBits(back.trace().get("\u03b7", row)));
        }
        back.append(Double.NaN, Double.POSITIVE_INFINITY);
        assertEquals(bits.length + 1, back.size());
        assertEquals(Double.POSITIVE_INFINITY, back.trace().last("f"));
        assertArrayEquals(written(trace), written(read(written(trace)).trace()));
    }

    @Test
    void longTracesComeBackAndGoOn() throws IOException {
        Trace.Recorder recorder = new Trace.Recorder("f");
        for (int row = 0; row < 150_000; row++) {
            recorder.append(Math.sin(row));
        }
        Trace.Recorder back = read(written(recorder.trace()));
        assertEquals(recorder.trace(), back.trace());
        recorder.append(1);
        back.append(1);
        assertEquals(recorder.trace(), back.trace());
    }

    @Test
    void damagedBytesAreAnIOException() throws IOException {
        Trace.Recorder recorder = new Trace.Recorder("f", "g");
        recorder.append(1, 2);
        byte[] good = written(recorder.trace());
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThrows(EOFException.class, () -> read(cut));
        }
        // two billion rows claimed: 16 GB a column must not be asked for before they are seen
        byte[] rows = good.clone();
        rows[4] = 0x7f;
        assertThrows(IOException.class, () -> read(rows));
        byte[] negative = good.clone();
        negative[4] = (byte) 0x80;
        assertThrows(IOException.class, () -> read(negative));
        byte[] wide = good.clone();
        wide[0] = 1;
        assertTrue(
                assertThrows(IOException.class, () -> read(wide)).getMessage().contains("columns"));
        byte[] none = new byte[8];
        assertThrows(IOException.class, () -> read(none));
        byte[] twice = good.clone();
        twice[21] = 'f';
        assertTrue(
                assertThrows(IOException.class, () -> read(twice)).getMessage().contains("'f' twice"));
    }

    @Test
    void equalityIsOfNamesAndNumbers() {
        Trace.Recorder a = new Trace.Recorder("f");
        Trace.Recorder b = new Trace.Recorder("f");
        Trace.Recorder c = new Trace.Recorder("g");
        a.append(Double.NaN);
        assertNotEquals(a.trace(), b.trace());
        b.append(Double.NaN);
        c.append(Double.NaN);
        assertEquals(a.trace(), b.trace());
        assertNotEquals(a.trace(), c.trace());
        b.append(0.0);
        a.append(-0.0);
        assertNotEquals(a.trace(), b.trace());
        assertNotEquals(a.trace(), "f");
    }

    @Test
    void everyFaultIsNamed() {
        refused(() -> new Trace.Recorder(), "at least one column");
        refused(() -> new Trace.Recorder("f", "f"), "[f, f]");
        Trace.Recorder recorder = new Trace.Recorder("f", "g");
        refused(() -> recorder.append(1), "1 numbers", "[f, g]");
        refused(() -> recorder.append(1, 2, 3), "3 numbers");
        assertEquals(0, recorder.size());
        Trace empty = recorder.trace();
        assertTrue(Double.isNaN(empty.last("f")));
        refused(() -> empty.column("h"), "'h'", "[f, g]");
        refused(() -> empty.last("h"), "'h'");
        String message = assertThrows(IndexOutOfBoundsException.class, () -> empty.get("f", 0))
                .getMessage();
        assertTrue(message.contains("0 rows"), message);
        assertThrows(IndexOutOfBoundsException.class, () -> empty.get("f", -1));
    }

    @Test
    void theLastRowCanBeAmended() {
        Trace.Recorder recorder = new Trace.Recorder("f", "lower");
        assertThrows(IllegalStateException.class, () -> recorder.amend("lower", 1));
        recorder.append(3, 1);
        recorder.append(2, 1);
        Trace before = recorder.trace();
        recorder.amend("lower", 1.5);
        assertArrayEquals(new double[] {1, 1.5}, recorder.trace().column("lower"));
        assertArrayEquals(new double[] {1, 1}, before.column("lower"));
        assertThrows(IllegalArgumentException.class, () -> recorder.amend("g", 1));
    }
}
