package org.infimum.deep.detection;

import java.io.IOException;
import org.infimum.deep.data.Findings;
import org.infimum.deep.detection.AnnotationReport.Kind;
import org.infimum.deep.detection.AnnotationReport.Loss;

/** Collects what is wrong with a folder's annotations, and stops at too much of it. */
final class AnnotationRecord {
    private final Findings.Collector<Kind> findings = new Findings.Collector<>(Kind.class);
    private int images;
    private int objects;

    void image() {
        images++;
    }

    void object() {
        objects++;
    }

    void meet(Kind kind, String file, String detail) {
        findings.meet(kind, file, detail);
    }

    AnnotationReport report() {
        return new AnnotationReport(images, objects, findings.soFar());
    }

    /** @throws IOException if more than the tolerated share of images or objects is lost */
    void requireFew(String name) throws IOException {
        findings.requireFew(name, "images", images, kind -> kind.loss() == Loss.IMAGE);
        findings.requireFew(name, "objects", objects, kind -> kind.loss() == Loss.OBJECT);
    }
}
