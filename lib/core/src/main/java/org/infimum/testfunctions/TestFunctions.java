package org.infimum.testfunctions;

import org.infimum.Box;
import org.infimum.lipschitz.LipschitzBound;

/** The functions. Each is made anew by its method and holds no state. */
public final class TestFunctions {
    private TestFunctions() {}

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
}
