package org.infimum.deep;

import java.util.List;

/**
 * The regularisation's part of the objective, l1 |x| + (l2 + decay) x^2 / 2 over all parameters, as the sum of the squares that a pass
 * adds; changes nothing. DL4J's own sum takes its operations one by one, which costs several times the rest of the update.
 */
record PenaltyPass(FlatVectors vectors, List<FlatTerms> terms) implements FlatPass {
    @Override
    public void run(int index, FlatSegment segment, int from, int n, Chunk chunk) {
        FlatTerms term = terms.get(index);
        if (term.readParams()) {
            vectors.params().get(from, chunk.gradient, 0, n);
            roots(n, term.l1(), (term.l2() + term.decay()) / 2, chunk.gradient);
            chunk.addSquares(n);
        }
    }

    private static void roots(int n, float l1, float half, float[] x) {
        for (int i = 0; i < n; i++) {
            x[i] = (float) Math.sqrt(l1 * Math.abs(x[i]) + half * x[i] * x[i]);
        }
    }
}
