package org.infimum.deep;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.deeplearning4j.nn.graph.ComputationGraph;
import org.infimum.deep.data.ExampleSet;
import org.infimum.deep.train.TrainingOptions;
import org.infimum.deep.train.TrainingRun;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class SubnormalsTest {
    @BeforeAll
    static void start() {
        Backend.start();
    }

    @Test
    void onlySubnormalNumbersBecomeZero() {
        float[] values = {
            1, -Float.MIN_NORMAL, Float.MIN_NORMAL, 1e-39f, -1e-45f, 0, -0f, Float.NaN, Float.NEGATIVE_INFINITY, 3e-38f
        };
        INDArray array = Nd4j.createFromArray(values.clone());
        Subnormals.flush(array);
        float[] expected = values.clone();
        expected[3] = 0;
        expected[4] = 0;
        assertArrayEquals(expected, array.toFloatVector());
    }

    @Test
    void everyPieceOfALongVector() {
        INDArray array = Nd4j.valueArrayOf(new long[] {20_000}, 1f, DataType.FLOAT);
        int[] places = {0, 8191, 8192, 16_384, 19_999};
        for (int place : places) array.putScalar(place, 1e-40f);
        Subnormals.flush(array);
        for (int place : places) assertEquals(0, array.getFloat(place));
        assertEquals(20_000 - places.length, array.sumNumber().intValue());
    }

    @Test
    void doublesAndNothingStayAsTheyAre() {
        INDArray array = Nd4j.createFromArray(1e-310, 1e-40);
        Subnormals.flush(array);
        assertArrayEquals(new double[] {1e-310, 1e-40}, array.toDoubleVector());
        Subnormals.flush(null);
    }

    /** With negative inputs no hidden unit ever fires, so nothing but the run itself moves the first layer's weights. */
    @Test
    void aRunFlushesItsWeights() {
        ComputationGraph net = Networks.identityLink(2, 2, 1);
        NetworkAdapter.of(net).params().putScalar(0, 1e-40f);
        DataSet points = new DataSet(
                Nd4j.createFromArray(new float[][] {{-1, -1}, {-2, -1}}),
                Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}}));
        ExampleSet train = ExampleSet.of("two points", points);
        TrainingRun.of(
                        net,
                        Dl4jSolver.adam(1e-3),
                        train,
                        TrainingOptions.epochs(40).batchSize(2))
                .train();
        float[] after = NetworkAdapter.of(net).params().toFloatVector();
        assertEquals(0, after[0]);
        for (float value : after) assertTrue(value == 0 || Math.abs(value) >= Float.MIN_NORMAL);
    }
}
