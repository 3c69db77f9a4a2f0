package org.infimum.deep;

import java.nio.FloatBuffer;

/**
 * From the objective's gradient to BPGrad's step, in the gradient's place, with its squares: u = mu u + inner (g + decay x), then
 * g = outer u. Without momentum no u is kept.
 *
 * @param vectors the flat vectors
 * @param momentum mu
 * @param inner the factor before the momentum
 * @param decay the published code's weight decay, which comes after the norm
 * @param outer the factor after the momentum
 */
record BpGradPass(FlatVectors vectors, float momentum, float inner, float decay, float outer) implements FlatPass {
    @Override
    public void run(int index, FlatSegment segment, int from, int n, Chunk chunk) {
        if (!segment.trained()) {
            return;
        }
        vectors.gradient().get(from, chunk.gradient, 0, n);
        if (decay != 0) {
            vectors.params().get(from, chunk.params, 0, n);
            chunk.addParams(n, decay);
        }
        if (momentum == 0) {
            scale(n, inner * outer, chunk.gradient);
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
        accumulate(n, chunk.first, chunk.gradient, momentum, inner, outer);
        state.put(position, chunk.first, 0, n);
    }

    private static void scale(int n, float factor, float[] g) {
        for (int i = 0; i < n; i++) {
            g[i] *= factor;
        }
    }

    private static void accumulate(int n, float[] u, float[] g, float momentum, float inner, float outer) {
        for (int i = 0; i < n; i++) {
            float sum = momentum * u[i] + inner * g[i];
            u[i] = sum;
            g[i] = outer * sum;
        }
    }
}
