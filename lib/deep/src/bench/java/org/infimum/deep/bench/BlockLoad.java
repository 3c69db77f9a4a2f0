package org.infimum.deep.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a block had of the machine: the part that strangers took, and what the contenders took that should have been waiting. */
final class BlockLoad {
    private final List<ContenderProcess> contenders;
    private final List<Duration> before = new ArrayList<>();
    private final Usage usage = new Usage();

    /** Starts the interval. */
    BlockLoad(List<ContenderProcess> contenders) {
        this.contenders = contenders;
        for (ContenderProcess contender : contenders) {
            before.add(contender.processorTime());
        }
    }

    /** The part of the machine, 0 to 1, that neither this process nor a contender took; NaN where the system does not say. */
    double foreign() {
        double millis = 0;
        for (int i = 0; i < before.size(); i++) {
            millis += taken(i);
        }
        return Math.max(0, usage.foreign() - millis / usage.wallMillis() / Usage.processors());
    }

    /** The part of ONE processor, 0 to 1, that a contender took. */
    double taken(ContenderProcess contender) {
        return taken(contenders.indexOf(contender)) / usage.wallMillis();
    }

    private double taken(int contender) {
        return contenders.get(contender).processorTime().minus(before.get(contender)).toNanos() / 1e6;
    }
}
