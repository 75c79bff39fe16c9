package io.raftkv.jepsen.report;

import io.raftkv.jepsen.history.EventType;
import java.util.BitSet;

/** A dot for each operation that ended: when it began, and how long it took, on a logarithmic scale. */
final class LatencyPlot {

    private static final double HEIGHT = 260;

    /** What took less, as may be in a simulated world, is drawn as this. */
    private static final long MIN_NANOS = 1_000;

    private final Run run;
    private final TimeAxis axis;
    private final double top;
    private final double bottom;
    private final int lowestDecade;
    private final int highestDecade;

    LatencyPlot(Run run) {
        this.run = run;
        this.axis = new TimeAxis(0, run.end(), Svg.PLOT_LEFT, Svg.PLOT_RIGHT);
        this.top = new FaultBands(run.faults(), axis).height() + 8;
        this.bottom = top + HEIGHT;
        double lowest = Double.MAX_VALUE;
        double highest = 0;
        for (Call call : run.calls()) {
            if (call.hasEnded()) {
                lowest = Math.min(lowest, latency(call));
                highest = Math.max(highest, latency(call));
            }
        }
        this.lowestDecade = highest == 0 ? 6 : (int) Math.floor(Math.log10(lowest));
        this.highestDecade = Math.max(lowestDecade + 1, (int) Math.ceil(Math.log10(Math.max(1, highest))));
    }

    void draw(Markup html) {
        Svg.open(
                html,
                Svg.WIDTH,
                bottom + 24,
                "Latency of each operation over time",
                "Logarithmic scale. The table below has the percentiles.");
        Svg.timeGrid(html, axis, run, top, bottom);
        for (int decade = lowestDecade; decade <= highestDecade; decade++) {
            double y = y(Math.pow(10, decade));
            Svg.line(html, "grid", axis.left(), y, axis.right(), y);
            Svg.text(html, "tick end", axis.left() - 6, y + 4, Words.duration((long) Math.pow(10, decade)));
        }
        new FaultBands(run.faults(), axis).draw(html, axis, top, bottom);
        Svg.path(html, "dots ok", marks(EventType.OK, "h0"));
        Svg.path(html, "dots info", marks(EventType.INFO, "m0 -4l3.5 6.5h-7z"));
        Svg.path(html, "dots fail", marks(EventType.FAIL, "m-3 -3l6 6m0 -6l-6 6"));
        Svg.close(html);
    }

    /** All marks of an outcome in one path; of several at the same place only the first, which bounds the size of the page. */
    private StringBuilder marks(EventType outcome, String mark) {
        var taken = new BitSet();
        var path = new StringBuilder();
        for (Call call : run.calls()) {
            if (call.hasEnded() && call.outcome() == outcome) {
                long x = Math.round(axis.x(call.from()));
                long y = Math.round(y(latency(call)));
                int place = (int) (x * (long) (bottom + 1) + y);
                if (!taken.get(place)) {
                    taken.set(place);
                    path.append('M').append(x).append(' ').append(y).append(mark);
                }
            }
        }
        return path;
    }

    private double y(double nanos) {
        double share = (Math.log10(nanos) - lowestDecade) / (highestDecade - lowestDecade);
        return bottom - share * HEIGHT;
    }

    private static double latency(Call call) {
        return Math.max(MIN_NANOS, call.to() - call.from());
    }
}
