package io.raftkv.jepsen.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where a moment lies across a drawing.
 *
 * @param from the moment at the left end, as {@link Run} counts time
 * @param to the moment at the right end, after {@code from}
 * @param left the left end, in units of the drawing
 * @param right the right end, in units of the drawing
 */
record TimeAxis(long from, long to, double left, double right) {

    private static final int MAX_TICKS = 11;

    TimeAxis {
        to = Math.max(to, from + 1);
    }

    /** What lies outside is drawn at the end that it lies beyond. */
    double x(long time) {
        double share = (double) (time - from) / (to - from);
        return left + Math.clamp(share, 0, 1) * (right - left);
    }

    /** Round moments, evenly spaced. */
    List<Long> ticks() {
        long step = step();
        var ticks = new ArrayList<Long>();
        for (long time = Math.ceilDiv(from, step) * step; time <= to; time += step) {
            ticks.add(time);
        }
        return ticks;
    }

    /** A tick in nanoseconds, in the unit that fits the axis and with as many decimals as tell it from the next one. */
    String nanosText(long tick) {
        if (to >= 1_000_000_000) {
            return text(tick, 1_000_000_000, "s");
        } else if (to >= 1_000_000) {
            return text(tick, 1_000_000, "ms");
        }
        return text(tick, 1_000, "µs");
    }

    private String text(long tick, long unitNanos, String unit) {
        int decimals = Math.max(0, (int) Math.ceil(Math.log10((double) unitNanos / step())));
        return tick == 0 ? "0" : String.format(Locale.ROOT, "%." + decimals + "f %s", (double) tick / unitNanos, unit);
    }

    private long step() {
        for (long decade = 1; ; decade *= 10) {
            for (long step : new long[] {decade, 2 * decade, 5 * decade}) {
                if ((to - from) / step < MAX_TICKS) {
                    return step;
                }
            }
        }
    }
}
