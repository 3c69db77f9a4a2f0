package org.infimum.deep.train;

import java.nio.file.Path;
import java.time.Duration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.AliG;
import org.infimum.deep.Backend;
import org.infimum.deep.BpGrad;
import org.infimum.deep.Dl4jSolver;
import org.infimum.deep.Eve;
import org.infimum.deep.NetworkSolver;
import org.infimum.deep.RateDrops;
import org.infimum.deep.Sps;
import org.infimum.deep.data.Datasets;
import org.infimum.deep.data.ExampleSet;
import org.infimum.deep.data.FeatureShape;
import org.nd4j.linalg.activations.Activation;

/** A run on the embedded digits with everything that has a state: momentum, BatchNorm, dropout, history. */
final class Fixtures {
    private Fixtures() {}

    static MultiLayerNetwork network(long seed) {
        Backend.start();
        var net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(seed)
                .l2(1e-3)
                .list()
                .layer(new DenseLayer.Builder()
                        .nIn(64)
                        .nOut(20)
                        .activation(Activation.RELU)
                        .dropOut(0.8)
                        .build())
                .layer(new BatchNormalization.Builder().nIn(20).nOut(20).build())
                .layer(new OutputLayer.Builder()
                        .nIn(20)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        net.init();
        return net;
    }

    static ExampleSet digits() {
        return Datasets.digits().train().take(500).examples(FeatureShape.FLAT);
    }

    static NetworkSolver solver(String name) {
        return switch (name) {
            case "adam" -> Dl4jSolver.adam(0.01);
            case "published" -> BpGrad.publishedCode(20);
            case "eve" -> Eve.rate(0.01).rateDrops(RateDrops.by(0.5, 2, 3));
            case "ali-g" -> AliG.rate(0.1);
            case "sps" -> Sps.smoothed(17);
            case "dropping adam" -> Dl4jSolver.adam(0.01).rateDrops(RateDrops.by(0.1, 2, 3));
            default -> BpGrad.lipschitz(20).rho(0.1);
        };
    }

    static TrainingRun run(String solver, Path checkpoint, int epochs) {
        if (solver.equals("detection")) {
            return DetectionFixtures.run(Dl4jSolver.adam(1e-3), checkpoint, epochs, 2);
        }
        TrainingOptions options = TrainingOptions.epochs(epochs).batchSize(30).seed(5);
        if (checkpoint != null) {
            // a checkpoint after every iteration
            options = options.checkpoint(checkpoint).checkpointEvery(Duration.ZERO);
        }
        TrainingRun run = TrainingRun.of(network(5), solver(solver), digits(), options);
        return solver.equals("bpgrad")
                ? run.samplingCondition(SamplingCondition.projected((BpGrad) solver(solver), 64, 1))
                : run;
    }
}
