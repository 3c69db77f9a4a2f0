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
import org.infimum.deep.data.LabelledPoints;
import org.infimum.relu.ReluProblem;
import org.infimum.relu.TwoLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

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

    @Test
    void oneOutputIsRightWhereItHasTheTargetsSign() {
        // z = x_+ - (-x)_+ = x
        MultiLayerNetwork net = Networks.twoLayer(1, 2, 0, 1);
        net.setParams(Nd4j.createFromArray(new double[][] {{1, -1, 1, -1}}));
        LabelledPoints points =
                new LabelledPoints("signs", new double[][] {{2}, {-1}, {3}, {0}}, new double[] {1, -1, -1, 1});
        var evaluation = org.infimum.deep.train.Evaluation.of(NetworkAdapter.of(net), points.examples());
        assertEquals(0.5, evaluation.error(), 1e-12);
        assertEquals((1 + 0 + 16 + 1) / 4.0, evaluation.objective(), 1e-12);
    }

    @Test
    void twoLayersObjectiveIsTheReluProblemsScaled() {
        LabelledPoints points =
                LabelledPoints.of(Datasets.digits().train().classes(3, 8)).take(50);
        double beta = 3;
        MultiLayerNetwork net = Networks.twoLayer(64, 7, 2 * beta / points.size(), 1);
        double[][] hidden = net.getParam("0_W").transpose().toDoubleMatrix();
        double[] output = net.getParam("1_W").ravel().toDoubleVector();
        double objective = ReluProblem.twoLayer(points.x(), points.y())
                .weightDecay(beta)
                .objective(TwoLayerNetwork.of(hidden, output, 64));
        var evaluation = org.infimum.deep.train.Evaluation.of(NetworkAdapter.of(net), points.examples());
        assertEquals(objective, points.size() / 2.0 * evaluation.objective(), 1e-12 * objective);
    }
}
