package org.infimum.deep.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Wall-clock time and processor time of this process over an interval, and how much of the machine other processes took in
 * it. Processor time is of all threads, those of oneDNN and OpenBLAS included.
 */
final class Usage {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long wall = System.nanoTime();
    private final long processor = SYSTEM.getProcessCpuTime();

    /** Starts the interval. */
    Usage() {
        // both are taken since the last call
        SYSTEM.getCpuLoad();
        SYSTEM.getProcessCpuLoad();
    }

    double wallMillis() {
        return (System.nanoTime() - wall) / 1e6;
    }

    double processorMillis() {
        return (SYSTEM.getProcessCpuTime() - processor) / 1e6;
    }

    /** The part of the machine, 0 to 1, that was busy with something else; NaN where the system does not say. */
    double foreign() {
        double all = SYSTEM.getCpuLoad();
        double own = SYSTEM.getProcessCpuLoad();
        return all < 0 || own < 0 ? Double.NaN : Math.max(0, all - own);
    }

    static double loadAverage() {
        return SYSTEM.getSystemLoadAverage();
    }

    static int processors() {
        return SYSTEM.getAvailableProcessors();
    }
}
