package io.raftkv.jepsen.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * HTML that is well-formed XML as well, since every element that is opened here is closed here, and every text is escaped.
 * Attributes are given as names and values in turn.
 */
final class Markup {

    private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> openElements = new ArrayDeque<>();

    Markup open(String element, String... attributes) {
        startTag(element, attributes).append('>');
        openElements.push(element);
        return this;
    }

    /** Closes the element that was opened last. */
    Markup close() {
        out.append("</").append(openElements.pop()).append(">\n");
        return this;
    }

    Markup text(String text) {
        escape(text);
        return this;
    }

    Markup element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close();
    }

    /** An element that never has content, such as {@code meta} or {@code path}. */
    Markup empty(String element, String... attributes) {
        startTag(element, attributes).append("/>\n");
        return this;
    }

    /** The content of {@code style} or {@code script}, which HTML does not unescape: our own, free of markup characters. */
    Markup verbatim(String text) {
        if (text.indexOf('<') >= 0 || text.indexOf('&') >= 0) {
            throw new IllegalArgumentException("a style sheet or script with < or & would not be well-formed XML");
        }
        out.append(text);
        return this;
    }

    private StringBuilder startTag(String element, String... attributes) {
        out.append('<').append(element);
        for (int at = 0; at < attributes.length; at += 2) {
            out.append(' ').append(attributes[at]).append("=\"");
            escape(attributes[at + 1]);
            out.append('"');
        }
        return out;
    }

    private void escape(String text) {
        text.codePoints().forEach(this::escape);
    }

    private void escape(int character) {
        switch (character) {
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '&' -> out.append("&amp;");
            case '"' -> out.append("&quot;");
            case '\'' -> out.append("&#39;");
            case '\n', '\t' -> out.appendCodePoint(character);
            default -> out.appendCodePoint(visible(character));
        }
    }

    /** XML allows no control characters, not even escaped: the picture of the character stands for it. */
    private static int visible(int character) {
        if (character < ' ') {
            return 0x2400 + character;
        }
        boolean allowed = character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE;
        return allowed && character != 0x7f && character != 0xfffe && character != 0xffff ? character : 0xfffd;
    }

    /** The whole document; every element must have been closed. */
    @Override
    public String toString() {
        if (!openElements.isEmpty()) {
            throw new IllegalStateException("not closed: " + openElements);
        }
        return out.toString();
    }
}
