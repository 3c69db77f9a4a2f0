package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Another process gets the same bits, whichever thread was there first. */
class OnePassProcessTest {
    private static final int INPUTS = 300;

    /** What the other process runs. */
    static final class Other {
        private Other() {}

        public static void main(String[] arguments) {
            System.out.print(fingerprint());
        }
    }

    /** Of weights and states after some iterations on a network that several threads update. */
    private static String fingerprint() {
        Backend.start();
        StringBuilder text = new StringBuilder();
        for (NetworkSolver solver : new NetworkSolver[] {
            Dl4jSolver.adam(1e-3),
            BpGrad.lipschitz(20),
            BpGrad.publishedCode(20),
            Eve.rate(1e-3),
            AliG.rate(0.1),
            Sps.smoothed(10)
        }) {
            var net = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                    .seed(3)
                    .l2(1e-3)
                    .list()
                    .layer(new DenseLayer.Builder()
                            .nIn(INPUTS)
                            .nOut(701)
                            .activation(Activation.TANH)
                            .build())
                    .layer(new OutputLayer.Builder()
                            .nIn(701)
                            .nOut(10)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .build());
            net.init();
            AttachedSolver attached = solver.attachTo(net);
            Random random = new Random(4);
            for (int t = 0; t < 20; t++) {
                INDArray x = Nd4j.create(DataType.FLOAT, 13, INPUTS);
                INDArray y = Nd4j.zeros(DataType.FLOAT, 13, 10);
                for (int i = 0; i < 13; i++) {
                    for (int j = 0; j < INPUTS; j++) {
                        x.putScalar(i, j, random.nextGaussian());
                    }
                    y.putScalar(i, random.nextInt(10), 1);
                }
                net.fit(new DataSet(x, y));
            }
            text.append(Arrays.hashCode(net.params().dup().data().asFloat()))
                    .append(' ')
                    .append(state(net))
                    .append(' ')
                    .append(attached.last())
                    .append('\n');
        }
        return text.toString();
    }

    private static int state(MultiLayerNetwork net) {
        INDArray state = net.getUpdater().getStateViewArray();
        return state == null ? 0 : Arrays.hashCode(state.dup().data().asFloat());
    }

    @Test
    void anotherProcessGetsTheSameBits(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Other.class.getName())
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        String other = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor());
        assertEquals(fingerprint(), other);
    }
}
