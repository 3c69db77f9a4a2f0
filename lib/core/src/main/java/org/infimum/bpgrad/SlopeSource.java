package org.infimum.bpgrad;

import java.util.Optional;
import org.infimum.lipschitz.LipschitzConstant;
import org.infimum.lipschitz.LipschitzEstimate;

/** Where LIPO's L comes from. */
sealed interface SlopeSource {
    /** L as of now; empty while there is none. */
    Optional<LipschitzConstant> constant();

    /** Whether samples are held against L. */
    boolean isClaim();

    /** Takes a sample in that is not yet in the index. */
    void show(SampleIndex samples, double[] x, double f);

    /** The L that the user gives. */
    record Given(LipschitzConstant given) implements SlopeSource {
        @Override
        public Optional<LipschitzConstant> constant() {
            return Optional.of(given);
        }

        @Override
        public boolean isClaim() {
            return true;
        }

        @Override
        public void show(SampleIndex samples, double[] x, double f) {
            // the constant does not depend on the samples
        }
    }

    /** The least (1 + alpha)^i that is not below any slope between two samples. */
    final class Observed implements SlopeSource {
        private final double alpha;
        private double steepest;
        private double estimate;

        Observed(double alpha) {
            this.alpha = alpha;
        }

        @Override
        public Optional<LipschitzConstant> constant() {
            return estimate > 0
                    ? Optional.of(new LipschitzEstimate(
                            estimate, "L = " + estimate + ", the least power of " + (1 + alpha) + " above the slopes seen"))
                    : Optional.empty();
        }

        @Override
        public boolean isClaim() {
            return false;
        }

        @Override
        public void show(SampleIndex samples, double[] x, double f) {
            double before = steepest;
            for (int i = 0; i < samples.size(); i++) {
                double distance = samples.distance(i, x);
                if (distance > 0) {
                    steepest = Math.max(steepest, Math.abs(f - samples.value(i)) / distance);
                }
            }
            if (steepest > before && steepest > estimate) {
                double power = Math.pow(1 + alpha, Math.ceil(Math.log(steepest) / Math.log1p(alpha)));
                // the logarithms' rounding may leave it a little short
                estimate = power >= steepest ? power : power * (1 + alpha);
            }
        }
    }
}
