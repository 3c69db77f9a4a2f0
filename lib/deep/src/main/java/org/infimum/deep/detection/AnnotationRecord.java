package org.infimum.deep.detection;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.infimum.deep.detection.AnnotationReport.Entry;
import org.infimum.deep.detection.AnnotationReport.Kind;
import org.infimum.deep.detection.AnnotationReport.Loss;

/** Collects what is wrong with a folder's annotations, and stops at too much of it. */
final class AnnotationRecord {
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final List<Entry> first = new ArrayList<>();
    private final Map<Loss, Entry> firstLost = new EnumMap<>(Loss.class);
    private int images;
    private int objects;

    void image() {
        images++;
    }

    void object() {
        objects++;
    }

    void meet(Kind kind, String file, String detail) {
        Entry entry = new Entry(kind, file, detail);
        counts.merge(kind, 1, Integer::sum);
        if (first.size() < AnnotationReport.KEPT) first.add(entry);
        firstLost.putIfAbsent(kind.loss(), entry);
    }

    AnnotationReport report() {
        return new AnnotationReport(images, objects, counts, first);
    }

    /** @throws IOException if more than the tolerated share of images or objects is lost */
    void requireFew(String name) throws IOException {
        AnnotationReport report = report();
        require(name, "images", report.imagesLeftOut(), images, Loss.IMAGE);
        require(name, "objects", report.objectsDropped(), objects, Loss.OBJECT);
    }

    private void require(String name, String what, int lost, int total, Loss loss) throws IOException {
        if (lost <= VocFolder.TOLERATED * total) return;
        throw new IOException(String.format(
                Locale.ROOT,
                "%,d of the %,d %s of %s (%.2f %%) are unusable, more than the 1 %% that may be: the first is %s; repair or"
                        + " remove them and open the folder again.",
                lost,
                total,
                what,
                name,
                100.0 * lost / total,
                firstLost.get(loss)));
    }
}
