package org.infimum.deep.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * An iteration of training with Deeplearning4j and with our layers and solvers beside PyTorch, in one alternating run: each contender is a
 * process that waits until told to compute a block. Ratios are taken within a round, so that a slow moment of the machine falls on all.
 *
 * <p>Arguments: names of networks (all if none is given), the number of rounds, '--threads N'. The environment variables
 * INFIMUM_TORCH_PYTHON, a Python with PyTorch, and INFIMUM_TORCH_SCRIPT, the program it runs, are set by environment/bench;
 * without the first Deeplearning4j and ours run alone.
 */
public final class TrainingBench {
    private final TrainingArguments options;
    private final String python;

    private TrainingBench(TrainingArguments options, String python) {
        this.options = options;
        this.python = python;
    }

    /**
     * Runs the benchmark.
     *
     * @param arguments as above
     */
    public static void main(String[] arguments) {
        try {
            String python = System.getenv("INFIMUM_TORCH_PYTHON");
            new TrainingBench(TrainingArguments.parse(arguments), python == null ? "" : python).run();
        } catch (IllegalArgumentException | ContenderProcess.Failure | IOException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    private void run() throws ContenderProcess.Failure, IOException {
        for (BenchNetwork network : options.networks()) {
            System.out.printf(
                    "%n%s; threads a contender: %d; ours on %s%n",
                    network.describe(), options.threads(), LayerSet.ours().title());
            race(network);
        }
    }

    private void race(BenchNetwork network) throws ContenderProcess.Failure, IOException {
        List<ContenderProcess> contenders = new ArrayList<>();
        Thread closing = new Thread(() -> contenders.forEach(ContenderProcess::close));
        Runtime.getRuntime().addShutdownHook(closing);
        try {
            if (!python.isEmpty()) {
                // spinning threads are a little faster on a quiet machine, and several times slower on a busy one
                for (boolean passive : new boolean[] {false, true}) {
                    start(contenders, torch("PyTorch NCHW", network, "nchw", passive));
                    start(contenders, torch("PyTorch channels_last", network, "channels_last", passive));
                }
            }
            start(contenders, java("DL4J", network, LayerSet.STANDARD, BenchSolver.PLAIN_ADAM));
            start(contenders, java("ours, Adam", network, LayerSet.ours(), BenchSolver.ADAM));
            List<String> references =
                    contenders.stream().map(ContenderProcess::name).toList();
            start(contenders, java("ours, BPGrad", network, LayerSet.ours(), BenchSolver.BPGRAD));
            new TrainingRace(contenders, references, options.rounds()).run();
        } finally {
            contenders.forEach(ContenderProcess::close);
            Runtime.getRuntime().removeShutdownHook(closing);
        }
    }

    /** One after the other: several at once would want the memory of their starts together. */
    private static void start(List<ContenderProcess> contenders, ContenderProcess contender)
            throws ContenderProcess.Failure, IOException {
        contenders.add(contender);
        contender.await();
    }

    private ContenderProcess torch(String name, BenchNetwork network, String format, boolean passive)
            throws IOException {
        List<String> command = List.of(
                python,
                System.getenv("INFIMUM_TORCH_SCRIPT"),
                network.argument(),
                format,
                Integer.toString(options.threads()));
        return ContenderProcess.start(name, command, options.threads(), passive);
    }

    private ContenderProcess java(String name, BenchNetwork network, LayerSet layers, BenchSolver solver)
            throws IOException {
        List<String> command = ContenderProcess.javaCommand(
                TrainingContender.class.getName(), List.of(network.name(), layers.name(), solver.name()));
        return ContenderProcess.start(name, command, options.threads(), true);
    }
}
