package org.infimum.testfunctions;

import java.util.Arrays;
import java.util.List;
import org.infimum.Box;
import org.infimum.Evidence;
import org.infimum.linalg.Euclidean;
import org.infimum.linalg.Rounded;
import org.infimum.lipschitz.LipschitzBound;

/**
 * The functions. Each is made anew by its method and holds no state. Their Lipschitz constants are largest gradient norms over the
 * box, rounded up in the last digit given; CONDITIONAL where a fine grid found them, PROVED where the method's text proves them.
 * Those functions have proved bounds of their values' rounding errors too, so that a certificate can be PROVED as a whole.
 */
public final class TestFunctions {
    /**
     * An upper bound, by 4e-8, of the largest |2 t + 20 pi sin(2 pi t)| over |t| &le; 5.12. The derivative's local maxima over t &gt; 0
     * are at t_m = m + arccos(-1 / (20 pi^2)) / (2 pi) and grow by 2 from one to the next; the last below 5.12 is t_4 = 4.2508,
     * with 2 t_4 + 20 pi sqrt(1 - (20 pi^2)^-2) = 71.3326593619, and at 5.12 itself the derivative is smaller, 53.2.
     */
    private static final double RASTRIGIN_SLOPE = 71.3326594;

    /** An upper bound, by 4e-8, of the largest 4 e^(-0.2 a / (2 pi)) + 2 pi sin(a) e^cos(a) over a in [0, pi], at a = 0.89855. */
    private static final double ACKLEY_SLOPE = 13.051048;

    private TestFunctions() {}

    /**
     * All functions of one and two dimensions that optimisation's literature uses, for tables and tests that loop over them.
     *
     * @return two sines, Gramacy-Lee, Himmelblau, Rastrigin (off centre), Branin, the six-hump camel, Ackley and Levy, in this order
     */
    public static List<TestFunction> all() {
        return List.of(
                twoSines(), gramacyLee(), himmelblau(), rastrigin(), branin(), sixHumpCamel(), ackley(2), levy());
    }

    /**
     * sin x + sin(10 x / 3) on [2.7, 7.5]; L = 4.285647, f* = -1.8995993492 at 5.145735.
     *
     * @return the function
     */
    public static TestFunction twoSines() {
        return new TestFunction(
                "sin x + sin(10x/3)",
                Box.cube(1, 2.7, 7.5),
                LipschitzBound.claimed(4.285647),
                -1.8995993492,
                -2,
                (x, g) -> {
                    g[0] = Math.cos(x[0]) + 10.0 / 3 * Math.cos(10 * x[0] / 3);
                    return Math.sin(x[0]) + Math.sin(10 * x[0] / 3);
                });
    }

    /**
     * Gramacy and Lee's sin(10 pi x) / (2x) + (x - 1)^4 on [0.5, 2.5]; L = 31.915927, f* = -0.8690111350.
     *
     * @return the function
     */
    public static TestFunction gramacyLee() {
        return new TestFunction(
                "Gramacy-Lee", Box.cube(1, 0.5, 2.5), LipschitzBound.claimed(31.915927), -0.8690111350, -1, (x, g) -> {
                    double t = x[0];
                    double sine = Math.sin(10 * Math.PI * t);
                    g[0] = 5 * Math.PI * Math.cos(10 * Math.PI * t) / t - sine / (2 * t * t) + 4 * Math.pow(t - 1, 3);
                    return sine / (2 * t) + Math.pow(t - 1, 4);
                });
    }

    /**
     * Himmelblau's (x^2 + y - 11)^2 + (x + y^2 - 7)^2 on [-4, 4]^2; L = 282.8003, f* = 0 at four points.
     *
     * @return the function
     */
    public static TestFunction himmelblau() {
        return new TestFunction("Himmelblau", Box.cube(2, -4, 4), LipschitzBound.claimed(282.8003), 0, 0, (x, g) -> {
            double a = x[0] * x[0] + x[1] - 11;
            double b = x[0] + x[1] * x[1] - 7;
            g[0] = 4 * a * x[0] + 2 * b;
            g[1] = 2 * a + 4 * b * x[1];
            return a * a + b * b;
        });
    }

    /**
     * Rastrigin's function about s = (0.8, -1.3), the sum over k of t_k^2 + 10 (1 - cos(2 pi t_k)), t = x - s, on [-5.12, 5.12]^2: the
     * minimiser s is off the box's centre, where a method that begins there would find it for nothing. f* = 0.
     *
     * <p>L = 105.131768 on this box, PROVED: the function is separable, so the largest gradient norm is the root of the sum of the
     * squared largest derivatives. These are 71.3326594 + 2 and 71.3326594 + 4, since the farthest local maxima of the derivative
     * (see {@link #rastrigin(int)}) within reach are |t_1| = 5.2508 and |t_2| = 6.2508, and the reach's ends, 5.92 and 6.42, are
     * below them.
     *
     * @return the function
     */
    public static TestFunction rastrigin() {
        double[] slopes = {RASTRIGIN_SLOPE + 2, RASTRIGIN_SLOPE + 4};
        return rastrigin("Rastrigin", new double[] {0.8, -1.3}, Rounded.normUp(slopes));
    }

    /**
     * Rastrigin's function in d dimensions about the centre, the sum over k of x_k^2 + 10 (1 - cos(2 pi x_k)), on [-5.12, 5.12]^d.
     * f* = 0 at 0, the box's centre.
     *
     * <p>L = 71.3326594 sqrt(d), PROVED: 100.879615 for d = 2 (a grid gives a little less, 100.8771). The function is separable; the
     * derivative 2 t + 20 pi sin(2 pi t) has its local maxima where cos(2 pi t) = -1 / (20 pi^2), and the largest within the box is
     * at t = 4.2508.
     *
     * @param dimension d, at least 1
     * @return the function
     * @throws IllegalArgumentException if the dimension is below 1
     */
    public static TestFunction rastrigin(int dimension) {
        double[] centre = new double[requirePositive(dimension)];
        return rastrigin(
                "Rastrigin, d = " + dimension, centre, Rounded.multiplyUp(RASTRIGIN_SLOPE, Rounded.sqrtUp(dimension)));
    }

    private static TestFunction rastrigin(String name, double[] minimiser, double lipschitz) {
        return new TestFunction(
                name,
                Box.cube(minimiser.length, -5.12, 5.12),
                new LipschitzBound(lipschitz, Evidence.PROVED, "largest derivatives of a separable function"),
                0,
                0,
                rastriginError(minimiser.length),
                (x, g) -> {
                    double sum = 0;
                    for (int k = 0; k < x.length; k++) {
                        double t = x[k] - minimiser[k];
                        double sine = Math.sin(Math.PI * t);
                        g[k] = 2 * t + 20 * Math.PI * Math.sin(2 * Math.PI * t);
                        // 10 (1 - cos(2 pi t)) without its cancellation
                        sum += t * t + 20 * sine * sine;
                    }
                    return sum;
                });
    }

    /**
     * With |t| &le; 6.42 the angle pi t is within 4 units u = 2^-53 of relative error, 81 u in all, so 20 sin^2 is within 20 (2 * 82 + 4) u
     * and t^2 within 4 * 42 u; a sum of d terms below 62 adds 62 d^2 u. All doubled.
     */
    private static double rastriginError(int dimension) {
        return Rounded.UNIT * dimension * (7200.0 + 124.0 * dimension);
    }

    /**
     * Branin's (y - 5.1 x^2 / (4 pi^2) + 5 x / pi - 6)^2 + 10 (1 - 1 / (8 pi)) cos x + 10 on [-5, 10] x [0, 15]; L = 113.6470 at (-5, 0),
     * f* = 0.39788736 = 10 / (8 pi) at (-pi, 12.275), (pi, 2.275) and (9.42478, 2.475).
     *
     * @return the function
     */
    public static TestFunction branin() {
        return new TestFunction(
                "Branin",
                Box.of(new double[] {-5, 0}, new double[] {10, 15}),
                LipschitzBound.claimed(113.6470),
                10 / (8 * Math.PI),
                0,
                (x, g) -> {
                    double b = 5.1 / (4 * Math.PI * Math.PI);
                    double t = 1 - 1 / (8 * Math.PI);
                    double a = x[1] - b * x[0] * x[0] + 5 / Math.PI * x[0] - 6;
                    g[0] = 2 * a * (5 / Math.PI - 2 * b * x[0]) - 10 * t * Math.sin(x[0]);
                    g[1] = 2 * a;
                    return a * a + 10 * t * Math.cos(x[0]) + 10;
                });
    }

    /**
     * The six-hump camel (4 - 2.1 x^2 + x^4 / 3) x^2 + x y + 4 (y^2 - 1) y^2 on [-3, 3] x [-2, 2]; L = 307.5127 at (3, 2) and (-3, -2),
     * f* = -1.03162845 at (0.0898, -0.7126) and its mirror image.
     *
     * <p>Its lower bound -1.2 is proved: the first bracket is at least 0.6925, and 0.6925 x^2 + x y &ge; -0.3611 y^2, so f &ge; 4 y^4 -
     * 4.3611 y^2 &ge; -1.1887.
     *
     * @return the function
     */
    public static TestFunction sixHumpCamel() {
        return new TestFunction(
                "six-hump camel",
                Box.of(new double[] {-3, -2}, new double[] {3, 2}),
                LipschitzBound.claimed(307.5127),
                -1.0316284535,
                -1.2,
                (x, g) -> {
                    double p = x[0] * x[0];
                    double q = x[1] * x[1];
                    g[0] = x[0] * (8 - 8.4 * p + 2 * p * p) + x[1];
                    g[1] = x[0] + x[1] * (16 * q - 8);
                    return (4 - 2.1 * p + p * p / 3) * p + x[0] * x[1] + 4 * (q - 1) * q;
                });
    }

    /**
     * Ackley's 20 (1 - e^(-0.2 r)) + e - e^c on [-5, 5]^d, r = sqrt(mean of x_k^2) and c = mean of cos(2 pi x_k); f* = 0 at 0, the box's
     * centre. There f has a kink, a cone of slope 4 / sqrt(d), and the gradient given is 0, one of the subgradients.
     *
     * <p>L = 13.051048 / sqrt(d), PROVED and attained: 9.228485 for d = 2. The two parts' gradients have norms 4 e^(-0.2 r) / sqrt(d) and
     * at most 2 pi sqrt(1 - c^2) e^c / sqrt(d), since the mean of the squared cosines is at least c^2. As a function of x_k^2 the cosine's
     * convex envelope is itself up to x_k = 1/2 and -1 beyond, so r &ge; arccos(c) / (2 pi) by Jensen. With a = arccos c the sum is at
     * most (4 e^(-0.2 a / (2 pi)) + 2 pi sin(a) e^cos(a)) / sqrt(d), with equality on the diagonal x_k = a / (2 pi).
     *
     * @param dimension d, at least 1
     * @return the function
     * @throws IllegalArgumentException if the dimension is below 1
     */
    public static TestFunction ackley(int dimension) {
        return new TestFunction(
                dimension == 2 ? "Ackley" : "Ackley, d = " + dimension,
                Box.cube(requirePositive(dimension), -5, 5),
                new LipschitzBound(
                        Rounded.divideUp(ACKLEY_SLOPE, Rounded.sqrtDown(dimension)),
                        Evidence.PROVED,
                        "the gradient's norm by Jensen's inequality"),
                0,
                0,
                ackleyError(dimension),
                (x, g) -> {
                    int d = x.length;
                    double sines = 0;
                    for (double t : x) {
                        sines += Math.sin(Math.PI * t) * Math.sin(Math.PI * t);
                    }
                    double r = Euclidean.norm(x) / Math.sqrt(d);
                    // c - 1, without cancellation near the minimiser, where both parts would lose all their digits
                    double below = -2 * sines / d;
                    double cone = r == 0 ? 0 : 4 * Math.exp(-0.2 * r) / (d * r);
                    double waves = 2 * Math.PI / d * Math.exp(1 + below);
                    for (int k = 0; k < d; k++) {
                        g[k] = cone * x[k] + waves * Math.sin(2 * Math.PI * x[k]);
                    }
                    return -20 * Math.expm1(-0.2 * r) - Math.E * Math.expm1(below);
                });
    }

    /**
     * With |x_k| &le; 5 and u = 2^-53, r is within (d + 6) u of relative error and 20 expm1(-0.2 r) changes by at most 4 times r's, so it is
     * within 20 (d + 8) u; the angles pi x_k are within 63 u, their squared sines within 130 u, c - 1 within 2 (132 + d) u, and e times its
     * expm1 within 6 (134 + d) u. All doubled.
     */
    private static double ackleyError(int dimension) {
        return Rounded.UNIT * (52.0 * dimension + 2100);
    }

    /**
     * Levy's sin^2(pi u) + (u - 1)^2 (1 + 10 sin^2(pi u + 1)) + (v - 1)^2 (1 + sin^2(2 pi v)), u = 1 + (x - 1) / 4 and v = 1 + (y - 1) / 4,
     * on [-10, 10]^2; L = 62.0620 at (-9.425, -9.540), f* = 0 at (1, 1).
     *
     * @return the function
     */
    public static TestFunction levy() {
        return new TestFunction("Levy", Box.cube(2, -10, 10), LipschitzBound.claimed(62.0620), 0, 0, (x, g) -> {
            double a = (x[0] - 1) / 4;
            double b = (x[1] - 1) / 4;
            double first = Math.sin(Math.PI * a);
            double wave = Math.sin(Math.PI * (a + 1) + 1);
            double last = Math.sin(2 * Math.PI * b);
            g[0] = (Math.PI * Math.sin(2 * Math.PI * a)
                            + 2 * a * (1 + 10 * wave * wave)
                            + 10 * Math.PI * a * a * Math.sin(2 * (Math.PI * (a + 1) + 1)))
                    / 4;
            g[1] = (2 * b * (1 + last * last) + 2 * Math.PI * b * b * Math.sin(4 * Math.PI * b)) / 4;
            return first * first + a * a * (1 + 10 * wave * wave) + b * b * (1 + last * last);
        });
    }

    /**
     * 1/2 ||x||^2 on [-1, 1]^d: L = sqrt(d) over the box, and 1 over the unit ball, where the gradient x is longest. f* = 0. Points drawn uniformly
     * come nowhere near the corners of the box in many dimensions, which makes it a test of estimates.
     *
     * @param dimension d, at least 1
     * @return the function; its L is PROVED
     * @throws IllegalArgumentException if the dimension is below 1
     */
    public static TestFunction halfSquare(int dimension) {
        return new TestFunction(
                "half square, d = " + dimension,
                Box.cube(requirePositive(dimension), -1, 1),
                new LipschitzBound(Rounded.sqrtUp(dimension), Evidence.PROVED, "the gradient is x"),
                0,
                0,
                // d squares of at most 1, each within one unit, and their sum of at most d; halving is exact; doubled
                Rounded.UNIT * dimension * (dimension + 1.0),
                (x, g) -> {
                    double sum = 0;
                    for (int k = 0; k < x.length; k++) {
                        g[k] = x[k];
                        sum += x[k] * x[k];
                    }
                    return sum / 2;
                });
    }

    /**
     * The cone ||x - s|| on [-1, 1]^d with its apex at s = (0.3, ..., 0.3): the easiest function with L = 1, in any dimension. f* = 0;
     * the gradient given at s is 0.
     *
     * @param dimension d, at least 1
     * @return the function; its L = 1 is PROVED by the triangle inequality
     * @throws IllegalArgumentException if the dimension is below 1
     */
    public static TestFunction cone(int dimension) {
        double[] apex = new double[requirePositive(dimension)];
        Arrays.fill(apex, 0.3);
        return cones("cone, d = " + dimension, new double[][] {apex}, new double[] {0});
    }

    /**
     * The least of three cones of slope 1 on [-1, 1]^d: 1/2 + ||x||, 1/4 + ||x + p||, and ||x - q||, with p = (0.5, ..., 0.5) and q = (0.7,
     * -0.7, 0.7, ...). Three local minima; descent from the centre ends in the worst. f* = 0 at q; the gradient given at an apex is 0,
     * and elsewhere that of a cone which is least.
     *
     * @param dimension d, at least 1
     * @return the function; its L = 1 is PROVED, a least of functions with L = 1 having it too
     * @throws IllegalArgumentException if the dimension is below 1
     */
    public static TestFunction threeCones(int dimension) {
        double[][] apexes = new double[3][requirePositive(dimension)];
        for (int k = 0; k < dimension; k++) {
            apexes[1][k] = -0.5;
            apexes[2][k] = k % 2 == 0 ? 0.7 : -0.7;
        }
        return cones("three cones, d = " + dimension, apexes, new double[] {0.5, 0.25, 0});
    }

    private static TestFunction cones(String name, double[][] apexes, double[] heights) {
        int dimension = apexes[0].length;
        return new TestFunction(
                name,
                Box.cube(dimension, -1, 1),
                new LipschitzBound(1, Evidence.PROVED, "the triangle inequality"),
                0,
                0,
                // a distance of at most 2 sqrt(d) is within d + 4 units of relative error, the sum within one more;
                // doubled
                Rounded.UNIT * 2 * (dimension + 5.0) * (2.0 * dimension + 1),
                (x, g) -> {
                    int least = 0;
                    double value = Double.POSITIVE_INFINITY;
                    double radius = 0;
                    for (int j = 0; j < apexes.length; j++) {
                        double distance = Euclidean.distance(x, apexes[j]);
                        if (heights[j] + distance < value) {
                            value = heights[j] + distance;
                            radius = distance;
                            least = j;
                        }
                    }
                    for (int k = 0; k < x.length; k++) {
                        g[k] = radius == 0 ? 0 : (x[k] - apexes[least][k]) / radius;
                    }
                    return value;
                });
    }

    private static int requirePositive(int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("A function needs at least 1 dimension, not " + dimension + ".");
        }
        return dimension;
    }
}
