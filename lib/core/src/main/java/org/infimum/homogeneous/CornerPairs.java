package org.infimum.homogeneous;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cheapest factors of a product where a norm is L1: one pair for each row that is not 0, e_j x_j^T (column, entry), at the price of the regulariser that the
 * closed form has. Pairs that share rows would settle slowly between them.
 */
final class CornerPairs {
    private CornerPairs() {}

    /**
     * The same product by such pairs, if they are not more.
     *
     * @param w r pairs, one norm at least being L1
     * @return as many numbers, balanced, with zeros for the pairs not needed; empty where r are not enough
     */
    static Optional<double[]> of(Factorization architecture, double[] w) {
        int n = architecture.rows();
        int c = architecture.columns();
        int r = w.length / (n + c);
        double[] x = new double[n * c];
        architecture.output(w, r, x);
        boolean byRows = architecture.rowsNorm() == ColumnNorm.L1;
        boolean byColumns = architecture.columnsNorm() == ColumnNorm.L1;
        List<double[]> pairs = new ArrayList<>();
        for (int j = 0; j < (byRows ? n : 1); j++) {
            for (int k = 0; k < (byColumns ? c : 1); k++) {
                double[] pair = new double[n + c];
                boolean isZero = true;
                for (int i = byRows ? j : 0; i < (byRows ? j + 1 : n); i++) {
                    for (int l = byColumns ? k : 0; l < (byColumns ? k + 1 : c); l++) {
                        double entry = x[i * c + l];
                        isZero &= entry == 0;
                        pair[byRows ? n + l : i] = entry;
                    }
                }
                if (!isZero) {
                    if (pairs.size() == r) {
                        return Optional.empty();
                    }
                    if (byRows) {
                        pair[j] = 1;
                    } else {
                        pair[n + k] = 1;
                    }
                    pairs.add(pair);
                }
            }
        }
        double[] all = new double[w.length];
        for (int i = 0; i < pairs.size(); i++) {
            System.arraycopy(pairs.get(i), 0, all, i * (n + c), n + c);
        }
        architecture.balance(all, r);
        return Optional.of(all);
    }
}
