package org.infimum.relu;

import java.util.concurrent.ForkJoinPool;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** A loop whose turns are independent of each other: on the common pool's threads, or where that is not worth its cost on the caller's alone. */
record Loop(boolean parallel) {
    /** Does all turns, in any order. */
    void run(int count, IntConsumer turn) {
        IntStream all = IntStream.range(0, count);
        (parallel ? all.parallel() : all).forEach(turn);
    }

    /** How many threads share the turns: pieces of work that each need an array of their own. */
    int threads() {
        return parallel ? ForkJoinPool.getCommonPoolParallelism() + 1 : 1;
    }
}
