package org.infimum.deep.bench;

import java.io.IOException;
import java.util.List;

/**
 * A contender of the benchmark 'training' with what its blocks cost, in milliseconds an iteration. It may have several processes that
 * differ in how their threads wait: each block runs on all of them, and the fastest counts.
 */
final class Lane {
    private final String name;
    private final List<ContenderProcess> processes;
    private final double[] wall;
    private final double[] processor;
    private final int[] wins;
    private double idle;

    Lane(String name, List<ContenderProcess> processes, int rounds) {
        this.name = name;
        this.processes = List.copyOf(processes);
        wall = new double[rounds];
        processor = new double[rounds];
        wins = new int[processes.size()];
    }

    String name() {
        return name;
    }

    /** Runs a block. Returns the part of the machine that strangers took during the process that counts. */
    double block(int round, int iterations, List<ContenderProcess> all, List<Lane> lanes)
            throws ContenderProcess.Failure, IOException {
        double foreign = 0;
        int fastest = -1;
        for (int p = 0; p < processes.size(); p++) {
            BlockLoad load = new BlockLoad(all);
            ContenderProcess.Block block = processes.get(p).run(iterations);
            double strangers = load.foreign();
            ContenderProcess running = processes.get(p);
            lanes.forEach(lane -> lane.watch(load, running));
            if (fastest < 0 || block.wall() / iterations < wall[round]) {
                fastest = p;
                wall[round] = block.wall() / iterations;
                processor[round] = block.processor() / iterations;
                foreign = strangers;
            }
        }
        wins[fastest]++;
        return foreign;
    }

    private void watch(BlockLoad load, ContenderProcess running) {
        for (ContenderProcess process : processes) {
            if (process != running) {
                idle = Math.max(idle, load.taken(process));
            }
        }
    }

    /** The largest part of one processor that a process took while another one computed. */
    double idle() {
        return idle;
    }

    /** Says how often each of several processes counted; empty for one. */
    String wins() {
        StringBuilder line = new StringBuilder();
        for (int p = 0; p < wins.length && wins.length > 1; p++) {
            line.append(p == 0 ? name + ": the faster counts; with OpenMP waiting " : ", ")
                    .append(processes.get(p).waiting())
                    .append(" in ")
                    .append(wins[p])
                    .append(" rounds");
        }
        return line.toString();
    }

    double[] wall() {
        return wall;
    }

    double[] processor() {
        return processor;
    }

    /** See {@link ContenderProcess#megabytes}; of the largest process. */
    double megabytes(String field) {
        return processes.stream().mapToDouble(process -> process.megabytes(field)).max().orElseThrow();
    }
}
