package org.infimum.deep.segmentation;

import java.io.IOException;
import java.util.Arrays;
import org.infimum.deep.data.Findings;
import org.infimum.deep.segmentation.MaskReport.Kind;

/** Collects what is found in a folder's masks, and stops at too much that is wrong. */
final class MaskRecord {
    private final Findings.Collector<Kind> findings = new Findings.Collector<>(Kind.class);
    private final long[] pixels;
    private long voidPixels;
    private int images;

    MaskRecord(int classes) {
        pixels = new long[classes];
    }

    void image() {
        images++;
    }

    void meet(Kind kind, String file, String detail) {
        findings.meet(kind, file, detail);
    }

    /** Counts the pixels of a mask that is used: how many there are of each class, and at last the void ones. */
    void used(long[] histogram) {
        for (int label = 0; label < pixels.length; label++) pixels[label] += histogram[label];
        voidPixels += histogram[ConfusionMatrix.VOID];
    }

    MaskReport report() {
        return new MaskReport(
                images, findings.soFar(), Arrays.stream(pixels).boxed().toList(), voidPixels);
    }

    /** @throws IOException if more than the tolerated share of images is lost */
    void requireFew(String name) throws IOException {
        findings.requireFew(name, "images", images, Kind::loss);
    }
}
