package org.infimum.deep.onednn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.DivOp;
import org.nd4j.linalg.api.ops.impl.transforms.pairwise.arithmetic.SubOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The running mean and variance of a batch normalisation. Deeplearning4j keeps them among the parameters and hands their changes on as
 * gradients, which are subtracted from the parameters unaltered: stored - change = decay stored + (1 - decay) batch.
 *
 * @param decay how much of the old value stays
 * @param logarithmic whether log10 of the standard deviation is stored instead of the variance
 */
record RunningStatistics(double decay, boolean logarithmic) {
    private static final double LOG10_OF_ROOT = 1 / (2 * Math.log(10));

    /** The variance that is stored. */
    INDArray variance(INDArray stored) {
        if (!logarithmic) {
            return stored;
        }
        INDArray deviation = Transforms.pow(Nd4j.valueArrayOf(stored.shape(), 10.0, stored.dataType()), stored, false);
        return deviation.muli(deviation);
    }

    /** The change of the stored mean. */
    void meanChange(INDArray stored, INDArray batch, INDArray change) {
        Nd4j.getExecutioner().exec(new SubOp(stored, batch, change));
        change.muli(1 - decay);
    }

    /** The change of the stored variance, or of log10 of the standard deviation. */
    void varianceChange(INDArray stored, INDArray batch, INDArray change) {
        if (!logarithmic) {
            meanChange(stored, batch, change);
            return;
        }
        INDArray old = variance(stored);
        INDArray fresh = old.mul(decay).addi(batch.mul(1 - decay).reshape(old.shape()));
        Nd4j.getExecutioner().exec(new DivOp(old, fresh, change));
        Transforms.log(change, false);
        change.muli(LOG10_OF_ROOT);
    }
}
