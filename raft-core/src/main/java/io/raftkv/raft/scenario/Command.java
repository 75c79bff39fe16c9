package io.raftkv.raft.scenario;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command for a {@link Store}, as text:
 *
 * <ul>
 *   <li>{@code x=5} sets {@code x};
 *   <li>{@code x+=1} adds to it;
 *   <li>{@code x?=A} sets it only if nobody has: how one takes a lock;
 *   <li>{@code x-} deletes it;
 *   <li>any of them behind {@code c7#2}, which says that it is the second request of client session {@code c7}.
 * </ul>
 *
 * @param session the client's session, empty for none
 * @param sequence number of the request in its session, 0 for none
 * @param key what it is about
 * @param operation what is to be done
 * @param value with what, empty for none
 */
record Command(String session, long sequence, String key, Operation operation, String value) {

    /** What a command can do. */
    enum Operation {
        SET,
        ADD,
        CREATE,
        DELETE
    }

    private static final Pattern TEXT = Pattern.compile(
            "(?:(?<session>\\w+)#(?<sequence>\\d+) )?(?<key>\\w+)(?<operation>\\?=|\\+=|=|-)(?<value>\\w*)");

    static Command parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a command: " + text);
        }
        String session = matcher.group("session");
        return session == null
                ? new Command("", 0, matcher.group("key"), operation(matcher), matcher.group("value"))
                : new Command(
                        session,
                        Long.parseLong(matcher.group("sequence")),
                        matcher.group("key"),
                        operation(matcher),
                        matcher.group("value"));
    }

    private static Operation operation(Matcher matcher) {
        return switch (matcher.group("operation")) {
            case "=" -> Operation.SET;
            case "+=" -> Operation.ADD;
            case "?=" -> Operation.CREATE;
            default -> Operation.DELETE;
        };
    }

    boolean hasSession() {
        return !session.isEmpty();
    }
}
