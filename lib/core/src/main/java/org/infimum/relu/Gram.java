package org.infimum.relu;

/** Adds N^T diag(w) N of a tall matrix N to a small symmetric matrix. Sums of 2 x 2 entries at once: each number loaded is used twice. */
final class Gram {
    private Gram() {}

    /**
     * Adds to the lower triangle.
     *
     * @param matrix N, column by column
     * @param rows the rows of N
     * @param size the columns of N
     * @param weights w, one a row
     * @param sum the size x size matrix, row by row
     */
    static void add(double[] matrix, int rows, int size, double[] weights, double[] sum) {
        double[] first = new double[rows];
        double[] second = new double[rows];
        for (int a = 0; a < size; a += 2) {
            boolean pair = a + 1 < size;
            int columnA = a * rows;
            int columnB = pair ? columnA + rows : columnA;
            for (int i = 0; i < rows; i++) {
                first[i] = weights[i] * matrix[columnA + i];
                second[i] = weights[i] * matrix[columnB + i];
            }
            for (int c = 0; c <= a; c += 2) {
                int columnC = c * rows;
                int columnD = c + 1 < size ? columnC + rows : columnC;
                double ac = 0;
                double ad = 0;
                double bc = 0;
                double bd = 0;
                for (int i = 0; i < rows; i++) {
                    double p = first[i];
                    double q = second[i];
                    double u = matrix[columnC + i];
                    double v = matrix[columnD + i];
                    ac += p * u;
                    ad += p * v;
                    bc += q * u;
                    bd += q * v;
                }
                sum[a * size + c] += ac;
                if (c + 1 <= a) {
                    sum[a * size + c + 1] += ad;
                }
                if (pair) {
                    sum[(a + 1) * size + c] += bc;
                    if (c + 1 < size) {
                        sum[(a + 1) * size + c + 1] += bd;
                    }
                }
            }
        }
    }
}
