package org.infimum.bpgrad;

import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.infimum.Driver;
import org.infimum.Minimizer;
import org.infimum.Objective;
import org.infimum.Solution;
import org.infimum.lipschitz.LipschitzConstant;

/** Algorithm 1. */
public final class BranchAndPrune implements Minimizer {
    private final LipschitzConstant lipschitz;
    private final Settings settings;
    private final Driver driver;

    private record Settings(
            double gap, RhoSchedule rho, double gamma, Double shift, long seed, long effort, boolean checksSteepness) {}

    private BranchAndPrune(LipschitzConstant lipschitz, Settings settings, Driver driver) {
        this.lipschitz = Objects.requireNonNull(lipschitz, "lipschitz");
        this.settings = settings;
        this.driver = driver;
    }
    public static BranchAndPrune lipschitz(LipschitzConstant lipschitz) {
        return new BranchAndPrune(lipschitz, new Settings(1e-2, null, 1e-3, null, 1, Long.MAX_VALUE, true), Driver.standard());
    }
    public BranchAndPrune gap(double gap) {
        return new BranchAndPrune(lipschitz, new Settings(gap, settings.rho, settings.gamma, settings.shift, settings.seed, settings.effort, settings.checksSteepness), driver);
    }
    public BranchAndPrune rho(RhoSchedule rho) {
        return new BranchAndPrune(lipschitz, new Settings(settings.gap, rho, settings.gamma, settings.shift, settings.seed, settings.effort, settings.checksSteepness), driver);
    }
    public BranchAndPrune seed(long seed) {
        return new BranchAndPrune(lipschitz, new Settings(settings.gap, settings.rho, settings.gamma, settings.shift, seed, settings.effort, settings.checksSteepness), driver);
    }
    public BranchAndPrune effort(long e) {
        return new BranchAndPrune(lipschitz, new Settings(settings.gap, settings.rho, settings.gamma, settings.shift, settings.seed, e, settings.checksSteepness), driver);
    }
    public BranchAndPrune driver(Driver d) {
        return new BranchAndPrune(lipschitz, settings, d);
    }
    LipschitzConstant lipschitz() { return lipschitz; }
    double gap() { return settings.gap; }
    double gamma() { return settings.gamma; }
    long seed() { return settings.seed; }
    long effort() { return settings.effort; }
    boolean checksSteepness() { return settings.checksSteepness; }
    OptionalDouble shift() { return settings.shift == null ? OptionalDouble.empty() : OptionalDouble.of(settings.shift); }
    RhoSchedule rho(int d) {
        return settings.rho != null ? settings.rho : new RhoSchedule(0, Integer.MAX_VALUE, Long.MAX_VALUE, Math.pow(400, -1.0 / d));
    }
    @Override
    public String name() { return "branch and prune"; }
    @Override
    public Solution<double[]> minimize(Objective objective) {
        return minimize(objective, objective.domain().sample(new SplittableRandom(settings.seed)));
    }
    public Solution<double[]> minimize(Objective objective, double[] start) {
        return driver.run(new BranchAndPruneIteration(this, objective, start));
    }
}
