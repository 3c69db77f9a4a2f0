package org.infimum.deep.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.deeplearning4j.nn.api.Model;
import org.infimum.deep.NetworkAdapter;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A network of the benchmark 'training' in a process of its own, trained block by block on request. Prints 'ready PARAMETERS', then answers
 * each line 'run ITERATIONS' with 'done WALL_MS PROCESSOR_MS LOSS', and ends with its input.
 */
public final class TrainingContender {
    private TrainingContender() {}

    /**
     * Serves requests.
     *
     * @param arguments a {@code BenchNetwork}, a {@code LayerSet} and a {@code BenchSolver}
     * @throws IOException if the input cannot be read
     */
    public static void main(String[] arguments) throws IOException {
        BenchNetwork network = BenchNetwork.valueOf(arguments[0]);
        Model model = network.network();
        LayerSet.valueOf(arguments[1]).attachTo(model);
        NetworkAdapter net = NetworkAdapter.of(model);
        BenchSolver.valueOf(arguments[2]).attachTo(net, network);
        DataSet[] batches = network.batches();
        System.out.println("ready " + model.numParams());
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        int iteration = 0;
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            int iterations = Integer.parseInt(line.split(" ")[1]);
            Usage usage = new Usage();
            for (int t = 0; t < iterations; t++) {
                net.fit(batches[iteration++ % batches.length]);
            }
            System.out.println("done " + usage.wallMillis() + " " + usage.processorMillis() + " " + model.score());
        }
        // libraries leave threads behind
        System.exit(0);
    }
}
