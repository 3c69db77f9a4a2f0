package org.infimum.notebook.svg;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Chooses where an axis is labelled: steps of 1, 2 or 5 times a power of ten on a linear axis, powers of ten on a logarithmic
 * one. Labels are Plotly's text: {@code 10<sup>-3</sup>}.
 */
final class Ticks {
    private static final double[] NICE = {1, 2, 5, 10};
    private static final int PLAIN_UP_TO = 6;
    private static final int PLAIN_DOWN_TO = -4;

    private Ticks() {}

    record Tick(double value, String label) {}

    /** About {@code target} ticks in [low, high], low < high both finite; at least two, since one gives no scale. */
    static List<Tick> linear(double low, double high, int target) {
        List<Tick> ticks = multiples(low, high, target);
        for (int finer = 2; ticks.size() < 2 && finer <= 3; finer++) {
            ticks = multiples(low, high, finer * target);
        }
        return ticks;
    }

    private static List<Tick> multiples(double low, double high, int target) {
        double rough = (high - low) / Math.max(1, target);
        int power = (int) Math.floor(Math.log10(rough));
        double fraction = rough / Math.pow(10, power);
        int choice = 0;
        while (choice < NICE.length - 1 && NICE[choice] < fraction * (1 - 1e-9)) {
            choice++;
        }
        BigDecimal step = BigDecimal.valueOf((long) NICE[choice]).scaleByPowerOfTen(power);
        long first = (long) Math.ceil(low / step.doubleValue() - 1e-9);
        long last = (long) Math.floor(high / step.doubleValue() + 1e-9);
        int magnitude = magnitude(Math.max(Math.abs(low), Math.abs(high)));
        List<Tick> ticks = new ArrayList<>();
        for (long i = first; i <= last; i++) {
            BigDecimal value = step.multiply(BigDecimal.valueOf(i));
            ticks.add(new Tick(value.doubleValue(), label(value, step, magnitude)));
        }
        return ticks;
    }

    private static String label(BigDecimal value, BigDecimal step, int magnitude) {
        if (value.signum() == 0) {
            return "0";
        }
        int decimals = Math.max(0, step.stripTrailingZeros().scale());
        if (magnitude >= PLAIN_UP_TO || magnitude < PLAIN_DOWN_TO) {
            int digits = Math.max(0, decimals + magnitude(value.abs().doubleValue()));
            return power(String.format(Locale.ROOT, "%." + digits + "e", value));
        }
        return minus(String.format(Locale.ROOT, "%,." + decimals + "f", value));
    }

    private static String power(String scientific) {
        int e = scientific.indexOf('e');
        BigDecimal mantissa = new BigDecimal(scientific.substring(0, e)).stripTrailingZeros();
        int exponent = Integer.parseInt(scientific.substring(e + 1));
        return minus(mantissa.toPlainString()) + "\u00D7" + ten(exponent);
    }

    private static String ten(int exponent) {
        return exponent == 0 ? "1" : exponent == 1 ? "10" : "10<sup>" + minus(Integer.toString(exponent)) + "</sup>";
    }

    private static String minus(String number) {
        return number.replace('-', '\u2212');
    }

    private static int magnitude(double value) {
        return value == 0 ? 0 : (int) Math.floor(Math.log10(value) + 1e-12);
    }

    /** Powers of ten in [low, high], 0 < low < high; 1, 2, 5 in between if there are fewer than two of them. */
    static List<Tick> log(double low, double high, int target) {
        int first = (int) Math.ceil(Math.log10(low) - 1e-9);
        int last = (int) Math.floor(Math.log10(high) + 1e-9);
        if (last - first < 1) {
            return withinOneDecade(low, high, target);
        }
        int step = Math.max(1, (int) Math.ceil((last - first + 1) / (double) Math.max(2, target)));
        List<Tick> ticks = new ArrayList<>();
        for (int exponent = -Math.floorDiv(-first, step) * step; exponent <= last; exponent += step) {
            ticks.add(new Tick(Math.pow(10, exponent), ten(exponent)));
        }
        return ticks;
    }

    private static List<Tick> withinOneDecade(double low, double high, int target) {
        List<Tick> ticks = new ArrayList<>();
        int power = (int) Math.floor(Math.log10(low));
        for (int exponent = power; exponent <= power + 2; exponent++) {
            for (int digit : new int[] {1, 2, 5}) {
                BigDecimal value = BigDecimal.valueOf(digit).scaleByPowerOfTen(exponent);
                double place = value.doubleValue();
                if (place >= low * (1 - 1e-9) && place <= high * (1 + 1e-9)) {
                    ticks.add(new Tick(place, label(value, value, exponent)));
                }
            }
        }
        return ticks.size() >= 2 ? ticks : linear(low, high, Math.min(target, 4));
    }
}
