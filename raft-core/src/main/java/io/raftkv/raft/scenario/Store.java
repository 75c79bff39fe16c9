package io.raftkv.raft.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.raftkv.raft.node.InMemoryStateMachine;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** The state of the servers on a stage: a few keys with values, and the client sessions of the dissertation (D 6.3). */
final class Store implements InMemoryStateMachine.State<String> {

    /** A value, and how many commands had been applied when it was written, this one included. */
    private record Value(String text, long revision) {}

    /** What a client session was told last, and for which of its requests. */
    private record LastAnswer(long sequence, String answer) {}

    private final Map<String, Value> values = new TreeMap<>();
    private final Map<String, LastAnswer> sessions = new TreeMap<>();
    private long revision;

    /** The value of a key, empty when it has none. */
    String value(String key) {
        Value value = values.get(key);
        return value == null ? "" : value.text();
    }

    /** A request that its session has made before is answered as it was then, and not done again (D 6.3). */
    @Override
    public String apply(ByteBuffer payload) {
        Command command = Command.parse(UTF_8.decode(payload).toString());
        revision++;
        LastAnswer last = sessions.get(command.session());
        if (last != null && last.sequence() >= command.sequence()) {
            return last.answer();
        }
        String answer = apply(command);
        if (command.hasSession()) {
            sessions.put(command.session(), new LastAnswer(command.sequence(), answer));
        }
        return answer;
    }

    private String apply(Command command) {
        String key = command.key();
        Value value = values.get(key);
        return switch (command.operation()) {
            case SET -> put(key, command.value());
            case ADD -> {
                long before = value == null ? 0 : Long.parseLong(value.text());
                yield put(key, Long.toString(before + Long.parseLong(command.value())));
            }
            case CREATE ->
                value == null
                        ? put(key, command.value()) + " with revision " + revision
                        : "refused: " + key + "=" + value.text() + " with revision " + value.revision();
            case DELETE -> {
                values.remove(key);
                yield key + " is deleted";
            }
        };
    }

    private String put(String key, String text) {
        values.put(key, new Value(text, revision));
        return key + "=" + text;
    }

    @Override
    public void save(DataOutput out) throws IOException {
        out.writeLong(revision);
        out.writeInt(values.size());
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeUTF(entry.getValue().text());
            out.writeLong(entry.getValue().revision());
        }
        out.writeInt(sessions.size());
        for (Map.Entry<String, LastAnswer> entry : sessions.entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeLong(entry.getValue().sequence());
            out.writeUTF(entry.getValue().answer());
        }
    }

    @Override
    public void load(DataInput in) throws IOException {
        values.clear();
        sessions.clear();
        revision = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            values.put(in.readUTF(), new Value(in.readUTF(), in.readLong()));
        }
        for (int left = in.readInt(); left > 0; left--) {
            sessions.put(in.readUTF(), new LastAnswer(in.readLong(), in.readUTF()));
        }
    }
}
