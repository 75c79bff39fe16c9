package io.raftkv.jepsen.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * The operations around a violation, large enough to read: a column for each process, time going down. Only the order of beginnings
 * and ends counts here, each has a row of its own; for a fault in the order of events that shows more than true distances would.
 */
final class Enlargement {

    private static final int MAX_OPERATIONS = 30;
    private static final double ROW_HEIGHT = 20;
    private static final double MIN_COLUMN_WIDTH = 112;
    private static final double MAX_COLUMN_WIDTH = 200;
    private static final double LEFT = 88;
    private static final double TOP = 26;
    private static final double CHARACTER_WIDTH = 7;

    private final Run run;
    private final FaultyRegion region;
    private final List<Call> shown;

    Enlargement(Run run, FaultyRegion region) {
        this.run = run;
        this.region = region;
        this.shown = region.nearest(MAX_OPERATIONS);
    }

    void draw(Markup html) {
        // Those at fault come first, where no one has to scroll for them.
        List<Integer> processes = Stream.concat(
                        shown.stream()
                                .filter(region::contains)
                                .map(Call::process)
                                .sorted(),
                        shown.stream().map(Call::process).sorted())
                .distinct()
                .toList();
        List<Integer> rows = shown.stream()
                .flatMap(call -> Stream.of(call.begunAt(), call.endedAt()))
                .distinct()
                .sorted()
                .toList();
        double columnWidth = Math.clamp((Svg.WIDTH - LEFT) / processes.size(), MIN_COLUMN_WIDTH, MAX_COLUMN_WIDTH);
        double width = LEFT + processes.size() * columnWidth;
        double height = TOP + rows.size() * ROW_HEIGHT + 8;

        Svg.open(html, width, height, "Operations around the violation, enlarged", "The table below says the same.");
        for (int column = 0; column < processes.size(); column++) {
            double x = LEFT + column * columnWidth;
            Svg.text(html, "tick middle", x + columnWidth / 2, TOP - 10, "process " + processes.get(column));
            Svg.line(html, "grid", x, TOP - 4, x, height);
        }
        for (int row = 0; row < rows.size(); row++) {
            double y = TOP + row * ROW_HEIGHT;
            Svg.line(html, "grid", LEFT - 4, y, width, y);
            Svg.text(html, "tick end", LEFT - 8, y + 4, time(rows.get(row)));
        }
        for (Call call : shown) {
            double x = LEFT + processes.indexOf(call.process()) * columnWidth + 4;
            double y = TOP + rows.indexOf(call.begunAt()) * ROW_HEIGHT;
            double bottom = TOP + rows.indexOf(call.endedAt()) * ROW_HEIGHT;
            String label =
                    (region.contains(call) ? "⚠ " : "") + Outcomes.symbol(call.outcome()) + " " + Words.call(call);
            Svg.rectangle(
                    html,
                    Outcomes.style(call, region),
                    x,
                    y + 1,
                    columnWidth - 8,
                    bottom - y - 2,
                    Words.shortened(label, 200));
            Svg.text(html, "call-label", x + 6, (y + bottom) / 2 + 4, Words.shortened(label, (int)
                    ((columnWidth - 14) / CHARACTER_WIDTH)));
        }
        Svg.close(html);
    }

    private String time(int eventAt) {
        return shown.stream()
                .filter(call -> call.begunAt() == eventAt || call.endedAt() == eventAt)
                .findFirst()
                .map(call -> call.begunAt() == eventAt
                        ? run.momentText(call.from())
                        : call.hasEnded() ? run.momentText(call.to()) : "never")
                .orElseThrow();
    }

    /** The same as text. */
    void table(Markup html) {
        Tables.open(
                html,
                "The operations drawn above",
                Column.number("began"),
                Column.number("ended"),
                Column.number("process"),
                Column.text("operation"),
                Column.text("outcome"),
                Column.text("error"),
                Column.text("blame"));
        for (Call call : shown) {
            var completion = call.operation().completion();
            String error = completion == null || completion.error() == null ? "" : completion.error();
            html.open("tr", "class", region.contains(call) ? "at-fault" : "");
            html.element("td", run.momentText(call.from()), "class", "number");
            html.element("td", call.hasEnded() ? run.momentText(call.to()) : "never", "class", "number");
            html.element("td", String.valueOf(call.process()), "class", "number");
            html.element("td", Words.shortened(Words.call(call), 400), "class", "code");
            html.element(
                    "td",
                    Outcomes.symbol(call.outcome()) + " " + call.outcome().text(),
                    "class",
                    call.outcome().text());
            html.element("td", Words.shortened(error, 400));
            html.element("td", region.contains(call) ? "⚠ at fault" : "");
            html.close();
        }
        Tables.close(html);
    }

    /** How many of how many are shown, for the caption. */
    String selection() {
        return shown.size() == run.calls().size()
                ? "all operations"
                : "the " + shown.size() + " nearest operations, those on the same keys first";
    }
}
