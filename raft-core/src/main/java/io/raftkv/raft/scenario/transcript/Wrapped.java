package io.raftkv.raft.scenario.transcript;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Text that is broken into lines between words, and within a word only when it is longer than a line. */
final class Wrapped {

    private static final Pattern BETWEEN_PARAGRAPHS = Pattern.compile("\\n\\s*\\n");

    private Wrapped() {}

    /** The lines of a text, none longer than {@code width}; empty lines between paragraphs stay. */
    static List<String> paragraphs(String text, int width) {
        var lines = new ArrayList<String>();
        for (String paragraph : BETWEEN_PARAGRAPHS.split(text.strip(), -1)) {
            if (!lines.isEmpty()) {
                lines.add("");
            }
            lines.addAll(lines(paragraph.replaceAll("\\s+", " ").strip(), width));
        }
        return lines;
    }

    /** The lines of one paragraph, in which several blanks in a row stay as they are. */
    static List<String> lines(String text, int width) {
        var lines = new ArrayList<String>();
        String rest = text;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).strip();
        }
        lines.add(rest);
        return lines;
    }
}
