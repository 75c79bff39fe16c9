package io.raftkv.jepsen.report;

import io.raftkv.jepsen.history.Event;
import io.raftkv.jepsen.history.EventType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The figures of a run. */
final class Tables {

    private static final int MAX_ERRORS = 10;
    private static final List<EventType> OUTCOMES = List.of(EventType.OK, EventType.FAIL, EventType.INFO);

    private Tables() {}

    static void open(Markup html, String caption, Column... columns) {
        html.open("div", "class", "drawing", "tabindex", "0", "role", "region", "aria-label", caption);
        html.open("table").element("caption", caption).open("thead").open("tr");
        for (Column column : columns) {
            html.element("th", column.name(), "scope", "col", "class", column.style());
        }
        html.close().close().open("tbody");
    }

    static void close(Markup html) {
        html.close().close().close();
    }

    private static void row(Markup html, String... cells) {
        html.open("tr");
        for (int at = 0; at < cells.length; at++) {
            if (at == 0) {
                html.element("th", cells[at], "scope", "row");
            } else {
                html.element("td", cells[at], "class", "number");
            }
        }
        html.close();
    }

    static void phases(Markup html, Run run) {
        open(
                html,
                "Availability by phase",
                Column.text("faults in force"),
                Column.number("from"),
                Column.number("to"),
                Column.number("operations"),
                Column.number("ok"),
                Column.number("ok share"),
                Column.number("ok per second"),
                Column.number("longest gap without ok"));
        for (Phase phase : Phase.of(run)) {
            row(
                    html,
                    phase.faults().isEmpty() ? "none" : phase.faults(),
                    Words.duration(phase.from()),
                    Words.duration(phase.to()),
                    String.valueOf(phase.operations()),
                    String.valueOf(phase.ok()),
                    Words.percent(phase.ok(), phase.operations()),
                    Words.number(phase.ok() * 1e9 / phase.lengthNanos()),
                    Words.duration(phase.longestGapNanos()));
        }
        close(html);
    }

    static void faults(Markup html, Run run) {
        open(
                html,
                "Faults",
                Column.text("fault"),
                Column.text("target"),
                Column.number("from"),
                Column.number("to"),
                Column.number("lasted"));
        for (Fault fault : run.faults()) {
            html.open("tr");
            html.element("th", fault.name(), "scope", "row");
            html.element("td", Words.shortened(fault.target(), 200));
            html.element("td", run.timeText(fault.from()), "class", "number");
            html.element("td", run.timeText(fault.to()), "class", "number");
            html.element("td", lasted(fault, run), "class", "number");
            html.close();
        }
        close(html);
    }

    private static String lasted(Fault fault, Run run) {
        long length = fault.to() - fault.from();
        return fault.isMoment() ? "a moment" : run.isTimed() ? Words.duration(length) : length + " events";
    }

    static void counts(Markup html, Run run) {
        var functions = new TreeSet<String>();
        run.calls().forEach(call -> functions.add(call.operation().invocation().function()));
        open(
                html,
                "Operations by function and outcome",
                Column.text("function"),
                Column.number("● ok"),
                Column.number("✕ fail"),
                Column.number("▲ info"),
                Column.number("all"),
                Column.number("ok share"));
        for (String function : functions) {
            counts(
                    html,
                    function,
                    run.calls().stream()
                            .filter(call ->
                                    call.operation().invocation().function().equals(function))
                            .toList());
        }
        counts(html, "all", run.calls());
        close(html);
    }

    private static void counts(Markup html, String name, List<Call> calls) {
        long[] counts = OUTCOMES.stream()
                .mapToLong(outcome ->
                        calls.stream().filter(call -> call.outcome() == outcome).count())
                .toArray();
        row(
                html,
                name,
                String.valueOf(counts[0]),
                String.valueOf(counts[1]),
                String.valueOf(counts[2]),
                String.valueOf(calls.size()),
                Words.percent(counts[0], calls.size()));
    }

    static void latencies(Markup html, Run run) {
        open(
                html,
                "Latency by outcome",
                Column.text("outcome"),
                Column.number("operations"),
                Column.number("never ended"),
                Column.number("median"),
                Column.number("95 %"),
                Column.number("99 %"),
                Column.number("longest"));
        for (EventType outcome : OUTCOMES) {
            List<Call> calls = run.callsThatAre(outcome);
            if (!calls.isEmpty()) {
                long[] latencies = calls.stream()
                        .filter(Call::hasEnded)
                        .mapToLong(call -> call.to() - call.from())
                        .sorted()
                        .toArray();
                row(
                        html,
                        Outcomes.symbol(outcome) + " " + outcome.text(),
                        String.valueOf(calls.size()),
                        String.valueOf(calls.size() - latencies.length),
                        percentileText(latencies, 50),
                        percentileText(latencies, 95),
                        percentileText(latencies, 99),
                        percentileText(latencies, 100));
            }
        }
        close(html);
    }

    private static String percentileText(long[] latencies, int percent) {
        return latencies.length == 0 ? "–" : Words.duration(percentile(latencies, percent));
    }

    /** The smallest that at least that share does not exceed. */
    static long percentile(long[] sorted, int percent) {
        return sorted[Math.ceilDiv(sorted.length * percent, 100) - 1];
    }

    /** The most frequent errors; nothing when there was none. */
    static void errors(Markup html, Run run) {
        Map<String, Long> counts = new TreeMap<>();
        for (Call call : run.calls()) {
            Event completion = call.operation().completion();
            if (completion != null && completion.error() != null) {
                counts.merge(completion.type().text() + ": " + completion.error(), 1L, Long::sum);
            }
        }
        if (counts.isEmpty()) {
            return;
        }
        open(
                html,
                counts.size() > MAX_ERRORS
                        ? "The " + MAX_ERRORS + " most frequent of " + counts.size() + " errors"
                        : "Errors",
                Column.text("error"),
                Column.number("operations"));
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(MAX_ERRORS)
                .forEach(entry -> row(html, Words.shortened(entry.getKey(), 200), String.valueOf(entry.getValue())));
        close(html);
    }

    static void configuration(Markup html, Map<String, String> configuration) {
        open(html, "Configuration", Column.text("setting"), Column.text("value"));
        configuration.forEach((name, value) -> html.open("tr")
                .element("th", name, "scope", "row")
                .element("td", value, "class", "code")
                .close());
        close(html);
    }
}
