package org.infimum.deep;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * From the gradient to a {@link StepRule}'s step, in the gradient's place, with its squares: g += what {@code late} adds, then
 * u = momentum u + inner g and g = outer u + direct g. Without momentum no u is kept.
 *
 * @param vectors the flat vectors
 * @param late the regularisation that comes after the norm was taken
 * @param momentum mu
 * @param inner the gradient's factor on its way into u
 * @param outer the factor of u
 * @param direct the gradient's own factor
 */
record MomentumPass(FlatVectors vectors, List<FlatTerms> late, float momentum, float inner, float outer, float direct)
        implements FlatPass {
    /** The pass of one iteration. */
    static MomentumPass of(FlatVectors vectors, List<FlatTerms> late, StepFactors factors) {
        boolean plain = factors.momentum() == 0;
        return new MomentumPass(
                vectors, late, (float) factors.momentum(), (float) factors.inner(), (float) factors.outer(), (float)
                        (plain ? factors.inner() * factors.outer() + factors.direct() : factors.direct()));
    }

    @Override
    public void run(int index, FlatSegment segment, int from, int n, Chunk chunk) {
        if (!segment.trained()) {
            return;
        }
        vectors.gradient().get(from, chunk.gradient, 0, n);
        FlatTerms term = late.get(index);
        if (term.readParams()) {
            vectors.params().get(from, chunk.params, 0, n);
            chunk.regularise(n, 1, term.l1(), term.l2() + term.decay());
        }
        if (momentum == 0) {
            scale(n, direct, chunk.gradient);
        } else {
            accumulate(segment, from, n, chunk);
        }
        chunk.addSquares(n);
        vectors.gradient().put(from, chunk.gradient, 0, n);
    }

    private void accumulate(FlatSegment segment, int from, int n, Chunk chunk) {
        FloatBuffer state = vectors.state();
        int position = segment.state(from, 0);
        state.get(position, chunk.first, 0, n);
        accumulate(n, chunk.first, chunk.gradient, momentum, inner, outer, direct);
        state.put(position, chunk.first, 0, n);
    }

    private static void scale(int n, float factor, float[] g) {
        for (int i = 0; i < n; i++) {
            g[i] *= factor;
        }
    }

    private static void accumulate(
            int n, float[] u, float[] g, float momentum, float inner, float outer, float direct) {
        for (int i = 0; i < n; i++) {
            float sum = momentum * u[i] + inner * g[i];
            u[i] = sum;
            g[i] = outer * sum + direct * g[i];
        }
    }
}
