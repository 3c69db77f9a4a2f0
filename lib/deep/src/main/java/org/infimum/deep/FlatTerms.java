package org.infimum.deep;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.api.Trainable;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/**
 * What stands around the updater for one parameter in one iteration: with g the batch's sum and x the parameter the updater gets
 * {@code scale g + l1 sign(x) + l2 x}, and {@code decay x} is added to what it returns.
 *
 * @param scale 1 / the batch's size, or 1
 * @param l1 the coefficient of l1
 * @param l2 the coefficient of l2
 * @param decay the coefficient of DL4J's WeightDecay, with the learning rate where it asks for it
 */
record FlatTerms(float scale, float l1, float l2, float decay) {
    /** Neither a division nor a regularisation. */
    static final FlatTerms NOTHING = new FlatTerms(1, 0, 0, 0);

    /**
     * The terms of all segments, read anew from the configuration, which may change between iterations.
     *
     * @return nothing if a layer clips its gradient or has a regularisation of another kind
     */
    static Optional<List<FlatTerms>> of(List<FlatSegment> segments, Iteration iteration) {
        List<FlatTerms> terms = new ArrayList<>(segments.size());
        for (FlatSegment segment : segments) {
            Optional<FlatTerms> term = of(segment, iteration);
            if (term.isEmpty()) {
                return Optional.empty();
            }
            terms.add(term.get());
        }
        return Optional.of(terms);
    }

    private static Optional<FlatTerms> of(FlatSegment segment, Iteration iteration) {
        Trainable layer = segment.parameter().getLayer();
        String name = segment.parameter().getParamName();
        GradientNormalization clipping = layer.getConfig().getGradientNormalization();
        if (clipping != null && clipping != GradientNormalization.None) {
            return Optional.empty();
        }
        List<Regularization> regularizations = layer.getConfig().getRegularizationByParam(name);
        double l1 = 0;
        double l2 = 0;
        double decay = 0;
        for (Regularization term : regularizations == null ? List.<Regularization>of() : regularizations) {
            if (!segment.trained()) {
                return Optional.empty();
            }
            // the very classes: a subclass may do something else
            if (term.getClass() == L1Regularization.class) {
                l1 += ((L1Regularization) term).getL1().valueAt(iteration.number(), iteration.epoch());
            } else if (term.getClass() == L2Regularization.class) {
                l2 += ((L2Regularization) term).getL2().valueAt(iteration.number(), iteration.epoch());
            } else if (term.getClass() == WeightDecay.class) {
                WeightDecay weight = (WeightDecay) term;
                decay += weight.getCoeff().valueAt(iteration.number(), iteration.epoch())
                        * (weight.isApplyLR() ? rate(segment, iteration) : 1);
            } else {
                return Optional.empty();
            }
        }
        float scale = layer.updaterDivideByMinibatch(name) ? 1f / iteration.divisor() : 1;
        return Optional.of(new FlatTerms(scale, (float) l1, (float) l2, (float) decay));
    }

    private static double rate(FlatSegment segment, Iteration iteration) {
        IUpdater updater = segment.block().getGradientUpdater().getConfig();
        return updater.hasLearningRate() ? updater.getLearningRate(iteration.number(), iteration.epoch()) : 1;
    }

    FlatTerms withoutRegularisation() {
        return new FlatTerms(scale, 0, 0, 0);
    }

    boolean readParams() {
        return l1 != 0 || l2 != 0 || decay != 0;
    }
}
