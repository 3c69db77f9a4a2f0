package org.infimum.network;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;

/**
 * Networks and losses in 80 decimal digits, written apart from the library's passes: what a bound is held against where the rounding of doubles would blur a
 * violation. Digits are significant ones, so nothing over- or underflows.
 */
final class Exact {
    static final MathContext DIGITS = new MathContext(80);

    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    private Exact() {}

    static BigDecimal[] of(double[] x) {
        return Arrays.stream(x).mapToObj(BigDecimal::new).toArray(BigDecimal[]::new);
    }

    static BigDecimal distance(double[] x, double[] y) {
        BigDecimal square = BigDecimal.ZERO;
        for (int k = 0; k < x.length; k++) {
            BigDecimal difference = new BigDecimal(x[k]).subtract(new BigDecimal(y[k]));
            square = square.add(difference.multiply(difference), DIGITS);
        }
        return square.sqrt(DIGITS);
    }

    static BigDecimal norm(BigDecimal[] x) {
        BigDecimal square = BigDecimal.ZERO;
        for (BigDecimal entry : x) {
            square = square.add(entry.multiply(entry, DIGITS), DIGITS);
        }
        return square.sqrt(DIGITS);
    }

    /** f(theta). */
    static BigDecimal value(TrainingLoss f, double[] theta) {
        Network net = f.network().withParameters(theta);
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < f.data().size(); i++) {
            BigDecimal[] z = output(net, f.data().input(i));
            sum = sum.add(loss(f.loss(), z, f.data().target(i)), DIGITS);
        }
        BigDecimal square = norm(of(theta)).pow(2, DIGITS);
        return sum.divide(BigDecimal.valueOf(f.data().size()), DIGITS)
                .add(new BigDecimal(f.weightDecay()).multiply(square, DIGITS).divide(TWO, DIGITS), DIGITS);
    }

    private static BigDecimal loss(Loss loss, BigDecimal[] z, double[] y) {
        switch (loss) {
            case SQUARED -> {
                BigDecimal sum = BigDecimal.ZERO;
                for (int j = 0; j < y.length; j++) {
                    sum = sum.add(z[j].subtract(new BigDecimal(y[j])).pow(2, DIGITS), DIGITS);
                }
                return sum.divide(TWO, DIGITS);
            }
            case HINGE -> {
                if (y.length == 1) {
                    return ONE.subtract(z[0].multiply(new BigDecimal(y[0]))).max(BigDecimal.ZERO);
                }
                BigDecimal rival = null;
                for (int j = 0; j < y.length; j++) {
                    if (y[j] != 1) {
                        rival = rival == null ? z[j] : rival.max(z[j]);
                    }
                }
                return ONE.add(rival).subtract(z[Loss.label(y)]).max(BigDecimal.ZERO);
            }
            default -> {
                BigDecimal top = Arrays.stream(z).reduce(BigDecimal::max).orElseThrow();
                BigDecimal sum = BigDecimal.ZERO;
                for (BigDecimal output : z) {
                    sum = sum.add(exp(output.subtract(top)), DIGITS);
                }
                return log(sum).add(top.subtract(z[Loss.label(y)]), DIGITS);
            }
        }
    }

    static BigDecimal[] output(Network net, double[] x) {
        return chain(net.layers(), net.input(), of(x));
    }

    private static BigDecimal[] chain(List<Layer> layers, Shape input, BigDecimal[] x) {
        Shape shape = input;
        BigDecimal[] z = x;
        for (Layer layer : layers) {
            z = layer(layer, shape, z);
            shape = layer.output(shape);
        }
        return z;
    }

    private static BigDecimal[] layer(Layer layer, Shape in, BigDecimal[] z) {
        BigDecimal[] u = new BigDecimal[layer.output(in).size()];
        if (layer instanceof Dense dense) {
            double[] w = dense.weights();
            for (int j = 0; j < u.length; j++) {
                u[j] = new BigDecimal(dense.bias()[j]);
                for (int k = 0; k < z.length; k++) {
                    u[j] = u[j].add(new BigDecimal(w[j * z.length + k]).multiply(z[k], DIGITS), DIGITS);
                }
            }
        } else if (layer instanceof Convolution convolution) {
            windows(convolution.window(), in, convolution.output(), convolution.weights(), convolution.bias(), z, u);
        } else if (layer instanceof Pooling pooling) {
            pool(pooling, in, layer.output(in), z, u);
        } else if (layer instanceof Affine affine) {
            int pixels = in.height() * in.width();
            for (int j = 0; j < u.length; j++) {
                u[j] = new BigDecimal(affine.scale()[j / pixels])
                        .multiply(z[j], DIGITS)
                        .add(new BigDecimal(affine.shift()[j / pixels]), DIGITS);
            }
        } else if (layer instanceof Activation activation) {
            for (int j = 0; j < u.length; j++) {
                u[j] = activation(activation, z[j]);
            }
        } else if (layer instanceof Residual residual) {
            BigDecimal[] body = chain(residual.body(), in, z);
            BigDecimal[] side = chain(residual.shortcut(), in, z);
            for (int j = 0; j < u.length; j++) {
                u[j] = body[j].add(side[j], DIGITS);
            }
        }
        return u;
    }

    private static void windows(
            Window window, Shape in, Shape out, double[] weights, double[] bias, BigDecimal[] z, BigDecimal[] u) {
        int t = 0;
        for (int o = 0; o < out.channels(); o++) {
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    BigDecimal sum = new BigDecimal(bias[o]);
                    int k = o * in.channels() * window.height() * window.width();
                    for (int c = 0; c < in.channels(); c++) {
                        for (int i = 0; i < window.height(); i++) {
                            for (int j = 0; j < window.width(); j++) {
                                int row = y * window.strideY() - window.top() + i;
                                int column = x * window.strideX() - window.left() + j;
                                double w = weights[k++];
                                if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                                    BigDecimal pixel = z[(c * in.height() + row) * in.width() + column];
                                    sum = sum.add(new BigDecimal(w).multiply(pixel, DIGITS), DIGITS);
                                }
                            }
                        }
                    }
                    u[t++] = sum;
                }
            }
        }
    }

    private static void pool(Pooling pooling, Shape in, Shape out, BigDecimal[] z, BigDecimal[] u) {
        Window window = pooling.window();
        int t = 0;
        for (int c = 0; c < out.channels(); c++) {
            for (int y = 0; y < out.height(); y++) {
                for (int x = 0; x < out.width(); x++) {
                    BigDecimal sum = BigDecimal.ZERO;
                    BigDecimal most = null;
                    int seen = 0;
                    for (int i = 0; i < window.height(); i++) {
                        for (int j = 0; j < window.width(); j++) {
                            int row = y * window.strideY() - window.top() + i;
                            int column = x * window.strideX() - window.left() + j;
                            if (row >= 0 && row < in.height() && column >= 0 && column < in.width()) {
                                BigDecimal pixel = z[(c * in.height() + row) * in.width() + column];
                                sum = sum.add(pixel, DIGITS);
                                most = most == null ? pixel : most.max(pixel);
                                seen++;
                            }
                        }
                    }
                    u[t++] = pooling.kind() == Pooling.Kind.MAX
                            ? most
                            : sum.multiply(new BigDecimal(1.0 / seen), DIGITS);
                }
            }
        }
    }

    static BigDecimal activation(Activation activation, BigDecimal u) {
        BigDecimal alpha = new BigDecimal(activation.alpha());
        boolean positive = u.signum() > 0;
        return switch (activation.kind()) {
            case IDENTITY -> u;
            case RELU -> u.max(BigDecimal.ZERO);
            case LEAKY_RELU -> positive ? u : u.multiply(alpha, DIGITS);
            case TANH -> {
                if (isTiny(u)) {
                    yield u;
                }
                BigDecimal e = exp(u.abs().multiply(TWO).negate());
                BigDecimal t = ONE.subtract(e).divide(ONE.add(e, DIGITS), DIGITS);
                yield positive ? t : t.negate();
            }
            case SIGMOID -> {
                BigDecimal e = exp(u.abs().negate());
                yield (positive ? ONE : e).divide(ONE.add(e, DIGITS), DIGITS);
            }
            case SOFTPLUS -> u.max(BigDecimal.ZERO).add(log1p(exp(u.abs().negate())), DIGITS);
            case ELU -> positive ? u : (isTiny(u) ? u : exp(u).subtract(ONE)).multiply(alpha, DIGITS);
            case HARD_TANH -> u.min(ONE).max(ONE.negate());
        };
    }

    private static boolean isTiny(BigDecimal u) {
        return u.abs().compareTo(new BigDecimal("1e-40")) < 0;
    }

    private static BigDecimal log1p(BigDecimal e) {
        return isTiny(e) ? e : log(ONE.add(e, DIGITS));
    }

    /** e^x for x at most about 0; 0 below -10,000. */
    static BigDecimal exp(BigDecimal x) {
        if (x.compareTo(BigDecimal.valueOf(-10_000)) < 0) {
            return BigDecimal.ZERO;
        }
        int halvings = 20;
        MathContext more = new MathContext(110);
        BigDecimal small = x.divide(TWO.pow(halvings), more);
        BigDecimal sum = ONE;
        BigDecimal term = ONE;
        for (int k = 1; k < 60 && term.signum() != 0; k++) {
            term = term.multiply(small, more).divide(BigDecimal.valueOf(k), more);
            sum = sum.add(term, more);
        }
        for (int k = 0; k < halvings; k++) {
            sum = sum.multiply(sum, more);
        }
        return sum.round(DIGITS);
    }

    /** log x for x &ge; 1 by Newton's method. */
    static BigDecimal log(BigDecimal x) {
        BigDecimal t = BigDecimal.valueOf(StrictMath.log(x.doubleValue()));
        for (int k = 0; k < 4; k++) {
            BigDecimal e = exp(t.negate());
            t = t.add(x.multiply(e, DIGITS).subtract(ONE), DIGITS);
        }
        return t;
    }
}
