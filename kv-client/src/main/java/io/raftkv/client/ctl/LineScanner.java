package io.raftkv.client.ctl;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a line into words. A word that begins with {@code "} ends with the next one and may contain escapes as in Go
 * ({@code \n}, {@code \x00}, {@code \u00e9}); one that begins with {@code '} is taken as it stands; others end at a
 * space.
 */
final class LineScanner {
    private final String line;
    private int position;

    LineScanner(String line) {
        this.line = line;
    }

    List<ByteString> words() throws MalformedTxnException {
        var words = new ArrayList<ByteString>();
        skipSpaces();
        while (position < line.length()) {
            words.add(word());
            skipSpaces();
        }
        return words;
    }

    ByteString word() throws MalformedTxnException {
        skipSpaces();
        if (position == line.length()) {
            throw malformed("something is missing at the end");
        }
        char first = line.charAt(position);
        if (first == '"' || first == '\'') {
            return quoted();
        }
        int start = position;
        while (position < line.length() && !Character.isWhitespace(line.charAt(position))) {
            position++;
        }
        return ByteString.copyFromUtf8(line.substring(start, position));
    }

    ByteString quoted() throws MalformedTxnException {
        skipSpaces();
        if (position < line.length() && line.charAt(position) == '\'') {
            position++;
            return ByteString.copyFromUtf8(until('\''));
        }
        expect('"');
        var bytes = new ByteArrayOutputStream();
        for (int next = take(); next != '"'; next = take()) {
            if (next == '\\') {
                writeEscape(bytes);
            } else {
                writeUtf8(next, bytes);
            }
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }

    /** What stands before the next {@code end}, which is passed over. */
    String until(char end) throws MalformedTxnException {
        int found = line.indexOf(end, position);
        if (found < 0) {
            throw malformed("expected " + end);
        }
        String before = line.substring(position, found);
        position = found + 1;
        return before;
    }

    void expect(char expected) throws MalformedTxnException {
        skipSpaces();
        if (position == line.length() || line.charAt(position) != expected) {
            throw malformed("expected " + expected + " at column " + (position + 1));
        }
        position++;
    }

    void expectEnd() throws MalformedTxnException {
        skipSpaces();
        if (position < line.length()) {
            throw malformed("nothing expected from column " + (position + 1) + " on");
        }
    }

    private void writeEscape(ByteArrayOutputStream bytes) throws MalformedTxnException {
        int escape = take();
        switch (escape) {
            case 'n' -> bytes.write('\n');
            case 't' -> bytes.write('\t');
            case 'r' -> bytes.write('\r');
            case 'a' -> bytes.write(7);
            case 'b' -> bytes.write('\b');
            case 'f' -> bytes.write('\f');
            case 'v' -> bytes.write(11);
            case '\\', '"', '\'' -> bytes.write(escape);
            case 'x' -> bytes.write(number(2, 16));
            case 'u' -> writeUtf8(number(4, 16), bytes);
            case 'U' -> writeUtf8(number(8, 16), bytes);
            default -> {
                position--;
                bytes.write(number(3, 8));
            }
        }
    }

    private int number(int digits, int radix) throws MalformedTxnException {
        int end = Math.min(position + digits, line.length());
        String text = line.substring(position, end);
        position = end;
        try {
            int number = Integer.parseUnsignedInt(text, radix);
            if (text.length() == digits && Character.isValidCodePoint(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw malformed("no such escape: \\" + text);
        }
        throw malformed("no such escape: \\" + text);
    }

    private static void writeUtf8(int codePoint, ByteArrayOutputStream bytes) {
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
    }

    private int take() throws MalformedTxnException {
        if (position == line.length()) {
            throw malformed("a quotation mark is missing");
        }
        int codePoint = line.codePointAt(position);
        position += Character.charCount(codePoint);
        return codePoint;
    }

    private void skipSpaces() {
        while (position < line.length() && Character.isWhitespace(line.charAt(position))) {
            position++;
        }
    }

    private MalformedTxnException malformed(String what) {
        return new MalformedTxnException(what + " in: " + line);
    }
}
