package org.infimum.deep;

import java.util.List;

/**
 * Makes of the batch's sum the gradient of the objective, its mean with all regularisation, and adds its squares. What is not
 * trained is divided by the batch only, as DL4J does.
 */
record ObjectivePass(FlatVectors vectors, List<FlatTerms> terms) implements FlatPass {
    @Override
    public void run(int index, FlatSegment segment, int from, int n, Chunk chunk) {
        FlatTerms term = terms.get(index);
        if (!segment.trained() && term.scale() == 1) {
            return;
        }
        vectors.gradient().get(from, chunk.gradient, 0, n);
        if (term.readParams()) {
            vectors.params().get(from, chunk.params, 0, n);
        }
        chunk.regularise(n, term.scale(), term.l1(), term.l2() + term.decay());
        if (segment.trained()) {
            chunk.addSquares(n);
        }
        vectors.gradient().put(from, chunk.gradient, 0, n);
    }
}
