package org.infimum.deep;

import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A {@link StepRule}'s steps on the flat gradient. DL4J subtracts what stands in the gradient's place from the parameters, so the
 * momentum is kept with its sign turned.
 */
final class NormedRule implements UpdateRule {
    private final String name;
    private final StepRule rule;
    private final BpGrad.Decay decay;
    private final NetworkAdapter net;
    private List<UpdaterBlock> blocks = List.of();
    private double lossNorm;
    private Step last = Step.NONE;

    /**
     * A rule for a network.
     *
     * @param name the solver's name in messages
     * @param decay where the regularisation stands
     */
    NormedRule(String name, StepRule rule, BpGrad.Decay decay, NetworkAdapter net) {
        this.name = name;
        this.rule = rule;
        this.decay = decay;
        this.net = net;
    }

    @Override
    public void bind(List<UpdaterBlock> all) {
        blocks = Attachment.trained(all);
        for (UpdaterBlock block : blocks) {
            ((RuledGradient) block.getGradientUpdater()).attach(RuledGradient.UNCHANGED);
        }
    }

    @Override
    public boolean passable() {
        return true;
    }

    @Override
    public void before(Iteration iteration) {
        if (afterNorm()) {
            // DL4J adds the regularisation's gradient next, after which the loss's own norm is out of reach
            lossNorm = Attachment.norm(blocks) / iteration.divisor();
        }
    }

    @Override
    public void after(Iteration iteration) {
        double norm = afterNorm() ? lossNorm : Attachment.norm(blocks);
        StepFactors factors = factors(iteration, norm, net::regularization);
        for (UpdaterBlock block : blocks) {
            step(block, factors);
        }
        last = new Step(iteration.score(), factors.stepSize(), norm, Attachment.norm(blocks));
    }

    @Override
    public void inOnePass(FlatUpdate flat, List<FlatTerms> terms, Iteration iteration) {
        List<FlatTerms> early = afterNorm()
                ? terms.stream().map(FlatTerms::withoutRegularisation).toList()
                : terms;
        List<FlatTerms> late = afterNorm() ? terms : Collections.nCopies(terms.size(), FlatTerms.NOTHING);
        double norm = Math.sqrt(flat.run(new ObjectivePass(flat.vectors(), early)));
        StepFactors factors = factors(iteration, norm, () -> flat.run(new PenaltyPass(flat.vectors(), terms)));
        double length = Math.sqrt(flat.run(MomentumPass.of(flat.vectors(), late, factors)));
        last = new Step(iteration.score(), factors.stepSize(), norm, length);
    }

    private boolean afterNorm() {
        return decay == BpGrad.Decay.AFTER_NORM;
    }

    /** The step, before anything that has a memory was touched by values that are not finite. */
    private StepFactors factors(Iteration iteration, double norm, DoubleSupplier regularisation) {
        double score = iteration.score();
        if (!Double.isFinite(score) || !Double.isFinite(norm)) {
            throw new NotFiniteException(name, iteration.number(), score, norm);
        }
        double objective = decay == BpGrad.Decay.IN_OBJECTIVE ? score : score - regularisation.getAsDouble();
        double length = norm == 0 && rule.randomAtZero() ? addRandomDirection(iteration.number()) : norm;
        StepFactors factors = rule.at(objective, length, norm == 0, iteration);
        if (!(factors.stepSize() <= Float.MAX_VALUE)) {
            throw new NotFiniteException(name, iteration.number(), score, norm);
        }
        return factors;
    }

    private static void step(UpdaterBlock block, StepFactors factors) {
        INDArray gradient = block.getGradientView();
        if (factors.momentum() == 0) {
            gradient.muli(factors.inner() * factors.outer() + factors.direct());
            return;
        }
        INDArray u = block.getUpdaterView();
        u.muli(factors.momentum());
        add(factors.inner(), gradient, u);
        gradient.muli(factors.direct());
        add(factors.outer(), u, gradient);
    }

    private static void add(double factor, INDArray x, INDArray y) {
        Nd4j.getBlasWrapper().level1().axpy(x.length(), factor, x, y);
    }

    /** Adds a random direction, the same one for the same iteration, to where the gradient is zero; its norm. */
    private double addRandomDirection(int iteration) {
        SplittableRandom random = new SplittableRandom(iteration);
        double square = 0;
        for (UpdaterBlock block : blocks) {
            INDArray gradient = block.getGradientView();
            for (long k = 0; k < gradient.length(); k++) {
                double component = random.nextGaussian();
                square += component * component;
                gradient.putScalar(k, gradient.getDouble(k) + component);
            }
        }
        return Math.sqrt(square);
    }

    @Override
    public Step last() {
        return last;
    }

    @Override
    public double[] state() {
        return rule.state();
    }

    @Override
    public void restore(double[] state) {
        int length = rule.state().length;
        if (state.length != length) {
            throw new IllegalArgumentException(name + "'s state has " + length + " numbers, not " + state.length + ".");
        }
        rule.restore(state);
    }
}
