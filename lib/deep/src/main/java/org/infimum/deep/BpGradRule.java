package org.infimum.deep;

import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.infimum.bpgrad.StepSize;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * {@link BpGrad}'s step on the flat gradient. DL4J subtracts what stands in the gradient's place from the parameters, so the
 * momentum is kept with its sign turned: u = -v (paper) or u = -m (published code).
 */
final class BpGradRule implements UpdateRule {
    private final BpGrad solver;
    private final NetworkAdapter net;
    private final StepSize stepSize;
    private List<UpdaterBlock> blocks = List.of();
    private Step last = Step.NONE;
    private double epochSum;
    private double epochCount;
    private double epoch = -1;

    BpGradRule(BpGrad solver, NetworkAdapter net) {
        this.solver = solver;
        this.net = net;
        this.stepSize = new StepSize(solver.lipschitz(), solver.rho(), 0);
    }

    @Override
    public void bind(List<UpdaterBlock> all) {
        blocks = Attachment.trained(all);
        for (UpdaterBlock block : blocks) {
            ((BpGradGradient) block.getGradientUpdater()).attach();
        }
    }

    @Override
    public void before(int iteration, double score, int batchSize) {
        // the norm is taken after DL4J divided by the batch and added the regularisation's gradient
    }

    @Override
    public void after(int iteration, int currentEpoch, double score) {
        double norm = gradientNorm();
        if (!Double.isFinite(score) || !Double.isFinite(norm)) {
            throw new NotFiniteException(solver.name(), iteration, score, norm);
        }
        boolean paper = solver.variant() == BpGrad.Variant.PAPER;
        double eta = stepSize.at(paper ? score : runningMean(score, currentEpoch), iteration);
        double scale = norm;
        if (norm == 0) {
            scale = randomDirection(iteration);
        }
        double square = 0;
        for (UpdaterBlock block : blocks) {
            INDArray gradient = block.getGradientView();
            double length = paper ? paperStep(block, gradient, eta, scale) : publishedStep(block, gradient, eta, scale);
            square += length * length;
        }
        last = new Step(score, eta, norm, Math.sqrt(square));
    }

    /** u = mu u + (eta / ||g||) g; the gradient becomes u. Returns ||u||. */
    private double paperStep(UpdaterBlock block, INDArray gradient, double eta, double norm) {
        if (solver.momentum() == 0) {
            gradient.muli(eta / norm);
            return gradient.norm2Number().doubleValue();
        }
        INDArray u = block.getUpdaterView();
        u.muli(solver.momentum());
        add(eta / norm, gradient, u);
        gradient.assign(u);
        return u.norm2Number().doubleValue();
    }

    /** u = mu u + (g + wd x) / ||g||; the gradient becomes eta u. Returns eta ||u||. */
    private double publishedStep(UpdaterBlock block, INDArray gradient, double eta, double norm) {
        if (solver.weightDecay() > 0) {
            INDArray x =
                    net.params().get(NDArrayIndex.interval(block.getParamOffsetStart(), block.getParamOffsetEnd()));
            add(solver.weightDecay(), x, gradient);
        }
        if (solver.momentum() == 0) {
            gradient.muli(eta / norm);
            return gradient.norm2Number().doubleValue();
        }
        INDArray u = block.getUpdaterView();
        u.muli(solver.momentum());
        add(1 / norm, gradient, u);
        gradient.assign(u);
        gradient.muli(eta);
        return gradient.norm2Number().doubleValue();
    }

    private static void add(double factor, INDArray x, INDArray y) {
        Nd4j.getBlasWrapper().level1().axpy(x.length(), factor, x, y);
    }

    private double runningMean(double score, int currentEpoch) {
        if (currentEpoch != epoch) {
            epoch = currentEpoch;
            epochSum = 0;
            epochCount = 0;
        }
        epochSum += score;
        epochCount++;
        return epochSum / epochCount;
    }

    private double gradientNorm() {
        double square = 0;
        for (UpdaterBlock block : blocks) {
            double norm = block.getGradientView().norm2Number().doubleValue();
            square += norm * norm;
        }
        return Math.sqrt(square);
    }

    /** Puts a random direction in the gradient's place; the same one for the same iteration. */
    private double randomDirection(int iteration) {
        SplittableRandom random = new SplittableRandom(iteration);
        for (UpdaterBlock block : blocks) {
            INDArray gradient = block.getGradientView();
            for (long k = 0; k < gradient.length(); k++) {
                gradient.putScalar(k, random.nextGaussian());
            }
        }
        return gradientNorm();
    }

    @Override
    public Step last() {
        return last;
    }

    @Override
    public double[] state() {
        return new double[] {stepSize.minimum(), epochSum, epochCount, epoch};
    }

    @Override
    public void restore(double[] state) {
        if (state.length != 4) {
            throw new IllegalArgumentException("BPGrad's state has 4 numbers, not " + state.length + ".");
        }
        stepSize.restoreMinimum(state[0]);
        epochSum = state[1];
        epochCount = state[2];
        epoch = state[3];
    }
}
