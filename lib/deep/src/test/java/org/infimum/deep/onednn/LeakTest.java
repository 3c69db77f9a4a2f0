package org.infimum.deep.onednn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntConsumer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The process's memory stays what it is, however long a network trains. */
@EnabledOnOs(OS.LINUX)
class LeakTest {
    private static final int WINDOWS = 4;

    private static MultiLayerNetwork tiny() {
        MultiLayerNetwork net = new MultiLayerNetwork(Small.settings(1)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3)
                        .nOut(8)
                        .activation(Activation.RELU)
                        .build())
                .layer(new SubsamplingLayer.Builder()
                        .kernelSize(2, 2)
                        .stride(2, 2)
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(8)
                        .activation(Activation.TANH)
                        .build())
                .layer(new OutputLayer.Builder()
                        .nOut(3)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(6, 6, 3))
                .build());
        net.init();
        FastLayers.attachTo(net);
        return net;
    }

    private static double residentMegabytes() {
        System.gc();
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024.0;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** A leak grows from each window of calls to the next; Java's heap and its compiler take memory now and then, but not every time. */
    private static void staysFlat(int calls, double megabytes, IntConsumer call) {
        int done = 0;
        for (; done < calls; done++) {
            call.accept(done);
        }
        double least = Double.POSITIVE_INFINITY;
        StringBuilder course = new StringBuilder();
        double before = residentMegabytes();
        for (int window = 0; window < WINDOWS; window++) {
            for (int end = done + calls; done < end; done++) {
                call.accept(done);
            }
            double after = residentMegabytes();
            course.append(" %.1f".formatted(after));
            least = Math.min(least, after - before);
            before = after;
        }
        assertTrue(least < megabytes, "grew in each window, in MB:" + course);
    }

    private static void step(MultiLayerNetwork net, INDArray x, INDArray y) {
        net.setInput(x);
        net.setLabels(y);
        net.computeGradientAndScore();
    }

    /** Five kilobytes lost at each call would be seen. */
    @Test
    void constantBatches() {
        MultiLayerNetwork net = tiny();
        INDArray x = Nd4j.randn(DataType.FLOAT, 2, 3, 6, 6);
        INDArray y = Nd4j.ones(DataType.FLOAT, 2, 3).divi(3);
        staysFlat(400, 2, i -> step(net, x, y));
    }

    /** More sizes than a layer keeps operations for; those of one size take tens of kilobytes. */
    @Test
    void batchesOfChangingSizes() {
        MultiLayerNetwork net = tiny();
        INDArray x = Nd4j.randn(DataType.FLOAT, 24, 3, 6, 6);
        INDArray y = Nd4j.ones(DataType.FLOAT, 24, 3).divi(3);
        staysFlat(120, 2, i -> {
            int n = 1 + i % 24;
            step(
                    net,
                    x.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, n)),
                    y.get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, n)));
        });
    }

    /** What is never closed is left to the garbage collector. */
    @Test
    void networksThatComeAndGo() {
        INDArray x = Nd4j.randn(DataType.FLOAT, 2, 3, 6, 6);
        INDArray y = Nd4j.ones(DataType.FLOAT, 2, 3).divi(3);
        staysFlat(40, 15, i -> {
            step(tiny(), x, y);
            if (i % 20 == 19) {
                System.gc();
            }
        });
    }
}
