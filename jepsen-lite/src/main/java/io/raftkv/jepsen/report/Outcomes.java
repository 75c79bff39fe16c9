package io.raftkv.jepsen.report;

import io.raftkv.jepsen.history.EventType;

/** How outcomes look: never told apart by colour alone. */
final class Outcomes {

    private Outcomes() {}

    static String symbol(EventType outcome) {
        return switch (outcome) {
            case OK -> "●";
            case FAIL -> "✕";
            case INFO, INVOKE -> "▲";
        };
    }

    /** The style of an operation's bar or box. */
    static String style(Call call, FaultyRegion region) {
        return "call " + call.outcome().text() + (region.contains(call) ? " at-fault" : "");
    }

    /** What the looks mean; below a drawing. */
    static void legend(Markup html) {
        html.open("span", "class", "legends");
        entry(html, EventType.OK, "ok: took effect");
        entry(html, EventType.FAIL, "fail: certainly did not");
        entry(html, EventType.INFO, "info: nobody knows, or it never ended");
        html.close();
    }

    private static void entry(Markup html, EventType outcome, String text) {
        html.open("span", "class", "legend " + outcome.text())
                .element("span", symbol(outcome), "class", "symbol", "aria-hidden", "true")
                .text(" " + text)
                .close();
    }
}
