package org.infimum.network;

/**
 * u = scale_c z + shift_c in every channel c: batch normalisation at inference, where scale = gamma / sqrt(variance +
 * epsilon) and shift = beta - scale mean. Both are constants, not parameters.
 */
public final class Affine implements Layer {
    private final double[] scale;
    private final double[] shift;

    /**
     * The layer with the given constants.
     *
     * @param scale one number a channel
     * @param shift one number a channel
     * @throws IllegalArgumentException if the lengths differ or are 0, or a number is not finite
     */
    public Affine(double[] scale, double[] shift) {
        if (scale.length == 0) {
            throw new IllegalArgumentException("An affine layer needs at least one channel, not 0.");
        }
        this.scale = Finite.copy("scales of an affine layer", scale, scale.length);
        this.shift = Finite.copy("shifts of an affine layer", shift, scale.length);
    }

    /**
     * The scales.
     *
     * @return a new array, one number a channel
     */
    public double[] scale() {
        return scale.clone();
    }

    /**
     * The shifts.
     *
     * @return a new array, one number a channel
     */
    public double[] shift() {
        return shift.clone();
    }

    @Override
    public Shape output(Shape input) {
        if (input.channels() != scale.length) {
            throw new IllegalArgumentException(
                    "An affine layer of " + scale.length + " channels cannot take an input of " + input + ".");
        }
        return input;
    }

    @Override
    public Affine withParameters(double[] parameters) {
        Finite.copy("parameters of an affine layer", parameters, 0);
        return this;
    }
}
