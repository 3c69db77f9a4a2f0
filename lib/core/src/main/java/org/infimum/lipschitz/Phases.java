package org.infimum.lipschitz;

/** The cosines and sines of a circle's n-th parts, each within 4 x 2^-53 of the true one; multiples of a quarter are exact. */
final class Phases {
    private final double[] cos;
    private final double[] sin;

    /**
     * Tabulates a circle.
     *
     * @param parts n, at least 1
     */
    Phases(int parts) {
        cos = new double[parts];
        sin = new double[parts];
        for (int t = 0; t < parts; t++) {
            // 4 t = quarter n + rest in integers, so that only angles up to pi/4 are rounded: three roundings of at
            // most
            // pi/4, and one unit in the last place of a number below 1
            int quarter = (int) (4L * t / parts);
            long rest = 4L * t % parts;
            boolean steep = 2 * rest > parts;
            double angle = Math.PI / 2 * (steep ? parts - rest : rest) / parts;
            double c = steep ? Math.sin(angle) : Math.cos(angle);
            double s = steep ? Math.cos(angle) : Math.sin(angle);
            cos[t] = quarter == 0 ? c : quarter == 1 ? -s : quarter == 2 ? -c : s;
            sin[t] = quarter == 0 ? s : quarter == 1 ? c : quarter == 2 ? -s : -c;
        }
    }

    /**
     * cos(2 pi t / n).
     *
     * @param t in [0, n)
     * @return the cosine
     */
    double cos(int t) {
        return cos[t];
    }

    /**
     * sin(2 pi t / n).
     *
     * @param t in [0, n)
     * @return the sine
     */
    double sin(int t) {
        return sin[t];
    }
}
