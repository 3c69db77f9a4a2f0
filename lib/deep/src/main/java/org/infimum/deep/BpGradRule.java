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
    public boolean passable() {
        return true;
    }

    @Override
    public void before(Iteration iteration) {
        // the norm is taken after DL4J divided by the batch and added the regularisation's gradient
    }

    @Override
    public void after(Iteration iteration) {
        double norm = Attachment.norm(blocks);
        double eta = stepSize(iteration, norm);
        double scale = norm == 0 ? randomDirection(iteration.number()) : norm;
        for (UpdaterBlock block : blocks) {
            if (paper()) {
                accumulate(block, eta / scale);
            } else {
                decay(block);
                accumulate(block, 1 / scale);
                block.getGradientView().muli(eta);
            }
        }
        last = new Step(iteration.score(), eta, norm, Attachment.norm(blocks));
    }

    @Override
    public void inOnePass(FlatUpdate flat, List<FlatTerms> terms, Iteration iteration) {
        double norm = Math.sqrt(flat.run(new ObjectivePass(flat.vectors(), terms)));
        double eta = stepSize(iteration, norm);
        double scale = norm == 0 ? randomDirection(iteration.number()) : norm;
        float momentum = (float) solver.momentum();
        BpGradPass pass = paper()
                ? new BpGradPass(flat.vectors(), momentum, (float) (eta / scale), 0, 1)
                : new BpGradPass(
                        flat.vectors(), momentum, (float) (1 / scale), (float) solver.weightDecay(), (float) eta);
        last = new Step(iteration.score(), eta, norm, Math.sqrt(flat.run(pass)));
    }

    private boolean paper() {
        return solver.variant() == BpGrad.Variant.PAPER;
    }

    /** eta_t, before anything that has a memory was touched by values that are not finite. */
    private double stepSize(Iteration iteration, double norm) {
        double score = iteration.score();
        if (!Double.isFinite(score) || !Double.isFinite(norm)) {
            throw new NotFiniteException(solver.name(), iteration.number(), score, norm);
        }
        return stepSize.at(paper() ? score : runningMean(score, iteration.epoch()), iteration.number());
    }

    /** u = mu u + factor g; the gradient becomes u. */
    private void accumulate(UpdaterBlock block, double factor) {
        INDArray gradient = block.getGradientView();
        if (solver.momentum() == 0) {
            gradient.muli(factor);
            return;
        }
        INDArray u = block.getUpdaterView();
        u.muli(solver.momentum());
        add(factor, gradient, u);
        gradient.assign(u);
    }

    /** g + wd x in the gradient's place. */
    private void decay(UpdaterBlock block) {
        if (solver.weightDecay() > 0) {
            INDArray x =
                    net.params().get(NDArrayIndex.interval(block.getParamOffsetStart(), block.getParamOffsetEnd()));
            add(solver.weightDecay(), x, block.getGradientView());
        }
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

    /** Puts a random direction in the gradient's place; the same one for the same iteration. */
    private double randomDirection(int iteration) {
        SplittableRandom random = new SplittableRandom(iteration);
        for (UpdaterBlock block : blocks) {
            INDArray gradient = block.getGradientView();
            for (long k = 0; k < gradient.length(); k++) {
                gradient.putScalar(k, random.nextGaussian());
            }
        }
        return Attachment.norm(blocks);
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
