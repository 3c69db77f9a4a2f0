package org.infimum.deep.bench;

import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Updater;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.infimum.deep.Networks;
import org.infimum.deep.onednn.FastLayers;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** One solver on a LeNet of its own, on the layers that training runs on, with what its blocks cost. */
final class Contender {
    private final String name;
    private final MultiLayerNetwork net = Networks.lenet(10, 5e-4, 1);
    private final double[] wall;
    private final double[] processor;
    private final double[] update;

    Contender(String name, int rounds, Consumer<MultiLayerNetwork> attach) {
        this.name = name;
        FastLayers.attachTo(net);
        attach.accept(net);
        wall = new double[rounds];
        processor = new double[rounds];
        update = new double[rounds];
    }

    String name() {
        return name;
    }

    void train(DataSet[] batches, int iterations) {
        for (int t = 0; t < iterations; t++) {
            net.fit(batches[t % batches.length]);
        }
    }

    /** A block of whole iterations. Returns the part of the machine that others took. */
    double block(int round, DataSet[] batches, int iterations) {
        Usage usage = new Usage();
        train(batches, iterations);
        wall[round] = usage.wallMillis() / iterations;
        processor[round] = usage.processorMillis() / iterations;
        return usage.foreign();
    }

    /** A block of updates of one gradient alone: what the solver itself costs, without the network. */
    void updates(int round, int iterations) {
        Updater updater = net.getUpdater();
        INDArray gradient = net.getFlattenedGradients();
        INDArray saved = gradient.dup();
        INDArray params = net.params().dup();
        LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
        long nanos = 0;
        for (int t = 0; t < iterations; t++) {
            // an update overwrites the gradient
            gradient.assign(saved);
            long start = System.nanoTime();
            updater.update(net, net.gradient(), t, 0, 100, workspaces);
            nanos += System.nanoTime() - start;
        }
        net.setParams(params);
        update[round] = nanos / 1e6 / iterations;
    }

    double[] wall() {
        return wall;
    }

    double[] processor() {
        return processor;
    }

    double[] update() {
        return update;
    }
}
