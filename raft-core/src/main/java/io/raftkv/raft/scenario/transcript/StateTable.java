package io.raftkv.raft.scenario.transcript;

import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.scenario.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the servers stand, a line for each, their logs below each other as in the paper's figures. */
final class StateTable {

    /** How many characters there are for each log. */
    private static final int LOG_WIDTH = 78;

    private StateTable() {}

    /** The lines, no longer than a terminal is wide: of logs that are longer the end is shown. */
    static List<String> of(List<View> views) {
        int width = views.stream()
                .flatMap(view -> view.log().stream())
                .mapToInt(entry -> View.cell(entry).length())
                .max()
                .orElse(1);
        long last = views.stream()
                .mapToLong(view -> view.state().last().index())
                .max()
                .orElse(0);
        long lowest = views.stream()
                .mapToLong(view -> view.state().firstIndex())
                .min()
                .orElse(1);
        long first = Math.max(lowest, last - LOG_WIDTH / (width + 2) + 1);
        var lines = new ArrayList<String>();
        lines.add("      role           term  voted  commit  log" + (first > lowest ? " from index " + first : "")
                + " as term:index, [committed]");
        for (View view : views) {
            lines.add(String.format(
                            Locale.ROOT,
                            "  %-3s %-14s %4d  %-5s  %6d  %s",
                            "S" + view.server(),
                            Words.of(view.state().role()),
                            view.state().currentTerm(),
                            Words.server(view.state().votedFor()),
                            view.state().commitIndex(),
                            cells(view, first, width))
                    .stripTrailing());
        }
        return lines;
    }

    private static String cells(View view, long first, int width) {
        long missing = Math.max(0, view.state().firstIndex() - first);
        return " ".repeat((int) missing * (width + 2))
                + view.log().stream()
                        .filter(entry -> entry.index() >= first)
                        .map(entry -> cell(entry, entry.index() <= view.state().commitIndex(), width))
                        .collect(Collectors.joining());
    }

    private static String cell(LogPosition entry, boolean committed, int width) {
        String padded = String.format(Locale.ROOT, "%-" + width + "s", View.cell(entry));
        return committed ? "[" + padded + "]" : " " + padded + " ";
    }
}
