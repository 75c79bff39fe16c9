package io.raftkv.jepsen.report;

import io.raftkv.jepsen.history.EventType;
import java.util.Arrays;

/** How many operations ended per second, by outcome, in equal parts of the run. */
final class RatePlot {

    private static final double HEIGHT = 200;

    /** Fewer operations than this in a part would show chance and not the store. */
    private static final int OPERATIONS_PER_PART = 20;

    private static final int MAX_PARTS = 160;

    private final Run run;
    private final int parts;

    RatePlot(Run run) {
        this.run = run;
        this.parts = Math.clamp(run.calls().size() / OPERATIONS_PER_PART, 1, MAX_PARTS);
    }

    void draw(Markup html) {
        double[] ok = rates(EventType.OK);
        double[] fail = rates(EventType.FAIL);
        double[] info = rates(EventType.INFO);
        double highest = Math.max(max(ok), Math.max(max(fail), max(info)));
        var axis = new TimeAxis(0, run.end(), Svg.PLOT_LEFT, Svg.PLOT_RIGHT);
        var bands = new FaultBands(run.faults(), axis);
        double top = bands.height() + 8;
        double bottom = top + HEIGHT;
        double step = roundStep(highest);
        double ceiling = Math.max(step, Math.ceil(highest / step) * step);

        String description = "At most " + Words.number(max(ok)) + " ok, " + Words.number(max(fail)) + " fail and "
                + Words.number(max(info)) + " info per second. The table of phases has the figures.";
        Svg.open(html, Svg.WIDTH, bottom + 24, "Operations per second over time", description);
        Svg.timeGrid(html, axis, run, top, bottom);
        for (double rate = 0; rate <= ceiling + step / 2; rate += step) {
            double y = bottom - rate / ceiling * HEIGHT;
            Svg.line(html, "grid", axis.left(), y, axis.right(), y);
            Svg.text(html, "tick end", axis.left() - 6, y + 4, Words.number(rate) + " /s");
        }
        bands.draw(html, axis, top, bottom);
        Svg.path(html, "rate info", steps(info, axis, bottom, ceiling));
        Svg.path(html, "rate fail", steps(fail, axis, bottom, ceiling));
        Svg.path(html, "rate ok", steps(ok, axis, bottom, ceiling));
        Svg.close(html);
    }

    /** What a part is, for the caption. */
    String resolution() {
        return Words.duration(run.end() / parts);
    }

    private double[] rates(EventType outcome) {
        double[] rates = new double[parts];
        double partSeconds = Math.max(1, run.end()) / 1e9 / parts;
        for (Call call : run.calls()) {
            if (call.hasEnded() && call.outcome() == outcome) {
                int part = (int) Math.min(parts - 1, (double) call.to() / Math.max(1, run.end()) * parts);
                rates[part] += 1 / partSeconds;
            }
        }
        return rates;
    }

    private static StringBuilder steps(double[] rates, TimeAxis axis, double bottom, double ceiling) {
        var path = new StringBuilder();
        double width = (axis.right() - axis.left()) / rates.length;
        for (int part = 0; part < rates.length; part++) {
            path.append(part == 0 ? "M" : "L")
                    .append(Svg.coordinate(axis.left() + part * width))
                    .append(' ')
                    .append(Svg.coordinate(bottom - rates[part] / ceiling * HEIGHT))
                    .append('h')
                    .append(Svg.coordinate(width));
        }
        return path;
    }

    /** One that is 1, 2 or 5 times a power of ten, and gives three to six lines. */
    private static double roundStep(double highest) {
        double decade = Math.pow(10, Math.floor(Math.log10(Math.max(highest, 1e-3) / 2)));
        double times = Math.max(highest, 1e-3) / decade;
        return times <= 5 ? decade : times <= 10 ? 2 * decade : 5 * decade;
    }

    private static double max(double[] rates) {
        return Arrays.stream(rates).max().orElse(0);
    }
}
