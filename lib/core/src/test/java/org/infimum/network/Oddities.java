package org.infimum.network;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.infimum.Box;
import org.infimum.linalg.Euclidean;

/**
 * Networks, data and sets of parameters as nobody would choose them: ties everywhere, weights of 0, 1e-160 and 1e100, windows with gaps and uneven padding, pooling that
 * overlaps, boxes with the centre in a corner, fixed coordinates, balls of any size.
 */
final class Oddities {
    private final SplittableRandom random;
    private final boolean extreme;

    Oddities(long seed, boolean extreme) {
        this.random = new SplittableRandom(seed);
        this.extreme = extreme;
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private double[] numbers(int count) {
        double[] x = new double[count];
        int kind = random.nextInt(extreme ? 9 : 5);
        double same = random.nextGaussian();
        for (int k = 0; k < count; k++) {
            x[k] = switch (kind) {
                case 0, 1 -> random.nextGaussian();
                case 2 -> random.nextInt(-1, 2);
                case 3 -> random.nextInt(3) == 0 ? random.nextGaussian() : 0;
                case 4 -> same;
                case 5 -> random.nextInt(-1, 2) * 1e-160;
                case 6 -> random.nextGaussian() * 1e60;
                case 7 -> random.nextGaussian() * Math.pow(10, random.nextInt(-20, 20));
                default -> random.nextGaussian() * 300;
            };
        }
        return x;
    }

    private Window window(Shape in) {
        while (true) {
            int h = random.nextInt(1, 5);
            int w = random.nextInt(1, 5);
            Window window = new Window(
                    h,
                    w,
                    random.nextInt(1, 4),
                    random.nextInt(1, 4),
                    random.nextInt(h),
                    random.nextInt(w),
                    random.nextInt(h),
                    random.nextInt(w));
            boolean fits = in.height() + window.top() + window.bottom() >= h
                    && in.width() + window.left() + window.right() >= w;
            if (fits) {
                return window;
            }
        }
    }

    private Layer layer(Shape in, int depth) {
        int kind = random.nextInt(in.height() * in.width() > 1 ? 8 : 5);
        switch (kind) {
            case 0, 1 -> {
                return activation();
            }
            case 2 -> {
                return new Affine(numbers(in.channels()), numbers(in.channels()));
            }
            case 3 -> {
                if (depth == 0) {
                    return block(in);
                }
                return activation();
            }
            case 5, 6 -> {
                int filters = random.nextInt(1, 4);
                Window window = window(in);
                return new Convolution(
                        in,
                        filters,
                        window,
                        numbers(filters * in.channels() * window.height() * window.width()),
                        numbers(filters));
            }
            case 7 -> {
                return new Pooling(any(List.of(Pooling.Kind.values())), window(in));
            }
            default -> {
                int outputs = random.nextInt(1, 5);
                return new Dense(outputs, in.size(), numbers(outputs * in.size()), numbers(outputs));
            }
        }
    }

    private Layer activation() {
        Activation.Kind kind = any(List.of(Activation.Kind.values()));
        kind = random.nextBoolean() ? Activation.Kind.RELU : kind;
        return new Activation(kind, any(List.of(0.0, 0.01, 0.5, 1.0)));
    }

    private Layer block(Shape in) {
        int outputs = random.nextInt(3) > 0 ? in.size() : random.nextInt(1, 5);
        List<Layer> body = new ArrayList<>();
        List<Layer> side = new ArrayList<>();
        if (outputs != in.size() || in.height() * in.width() > 1 || random.nextBoolean()) {
            side.add(new Dense(outputs, in.size(), numbers(outputs * in.size()), numbers(outputs)));
        }
        if (random.nextBoolean()) {
            body.add(layer(in, 1));
        }
        Shape now = Layers.output(body, in);
        body.add(new Dense(outputs, now.size(), numbers(outputs * now.size()), numbers(outputs)));
        if (random.nextBoolean()) {
            body.add(activation());
        }
        return new Residual(body, side);
    }

    Network network() {
        Shape in = random.nextBoolean()
                ? Shape.vector(random.nextInt(1, 4))
                : new Shape(random.nextInt(1, 3), random.nextInt(1, 5), random.nextInt(1, 5));
        List<Layer> layers = new ArrayList<>();
        Shape shape = in;
        int depth = random.nextInt(1, 5);
        for (int k = 0; k < depth; k++) {
            Layer layer = layer(shape, 0);
            layers.add(layer);
            shape = layer.output(shape);
        }
        if (shape.size() > 4 || Layers.parameterCount(layers) == 0) {
            int outputs = random.nextInt(1, 4);
            layers.add(new Dense(outputs, shape.size(), numbers(outputs * shape.size()), numbers(outputs)));
        }
        return new Network(in, layers);
    }

    double[] sample(int size) {
        return numbers(size);
    }

    TrainingLoss loss() {
        Network net = network();
        Loss loss = any(List.of(Loss.values()));
        int k = net.output().size();
        if (loss == Loss.SOFTMAX_CROSS_ENTROPY && k == 1) {
            loss = Loss.HINGE;
        }
        int n = random.nextInt(1, 4);
        double[][] x = new double[n][];
        double[][] y = new double[n][k];
        for (int i = 0; i < n; i++) {
            x[i] = numbers(net.input().size());
            if (loss == Loss.SQUARED) {
                y[i] = numbers(k);
            } else if (k == 1) {
                y[i][0] = random.nextBoolean() ? 1 : -1;
            } else {
                y[i][random.nextInt(k)] = 1;
            }
        }
        double decay = any(List.of(0.0, 0.0, 0.1, 1e-300, 1e5));
        return new TrainingLoss(net, new TrainingData(x, y), loss, decay);
    }

    ParameterSet set(double[] centre) {
        double r = any(List.of(1e-300, 1e-12, 1e-3, 0.1, 1.0, 30.0));
        if (random.nextBoolean()) {
            return ParameterSet.ball(centre, r);
        }
        double[] low = centre.clone();
        double[] high = centre.clone();
        boolean corner = random.nextBoolean();
        for (int p = 0; p < low.length; p++) {
            int kind = random.nextInt(4);
            low[p] -= kind == 0 || corner && kind == 1 ? 0 : r * random.nextDouble();
            high[p] += kind == 0 || corner && kind == 2 ? 0 : r * random.nextDouble();
        }
        ParameterSet box = ParameterSet.box(Box.of(low, high), centre);
        return random.nextInt(3) == 0 ? box.within(r * random.nextDouble()) : box;
    }

    /** A point of a set, often on its boundary. */
    double[] point(ParameterSet set) {
        double[] x = set.centre();
        int kind = random.nextInt(4);
        for (int p = 0; p < x.length; p++) {
            double low = set.lower(p);
            double high = set.upper(p);
            x[p] = switch (kind) {
                case 0 -> x[p];
                case 1 -> random.nextBoolean() ? low : high;
                case 2 -> low + random.nextDouble() * (high - low);
                default -> random.nextInt(3) > 0 ? x[p] : random.nextBoolean() ? low : high;
            };
        }
        return into(set, x);
    }

    /** The point of the set that is about nearest on the way to the centre, by exact distances. */
    double[] into(ParameterSet set, double[] x) {
        set.enclosingBox().project(x);
        double[] middle = set.centre();
        double factor = 1;
        double[] at = x.clone();
        while (Double.isFinite(set.radius())
                && Exact.distance(at, middle).compareTo(new BigDecimal(set.radius())) > 0) {
            double far = Exact.distance(at, middle).doubleValue();
            factor = factor == 0 ? 0 : Math.min(0.999999999999, factor * set.radius() / far * (1 - 1e-13));
            for (int p = 0; p < x.length; p++) {
                at[p] = middle[p] + (x[p] - middle[p]) * factor;
            }
            factor = factor > 1e-3 * set.radius() / far || factor > 1e-6 ? factor * (1 - 1e-12) : 0;
        }
        return at;
    }

    /** A point some way from x up or down a gradient, or at random; not yet in the set. */
    double[] moved(double[] x, double[] gradient, ParameterSet set) {
        double largest = 0;
        for (int p = 0; p < x.length; p++) {
            largest = Math.max(largest, set.fixes(p) ? 0 : Math.abs(gradient[p]));
        }
        boolean blind = !(largest > 0 && largest < Double.POSITIVE_INFINITY) || random.nextInt(3) == 0;
        double[] direction = new double[x.length];
        double square = 0;
        for (int p = 0; p < x.length; p++) {
            direction[p] = blind ? random.nextGaussian() : set.fixes(p) ? 0 : gradient[p] / largest;
            square += direction[p] * direction[p];
        }
        double whole = Double.isFinite(set.radius()) ? set.radius() : 1;
        double step = (random.nextBoolean() ? 1 : -1) * whole * Math.pow(10, -random.nextInt(14)) / Math.sqrt(square);
        double[] y = x.clone();
        for (int p = 0; p < x.length; p++) {
            y[p] += step * direction[p];
        }
        return y;
    }

    /** Another input, near or far, where the network changes most or anywhere. */
    double[] near(Network net, double[] x) {
        double[] direction = numbers(x.length);
        if (random.nextBoolean()) {
            double[] theta = net.parameters();
            double[] out = numbers(net.output().size());
            for (int k = 0; k < 5; k++) {
                double[] back = net.pass(theta, x).backward(out, new double[theta.length]);
                double norm = Euclidean.norm(back);
                if (!(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
                    break;
                }
                direction = back;
                double[] there = x.clone();
                for (int p = 0; p < x.length; p++) {
                    direction[p] /= norm;
                    there[p] += 1e-3 * direction[p];
                }
                double[] before = net.output(x);
                out = net.output(there);
                for (int j = 0; j < out.length; j++) {
                    out[j] -= before[j];
                }
            }
        }
        double step = Math.pow(10, -random.nextInt(10));
        double[] z = x.clone();
        for (int p = 0; p < x.length; p++) {
            z[p] += step * direction[p];
        }
        return z;
    }
}
