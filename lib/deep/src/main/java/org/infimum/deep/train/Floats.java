package org.infimum.deep.train;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Rows of floats in a checkpoint. */
final class Floats {
    private Floats() {}

    static void write(DataOutput out, List<float[]> rows) throws IOException {
        out.writeInt(rows.size());
        for (float[] row : rows) {
            out.writeInt(row.length);
            ByteBuffer bytes = ByteBuffer.allocate(4 * row.length);
            bytes.asFloatBuffer().put(row);
            out.write(bytes.array());
        }
    }

    static List<float[]> read(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw new IOException("Not rows of floats: it claims " + count + " rows.");
        }
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[Math.multiplyExact(4, in.readInt())];
            in.readFully(bytes);
            float[] row = new float[bytes.length / 4];
            ByteBuffer.wrap(bytes).asFloatBuffer().get(row);
            rows.add(row);
        }
        return rows;
    }
}
