package org.infimum.deep.detection;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.infimum.deep.Backend;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SmoothL1Test {
    private static final IActivation IDENTITY = new ActivationIdentity();
    private final SmoothL1 loss = new SmoothL1(2);

    @BeforeAll
    static void start() {
        Backend.start();
    }

    /** Two classes and the background. */
    @Test
    void byHand() {
        INDArray outputs = Nd4j.createFromArray(new double[][] {
            {9, 9, 9, 9, 9, 9, 9, 9, 0.5, 1, 3, -2},
            {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7},
            {0, 0, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0}
        });
        INDArray labels =
                Nd4j.createFromArray(new double[][] {{2, 0, 0, 0, 0}, {0, 5, 5, 5, Double.NaN}, {1, 1, 2, 3, 3.5}});
        // 0.125 + 0.5 + 2.5 + 1.5 and 0 and 0.125, times two
        INDArray scores = loss.computeScoreArray(labels, outputs, IDENTITY, null);
        assertArrayEquals(new long[] {3, 1}, scores.shape());
        assertArrayEquals(new double[] {9.25, 0, 0.25}, scores.dup().data().asDouble(), 1e-15);
        assertEquals(9.5, loss.computeScore(labels, outputs, IDENTITY, null, false), 1e-15);
        assertEquals(9.5 / 3, loss.computeScore(labels, outputs, IDENTITY, null, true), 1e-15);
        INDArray gradient = loss.computeGradient(labels, outputs, IDENTITY, null);
        assertArrayEquals(
                new double[] {
                    0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 2, -2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
                    0, 0, 0
                },
                gradient.dup('c').data().asDouble());
        INDArray mask = Nd4j.createFromArray(0.0, 1, 0.5).reshape(3, 1);
        assertEquals(0.125, loss.computeScore(labels, outputs, IDENTITY, mask, false), 1e-15);
        assertEquals(
                0.5,
                loss.computeGradient(labels, outputs, IDENTITY, mask)
                        .sumNumber()
                        .doubleValue(),
                1e-15);
        assertEquals(
                9.5,
                loss.computeGradientAndScore(labels, outputs, IDENTITY, null, false)
                        .getFirst(),
                1e-15);
    }

    @Test
    void finiteDifferences() {
        Nd4j.getRandom().setSeed(4);
        INDArray outputs = Nd4j.randn(DataType.DOUBLE, 6, 16).muli(2);
        INDArray labels = Nd4j.randn(DataType.DOUBLE, 6, 5);
        for (int r = 0; r < 6; r++) {
            labels.putScalar(r, 0, r % 4);
        }
        INDArray gradient = loss.computeGradient(labels, outputs, IDENTITY, null);
        double step = 1e-6;
        for (int k = 0; k < outputs.length(); k++) {
            double value = outputs.getDouble(k);
            outputs.putScalar(k, value + step);
            double above = loss.computeScore(labels, outputs, IDENTITY, null, false);
            outputs.putScalar(k, value - step);
            double below = loss.computeScore(labels, outputs, IDENTITY, null, false);
            outputs.putScalar(k, value);
            // piecewise quadratic: exact but for rounding
            assertEquals((above - below) / (2 * step), gradient.getDouble(k), 1e-7);
        }
    }

    @Test
    void singlePrecision() {
        INDArray outputs = Nd4j.createFromArray(new float[][] {{0, 0, 0, 0, 1, 2, 3, 4}});
        INDArray labels = Nd4j.createFromArray(new float[][] {{1, 0, 0, 0, 0}});
        assertEquals(
                DataType.FLOAT,
                loss.computeGradient(labels, outputs, IDENTITY, null).dataType());
        assertEquals(
                DataType.FLOAT,
                loss.computeScoreArray(labels, outputs, IDENTITY, null).dataType());
    }

    @Test
    void namesBadInput() {
        INDArray outputs = Nd4j.zeros(DataType.DOUBLE, 2, 8);
        INDArray labels = Nd4j.zeros(DataType.DOUBLE, 2, 5);
        labels.putScalar(1, 0, 2);
        refuses("class 2.0", labels, outputs, IDENTITY);
        labels.putScalar(1, 0, 0.5);
        refuses("class 0.5", labels, outputs, IDENTITY);
        refuses("[2, 8]", outputs, outputs, IDENTITY);
        refuses("[2, 5]", labels, labels, IDENTITY);
        refuses("IDENTITY", labels, outputs, new ActivationTanH());
        assertThrows(IllegalArgumentException.class, () -> new SmoothL1(0));
        assertThrows(IllegalArgumentException.class, () -> new SmoothL1(Double.NaN));
    }

    private void refuses(String quoted, INDArray labels, INDArray outputs, IActivation activation) {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> loss.computeGradient(labels, outputs, activation, null))
                .getMessage();
        assertTrue(message.contains(quoted), message);
    }
}
