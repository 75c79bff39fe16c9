package io.raftkv.jepsen.history;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The ways to write a history into a file, one event a line, UTF-8. All of them may hold blank lines. */
public enum HistoryFormat {

    /**
     * What Jepsen prints while it runs: {@code INFO  jepsen.util - 0\t:invoke\t:read\tnil}. Whatever stands before {@code jepsen.util} and
     * lines of other loggers are skipped. There is no place in it for keys and times.
     */
    JEPSEN_LOG("jepsen-log", new LogLines()),

    /** What Jepsen stores: a map of EDN, such as <code>{:process 0, :type :ok, :f :get, :key "7", :value "x"}</code>. */
    EDN("edn", new EdnLines()),

    /** The same as EDN, with JSON objects: <code>{"process":0,"type":"ok","f":"get","key":"7","value":"x"}</code>. */
    JSONL("jsonl", new JsonLines());

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // has no state
    private final LineFormat lines;

    HistoryFormat(String text, LineFormat lines) {
        this.text = text;
        this.lines = lines;
    }

    /** Its name on the command line. */
    public String text() {
        return text;
    }

    /** The format of that name; null when there is none. */
    public static @Nullable HistoryFormat named(String text) {
        for (HistoryFormat format : values()) {
            if (format.text.equals(text)) {
                return format;
            }
        }
        return null;
    }

    /** The names of all formats, separated by commas. */
    public static String names() {
        return Arrays.stream(values()).map(HistoryFormat::text).collect(Collectors.joining(", "));
    }

    /**
     * Reads a file. What comes out is consistent: each completion belongs to an invocation of the same function.
     *
     * @throws HistoryFormatException when a line is garbled or contradicts the ones before
     * @throws IOException when the file cannot be read
     */
    public HistoryFile read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in);
        }
    }

    /**
     * Reads a stream to its end, and leaves it open; otherwise as {@link #read(Path)}.
     *
     * @param name of where it comes from, for errors
     */
    public HistoryFile read(String name, InputStream in) throws IOException {
        byte[] bytes = in.readAllBytes();
        var events = new ArrayList<Event>();
        var numbers = new ArrayList<Integer>();
        var underWay = new HashMap<Integer, String>();
        int line = 0;
        for (int from = 0; from < bytes.length; ) {
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            line++;
            try {
                Event event = lines.read(decoded(bytes, from, to));
                if (event != null) {
                    pair(event, underWay);
                    events.add(event);
                    numbers.add(line);
                }
            } catch (MalformedLineException e) {
                throw new HistoryFormatException(name, line, String.valueOf(e.getMessage()));
            }
            from = to + 1;
        }
        return new HistoryFile(
                name,
                new History(events),
                numbers.stream().mapToInt(Integer::intValue).toArray());
    }

    /**
     * Appends all events, a line each.
     *
     * @throws IllegalArgumentException when the format cannot express one
     */
    public void write(History history, Appendable to) throws IOException {
        var line = new StringBuilder();
        for (Event event : history.events()) {
            line.setLength(0);
            lines.write(event, line);
            to.append(line.append('\n'));
        }
    }

    /** Writes a file, replacing one that is there; otherwise as {@link #write(History, Appendable)}. */
    public void write(History history, Path file) throws IOException {
        try (var out = Files.newBufferedWriter(file)) {
            write(history, out);
        }
    }

    private static String decoded(byte[] bytes, int from, int to) throws MalformedLineException {
        int end = to > from && bytes[to - 1] == '\r' ? to - 1 : to;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, end - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw MalformedLineException.expected("text in UTF-8", "bytes that are none");
        }
    }

    /** Without this a lost line would shift everything after it, and be judged. */
    private static void pair(Event event, Map<Integer, String> underWay) throws MalformedLineException {
        if (event.isNemesis()) {
            return;
        }
        String begun = underWay.get(event.process());
        if (event.type() == EventType.INVOKE) {
            if (begun != null) {
                throw MalformedLineException.expected(
                        "the end of " + begun + " by process " + event.process(), "another invocation by it");
            }
            underWay.put(event.process(), event.function());
        } else {
            if (begun == null) {
                throw MalformedLineException.expected(
                        "an invocation by process " + event.process(),
                        event.type().text() + " of something that it never began");
            }
            if (!begun.equals(event.function())) {
                throw MalformedLineException.expected(
                        "the end of " + begun + " by process " + event.process(), "that of " + event.function());
            }
            underWay.remove(event.process());
        }
    }
}
