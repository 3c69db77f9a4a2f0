package org.infimum.network;

import org.infimum.linalg.Rounded;

/** Upper bounds of the spectral norm of a linear layer's matrix. */
final class OperatorNorm {
    private OperatorNorm() {}

    /** The lesser of sqrt(||W||_1 ||W||_inf) and ||W||_F, of the whole matrix. */
    static double atMost(Links links, double[] coefficients, int offset) {
        double[] columns = new double[links.inputs()];
        double widest = 0;
        double square = 0;
        int[] input = new int[links.longestRow()];
        int[] coefficient = input.clone();
        for (int j = 0; j < links.outputs(); j++) {
            int count = links.row(j, input, coefficient);
            double row = 0;
            for (int k = 0; k < count; k++) {
                double w = Math.abs(coefficients[offset + coefficient[k]]);
                row = Rounded.addUp(row, w);
                columns[input[k]] = Rounded.addUp(columns[input[k]], w);
                square = Rounded.addUp(square, Rounded.multiplyUp(w, w));
            }
            widest = Math.max(widest, row);
        }
        double tallest = 0;
        for (double column : columns) {
            tallest = Math.max(tallest, column);
        }
        return Math.min(Rounded.sqrtUp(Rounded.multiplyUp(widest, tallest)), Rounded.sqrtUp(square));
    }
}
