package org.infimum.network;

import java.util.ArrayDeque;
import org.infimum.linalg.Rounded;

/** An activation function, entry by entry. */
final class ActivationStage implements Stage {
    final Activation activation;

    ActivationStage(Activation activation) {
        this.activation = activation;
    }

    @Override
    public double[] forward(double[] parameters, double[] u, ArrayDeque<double[]> tape) {
        tape.push(u);
        double[] z = new double[u.length];
        for (int j = 0; j < z.length; j++) {
            z[j] = activation.value(u[j]);
        }
        return z;
    }

    @Override
    public double[] backward(double[] parameters, double[] delta, ArrayDeque<double[]> tape, double[] gradient) {
        double[] u = tape.pop();
        double[] back = new double[u.length];
        for (int j = 0; j < back.length; j++) {
            back[j] = activation.slope(u[j]) * delta[j];
        }
        return back;
    }

    @Override
    public Enclosure enclose(ParameterBlocks parameters, Enclosure u, ArrayDeque<Enclosure> tape) {
        tape.push(u);
        int n = u.size();
        double[] centre = new double[n];
        double[] lower = new double[n];
        double[] upper = new double[n];
        double[] lost = new double[n];
        double steepest = 0;
        for (int j = 0; j < n; j++) {
            centre[j] = activation.value(u.centre[j]);
            lower[j] = activation.valueDown(u.lower[j]);
            upper[j] = activation.valueUp(u.upper[j]);
            lost[j] = activation.valueError(centre[j]);
            steepest = Math.max(
                    steepest,
                    activation.mostSlope(Math.min(u.lower[j], u.centre[j]), Math.max(u.upper[j], u.centre[j])));
        }
        double apart = Rounded.addUp(Rounded.multiplyUp(steepest, u.deviation), Rounded.normUp(lost));
        // all functions have slopes of at most 1, so |sigma(u)| <= |u| where sigma(0) = 0
        Enclosure z =
                new Enclosure(centre, lower, upper, apart, activation.keepsZero() ? u.norm : Double.POSITIVE_INFINITY);
        if (!Noises.follows(n)) {
            return z;
        }
        double[] slopes = new double[n];
        double[] bent = new double[n];
        for (int j = 0; j < n; j++) {
            slopes[j] = activation.slope(u.centre[j]);
            double from = Math.min(u.lower[j], u.centre[j]);
            double to = Math.max(u.upper[j], u.centre[j]);
            double turn = turn(slopes[j], activation.leastSlope(from, to), activation.mostSlope(from, to));
            // up to the kink nothing turns
            double beyond = Math.max(0, Rounded.addUp(u.reach(j), -activation.kinkDistance(u.centre[j])));
            bent[j] = turn == 0 ? lost[j] : Rounded.addUp(Rounded.multiplyUp(turn, beyond), lost[j]);
        }
        return scaled(u, slopes).sharpen(z, bent, Double.POSITIVE_INFINITY);
    }

    /**
     * With slopes D in the ranges that the inputs allow, D_0 at the centre and d the centre of delta: D delta - D_0 d =
     * D (delta - d) + (D - D_0) d = D_0 (delta - d) + (D - D_0) delta. Where a unit cannot switch, D - D_0 = 0.
     */
    @Override
    public Enclosure encloseBack(
            ParameterBlocks parameters, Enclosure delta, ArrayDeque<Enclosure> tape, GradientSums sums) {
        Enclosure u = tape.pop();
        int n = u.size();
        double[] centre = new double[n];
        double[] lower = new double[n];
        double[] upper = new double[n];
        double[] lost = new double[n];
        double[] switchedCentre = new double[n];
        double[] switched = new double[n];
        double[] slopes = new double[n];
        double steepest = 0;
        double steepestCentre = 0;
        for (int j = 0; j < n; j++) {
            double least = activation.leastSlope(u.lower[j], u.upper[j]);
            double most = activation.mostSlope(u.lower[j], u.upper[j]);
            double slope = Math.min(most, Math.max(least, activation.slope(u.centre[j])));
            slopes[j] = slope;
            centre[j] = slope * delta.centre[j];
            if (slope != 0 && slope != 1) {
                lost[j] = Rounded.addUp(Rounded.multiplyUp(Math.abs(centre[j]), Rounded.UNIT), Double.MIN_VALUE);
            }
            lower[j] = scale(delta.lower[j] >= 0 ? least : most, delta.lower[j], false);
            upper[j] = scale(delta.upper[j] >= 0 ? most : least, delta.upper[j], true);
            double turn = turn(slope, least, most);
            switchedCentre[j] = turn == 0 ? 0 : Rounded.multiplyUp(turn, Math.abs(delta.centre[j]));
            switched[j] = turn == 0 ? 0 : Rounded.multiplyUp(turn, delta.magnitude(j));
            steepest = Math.max(steepest, most);
            steepestCentre = Math.max(steepestCentre, slope);
        }
        double one = Rounded.addUp(Rounded.multiplyUp(steepest, delta.deviation), Rounded.normUp(switchedCentre));
        double other = Rounded.addUp(Rounded.multiplyUp(steepestCentre, delta.deviation), Rounded.normUp(switched));
        double apart = Rounded.addUp(Math.min(one, other), Rounded.normUp(lost));
        Enclosure back = new Enclosure(centre, lower, upper, apart, Rounded.multiplyUp(steepest, delta.norm));
        if (!Noises.follows(n)) {
            return back;
        }
        for (int j = 0; j < n; j++) {
            switched[j] = lost[j] == 0 ? switched[j] : Rounded.addUp(switched[j], lost[j]);
        }
        return scaled(delta, slopes).sharpen(back, switched, Double.POSITIVE_INFINITY);
    }

    private static double turn(double slope, double least, double most) {
        double turn = Math.max(most - slope, slope - least);
        return least == most && slope == least ? 0 : Math.nextUp(turn);
    }

    /** D_0 J for every part J e. */
    private static Noises scaled(Enclosure set, double[] slopes) {
        Noises noises = new Noises(slopes.length);
        for (Noise part : set.noises()) {
            double[][] rows = new double[slopes.length][part.columns()];
            for (int j = 0; j < slopes.length; j++) {
                for (int c = 0; c < rows[j].length; c++) {
                    rows[j][c] = slopes[j] * part.rows()[j][c];
                }
                if (slopes[j] != 0 && slopes[j] != 1) {
                    double lost = Rounded.addUp(
                            Rounded.multiplyUp(part.length(j), Rounded.UNIT), part.columns() * Double.MIN_VALUE);
                    noises.add(j, Rounded.multiplyUp(lost, part.radius()));
                }
            }
            noises.part(part.symbol(), rows, part.radius());
        }
        return noises;
    }

    private static double scale(double slope, double x, boolean up) {
        if (slope == 0 || slope == 1) {
            return slope * x;
        }
        return up ? Rounded.multiplyUp(slope, x) : Rounded.multiplyDown(slope, x);
    }

    @Override
    public double[] drift(ParameterBlocks parameters, Enclosure u, double[] error) {
        double[] drifted = new double[u.size()];
        for (int j = 0; j < drifted.length; j++) {
            double far = Math.max(Math.abs(activation.valueDown(u.lower[j])), Math.abs(activation.valueUp(u.upper[j])));
            // slopes are at most 1
            drifted[j] = Rounded.addUp(error[j], activation.valueError(Rounded.addUp(far, error[j])));
        }
        return drifted;
    }
}
