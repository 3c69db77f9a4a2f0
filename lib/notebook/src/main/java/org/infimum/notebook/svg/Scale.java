package org.infimum.notebook.svg;

import java.util.ArrayList;
import java.util.List;

/**
 * From an axis's numbers to pixels.
 *
 * @param kind how
 * @param low the number at {@code from}; on a logarithmic axis positive
 * @param high the number at {@code to}
 * @param from the pixel of {@code low}
 * @param to the pixel of {@code high}
 * @param categories the names of 0, 1, 2, ... on an axis of categories, else empty
 */
record Scale(Kind kind, double low, double high, double from, double to, List<String> categories) {
    enum Kind {
        LINEAR,
        LOG,
        CATEGORY
    }

    /** The pixel of a number; NaN where there is none (NaN itself, 0 or below on a logarithmic axis). */
    double pixel(double value) {
        if (kind == Kind.LOG) {
            double span = Math.log10(high) - Math.log10(low);
            return value > 0 ? from + (Math.log10(value) - Math.log10(low)) / span * (to - from) : Double.NaN;
        }
        return Double.isFinite(value) ? from + (value - low) / (high - low) * (to - from) : Double.NaN;
    }

    /** Like {@link #pixel}, but what lies at or below 0 on a logarithmic axis, or outside, is put on the edge. */
    double clamped(double value) {
        double pixel = kind == Kind.LOG && value <= 0 ? from : pixel(value);
        return Math.max(Math.min(from, to), Math.min(Math.max(from, to), pixel));
    }

    /** The number at a pixel. */
    double value(double pixel) {
        double part = (pixel - from) / (to - from);
        return kind == Kind.LOG
                ? Math.pow(10, Math.log10(low) + part * (Math.log10(high) - Math.log10(low)))
                : low + part * (high - low);
    }

    List<Ticks.Tick> ticks(double pixelsPerTick) {
        int target = Math.max(2, (int) (Math.abs(to - from) / pixelsPerTick));
        return switch (kind) {
            case LINEAR -> Ticks.linear(low, high, target);
            case LOG -> Ticks.log(low, high, target);
            case CATEGORY -> {
                int step = Math.max(1, (int) Math.ceil(categories.size() / (double) Math.max(target, 12)));
                List<Ticks.Tick> ticks = new ArrayList<>();
                for (int i = 0; i < categories.size(); i += step) {
                    ticks.add(new Ticks.Tick(i, categories.get(i)));
                }
                yield ticks;
            }
        };
    }
}
