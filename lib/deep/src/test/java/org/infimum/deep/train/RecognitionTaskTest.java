package org.infimum.deep.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.infimum.deep.Networks;
import org.infimum.deep.RateDrops;
import org.infimum.deep.data.BatchReader;
import org.infimum.deep.data.Minibatches;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

class RecognitionTaskTest {
    @Test
    void digitsAreMadeLikeMnist() throws IOException {
        RecognitionTask task = RecognitionTask.named("digits", 5e-4);
        assertEquals(1437, task.train().size());
        assertEquals(360, task.test().size());
        assertEquals(28 * 28, task.train().featuresPerExample());
        assertEquals(431_080, task.network().apply(1).numParams());
        assertEquals("LeNet, 431,080 parameters", task.settings().get("network"));
        assertTrue(
                task.settings().get("training data").endsWith("pixels 0..255 minus the mean image of digits train"),
                () -> task.settings().get("training data"));
        // the mean of the training images is gone, from them alone
        INDArray train = task.train().inOrder(1437).read(0).orElseThrow().getFeatures();
        assertEquals(0, train.meanNumber().doubleValue(), 1e-4);
        assertTrue(train.maxNumber().doubleValue() > 150 && train.minNumber().doubleValue() < -100);
        assertEquals(100, task.train(100).size());
        assertEquals(1437, task.train(10_000).size());
        assertEquals(RateDrops.NONE, task.drops(7));
        // no flips
        Minibatches order = new Minibatches(1437, 100, 3);
        try (BatchReader reader = task.train().training(order)) {
            DataSet batch = reader.read(5).orElseThrow();
            assertEquals(task.train().batch(order.at(5)).getFeatures(), batch.getFeatures());
        }
    }

    /** The paper's drops at epochs 31 and 61 of 100 come after three and six tenths of a shorter run. */
    @Test
    void dropsAndFlipsFollowTheRun() throws IOException {
        RecognitionTask digits = RecognitionTask.named("digits", 0);
        RecognitionTask task = new RecognitionTask(
                "digits", digits.images(), true, digits.network(), "LeNet", 100, RateDrops.by(0.1, 31, 61));
        assertEquals(RateDrops.by(0.1, 10, 19), task.drops(30));
        assertEquals(RateDrops.by(0.1, 31, 61), task.drops(100));
        Minibatches order = new Minibatches(1437, 1437, 3);
        INDArray flipped = task.train().training(order).read(0).orElseThrow().getFeatures();
        INDArray plain = task.train().batch(order.at(0)).getFeatures();
        double same = 0;
        for (int i = 0; i < 1437; i++) {
            same += flipped.slice(i).equals(plain.slice(i)) ? 1 : 0;
        }
        // a half, within five standard deviations
        assertEquals(0.5, same / 1437, 0.07);
        assertTrue(task.train().fingerprint().contains("flipped"));
        assertEquals(digits.test().fingerprint(), task.test().fingerprint());
    }

    @Test
    void theNetworkIsDecidedBySeedAndWeightDecay() throws IOException {
        RecognitionTask task = RecognitionTask.named("digits", 5e-4);
        assertEquals(
                Networks.lenet(10, 5e-4, 3).params(), task.network().apply(3).params());
        assertThrows(
                IllegalArgumentException.class,
                () -> RecognitionTask.named("digits", -1).network().apply(1));
        String message = assertThrows(IllegalArgumentException.class, () -> RecognitionTask.named("imagenet", 0))
                .getMessage();
        assertTrue(message.contains("imagenet") && message.contains("cifar-10"), message);
        RecognitionTask digits = RecognitionTask.named("digits", 0);
        assertThrows(
                IllegalArgumentException.class,
                () -> new RecognitionTask(
                        "digits", digits.images(), false, digits.network(), "LeNet", 0, RateDrops.NONE));
    }
}
