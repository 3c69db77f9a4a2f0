package org.infimum.deep.data;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Arrays;

/** Computes the mean that an image folder's options ask for. */
final class MeanOfImages {
    /** Images decoded at a time. */
    private static final int BATCH = 16;

    private MeanOfImages() {}

    /**
     * The mean over the centre crops of images drawn with seed 0. Broken ones are left out here and counted when training meets them.
     *
     * @throws DatasetUnavailableException if none of them can be read
     * @throws InterruptedIOException if the thread was interrupted
     */
    static PixelMean compute(FolderIndex train, ImageFolderOptions options) throws IOException {
        int[] sample = Shuffle.permutation(train.size(), 0, 0);
        int count = Math.min(options.mean().images(), sample.length);
        int[] chosen = Arrays.copyOf(sample, count);
        FolderReader.Plan plan = new FolderReader.Plan(
                number -> Arrays.copyOfRange(
                        chosen, (int) Math.min(count, number * BATCH), (int) Math.min(count, (number + 1) * BATCH)),
                (number, image) -> Crop.CENTRE);
        long[] sums = new long[3 * options.side() * options.side()];
        int readable = 0;
        String problem = "";
        try (ReadAhead<FolderReader.Decoded> reader =
                new ReadAhead<>(FolderReader.source(train, options, plan), "mean of images", options.threads(), 2)) {
            for (int k = 0; k * BATCH < count; k++) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException(
                            "interrupted while the mean of the images was computed; nothing was changed, open it again");
                }
                ReadAhead.Batch<FolderReader.Decoded> batch = reader.read(k);
                for (int i = 0; i < batch.indices().length; i++) {
                    byte[] pixels = batch.parts().get(i).pixels();
                    if (pixels == null) {
                        problem = train.path(batch.indices()[i]) + " "
                                + batch.parts().get(i).problem();
                        continue;
                    }
                    for (int j = 0; j < pixels.length; j++) sums[j] += pixels[j] & 0xff;
                    readable++;
                }
            }
        }
        if (readable == 0) {
            throw new DatasetUnavailableException("No image of the " + count
                    + " drawn for the mean can be read: the last one, " + problem + "; repair the images.");
        }
        return options.mean().computed(sums, readable);
    }
}
