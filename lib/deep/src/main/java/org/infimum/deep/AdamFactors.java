package org.infimum.deep;

import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.learning.AdamUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Adam's numbers of one iteration, in floats and rounded where ND4J's {@code adam_updater} rounds: 1 - beta_2 keeps few digits of
 * a float, so another order of rounding would change the first steps in their fifth digit.
 *
 * @param beta1 beta_1
 * @param beta2 beta_2
 * @param rate alpha sqrt(1 - beta_2^t) / (1 - beta_1^t)
 * @param epsilon epsilon
 */
record AdamFactors(float beta1, float beta2, float rate, float epsilon) {
    static boolean fits(UpdaterBlock block) {
        return block.getGradientUpdater().getClass() == AdamUpdater.class;
    }

    static AdamFactors of(UpdaterBlock block, Iteration iteration) {
        return of((Adam) block.getGradientUpdater().getConfig(), iteration.number(), iteration.epoch());
    }

    static AdamFactors of(Adam adam, int iteration, int epoch) {
        float beta1 = (float) adam.getBeta1();
        float beta2 = (float) adam.getBeta2();
        float epsilon = (float) adam.getEpsilon();
        double t = (float) iteration + 1;
        float power1 = (float) Math.pow(beta1, t);
        float power2 = (float) Math.pow(beta2, t);
        float alpha = (float) adam.getLearningRate(iteration, epoch);
        float rate = (float) (alpha * (float) Math.sqrt((float) (1.0 - power2)) / (1.0 - power1));
        // ND4J's way out of a rate that is no number or zero
        boolean usable = rate != 0 && Float.isFinite(rate);
        return new AdamFactors(beta1, beta2, usable ? rate : epsilon, epsilon);
    }
}
