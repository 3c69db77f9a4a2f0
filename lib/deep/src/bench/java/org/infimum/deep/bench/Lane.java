package org.infimum.deep.bench;

/** A contender of the benchmark 'training' with what its blocks cost, in milliseconds an iteration. */
final class Lane {
    private final ContenderProcess contender;
    private final double[] wall;
    private final double[] processor;
    private double idle;

    Lane(ContenderProcess contender, int rounds) {
        this.contender = contender;
        wall = new double[rounds];
        processor = new double[rounds];
    }

    ContenderProcess contender() {
        return contender;
    }

    String name() {
        return contender.name();
    }

    void record(int round, int iterations, ContenderProcess.Block block) {
        wall[round] = block.wall() / iterations;
        processor[round] = block.processor() / iterations;
    }

    /** The contender took this part of a processor while another one computed. */
    void waited(double part) {
        idle = Math.max(idle, part);
    }

    double idle() {
        return idle;
    }

    double[] wall() {
        return wall;
    }

    double[] processor() {
        return processor;
    }
}
