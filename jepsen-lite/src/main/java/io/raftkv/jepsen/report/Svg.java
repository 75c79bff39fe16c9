package io.raftkv.jepsen.report;

import java.util.Locale;

/** What all drawings have in common. Colours are the style sheet's, so that dark mode and paper can change them. */
final class Svg {

    /** Of drawings that fill the page, in units of the drawing, which are pixels on a desktop. */
    static final double WIDTH = 1008;

    /** Where the area for data begins, right of the labels. */
    static final double PLOT_LEFT = 76;

    /** Where the area for data ends. */
    static final double PLOT_RIGHT = WIDTH - 12;

    private Svg() {}

    /** Opens a drawing; whoever cannot see it hears the name and the description. */
    static Markup open(Markup html, double width, double height, String name, String description) {
        // Scrolls by itself when it is wider than the screen, and can be reached by keyboard for that.
        html.open("div", "class", "drawing", "tabindex", "0", "role", "region", "aria-label", name);
        html.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "role",
                "img",
                "aria-label",
                name + ". " + description,
                "viewBox",
                "0 0 " + coordinate(width) + " " + coordinate(height),
                "style",
                "width: " + coordinate(width) + "px");
        return html;
    }

    static void close(Markup html) {
        html.close().close();
    }

    static void line(Markup html, String style, double x1, double y1, double x2, double y2) {
        html.empty(
                "line",
                "class",
                style,
                "x1",
                coordinate(x1),
                "y1",
                coordinate(y1),
                "x2",
                coordinate(x2),
                "y2",
                coordinate(y2));
    }

    static void rectangle(Markup html, String style, double x, double y, double width, double height) {
        rectangle(html, style, x, y, width, height, "");
    }

    /** One that says more when the pointer rests on it; nothing more when {@code hint} is empty. */
    static void rectangle(Markup html, String style, double x, double y, double width, double height, String hint) {
        html.open(
                "rect",
                "class",
                style,
                "x",
                coordinate(x),
                "y",
                coordinate(y),
                "width",
                coordinate(width),
                "height",
                coordinate(height));
        if (!hint.isEmpty()) {
            html.element("title", hint);
        }
        html.close();
    }

    static void path(Markup html, String style, CharSequence path) {
        if (!path.isEmpty()) {
            html.empty("path", "class", style, "d", path.toString());
        }
    }

    /** A text whose style says on which side of {@code x} it stands. */
    static void text(Markup html, String style, double x, double y, String text) {
        html.element("text", text, "class", style, "x", coordinate(x), "y", coordinate(y));
    }

    /** Vertical lines with their times below, from {@code top} to {@code bottom}. */
    static void timeGrid(Markup html, TimeAxis axis, Run run, double top, double bottom) {
        for (long time : axis.ticks()) {
            line(html, "grid", axis.x(time), top, axis.x(time), bottom);
            String style = axis.x(time) > axis.right() - 20 ? "tick end" : "tick middle";
            text(html, style, axis.x(time), bottom + 14, run.isTimed() ? axis.nanosText(time) : run.timeText(time));
        }
    }

    static String coordinate(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
