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
 * Training on labelled examples, judged by the objective and the top-1 error over all of them or over some.
 *
 * @param train the training examples
 * @param sample the training examples that objective and error are of, where not all
 * @param test the test examples, if any
 */
record Classification(ExampleSet train, Optional<ExampleSet> sample, Optional<ExampleSet> test)
        implements TrainingTask {
    Classification {
        Objects.requireNonNull(train, "train");
        Objects.requireNonNull(sample, "sample");
        Objects.requireNonNull(test, "test");
    }

    /** Judged on all its training examples, without test data. */
    static Classification of(ExampleSet train) {
        return new Classification(train, Optional.empty(), Optional.empty());
    }

    /** The same with test data. */
    static TrainingTask withTest(TrainingTask task, ExampleSet test) {
        Classification own = own(task);
        return new Classification(own.train, own.sample, Optional.of(test));
    }

    /** The same with objective and error over some examples. */
    static TrainingTask withSample(TrainingTask task, ExampleSet sample) {
        Classification own = own(task);
        return new Classification(own.train, Optional.of(sample), own.test);
    }

    private static Classification own(TrainingTask task) {
        if (task instanceof Classification classification) {
            return classification;
        }
        throw new IllegalStateException("A " + task.getClass().getSimpleName()
                + " is judged on data of its own; give it that data where it is made.");
    }

    @Override
    public int size() {
        return train.size();
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("training data", describe(train));
        // a checkpoint of before there were samples says nothing of one
        sample.ifPresent(data -> settings.put("sample of the training data", describe(data)));
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
        Evaluation onTrain = Evaluation.of(net, sample.orElse(train));
        Optional<Evaluation> onTest = test.map(data -> Evaluation.of(net, data));
        return new double[] {
            onTrain.objective(),
            onTrain.error(),
            onTest.map(Evaluation::objective).orElse(Double.NaN),
            onTest.map(Evaluation::error).orElse(Double.NaN)
        };
    }
}
