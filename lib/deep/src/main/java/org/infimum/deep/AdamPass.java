package org.infimum.deep;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.updater.UpdaterBlock;

/**
 * From the batch's sum to the step, Adam's, in the gradient's place: division, regularisation, both moments, the step, DL4J's
 * weight decay and the squares of the step. What is not trained is divided by the batch only, as DL4J does.
 */
final class AdamPass implements FlatPass {
    private final FlatVectors vectors;
    private final List<FlatTerms> terms;
    private final List<AdamFactors> factors;

    private AdamPass(FlatVectors vectors, List<FlatTerms> terms, List<AdamFactors> factors) {
        this.vectors = vectors;
        this.terms = terms;
        this.factors = factors;
    }

    /** The pass of one iteration; the blocks' numbers are asked for here, once. */
    static AdamPass of(FlatUpdate update, List<FlatTerms> terms, Function<UpdaterBlock, AdamFactors> numbers) {
        List<AdamFactors> factors = new ArrayList<>(terms.size());
        for (FlatSegment segment : update.segments()) {
            factors.add(segment.trained() ? numbers.apply(segment.block()) : null);
        }
        return new AdamPass(update.vectors(), terms, factors);
    }

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
        chunk.regularise(n, term.scale(), term.l1(), term.l2());
        if (segment.trained()) {
            step(segment, from, n, chunk, factors.get(index));
            chunk.addParams(n, term.decay());
            chunk.addSquares(n);
        }
        vectors.gradient().put(from, chunk.gradient, 0, n);
    }

    private void step(FlatSegment segment, int from, int n, Chunk chunk, AdamFactors f) {
        FloatBuffer state = vectors.state();
        int first = segment.state(from, 0);
        int second = segment.state(from, 1);
        state.get(first, chunk.first, 0, n);
        state.get(second, chunk.second, 0, n);
        step(n, chunk.gradient, chunk.first, chunk.second, f.beta1(), f.beta2(), f.rate(), f.epsilon());
        state.put(first, chunk.first, 0, n);
        state.put(second, chunk.second, 0, n);
    }

    private static void step(
            int n, float[] g, float[] first, float[] second, float beta1, float beta2, float rate, float epsilon) {
        float rest1 = 1 - beta1;
        float rest2 = 1 - beta2;
        for (int i = 0; i < n; i++) {
            float m = beta1 * first[i] + g[i] * rest1;
            float v = beta2 * second[i] + g[i] * g[i] * rest2;
            first[i] = m;
            second[i] = v;
            g[i] = m * rate / ((float) Math.sqrt(v) + epsilon);
        }
    }
}
