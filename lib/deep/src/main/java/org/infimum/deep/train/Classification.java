package org.infimum.deep.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.infimum.deep.NetworkAdapter;
import org.infimum.deep.data.BatchReader;
import org.infimum.deep.data.ExampleSet;
import org.infimum.deep.data.Minibatches;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Training on labelled examples, judged by the objective and the top-1 error over all of them.
 *
 * @param train the training examples
 * @param test the test examples, if any
 */
record Classification(ExampleSet train, Optional<ExampleSet> test) implements TrainingTask {
    Classification {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(test, "test");
    }

    /** The same with test data. */
    static TrainingTask withTest(TrainingTask task, ExampleSet test) {
        if (task instanceof Classification classification) {
            return new Classification(classification.train, Optional.of(test));
        }
        throw new IllegalStateException("A " + task.getClass().getSimpleName()
                + " is judged on data of its own; give it the test data where it is made.");
    }

    @Override
    public int size() {
        return train.size();
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("training data", describe(train));
        settings.put("test data", test.map(Classification::describe).orElse("none"));
        return settings;
    }

    private static String describe(ExampleSet data) {
        return data.name() + " " + data.fingerprint();
    }

    @Override
    public Feed feed(Minibatches order) {
        BatchReader reader = train.training(order);
        return new Feed() {
            @Override
            public boolean fit(NetworkAdapter net, long iteration) {
                Optional<DataSet> minibatch = reader.read(iteration);
                minibatch.ifPresent(net::fit);
                return minibatch.isPresent();
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }

    @Override
    public List<String> columns() {
        return List.of("objective", "error", "test objective", "test error");
    }

    @Override
    public double[] evaluate(NetworkAdapter net) {
        Evaluation onTrain = Evaluation.of(net, train);
        Optional<Evaluation> onTest = test.map(data -> Evaluation.of(net, data));
        return new double[] {
            onTrain.objective(),
            onTrain.error(),
            onTest.map(Evaluation::objective).orElse(Double.NaN),
            onTest.map(Evaluation::error).orElse(Double.NaN)
        };
    }
}
