package io.raftkv.jepsen.report;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws a {@link MessageDiagram}: a lane for each server, time going down, an arrow where a message arrives and a cross on the way of one
 * that is lost. What it says stands beside it, where no arrow runs through it. Long ones are drawn in parts that fit on paper.
 */
final class MessageDrawing {

    private static final int ROWS_PER_PART = 48;
    private static final double ROW_HEIGHT = 17;
    private static final double TOP = 26;
    private static final double LEFT = 132;
    private static final double LANES_WIDTH = 360;
    private static final double MAX_LANE_DISTANCE = 120;
    private static final double CHARACTER_WIDTH = 6.9;
    private static final double HEAD = 7;

    private final MessageDiagram diagram;
    private final List<Long> servers;
    private final double laneDistance;
    private final double textLeft;

    /** For each server whether its lane is that of one that runs, at the row that is drawn. */
    private final Map<Long, String> lanes = new HashMap<>();

    MessageDrawing(MessageDiagram diagram) {
        this.diagram = diagram;
        this.servers = diagram.servers();
        this.laneDistance = Math.min(LANES_WIDTH / Math.max(1, servers.size()), MAX_LANE_DISTANCE);
        this.textLeft = LEFT + Math.max(0, servers.size() - 1) * laneDistance + 30;
        servers.forEach(server -> lanes.put(server, styleAtFirst(server)));
    }

    /** Whoever starts did not run before. */
    private String styleAtFirst(long server) {
        return diagram.rows().stream()
                .filter(row -> row instanceof MessageRow.Note note && note.server() == server)
                .map(row -> ((MessageRow.Note) row).change())
                .filter(change -> change != MessageRow.Change.NONE)
                .findFirst()
                .filter(change -> change == MessageRow.Change.STARTS)
                .map(starts -> "lane down")
                .orElse("lane");
    }

    void draw(Markup html) {
        html.open("figure");
        List<MessageRow> rows = diagram.rows();
        for (int first = 0; first < rows.size(); first += ROWS_PER_PART) {
            part(html, rows.subList(first, Math.min(first + ROWS_PER_PART, rows.size())));
        }
        html.element(
                "figcaption",
                diagram.caption()
                        + " Time goes down, in seconds since the run began; distances mean nothing. An arrow → is where a message arrived,"
                        + " a cross ✗ where one was lost; a dotted lane is a server that does not run.");
        html.close();
        html.open("details")
                .element("summary", "The messages as text")
                .element("pre", String.join("\n", diagram.lines()), "tabindex", "0", "class", "diagram")
                .close();
    }

    private void part(Markup html, List<MessageRow> rows) {
        String name = "Messages between servers from " + MessageDiagram.time(rows.getFirst()) + " to "
                + MessageDiagram.time(rows.getLast());
        Svg.open(
                html, Svg.WIDTH, TOP + rows.size() * ROW_HEIGHT + 6, name, "The text below the drawing says the same.");
        servers.forEach(server -> Svg.text(html, "server middle", x(server), TOP - 10, "S" + server));
        for (int at = 0; at < rows.size(); at++) {
            row(html, rows.get(at), TOP + at * ROW_HEIGHT);
        }
        Svg.close(html);
    }

    private double x(long server) {
        return LEFT + servers.indexOf(server) * laneDistance;
    }

    private void row(Markup html, MessageRow row, double top) {
        double middle = top + ROW_HEIGHT / 2;
        double baseline = middle + 4;
        if (row instanceof MessageRow.Note note) {
            Svg.rectangle(html, "message-note", LEFT - 30, top + 1, Svg.WIDTH - LEFT + 30, ROW_HEIGHT - 2);
            if (note.change() != MessageRow.Change.NONE) {
                lanes.put(note.server(), note.change() == MessageRow.Change.STARTS ? "lane" : "lane down");
            }
        }
        if (!(row instanceof MessageRow.LeftOut)) {
            Svg.text(html, "tick end", LEFT - 36, baseline, MessageDiagram.time(row));
            servers.forEach(server ->
                    Svg.line(html, lanes.getOrDefault(server, "lane"), x(server), top, x(server), top + ROW_HEIGHT));
        }
        switch (row) {
            case MessageRow.Arrow arrow -> arrow(html, arrow, middle);
            case MessageRow.Note note
            when note.server() != 0 -> Svg.path(html, "message-dot", dot(x(note.server()), middle));
            case MessageRow.Note note -> {}
            case MessageRow.LeftOut leftOut -> {}
        }
        Svg.text(html, textStyle(row), textLeft, baseline, Words.shortened(MessageDiagram.text(row), (int)
                ((Svg.WIDTH - textLeft) / CHARACTER_WIDTH)));
    }

    private static String textStyle(MessageRow row) {
        return switch (row) {
            case MessageRow.Arrow arrow -> arrow.isLost() ? "lost-label" : "";
            case MessageRow.Note note -> "noted";
            case MessageRow.LeftOut leftOut -> "tick";
        };
    }

    private void arrow(Markup html, MessageRow.Arrow arrow, double y) {
        double from = x(arrow.from());
        double to = x(arrow.to());
        double forwards = Math.signum(to - from);
        if (arrow.isLost()) {
            double cross = from + 0.6 * (to - from);
            Svg.line(html, "message lost", from, y, cross, y);
            Svg.path(html, "message-cross", cross(cross, y));
        } else {
            String style = arrow.weight() == MessageRow.Weight.NOTABLE ? "message notable" : "message";
            Svg.line(html, style, from, y, to - forwards * HEAD, y);
            Svg.path(html, "message-head", head(to - forwards, to - forwards * (HEAD + 2), y));
        }
    }

    private static String head(double tip, double back, double y) {
        return move(tip, y) + line(back, y - 4) + line(back, y + 4) + "Z";
    }

    private static String cross(double x, double y) {
        return move(x - 4, y - 4) + line(x + 4, y + 4) + move(x - 4, y + 4) + line(x + 4, y - 4);
    }

    private static String dot(double x, double y) {
        return move(x - 5, y) + line(x, y - 5) + line(x + 5, y) + line(x, y + 5) + "Z";
    }

    private static String move(double x, double y) {
        return "M" + Svg.coordinate(x) + " " + Svg.coordinate(y);
    }

    private static String line(double x, double y) {
        return "L" + Svg.coordinate(x) + " " + Svg.coordinate(y);
    }
}
