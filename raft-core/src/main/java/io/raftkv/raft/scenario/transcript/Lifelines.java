package io.raftkv.raft.scenario.transcript;

import io.raftkv.raft.core.RoleName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The left part of the transcript: a column for each server, and an arrow for each message. A leader's line is heavy, that of a
 * server that does not run is dotted.
 */
final class Lifelines {

    private static final int WIDE_COLUMN = 7;
    private static final int NARROW_COLUMN = 5;

    /** More servers than these get narrow columns, so that there is room for what they say. */
    private static final int SERVERS_IN_WIDE_COLUMNS = 4;

    private static final char DOWN = '·';
    private static final char RUNNING = '│';
    private static final char LEADING = '┃';

    private final Map<Long, Character> lines = new TreeMap<>();

    /** What becomes of a message. */
    enum Arrow {
        ARRIVES('─', '►', '◄'),
        IS_LOST('─', '✗', '✗');

        private final char shaft;
        private final char rightwards;
        private final char leftwards;

        Arrow(char shaft, char rightwards, char leftwards) {
            this.shaft = shaft;
            this.rightwards = rightwards;
            this.leftwards = leftwards;
        }
    }

    void up(long server, RoleName role) {
        lines.put(server, role == RoleName.LEADER ? LEADING : RUNNING);
    }

    void down(long server) {
        lines.put(server, DOWN);
    }

    /** A column for each of these servers, and for no others; those that had none do not run yet. */
    void cast(List<Long> servers) {
        lines.keySet().retainAll(servers);
        servers.forEach(server -> lines.putIfAbsent(server, DOWN));
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    int width() {
        return lines.size() * columnWidth();
    }

    private int columnWidth() {
        return lines.size() > SERVERS_IN_WIDE_COLUMNS ? NARROW_COLUMN : WIDE_COLUMN;
    }

    String names() {
        var text = blank();
        lines.keySet().forEach(server -> {
            String name = "S" + server;
            text.replace(column(server), column(server) + name.length(), name);
        });
        return text.toString();
    }

    String plain() {
        return drawn().toString();
    }

    /** Something happens to one server. */
    String at(long server) {
        return with(server, '●');
    }

    /** A server ends. */
    String end(long server) {
        return with(server, '✗');
    }

    /** Something that is left out. */
    String gap() {
        var text = blank();
        lines.keySet().forEach(server -> text.setCharAt(column(server), '⋮'));
        return text.toString();
    }

    String arrow(long from, long to, Arrow arrow) {
        var text = drawn();
        int start = column(from);
        int end = column(to);
        int step = start < end ? 1 : -1;
        text.setCharAt(start, start < end ? '├' : '┤');
        for (int at = start + step; at != end; at += step) {
            text.setCharAt(at, text.charAt(at) == ' ' ? arrow.shaft : '┼');
        }
        int head = arrow == Arrow.ARRIVES ? end - step : end - 3 * step;
        text.setCharAt(head, start < end ? arrow.rightwards : arrow.leftwards);
        if (arrow != Arrow.ARRIVES) {
            text.setCharAt(end - step, ' ');
            text.setCharAt(end - 2 * step, ' ');
        }
        return text.toString();
    }

    private String with(long server, char sign) {
        var text = drawn();
        text.setCharAt(column(server), sign);
        return text.toString();
    }

    private StringBuilder drawn() {
        var text = blank();
        lines.forEach((server, line) -> text.setCharAt(column(server), line));
        return text;
    }

    private StringBuilder blank() {
        return new StringBuilder(" ".repeat(width()));
    }

    private int column(long server) {
        int column = 0;
        for (long other : lines.keySet()) {
            if (other == server) {
                return column * columnWidth();
            }
            column++;
        }
        throw new IllegalArgumentException("S" + server + " is not on the stage");
    }
}
