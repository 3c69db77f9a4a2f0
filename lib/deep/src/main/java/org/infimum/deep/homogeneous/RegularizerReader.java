package org.infimum.deep.homogeneous;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ISchedule;

/** Reads the degree of a regulariser from the layers' configurations. */
final class RegularizerReader {
    private final Set<String> kinds = new TreeSet<>();
    private final Set<Integer> degrees = new TreeSet<>();
    private final List<String> free = new ArrayList<>();
    private boolean unknown;

    private RegularizerReader() {}

    /** Reads; the layers by their names. */
    static RegularizerDegree read(Map<String, NetworkLayer> layers) {
        RegularizerReader reader = new RegularizerReader();
        layers.forEach(reader::add);
        return reader.result();
    }

    private void add(String name, NetworkLayer layer) {
        for (String parameter : layer.trained()) {
            List<Regularization> terms = layer.configuration().getRegularizationByParam(parameter);
            boolean any = false;
            for (Regularization term : terms == null ? List.<Regularization>of() : terms) {
                any |= add(term);
            }
            if (!any) {
                free.add(parameter + " of " + name);
            }
        }
    }

    /** False for a term that is 0. */
    private boolean add(Regularization term) {
        if (term instanceof L1Regularization l1) {
            return add("l1", 1, l1.getL1());
        }
        if (term instanceof WeightDecay decay) {
            return add("weight decay", 2, decay.getCoeff());
        }
        if (term instanceof L2Regularization l2) {
            return add("l2", 2, l2.getL2());
        }
        kinds.add(term.getClass().getSimpleName());
        unknown = true;
        return true;
    }

    private boolean add(String kind, int degree, ISchedule coefficient) {
        if (coefficient instanceof FixedSchedule fixed && fixed.getValue() == 0) {
            return false;
        }
        kinds.add(kind);
        degrees.add(degree);
        return true;
    }

    private RegularizerDegree result() {
        if (kinds.isEmpty()) {
            return new RegularizerDegree(OptionalInt.empty(), "there is none, set l2(1e-3), say", free);
        }
        String words = String.join(" + ", kinds);
        if (unknown) {
            return new RegularizerDegree(OptionalInt.empty(), words + ", whose degree is not known here", free);
        }
        if (degrees.size() > 1) {
            return new RegularizerDegree(OptionalInt.empty(), words + ", a sum of the degrees 1 and 2", free);
        }
        return new RegularizerDegree(OptionalInt.of(degrees.iterator().next()), words, free);
    }
}
