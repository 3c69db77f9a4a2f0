package org.infimum.relu.check;

import java.math.BigDecimal;
import org.infimum.relu.CertificateFile;
import org.infimum.relu.DualPoint;
import org.infimum.relu.TwoLayerNetwork;

/** The two bounds of a certificate, recomputed without rounding. */
final class ClaimedBounds {
    /** Products of doubles that a check may cost, a second or two. */
    private static final long PRODUCTS = 4_000_000;

    private static final BigDecimal HALF = new BigDecimal("0.5");

    private final double[][] x; // with the column of ones, if there is one
    private final double[] y;
    private final CertificateFile file;

    ClaimedBounds(double[][] x, double[] y, CertificateFile file) {
        this.x = x;
        this.y = y;
        this.file = file;
    }

    /** Whether L(z) + beta/2 sum (||u_j||^2 + a_j^2) is at most the claimed upper bound. */
    CheckedPart upper() {
        TwoLayerNetwork network = file.network();
        double claimed = file.certificate().upper();
        long products = (long) x.length * network.width() * (x[0].length + 1);
        if (products > PRODUCTS) {
            return CheckedPart.notVerified("The network's objective was not re-verified: " + products
                    + " exact products are more than the " + PRODUCTS + " of this check.");
        }
        BigDecimal[][] hidden = new BigDecimal[network.width()][];
        BigDecimal[] output = new BigDecimal[hidden.length];
        BigDecimal squares = BigDecimal.ZERO;
        for (int j = 0; j < hidden.length; j++) {
            hidden[j] = exact(network.hidden(j));
            output[j] = new BigDecimal(network.output(j));
            squares = squares.add(output[j].multiply(output[j]));
            for (BigDecimal weight : hidden[j]) {
                squares = squares.add(weight.multiply(weight));
            }
        }
        Enclosure objective = Enclosure.exact(
                new BigDecimal(file.problem().weightDecay()).multiply(squares).multiply(HALF));
        for (int i = 0; i < x.length; i++) {
            objective = objective.plus(loss(prediction(hidden, output, exact(x[i])), new BigDecimal(y[i])));
        }
        BigDecimal bound = new BigDecimal(claimed);
        if (objective.high().compareTo(bound) <= 0) {
            return CheckedPart.verified("The network's objective is at most the claimed " + claimed + ".");
        }
        if (objective.low().compareTo(bound) > 0) {
            return CheckedPart.refuted("The network's objective is "
                    + objective.low().doubleValue() + ", above the claimed " + claimed + " by "
                    + objective.low().subtract(bound).doubleValue() + ".");
        }
        return CheckedPart.notVerified("The network's objective was not re-verified: it agrees with the claimed "
                + claimed + " in 50 digits, too close to call.");
    }

    private static BigDecimal[] exact(double[] numbers) {
        BigDecimal[] exact = new BigDecimal[numbers.length];
        for (int k = 0; k < exact.length; k++) {
            exact[k] = new BigDecimal(numbers[k]);
        }
        return exact;
    }

    /** Where the network has no bias and the problem has, the column of ones is left out. */
    private static BigDecimal prediction(BigDecimal[][] hidden, BigDecimal[] output, BigDecimal[] row) {
        BigDecimal z = BigDecimal.ZERO;
        for (int j = 0; j < hidden.length; j++) {
            BigDecimal t = BigDecimal.ZERO;
            for (int k = 0; k < hidden[j].length; k++) {
                t = t.add(hidden[j][k].multiply(row[k]));
            }
            if (t.signum() > 0) {
                z = z.add(output[j].multiply(t));
            }
        }
        return z;
    }

    private Enclosure loss(BigDecimal z, BigDecimal target) {
        return switch (file.problem().loss()) {
            case SQUARED -> {
                BigDecimal residual = z.subtract(target);
                yield Enclosure.exact(residual.multiply(residual).multiply(HALF));
            }
            case HINGE ->
                Enclosure.exact(BigDecimal.ONE.subtract(target.multiply(z)).max(BigDecimal.ZERO));
            case LOGISTIC -> Enclosure.softplus(target.multiply(z).negate());
        };
    }

    /** Whether the dual value at s nu is at least the claimed lower bounds. */
    CheckedPart lower() {
        DualPoint dual = file.dual();
        double claimed = Math.max(dual.value(), file.certificate().lower());
        if (claimed <= 0) {
            return CheckedPart.verified("No loss is negative, so the claimed lower bound " + claimed + " holds.");
        }
        BigDecimal scale = new BigDecimal(dual.scale());
        double[] nu = dual.nu();
        Enclosure value = Enclosure.ZERO;
        for (int i = 0; i < nu.length; i++) {
            BigDecimal scaled = scale.multiply(new BigDecimal(nu[i]));
            BigDecimal along = scaled.multiply(new BigDecimal(y[i]));
            boolean inside = along.signum() >= 0 && along.compareTo(BigDecimal.ONE) <= 0;
            if (file.problem().loss().needsLabels() && !inside) {
                return CheckedPart.refuted("The dual value is minus infinity: s y nu of sample " + i + " is "
                        + along.doubleValue() + ", not in [0, 1].");
            }
            value = value.plus(
                    switch (file.problem().loss()) {
                        case SQUARED ->
                            Enclosure.exact(
                                    along.subtract(scaled.multiply(scaled).multiply(HALF)));
                        case HINGE -> Enclosure.exact(along);
                        case LOGISTIC -> Enclosure.entropy(along);
                    });
        }
        BigDecimal bound = new BigDecimal(claimed);
        if (value.low().compareTo(bound) >= 0) {
            return CheckedPart.verified("The dual value is at least the claimed " + claimed + ".");
        }
        if (value.high().compareTo(bound) < 0) {
            return CheckedPart.refuted("The dual value is " + value.high().doubleValue() + ", below the claimed "
                    + claimed + " by " + bound.subtract(value.high()).doubleValue() + ".");
        }
        return CheckedPart.notVerified("The dual value was not re-verified: it agrees with the claimed " + claimed
                + " in 50 digits, too close to call.");
    }
}
