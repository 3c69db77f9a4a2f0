package org.infimum.deep;

/** What a solver that works layer by layer did, recorded around it. */
final class StepRecorder {
    private final String solver;
    private double gradientNorm;
    private Step last = Step.NONE;

    StepRecorder(String solver) {
        this.solver = solver;
    }

    /** Before the updater, so that a solver with memory is not spoilt by a gradient that is not finite. */
    void takeNorm(Iteration iteration, double normOfSum) {
        // without the regularisation's gradient, which comes later
        gradientNorm = normOfSum / iteration.divisor();
        if (!Double.isFinite(iteration.score()) || !Double.isFinite(gradientNorm)) {
            throw new NotFiniteException(solver, iteration.number(), iteration.score(), gradientNorm);
        }
    }

    void record(Iteration iteration, double rate, double stepLength) {
        last = new Step(iteration.score(), rate, gradientNorm, stepLength);
    }

    Step last() {
        return last;
    }
}
