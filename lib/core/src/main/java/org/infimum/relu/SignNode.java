package org.infimum.relu;

/**
 * A node of the sign search: signs of some samples with nu_i &gt; 0, an upper bound of what it holds, and where its children start from.
 * Multipliers are kept in single precision: they are proposals, the bound is proved anew from whatever numbers they are.
 */
final class SignNode {
    /** +1, -1, or 0 where undecided. */
    final byte[] signs;

    final int depth;
    /** In scaled units. */
    double bound;

    /** Multipliers; null where they were given up to save memory. */
    Multipliers multipliers;

    /** The undecided sample to branch on, -1 if none is left. */
    int branch;

    /** The sign of that sample at the relaxation's solution: the more hopeful child. */
    byte hopeful = 1;

    SignNode(byte[] signs, int depth, double bound, Multipliers multipliers) {
        this.signs = signs;
        this.depth = depth;
        this.bound = bound;
        this.multipliers = multipliers;
    }

    /** A child, which is at most as large as its parent and starts from its multipliers. */
    SignNode child(byte sign) {
        byte[] more = signs.clone();
        more[branch] = sign;
        return new SignNode(more, depth + 1, bound, multipliers);
    }

    int undecided() {
        int count = 0;
        for (byte s : signs) {
            count += s == 0 ? 1 : 0;
        }
        return count;
    }

    /** The Shor bound's multipliers at the end of a node's work. */
    record Multipliers(float[] weights, float[] squares, float[] slopes, double lambda, double tau) {}
}
