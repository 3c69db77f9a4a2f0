package org.infimum.deep.bench;

import java.io.IOException;
import java.util.List;

/**
 * Starts PyTorch as fast as it goes here. Its OpenMP threads spin while they wait for each other, which is a little faster where the machine is
 * quiet and several times slower where others use it. So it keeps OpenMP's default where that is faster AND nobody disturbed the trial, and
 * runs with OMP_WAIT_POLICY=passive, as ours does, otherwise.
 */
final class TorchStarter {
    private static final int BLOCKS = 5;
    private static final double BLOCK_MILLIS = 400;

    private final String python;
    private final String script;
    private final int threads;

    /** Of a Python with PyTorch and the program that it runs. */
    TorchStarter(String python, String script, int threads) {
        this.python = python;
        this.script = script;
        this.threads = threads;
    }

    /** Starts two, adds them to the contenders, and takes the slower one away again. */
    void start(String name, BenchNetwork network, String format, List<ContenderProcess> contenders)
            throws ContenderProcess.Failure, IOException {
        List<String> command =
                List.of(python, script, network.argument(), format, Integer.toString(threads));
        ContenderProcess spinning = ContenderProcess.start(name, command, threads, false);
        contenders.add(spinning);
        spinning.await();
        ContenderProcess passive = ContenderProcess.start(name, command, threads, true);
        contenders.add(passive);
        passive.await();
        double warm = Math.max(spinning.run(2).wall(), passive.run(2).wall()) / 2;
        int iterations = (int) Math.max(1, BLOCK_MILLIS / warm);
        double[] times = new double[BLOCKS];
        double[] passiveTimes = new double[BLOCKS];
        double[] foreign = new double[BLOCKS];
        for (int block = 0; block < BLOCKS; block++) {
            BlockLoad load = new BlockLoad(contenders);
            times[block] = spinning.run(iterations).wall() / iterations;
            passiveTimes[block] = passive.run(iterations).wall() / iterations;
            foreign[block] = load.foreign();
        }
        double spin = Quartiles.of(times).median();
        double wait = Quartiles.of(passiveTimes).median();
        boolean quiet = new QuietRounds(foreign).quiet().length == BLOCKS;
        ContenderProcess slower = quiet && spin < wait ? passive : spinning;
        contenders.remove(slower);
        slower.close();
        System.out.printf(
                "%s: %.2f ms with OpenMP's default wait policy, %.2f ms passive (others %.0f %%); runs on %s%n",
                name, spin, wait, 100 * Quartiles.of(foreign).high(), slower == passive ? "the default" : "passive");
    }
}
