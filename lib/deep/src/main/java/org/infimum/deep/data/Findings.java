package org.infimum.deep.data;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What is wrong with the files of a data set, counted by kind: nothing is left out of a data set without being counted here.
 *
 * @param counts how often each kind was met; kinds that were not are 0
 * @param first the first ones met, {@value #KEPT} at most
 * @param <K> the kinds there are
 */
public record Findings<K extends Enum<K> & Finding.Kind>(Map<K, Integer> counts, List<Finding<K>> first) {
    /** How many are kept with their places. */
    public static final int KEPT = 200;

    /** The share of a set's images, or of their objects, that may be unusable. */
    public static final double TOLERATED = 0.01;

    /**
     * Findings, copied.
     *
     * @param counts as above
     * @param first as above
     */
    public Findings {
        counts = Collections.unmodifiableMap(new EnumMap<>(counts));
        first = List.copyOf(first);
    }

    /**
     * How many there are of some kinds.
     *
     * @param kinds which
     * @return from 0
     */
    public int count(Predicate<K> kinds) {
        return counts.entrySet().stream()
                .filter(entry -> kinds.test(entry.getKey()))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /**
     * The findings as text.
     *
     * @return a line a kind that was met, a line a finding; each begins with a line's end
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        counts.forEach((kind, count) -> {
            if (count > 0) text.append(String.format(Locale.ROOT, "%n%,d x %s", count, kind.words()));
        });
        for (Finding<K> finding : first) text.append(System.lineSeparator()).append(finding);
        int all = count(kind -> true);
        if (all > first.size()) text.append(String.format(Locale.ROOT, "%nand %,d more", all - first.size()));
        return text.toString();
    }

    /**
     * Collects findings, and stops at too many.
     *
     * @param <K> the kinds there are
     */
    public static final class Collector<K extends Enum<K> & Finding.Kind> {
        private final Map<K, Integer> counts;
        private final Map<K, Finding<K>> firstOfKind;
        private final List<Finding<K>> first = new ArrayList<>();

        /**
         * A collector without findings.
         *
         * @param kinds the kinds there are
         */
        public Collector(Class<K> kinds) {
            counts = new EnumMap<>(kinds);
            firstOfKind = new LinkedHashMap<>();
            for (K kind : kinds.getEnumConstants()) counts.put(kind, 0);
        }

        /**
         * Counts something.
         *
         * @param kind what is wrong
         * @param file with which file
         * @param detail the bad value
         */
        public void meet(K kind, String file, String detail) {
            Finding<K> finding = new Finding<>(kind, file, detail);
            counts.merge(kind, 1, Integer::sum);
            firstOfKind.putIfAbsent(kind, finding);
            if (first.size() < KEPT) first.add(finding);
        }

        /**
         * What was met so far.
         *
         * @return the findings
         */
        public Findings<K> soFar() {
            return new Findings<>(counts, first);
        }

        /**
         * Stops at too many.
         *
         * @param name the set's name
         * @param what what there are too many of: images, objects
         * @param total how many the set has
         * @param lost the kinds that lose one
         * @throws IOException if more than {@link #TOLERATED} of them are lost
         */
        public void requireFew(String name, String what, int total, Predicate<K> lost) throws IOException {
            int count = soFar().count(lost);
            if (count <= TOLERATED * total) return;
            // in the order in which the kinds were met
            Finding<K> firstLost = firstOfKind.values().stream()
                    .filter(finding -> lost.test(finding.kind()))
                    .findFirst()
                    .orElseThrow();
            throw new IOException(String.format(
                    Locale.ROOT,
                    "%,d of the %,d %s of %s (%.2f %%) are unusable, more than the 1 %% that may be: the first is %s; repair or"
                            + " remove them and open the folder again.",
                    count,
                    total,
                    what,
                    name,
                    100.0 * count / total,
                    firstLost));
        }
    }
}
