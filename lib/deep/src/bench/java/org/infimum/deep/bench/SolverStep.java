package org.infimum.deep.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.infimum.deep.AliG;
import org.infimum.deep.Backend;
import org.infimum.deep.BpGrad;
import org.infimum.deep.Dl4jSolver;
import org.infimum.deep.Eve;
import org.infimum.deep.NetworkSolver;
import org.infimum.deep.Sps;
import org.infimum.deep.onednn.FastLayers;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * What an iteration of BPGrad, Eve, ALI-G and SPS costs beside one of Adam, and Adam in one pass beside DL4J's own operations, with its steps
 * recorded and with nothing of ours around it: LeNet, batch 100, random images. The solvers run in turn in short blocks
 * in one JVM, each round in another order, so that a slow moment of the machine falls on all; a ratio is taken within a round.
 *
 * <p>Arguments: the number of rounds, 20 if none is given.
 */
public final class SolverStep {
    private static final int ITERATIONS = 20;
    private static final int WARM_UP = 60;
    private static final double LIMIT = 1.05;
    /** The contenders before the solvers of ours. */
    private static final int ADAMS = 3;

    private final int rounds;
    private final List<Contender> contenders;
    private final DataSet[] batches = batches();
    private final double[] foreign;

    private SolverStep(int rounds) {
        this.rounds = rounds;
        foreign = new double[rounds];
        contenders = List.of(
                recorded("Adam", rounds, Dl4jSolver.adam(1e-3)),
                recorded("Adam, DL4J's steps", rounds, Dl4jSolver.adam(1e-3).onePass(false)),
                plainAdam(rounds),
                recorded("BPGrad mu = 0.9", rounds, BpGrad.lipschitz(50)),
                recorded("BPGrad mu = 0", rounds, BpGrad.lipschitz(50).momentum(0)),
                recorded("BPGrad published code", rounds, BpGrad.publishedCode(50)),
                recorded("Eve", rounds, Eve.rate(1e-3)),
                recorded("ALI-G", rounds, AliG.rate(0.1)),
                recorded("SPS", rounds, Sps.smoothed(600)));
    }

    /**
     * Runs the benchmark.
     *
     * @param arguments the number of rounds, or nothing
     */
    public static void main(String[] arguments) {
        int rounds = arguments.length == 0 ? 20 : parse(arguments[0]);
        new SolverStep(rounds).run();
    }

    private static int parse(String text) {
        if (!text.matches("[1-9][0-9]{0,5}")) {
            System.err.println("The number of rounds must be a positive number, not '" + text + "'.");
            System.exit(2);
        }
        return Integer.parseInt(text);
    }

    /** Deeplearning4j's own updater, with nothing of ours around it. */
    private static Contender plainAdam(int rounds) {
        return new Contender("Adam, all DL4J's", rounds, net -> {
            Dl4jSolver.adam(1e-3).attachTo(net);
            net.setUpdater(new MultiLayerUpdater(net));
        });
    }

    private static Contender recorded(String name, int rounds, NetworkSolver solver) {
        return new Contender(name, rounds, solver::attachTo);
    }

    private static DataSet[] batches() {
        Random random = new Random(1);
        DataSet[] batches = new DataSet[8];
        for (int b = 0; b < batches.length; b++) {
            INDArray images = Nd4j.create(DataType.FLOAT, 100, 1, 28, 28);
            for (long k = 0; k < images.length(); k++) {
                images.putScalar(k, random.nextFloat());
            }
            INDArray labels = Nd4j.zeros(DataType.FLOAT, 100, 10);
            for (int i = 0; i < 100; i++) {
                labels.putScalar(i, random.nextInt(10), 1);
            }
            batches[b] = new DataSet(images, labels);
        }
        return batches;
    }

    private void run() {
        System.out.printf(
                "LeNet, batch 100, %s, layers %s; %d rounds of %d iterations a solver, after %d to warm up%n",
                Backend.describe(), FastLayers.describe(), rounds, ITERATIONS, WARM_UP);
        System.out.printf(
                "Load average %.2f on %d processors before the start%n", Usage.loadAverage(), Usage.processors());
        for (Contender contender : contenders) {
            contender.train(batches, WARM_UP);
            contender.updates(0, WARM_UP);
        }
        for (int round = 0; round < rounds; round++) {
            round(round);
        }
        QuietRounds chosen = new QuietRounds(foreign);
        report("All rounds", chosen.all());
        chosen.warn();
        if (chosen.worthATableOfTheirOwn()) {
            report("Quiet rounds", chosen.quiet());
        }
    }

    private void round(int round) {
        double worst = 0;
        int count = contenders.size();
        for (int i = 0; i < count; i++) {
            worst = Math.max(worst, contenders.get((i + round) % count).block(round, batches, ITERATIONS));
        }
        foreign[round] = worst;
        for (int i = 0; i < count; i++) {
            contenders.get((i + round) % count).updates(round, ITERATIONS);
        }
    }

    private void report(String title, int[] chosen) {
        Contender adam = contenders.get(0);
        System.out.printf(
                "%n%s (%d): median [quartiles]; ratios to Adam within a round%n%-22s %-24s %-22s %-24s %-22s %-20s %s%n",
                title,
                chosen.length,
                "",
                "ms an iteration",
                "ratio",
                "processor ms",
                "ratio",
                "ms the update alone",
                "ratio");
        for (Contender contender : contenders) {
            System.out.printf(
                    "%-22s %-24s %-22s %-24s %-22s %-20s %s%n",
                    contender.name(),
                    pick(contender.wall(), chosen).format("%.2f"),
                    ratio(contender.wall(), adam.wall(), chosen).format("%.3f"),
                    pick(contender.processor(), chosen).format("%.2f"),
                    ratio(contender.processor(), adam.processor(), chosen).format("%.3f"),
                    pick(contender.update(), chosen).format("%.2f"),
                    ratio(contender.update(), adam.update(), chosen).format("%.3f"));
        }
        double worst = contenders.stream()
                .skip(ADAMS)
                .mapToDouble(contender -> ratio(contender.wall(), adam.wall(), chosen).median())
                .max()
                .orElseThrow();
        System.out.printf(
                "The dearest of BPGrad, Eve, ALI-G and SPS takes %.3f of Adam's iteration; the limit is %.2f: %s%n",
                worst, LIMIT, worst <= LIMIT ? "kept" : "NOT KEPT");
    }

    private static Quartiles pick(double[] values, int[] chosen) {
        return Quartiles.of(Arrays.stream(chosen).mapToDouble(i -> values[i]).toArray());
    }

    private static Quartiles ratio(double[] values, double[] base, int[] chosen) {
        return Quartiles.of(
                Arrays.stream(chosen).mapToDouble(i -> values[i] / base[i]).toArray());
    }
}
