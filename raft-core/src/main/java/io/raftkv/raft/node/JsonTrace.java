package io.raftkv.raft.node;

import io.raftkv.raft.core.Effects;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each step of a core as one line of JSON, for programs that show or compare what happened. The fields of a line, always in
 * this order:
 *
 * <ul>
 *   <li>{@code server}: id of the server;
 *   <li>{@code now}: its own monotonic time in nanoseconds;
 *   <li>{@code input}: what came in, null when nothing did;
 *   <li>{@code rules}: names of the {@link io.raftkv.raft.core.Rule}s that were applied, in order;
 *   <li>{@code effects}: what must be done. Of its fields {@code messages}, {@code messagesWhenDurable}, {@code writes}, {@code
 *       commitIndex}, {@code grantedReads}, {@code refusals}, {@code entriesToRead}, {@code snapshotWanted} and {@code
 *       snapshotsToSend}, named as those of {@link Effects}, only those are there that say something;
 *   <li>{@code before} and {@code after}: those fields of {@link ServerState} that the step has changed.
 * </ul>
 *
 * <p>A record, such as an input or a message, is an object: {@code kind} is its name without the package, such as {@code
 * AppendEntriesResponse.Accepted}, and the other fields are its components. Enums are their names, and an entry's payload is its
 * text when it is short and printable, and {@code "123 bytes"} otherwise. Numbers have up to 64 bits.
 *
 * <p>Used by one thread. When a line cannot be written the trace ends there, and the server goes on.
 */
public final class JsonTrace implements StepObserver {

    private static final Logger LOG = LoggerFactory.getLogger(JsonTrace.class);

    private final Appendable out;
    private boolean ended;

    /** Writes to {@code out}, a line with one call; closing it is up to the caller. */
    public JsonTrace(Appendable out) {
        this.out = out;
    }

    @Override
    public void stepped(Step step) {
        if (ended) {
            return;
        }
        try {
            out.append(lineOf(step));
        } catch (IOException e) {
            ended = true;
            LOG.warn("the trace of server {} ends here: {}", Long.toHexString(step.server()), e.toString());
        }
    }

    private static String lineOf(Step step) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("server", step.server());
        fields.put("now", step.now());
        fields.put("input", step.input() == null ? Json.NULL : step.input());
        fields.put("rules", step.effects().rules());
        fields.put("effects", of(step.effects()));
        addDifferences(fields, Json.components(step.before()), Json.components(step.after()));
        var line = new StringBuilder();
        Json.write(line, fields);
        return line.append('\n').toString();
    }

    private static Map<String, Object> of(Effects effects) {
        var fields = new LinkedHashMap<String, Object>();
        addUnlessEmpty(fields, "messages", effects.messages());
        addUnlessEmpty(fields, "messagesWhenDurable", effects.messagesWhenDurable());
        addUnlessEmpty(fields, "writes", effects.writes());
        if (effects.commitIndex() != 0) {
            fields.put("commitIndex", effects.commitIndex());
        }
        addUnlessEmpty(fields, "grantedReads", effects.grantedReads());
        addUnlessEmpty(fields, "refusals", effects.refusals());
        addUnlessEmpty(fields, "entriesToRead", effects.entriesToRead());
        if (effects.snapshotWanted()) {
            fields.put("snapshotWanted", true);
        }
        addUnlessEmpty(fields, "snapshotsToSend", effects.snapshotsToSend());
        return fields;
    }

    private static void addUnlessEmpty(Map<String, Object> fields, String name, List<?> values) {
        if (!values.isEmpty()) {
            fields.put(name, values);
        }
    }

    private static void addDifferences(
            Map<String, Object> fields, Map<String, Object> before, Map<String, Object> after) {
        var was = new LinkedHashMap<>(before);
        was.entrySet().removeAll(after.entrySet());
        var is = new LinkedHashMap<>(after);
        is.keySet().retainAll(was.keySet());
        fields.put("before", was);
        fields.put("after", is);
    }
}
