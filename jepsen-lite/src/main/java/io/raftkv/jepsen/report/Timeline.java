package io.raftkv.jepsen.report;

import java.util.List;

/** A bar for each operation over time, a lane for each process, and the faulty region marked. */
final class Timeline {

    private static final int MAX_OPERATIONS = 500;
    private static final double LANE_HEIGHT = 18;
    private static final double MIN_BAR_WIDTH = 2;

    private final Run run;
    private final FaultyRegion region;
    private final List<Call> shown;

    Timeline(Run run, FaultyRegion region) {
        this.run = run;
        this.region = region;
        this.shown = region.row(MAX_OPERATIONS);
    }

    void draw(Markup html) {
        List<Integer> processes =
                shown.stream().map(Call::process).distinct().sorted().toList();
        long from = shown.stream().mapToLong(Call::from).min().orElse(0);
        // Where not everything is shown, one that takes very long must not squeeze all others.
        long lastBegin = shown.stream().mapToLong(Call::from).max().orElse(0);
        long to = shown.size() == run.calls().size() ? run.end() : lastBegin + (lastBegin - from) / 50;
        var axis = new TimeAxis(from, to, Svg.PLOT_LEFT, Svg.PLOT_RIGHT);
        var bands = new FaultBands(run.faults(), axis);
        double regionLabel = region.isEmpty() ? 0 : 16;
        double top = bands.height() + 8 + regionLabel;
        double bottom = top + processes.size() * LANE_HEIGHT;

        Svg.open(html, Svg.WIDTH, bottom + 24, "Operations of each process over time", leftOut());
        Svg.timeGrid(html, axis, run, top, bottom);
        bands.draw(html, axis, top - regionLabel, bottom);
        for (int lane = 0; lane < processes.size(); lane++) {
            double y = top + (lane + 1) * LANE_HEIGHT;
            Svg.line(html, "grid", axis.left(), y, axis.right(), y);
            Svg.text(html, "tick end", axis.left() - 6, y - 5, "process " + processes.get(lane));
        }
        if (!region.isEmpty()) {
            double left = axis.x(region.from());
            double right = Math.max(axis.x(region.to()), left + MIN_BAR_WIDTH);
            Svg.rectangle(html, "faulty-region", left, top - 2, right - left, bottom - top + 4);
            String side = left > axis.right() - 120 ? "faulty-label end" : "faulty-label";
            Svg.text(html, side, side.endsWith("end") ? right : left, top - 6, "⚠ violation");
        }
        for (Call call : shown) {
            double left = axis.x(call.from());
            double width = Math.max(MIN_BAR_WIDTH, axis.x(call.to()) - left);
            double y = top + processes.indexOf(call.process()) * LANE_HEIGHT + 3;
            Svg.rectangle(html, "bar " + Outcomes.style(call, region), left, y, width, LANE_HEIGHT - 6, hint(call));
        }
        Svg.close(html);
    }

    /** What is shown, and what is not. */
    String leftOut() {
        int all = run.calls().size();
        if (shown.size() == all) {
            return "All " + Words.count(all, "operation", "operations") + ".";
        }
        int before = run.calls().indexOf(shown.getFirst());
        return Words.count(shown.size(), "operation", "operations") + " of " + all
                + (region.isEmpty() ? "" : " around the violation") + "; left out are " + before + " before and "
                + (all - before - shown.size()) + " after.";
    }

    private String hint(Call call) {
        return Words.shortened(Words.call(call), 200) + ": " + call.outcome().text() + ", "
                + run.momentText(call.from()) + " to " + run.momentText(call.to());
    }
}
