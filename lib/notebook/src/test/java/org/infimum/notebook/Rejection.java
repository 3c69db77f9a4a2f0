package org.infimum.notebook;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.infimum.Objective;
import org.infimum.Trace;

/** A search that draws points and keeps those which no ball has removed (equations 4 and 6): the trace of a real run in few lines. */
final class Rejection {
    private Rejection() {}

    static Trace search(Objective objective, double lipschitz, double rho, int draws, long seed) {
        int d = objective.domain().dimension();
        List<String> names = new ArrayList<>();
        for (int k = 1; k <= d; k++) {
            names.add("x" + k);
        }
        names.addAll(List.of("f", "best f", "lower", "target", "rho"));
        Trace.Recorder recorder = new Trace.Recorder(names.toArray(String[]::new));
        Random random = new Random(seed);
        List<double[]> samples = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        double best = Double.POSITIVE_INFINITY;
        double b = objective.lowerBound();
        for (int draw = 0; draw < draws; draw++) {
            double[] x = new double[d];
            for (int k = 0; k < d; k++) {
                double low = objective.domain().lower(k);
                x[k] = low + random.nextDouble() * (objective.domain().upper(k) - low);
            }
            double target = b + rho * (best - b);
            if (!samples.isEmpty() && isRemoved(samples, values, x, lipschitz, target)) {
                continue;
            }
            double f = objective.value(x);
            samples.add(x);
            values.add(f);
            best = Math.min(best, f);
            double[] row = new double[d + 5];
            System.arraycopy(x, 0, row, 0, d);
            row[d] = f;
            row[d + 1] = best;
            row[d + 2] = b;
            row[d + 3] = b + rho * (best - b);
            row[d + 4] = rho;
            recorder.append(row);
        }
        return recorder.trace();
    }

    private static boolean isRemoved(
            List<double[]> samples, List<Double> values, double[] x, double lipschitz, double target) {
        for (int i = 0; i < samples.size(); i++) {
            double square = 0;
            for (int k = 0; k < x.length; k++) {
                square += Math.pow(x[k] - samples.get(i)[k], 2);
            }
            if (values.get(i) - lipschitz * Math.sqrt(square) > target) {
                return true;
            }
        }
        return false;
    }
}
