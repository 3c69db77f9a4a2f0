package org.infimum.deep.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.Networks;
import org.infimum.deep.data.Datasets;
import org.infimum.deep.data.ExampleSet;
import org.infimum.deep.data.FeatureShape;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.dataset.DataSet;

class EvaluationTest {
    private static final ExampleSet DIGITS = Datasets.digits().train().examples(FeatureShape.FLAT);

    private static DataSet all() {
        return DIGITS.batch(IntStream.range(0, DIGITS.size()).toArray());
    }

    @Test
    void objectiveAndErrorAreThoseOfDeeplearning4j() {
        // l2, BatchNorm and dropout; more examples than one pass takes
        MultiLayerNetwork net = Fixtures.network(4);
        var evaluation = org.infimum.deep.train.Evaluation.of(NetworkAdapter.of(net), DIGITS);
        // float sums over 1,437 examples, once in one pass and once in two
        assertEquals(net.score(all(), false), evaluation.objective(), 1e-5 * evaluation.objective());
        Evaluation own = new Evaluation(10);
        own.eval(all().getLabels(), net.output(all().getFeatures(), false));
        assertEquals(1 - own.accuracy(), evaluation.error(), 1e-12);
    }

    @Test
    void objectiveStaysFiniteWhereProbabilitiesUnderflow() {
        ComputationGraph net = Networks.identityLink(64, 10, 1);
        net.params().muli(1e4);
        var evaluation = org.infimum.deep.train.Evaluation.of(NetworkAdapter.of(net), DIGITS);
        assertTrue(Double.isFinite(evaluation.objective()), "objective " + evaluation.objective());
        // nearly every wrong example costs -log 1e-10
        assertEquals(evaluation.error() * -Math.log(1e-10), evaluation.objective(), 0.5);
    }
}
