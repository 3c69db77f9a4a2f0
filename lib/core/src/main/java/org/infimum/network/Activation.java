package org.infimum.network;

import java.util.Objects;
import org.infimum.linalg.Rounded;

/**
 * An activation function, applied to every entry. All of them are monotone and have slopes in [0, 1].
 *
 * @param kind the function
 * @param alpha the parameter of {@code LEAKY_RELU} and {@code ELU}, in [0, 1]; not used by the others
 */
public record Activation(Kind kind, double alpha) implements Layer {
    // covers the 2^-49 of slope() and the rounding of adding it
    private static final double SLOPE_ERROR = 0x1p-48;

    /** The functions. */
    public enum Kind {
        /** u. */
        IDENTITY,
        /** max(u, 0). */
        RELU,
        /** u where u &gt; 0, alpha u elsewhere. */
        LEAKY_RELU,
        /** tanh u. */
        TANH,
        /** 1 / (1 + exp(-u)). */
        SIGMOID,
        /** log(1 + exp u). */
        SOFTPLUS,
        /** u where u &gt; 0, alpha (exp u - 1) elsewhere. */
        ELU,
        /** u cut off at -1 and 1. */
        HARD_TANH
    }

    /**
     * Checks the parts.
     *
     * @param kind as above
     * @param alpha as above
     * @throws IllegalArgumentException if alpha is not in [0, 1]: then the function would not be monotone or
     *     steeper than 1
     */
    public Activation {
        Objects.requireNonNull(kind, "kind");
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("An activation's alpha must be in [0, 1], not " + alpha + ".");
        }
    }

    /**
     * A function without a parameter; {@code LEAKY_RELU} gets alpha = 0.01 and {@code ELU} alpha = 1, the usual values.
     *
     * @param kind the function
     * @return the layer
     */
    public static Activation of(Kind kind) {
        return new Activation(kind, kind == Kind.LEAKY_RELU ? 0.01 : kind == Kind.ELU ? 1 : 0);
    }

    /**
     * max(u, 0).
     *
     * @return the layer
     */
    public static Activation relu() {
        return of(Kind.RELU);
    }

    @Override
    public Shape output(Shape input) {
        return input;
    }

    @Override
    public Activation withParameters(double[] parameters) {
        Finite.copy("parameters of an activation", parameters, 0);
        return this;
    }

    /**
     * The function's value, with a relative error of at most 2^-50 and an absolute one of the smallest number:
     * StrictMath's exp, expm1 and log1p are within 1 unit in the last place and its tanh within 2.5, and at most three
     * more roundings follow.
     *
     * @param u a number
     * @return sigma(u)
     */
    public double value(double u) {
        return switch (kind) {
            case IDENTITY -> u;
            case RELU -> Math.max(u, 0);
            case LEAKY_RELU -> u > 0 ? u : alpha * u;
            case TANH -> StrictMath.tanh(u);
            case SIGMOID -> sigmoid(u);
            case SOFTPLUS -> Math.max(u, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(u)));
            case ELU -> u > 0 ? u : alpha * StrictMath.expm1(u);
            case HARD_TANH -> Math.max(-1, Math.min(1, u));
        };
    }

    /**
     * The function's slope; at a kink the one from the left, as Deeplearning4j has it for ReLU. Its absolute error is
     * at most 2^-49.
     *
     * @param u a number
     * @return sigma'(u), in [0, 1]
     */
    public double slope(double u) {
        return switch (kind) {
            case IDENTITY -> 1;
            case RELU -> u > 0 ? 1 : 0;
            case LEAKY_RELU -> u > 0 ? 1 : alpha;
            case TANH -> {
                double t = StrictMath.tanh(u);
                yield (1 - t) * (1 + t);
            }
            case SIGMOID -> {
                double s = sigmoid(u);
                yield s * (1 - s);
            }
            case SOFTPLUS -> 1 / (1 + StrictMath.exp(-u));
            case ELU -> u > 0 ? 1 : alpha * StrictMath.exp(u);
            case HARD_TANH -> u > -1 && u <= 1 ? 1 : 0;
        };
    }

    /** By the exponential that cannot overflow: 1 / (1 + exp(-u)) would be 0 from -710 on, where the function is still 1e-308. */
    private static double sigmoid(double u) {
        double e = StrictMath.exp(-Math.abs(u));
        return u > 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** A bound of the error in a computed value: none for what is piecewise linear with slopes 0 and 1. */
    double valueError(double value) {
        return switch (kind) {
            case IDENTITY, RELU, HARD_TANH -> 0;
            default -> Rounded.addUp(Rounded.multiplyUp(Math.abs(value), 0x1p-50), Double.MIN_VALUE);
        };
    }

    double valueDown(double u) {
        double value = value(u);
        double error = valueError(value);
        return error == 0 ? value : Rounded.addDown(value, -error);
    }

    double valueUp(double u) {
        double value = value(u);
        double error = valueError(value);
        return error == 0 ? value : Rounded.addUp(value, error);
    }

    boolean keepsZero() {
        return kind != Kind.SIGMOID && kind != Kind.SOFTPLUS;
    }

    /** A number not above any generalised slope on [from, to]. */
    double leastSlope(double from, double to) {
        return switch (kind) {
            case IDENTITY -> 1;
            case RELU -> from > 0 ? 1 : 0;
            case LEAKY_RELU -> from > 0 ? 1 : alpha;
            case HARD_TANH -> from > -1 && to < 1 ? 1 : 0;
            case TANH, SIGMOID -> Math.max(0, Math.min(slope(from), slope(to)) - SLOPE_ERROR);
            case SOFTPLUS, ELU -> from > 0 && kind == Kind.ELU ? 1 : Math.max(0, slope(from) - SLOPE_ERROR);
        };
    }

    /** A number not below any generalised slope on [from, to], at most 1. */
    double mostSlope(double from, double to) {
        return switch (kind) {
            case IDENTITY -> 1;
            case RELU -> to < 0 ? 0 : 1;
            case LEAKY_RELU -> to < 0 ? alpha : 1;
            case HARD_TANH -> to < -1 || from > 1 ? 0 : 1;
            case TANH, SIGMOID -> Math.min(1, slope(Math.max(from, Math.min(0, to))) + SLOPE_ERROR);
            case SOFTPLUS -> Math.min(1, slope(to) + SLOPE_ERROR);
            case ELU -> to >= 0 ? 1 : Math.min(1, slope(to) + SLOPE_ERROR);
        };
    }

    /** A number not above the distance from u to the kink, within which the slope is constant; 0 where it never is. */
    double kinkDistance(double u) {
        return switch (kind) {
            case IDENTITY -> Double.MAX_VALUE;
            case RELU, LEAKY_RELU -> Math.abs(u);
            case HARD_TANH -> Math.max(0, Math.nextDown(Math.min(Math.abs(u - 1), Math.abs(u + 1))));
            case TANH, SIGMOID, SOFTPLUS, ELU -> 0;
        };
    }
}
