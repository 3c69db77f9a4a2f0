package org.infimum.relu;

import java.util.List;
import java.util.function.IntConsumer;

/**
 * A run of a structured primal-dual interior-point method on a {@link ConeProgram}. One step is one predictor-corrector iteration
 * (Mehrotra 1992): k x k systems for the blocks ({@link BlockState}), an n x n system for what couples them ({@link NewtonSystem}).
 *
 * <p>The smoothing of the norms is tied to the barrier, epsilon = c mu. A small multiple of
 * the identity on each block keeps the system solvable where a norm is linear along v; it is no part of the gradient, so it slows the
 * last steps by its ratio to the loss's curvature, 1e-6, and changes no result.
 *
 * <p>After any number of steps {@link #solution} is usable. Native memory is held until {@link #close}. One thread at a time.
 */
final class InteriorPoint implements AutoCloseable {
    /** Seldom more than 40 are needed; 300 end a run that rounding keeps from its tolerance. */
    private static final int MOST_ITERATIONS = 300;
    /** Iterations without a smaller gap after which rounding is taken to be in the way. */
    private static final int PATIENCE = 15;

    private static final double TO_BOUNDARY = 0.995;
    /** Of a block's curvature; with the softening of {@link BlockState} the best of the powers of ten tried on Gaussian data. */
    private static final double REGULARISATION = 1e-6;
    /** It is divided by this after some whole steps in a row that each gain less than a tenth: there the objective is flatter than the regularisation. */
    private static final double RELEASE = 100;

    private static final int CREEPING = 4;

    private static final double LEAST_REGULARISATION = 1e-14;
    /** Products s lambda at the start, relative to those that make both parts of the gap equal: 10 takes a fifth more iterations. */
    private static final double FIRST_PRODUCT = 100;
    /** The length of v at the start, relative to the one expected. */
    private static final double FIRST_LENGTH = 3;
    /** The part of the gap that the products aimed at sum up to at least. */
    private static final double LAG = 0.002;
    /** The least fall of the products in a step of a run that was begun again. */
    private static final double SLOWLY = 0.1;
    /** Steps shorter than a 64th of what the slacks allow would not bring the duals along. */
    private static final int HALVINGS = 6;
    /** The relative gap below which steps are shortened. */
    private static final double NEAR = 1e-3;
    /** Runs from a start before one ends without its tolerance. */
    private static final int MOST_ATTEMPTS = 4;
    /** The relative rise of the objective that a step may bring. */
    private static final double RISE = 1e-9;
    /** The part of the gap allowed that the barrier may leave. */
    private static final double FLOOR = 0.05;
    /** Blocks are shared among threads from this many numbers of the Newton matrix on. */
    private static final long WORTH_THREADS = 100_000;

    private final ConeProgram program;
    private double tolerance;
    private final int n;
    private final BlockState[] states;
    private final double[][] outputs;
    private final double[] longest;
    private final double[] z;
    private LossState loss;
    private final Loop blockLoop;
    private final ConeMaps maps;
    private final NewtonSystem newton;
    private final int[] offsets;
    private final int pairs;
    private int groups;
    private double curvature;
    private int attempt;
    private double mu;
    private double regularisation;
    private int creeping;
    private double epsilonPerMu;
    private double length;
    private int iterations;
    private double primal;
    private double gap;
    private int sinceBest;
    private double smallestGap = Double.POSITIVE_INFINITY;
    private ConeSolution best;
    private boolean done;

    /**
     * Begins a run.
     *
     * @param program the program
     * @param tolerance the relative gap to end with, positive
     * @param start as {@link ConeProgram#solve(double, double[][])}
     */
    InteriorPoint(ConeProgram program, double tolerance, double[][] start) {
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("The tolerance must be positive, not " + tolerance + ".");
        }
        this.program = program;
        this.tolerance = tolerance;
        this.n = program.targets().length;
        List<ConeBlock> blocks = program.blocks();
        this.states = new BlockState[blocks.size()];
        this.outputs = new double[blocks.size()][n];
        this.longest = new double[blocks.size()];
        this.z = new double[n];
        this.loss = LossState.of(program.loss(), program.targets());
        int constraints = loss.pairs();
        for (ConeBlock block : blocks) {
            constraints += block.constraints();
            groups += block.groups();
            curvature = Math.max(curvature, block.meanSquare());
        }
        this.pairs = constraints;
        this.offsets = new int[states.length + 1];
        for (int j = 0; j < states.length; j++) {
            states[j] = new BlockState(blocks.get(j), program.beta());
            offsets[j + 1] = offsets[j] + blocks.get(j).size();
        }
        this.blockLoop = new Loop((long) n * offsets[states.length] >= WORTH_THREADS);
        this.maps = new ConeMaps(blocks);
        this.newton = NewtonSystem.of(states, offsets, n, blockLoop);
        if (!endsAtZero(blocks)) {
            begin(start);
        }
    }

    /** Where nothing is gained by leaving v = 0, not even without the cones, that is the solution; the smoothing would have no scale to tend to. */
    private boolean endsAtZero(List<ConeBlock> blocks) {
        double[] nu = new double[n];
        boolean flat = true;
        for (int i = 0; i < n; i++) {
            nu[i] = -program.loss().derivative(0, program.targets()[i]);
            flat &= nu[i] == 0;
        }
        for (int j = 0; j < states.length && !flat; j++) {
            double[] gradient = new double[blocks.get(j).size()];
            blocks.get(j).addOutputTransposed(nu, gradient);
            double square = 0;
            for (double component : gradient) {
                square += component * component;
            }
            if (Math.sqrt(square) > program.beta()) {
                return false;
            }
        }
        // without multipliers already feasible: the loss at 0 is its own dual value
        double value = program.loss().sum(z, program.targets());
        best = new ConeSolution(zeros(), multipliers(), z.clone(), nu, value, value, 0, 0, true);
        done = true;
        return true;
    }

    private double[][] zeros() {
        double[][] v = new double[states.length][];
        for (int j = 0; j < v.length; j++) {
            v[j] = new double[states[j].v().length];
        }
        return v;
    }

    private double[][] multipliers() {
        double[][] lambda = new double[states.length][];
        for (int j = 0; j < lambda.length; j++) {
            lambda[j] = states[j].lambda().clone();
        }
        return lambda;
    }

    private void begin(double[][] start) {
        double atZero = program.loss().sum(new double[n], program.targets());
        // beta ||v|| cannot exceed the loss at 0; outputs of the targets' size need about the second length
        length = Math.min(atZero / program.beta(), Math.sqrt(2 * atZero / (curvature * groups)));
        double unit = FIRST_LENGTH * length / Math.sqrt(groups);
        regularisation = REGULARISATION;
        creeping = 0;
        mu = FIRST_PRODUCT * program.beta() * unit * groups / Math.max(pairs, 1);
        epsilonPerMu = unit / mu;
        for (int j = 0; j < states.length; j++) {
            double[] v = states[j].v();
            double[] interior = states[j].block().interior();
            double[] given = start == null ? null : start[j];
            double norm = 0;
            if (interior != null) {
                norm = org.infimum.linalg.Euclidean.norm(interior);
            }
            for (int c = 0; c < v.length; c++) {
                v[c] = (given == null ? 0 : given[c]) + (norm > 0 ? unit * interior[c] / norm : 0);
            }
        }
        move();
        forEachBlock(j -> states[j].begin(unit, mu, unit));
        predict();
        assess();
    }

    /**
     * Once more and slowly: from the best point with shortened steps, then from scratch without. A run seldom goes astray in both ways: the
     * shortened steps hold the objective where a norm vanishes, and hold the duals back where a cone's multipliers still move.
     */
    private void restart() {
        attempt++;
        sinceBest = 0;
        smallestGap = Double.POSITIVE_INFINITY;
        loss = LossState.of(program.loss(), program.targets());
        begin(attempt % 2 == 1 ? best.v() : null);
    }

    private void forEachBlock(IntConsumer action) {
        blockLoop.run(states.length, action);
    }

    /** All blocks' outputs and slacks from their v. */
    private void move() {
        forEachBlock(j -> maps.set(j, states[j].v()));
        maps.multiply();
        forEachBlock(j -> maps.get(j, outputs[j], states[j].slacks()));
    }

    /** The predictions from the blocks' outputs. */
    private void predict() {
        sum(z);
        loss.moveTo(z);
    }

    /** In the blocks' order, whatever the threads do, so that the same program gives the same bits. */
    private void sum(double[] total) {
        java.util.Arrays.fill(total, 0);
        for (double[] output : outputs) {
            for (int i = 0; i < n; i++) {
                total[i] += output[i];
            }
        }
    }

    /** Both values at the iterate; keeps it if its gap is the smallest so far. */
    private void assess() {
        primal = program.loss().sum(z, program.targets());
        double[] violations = new double[states.length];
        double[] norms = new double[states.length];
        double[] nu = loss.dual();
        forEachBlock(j -> maps.setTransposed(j, nu, states[j].lambda()));
        maps.multiplyTransposed();
        forEachBlock(j -> {
            double[] q = new double[states[j].v().length];
            maps.addTransposed(j, q);
            norms[j] = states[j].dualNorm(q);
            violations[j] = states[j].violation();
        });
        double largest = 0;
        double violation = 0;
        for (int j = 0; j < states.length; j++) {
            primal += program.beta() * states[j].norms();
            largest = Math.max(largest, norms[j]);
            violation = Math.max(violation, violations[j]);
        }
        double scale = DualScale.best(program.loss(), nu, program.targets(), largest, program.beta());
        double[] dual = new double[n];
        for (int i = 0; i < n; i++) {
            dual[i] = scale * nu[i];
        }
        double bound = program.loss().dualSum(dual, program.targets());
        boolean feasible = violation <= 1e-13 * length;
        gap = primal - bound;
        boolean reached = feasible && gap <= tolerance * Math.abs(primal);
        sinceBest++;
        if (gap < smallestGap) {
            smallestGap = gap;
            sinceBest = 0;
        }
        if (best == null || isBetter(feasible, violation, gap)) {
            double[][] v = new double[states.length][];
            double[][] lambda = multipliers();
            for (int j = 0; j < states.length; j++) {
                v[j] = states[j].v().clone();
                for (int i = 0; i < lambda[j].length; i++) {
                    lambda[j][i] *= scale;
                }
            }
            best = new ConeSolution(v, lambda, z.clone(), dual, primal, bound, violation, iterations, reached);
        }
        done = reached || iterations >= MOST_ITERATIONS || !Double.isFinite(primal);
        if (!done && sinceBest >= PATIENCE) {
            if (attempt == MOST_ATTEMPTS - 1) {
                done = true;
            } else {
                restart();
            }
        }
    }

    private boolean isBetter(boolean feasible, double violation, double gap) {
        boolean bestFeasible = best.violation() <= 1e-13 * length;
        if (feasible != bestFeasible) {
            return feasible;
        }
        return feasible ? gap < best.primal() - best.bound() : violation < best.violation();
    }

    /** Whether the tolerance is reached or nothing more can be done. */
    boolean isDone() {
        return done;
    }

    /** The best point so far. */
    ConeSolution solution() {
        return new ConeSolution(
                best.v(),
                best.multipliers(),
                best.outputs(),
                best.dual(),
                best.primal(),
                best.bound(),
                best.violation(),
                iterations,
                best.converged());
    }

    /**
     * Goes on to a smaller gap.
     *
     * @param smaller the relative gap to end with, positive
     */
    void tighten(double smaller) {
        tolerance = smaller;
        if (done && best.converged() && iterations < MOST_ITERATIONS && best.relativeGap() > smaller) {
            done = false;
            best = null;
            assess();
        }
    }

    int iterations() {
        return iterations;
    }

    /** One iteration. */
    void step() {
        if (done) {
            return;
        }
        iterations++;
        double epsilon = epsilonPerMu * mu;
        double[] root = loss.rootWeights();
        forEachBlock(j -> maps.setWeights(j, states[j].weights(epsilon, root)));
        maps.multiplyGrams();
        forEachBlock(j -> {
            maps.getGram(j, states[j].hessian());
            states[j].factor(epsilon, regularisation);
        });
        if (!newton.factor(root)) {
            done = true;
            return;
        }
        direct(0, epsilon, 0, false);
        double affine = Math.min(1, longestStep());
        double product = mu;
        if (pairs > 0) {
            product = complementarityAt(affine) / pairs;
        } else {
            product = (1 - affine) * mu;
        }
        double ratio = Math.max(0, product / mu);
        double sigma = Math.max(attempt > 0 ? SLOWLY : 1e-4, ratio * ratio * ratio);
        // not below what the tolerance needs: smaller products only make the systems worse
        double target = Math.max(sigma * mu, FLOOR * tolerance * Math.abs(primal) / Math.max(pairs, 1));
        // nor far below the gap: where the duals lag behind, smaller products would leave them there
        target = Math.max(target, Math.min(mu, LAG * gap / Math.max(pairs, 1)));
        direct(target, epsilon, epsilonPerMu * target, true);
        double step = shorten(Math.min(1, TO_BOUNDARY * longestStep()), target, epsilon);
        forEachBlock(j -> states[j].advance(step));
        move();
        forEachBlock(j -> states[j].settle());
        loss.advance(step);
        mu = pairs > 0 ? Math.max(complementarity() / pairs, 1e-300) : mu + step * (target - mu);
        double before = gap;
        predict();
        assess();
        creeping = step > 0.9 && gap > 0.9 * before && gap < before ? creeping + 1 : 0;
        if (creeping == CREEPING && regularisation > LEAST_REGULARISATION) {
            regularisation /= RELEASE;
            creeping = 0;
        }
    }

    private void direct(double muTarget, double epsilon, double epsilonTarget, boolean corrected) {
        double[] constant = loss.constant(muTarget, corrected);
        double[] u = new double[offsets[states.length]];
        forEachBlock(j -> maps.setTransposed(j, constant, states[j].aim(muTarget, corrected)));
        maps.multiplyTransposed();
        forEachBlock(j -> {
            double[] side = new double[states[j].v().length];
            maps.addTransposed(j, side);
            states[j].rightSide(side, epsilon, epsilonTarget);
            System.arraycopy(side, 0, u, offsets[j], side.length);
        });
        newton.solve(u);
        forEachBlock(j -> {
            states[j].turn(u, offsets[j]);
            maps.set(j, states[j].dv());
        });
        maps.multiply();
        forEachBlock(j -> {
            maps.get(j, outputs[j], states[j].slackDirection());
            states[j].direct(epsilon);
            longest[j] = states[j].longestStep();
        });
        double[] dz = new double[n];
        sum(dz);
        loss.direct(dz);
    }

    /**
     * Halves a step that raises the smoothed objective with its barrier. Newton's model takes a norm to be linear along v, but v beyond 0 pays
     * again: near multipliers of length beta an unshortened step leaves a minimum that was found to nine digits.
     */
    private double shorten(double longest, double target, double epsilon) {
        if (attempt % 2 == 0 || !(smallestGap <= NEAR * Math.abs(primal))) {
            return longest;
        }
        double here = meritAt(0, target, epsilon);
        double step = longest;
        for (int halving = 0; halving < HALVINGS; halving++) {
            if (meritAt(step, target, epsilon) <= here + RISE * Math.abs(here)) {
                return step;
            }
            step /= 2;
        }
        return step;
    }

    private double meritAt(double step, double target, double epsilon) {
        double sum = loss.meritAt(step, target);
        for (BlockState state : states) {
            sum += state.meritAt(step, target, epsilon);
        }
        return sum;
    }

    private double longestStep() {
        double step = loss.longestStep();
        for (double one : longest) {
            step = Math.min(step, one);
        }
        return step;
    }

    private double complementarityAt(double step) {
        double sum = loss.complementarityAt(step);
        for (BlockState state : states) {
            sum += state.complementarityAt(step);
        }
        return sum;
    }

    private double complementarity() {
        double sum = loss.complementarity();
        for (BlockState state : states) {
            sum += state.complementarity();
        }
        return sum;
    }

    @Override
    public void close() {
        maps.close();
        newton.close();
    }
}
