package org.infimum.relu;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** All activation patterns of small data that have an interior, by drawing many directions, each with the best centred direction drawn. */
record Arrangements(List<boolean[]> patterns, List<double[]> directions) {
    static Arrangements drawn(double[][] x, int draws, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, double[]> best = new LinkedHashMap<>();
        Map<String, Double> margins = new LinkedHashMap<>();
        int r = x[0].length;
        for (int t = 0; t < draws; t++) {
            double[] u = gaussian(r, random);
            StringBuilder key = new StringBuilder();
            double margin = Double.POSITIVE_INFINITY;
            for (double[] row : x) {
                double product = 0;
                double square = 0;
                for (int c = 0; c < r; c++) {
                    product += row[c] * u[c];
                    square += row[c] * row[c];
                }
                key.append(product >= 0 ? '1' : '0');
                if (square > 0) {
                    margin = Math.min(margin, Math.abs(product) / Math.sqrt(square));
                }
            }
            if (margin > margins.getOrDefault(key.toString(), 0.0)) {
                margins.put(key.toString(), margin);
                best.put(key.toString(), u);
            }
        }
        List<boolean[]> patterns = new ArrayList<>();
        List<double[]> directions = new ArrayList<>();
        best.forEach((key, u) -> {
            boolean[] pattern = new boolean[x.length];
            for (int i = 0; i < pattern.length; i++) {
                pattern[i] = key.charAt(i) == '1';
            }
            patterns.add(pattern);
            directions.add(u);
        });
        return new Arrangements(patterns, directions);
    }

    static double[] gaussian(int n, SplittableRandom random) {
        double[] u = new double[n];
        for (int c = 0; c < n; c++) {
            u[c] = random.nextGaussian();
        }
        return u;
    }

    static double[][] gaussian(int n, int r, SplittableRandom random) {
        double[][] x = new double[n][];
        for (int i = 0; i < n; i++) {
            x[i] = gaussian(r, random);
        }
        return x;
    }

    int size() {
        return patterns.size();
    }
}
