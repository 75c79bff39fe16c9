package io.raftkv.jepsen.history;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Jepsen's log, in which operations stand between other lines. */
final class LogLines implements LineFormat {
    private static final String LOGGER = "jepsen.util";

    /** Process, type, function, value and perhaps an error, from the logger on. */
    private static final Pattern OPERATION =
            Pattern.compile("\\bjepsen\\.util\\s+(?:-\\s+)?:?(\\w+)\\s+:(\\w+)\\s+:([^\\s:]+)\\s+(\\S.*)");

    /** What shows that a line should be an operation, even if it is garbled. */
    private static final Pattern LOOKS_LIKE_OPERATION = Pattern.compile("jepsen\\.util|\\s:(?:invoke|ok|fail|info)\\b");

    /** A message of another logger, or a line of a stack trace. */
    private static final Pattern OTHER = Pattern.compile("(?:.*\\b(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\\b.*\\s-\\s.*)"
            + "|(?:\\s+at .*)|(?:\\s*\\.\\.\\. \\d+ (?:more|common frames omitted))"
            + "|(?:Caused by: .*)|(?:[\\w.$]+(?:Exception|Error)\\b.*)");

    @Override
    public @Nullable Event read(String line) throws MalformedLineException {
        if (line.isBlank()) {
            return null;
        }
        Matcher operation = OPERATION.matcher(line);
        if (operation.find()) {
            return event(operation);
        }
        if (LOOKS_LIKE_OPERATION.matcher(line).find() || !OTHER.matcher(line).matches()) {
            throw MalformedLineException.expected(
                    "a line of a log, and of jepsen.util a process, :invoke, :ok, :fail or :info, a function and a value",
                    afterLogger(line));
        }
        return null;
    }

    @Override
    public void write(Event event, StringBuilder to) {
        if (event.key() != null) {
            throw new IllegalArgumentException("Jepsen's log has no place for key " + event.key() + ": write EDN");
        }
        to.append("INFO  ").append(LOGGER).append(" - ");
        if (event.isNemesis()) {
            to.append(':').append(Fields.NEMESIS);
        } else {
            to.append(event.process());
        }
        to.append("\t:").append(event.type().text()).append('\t');
        to.append(':').append(event.function()).append('\t');
        String error = event.error();
        if (error != null && event.value() == null && isWithoutValue(event.type())) {
            to.append(':').append(error.replaceAll("[^\\w.-]+", "-"));
        } else {
            Edn.write(event.value(), to);
        }
    }

    private static Event event(Matcher operation) throws MalformedLineException {
        String process = operation.group(1);
        EventType type = Fields.type(operation.group(2));
        // The value, and after it perhaps why.
        if (!(Edn.parse("[" + operation.group(4) + "]") instanceof List<?> items) || items.isEmpty()) {
            throw MalformedLineException.expected("a value", operation.group(4));
        }
        Object first = items.getFirst();
        boolean isReason = first instanceof Keyword && isWithoutValue(type);
        Object error = isReason ? first : items.size() > 1 ? items.get(1) : null;
        return new Event(
                -1,
                Fields.process(number(process)),
                type,
                operation.group(3),
                null,
                isReason ? null : Fields.plain(first),
                Fields.text(error));
    }

    /** Whether what stands in the value's place may be the reason why there is none. */
    private static boolean isWithoutValue(EventType type) {
        return type == EventType.INFO || type == EventType.FAIL;
    }

    private static Object number(String process) {
        try {
            return Long.parseLong(process);
        } catch (NumberFormatException e) {
            return process;
        }
    }

    private static String afterLogger(String line) {
        int logger = line.indexOf(LOGGER);
        return logger < 0 ? line : line.substring(logger);
    }
}
