package io.raftkv.jepsen.report;

import io.raftkv.jepsen.checker.Verdict;
import io.raftkv.jepsen.history.History;
import io.raftkv.jepsen.run.TestResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What servers said to each other around a violation, few enough rows to be read.
 *
 * @param rows in the order in which they happened
 * @param caption which part of the run they are
 */
public record MessageDiagram(List<MessageRow> rows, String caption) {

    /** Nothing to draw. */
    public static final MessageDiagram NONE = new MessageDiagram(List.of(), "");

    /** As many gaps may come between them. */
    private static final int MAX_ROWS = 64;

    /** Keeps a copy of the list. */
    public MessageDiagram {
        rows = List.copyOf(rows);
    }

    /** Of a run that broke a promise; of any other {@link #NONE}, without asking for the messages. */
    public static MessageDiagram of(List<TestResult.Finding> findings, History history, Retelling retelling) {
        if (findings.stream().noneMatch(finding -> finding.verdict() instanceof Verdict.Invalid)) {
            return NONE;
        }
        var violation = ViolationTime.of(findings, history);
        List<MessageRow> rows = retelling.rows(violation.from(), violation.to());
        return rows.isEmpty() ? NONE : new MessageDiagram(selected(rows, violation), violation.text());
    }

    /** Notable rows before ordinary ones, and the nearest before those that are further away. */
    private static List<MessageRow> selected(List<MessageRow> rows, ViolationTime violation) {
        Set<Integer> chosen = IntStream.range(0, rows.size())
                .boxed()
                .filter(at -> rows.get(at).weight() != MessageRow.Weight.ROUTINE)
                .sorted(Comparator.<Integer, MessageRow.Weight>comparing(
                                at -> rows.get(at).weight())
                        .thenComparingLong(at -> violation.distance(rows.get(at).time())))
                .limit(MAX_ROWS)
                .collect(Collectors.toSet());
        var selected = new ArrayList<MessageRow>();
        var skipped = new ArrayList<MessageRow>();
        for (int at = 0; at < rows.size(); at++) {
            if (chosen.contains(at)) {
                addGap(skipped, selected);
                selected.add(rows.get(at));
            } else {
                skipped.add(rows.get(at));
            }
        }
        addGap(skipped, selected);
        return selected;
    }

    private static void addGap(List<MessageRow> skipped, List<MessageRow> selected) {
        if (skipped.isEmpty()) {
            return;
        }
        long routine = skipped.stream()
                .filter(row -> row.weight() == MessageRow.Weight.ROUTINE)
                .count();
        long others = skipped.size() - routine;
        var texts = new ArrayList<String>();
        if (routine > 0) {
            texts.add(Words.count(routine, "heartbeat or answer", "heartbeats and answers") + " without news");
        }
        if (others > 0) {
            texts.add(Words.count(others, "other message", "other messages"));
        }
        selected.add(new MessageRow.LeftOut(skipped.getFirst().time(), "⋮ not shown: " + String.join(", ", texts)));
        skipped.clear();
    }

    /** Whether there is nothing to draw. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Ids of the servers that appear, in their order. */
    List<Long> servers() {
        return rows.stream()
                .flatMap(row -> switch (row) {
                    case MessageRow.Arrow arrow -> List.of(arrow.from(), arrow.to()).stream();
                    case MessageRow.Note note -> List.of(note.server()).stream();
                    case MessageRow.LeftOut leftOut -> List.<Long>of().stream();
                })
                .filter(server -> server != 0)
                .distinct()
                .sorted()
                .toList();
    }

    /** The same in words, a line for each row. */
    List<String> lines() {
        return rows.stream().map(row -> time(row) + "  " + text(row)).toList();
    }

    static String time(MessageRow row) {
        return String.format(Locale.ROOT, "%.6f s", row.time() / 1e9);
    }

    static String text(MessageRow row) {
        return row instanceof MessageRow.Arrow arrow
                ? "S" + arrow.from() + (arrow.isLost() ? " ✗ S" : " → S") + arrow.to() + "  " + arrow.text()
                        + (arrow.isLost() ? " (" + arrow.loss() + ")" : "")
                : row.text();
    }
}
