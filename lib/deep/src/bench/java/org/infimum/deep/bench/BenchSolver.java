package org.infimum.deep.bench;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.MultiLayerUpdater;
import org.deeplearning4j.nn.updater.graph.ComputationGraphUpdater;
import org.infimum.deep.BpGrad;
import org.infimum.deep.Dl4jSolver;
import org.infimum.deep.NetworkAdapter;

/** The solvers of the benchmark 'training'. */
enum BenchSolver {
    /** Adam with nothing of ours around it. */
    PLAIN_ADAM("plain Adam") {
        @Override
        void attachTo(NetworkAdapter net, BenchNetwork network) {
            ADAM.attachTo(net, network);
            if (net.network() instanceof MultiLayerNetwork sequential) {
                sequential.setUpdater(new MultiLayerUpdater(sequential));
            } else if (net.network() instanceof ComputationGraph graph) {
                graph.setUpdater(new ComputationGraphUpdater(graph));
            }
        }
    },
    /** Adam as our training runs attach it. */
    ADAM("Adam") {
        @Override
        void attachTo(NetworkAdapter net, BenchNetwork network) {
            Dl4jSolver.adam(RATE).attachTo(net);
        }
    },
    /** BPGrad with momentum. */
    BPGRAD("BPGrad") {
        @Override
        void attachTo(NetworkAdapter net, BenchNetwork network) {
            BpGrad.lipschitz(network.lipschitz()).attachTo(net);
        }
    };

    /** Small, so that random labels do not drive the weights anywhere; PyTorch's side has the same. */
    private static final double RATE = 1e-4;

    private final String title;

    BenchSolver(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract void attachTo(NetworkAdapter net, BenchNetwork network);
}
