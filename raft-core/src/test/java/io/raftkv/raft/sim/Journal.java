package io.raftkv.raft.sim;

import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A state machine that remembers every command that it applied, and answers each with its index. A crash takes it back to the
 * last time that it was made durable, as a store does that leaves its log to Raft; what had arrived of a snapshot is lost, unless
 * it was complete.
 */
final class Journal implements StateMachine<Long> {

    private static final int HEADER_BYTES = 4 * Long.BYTES + Integer.BYTES;

    private final List<LogEntry> commands;
    private int durableCommands;

    /** A snapshot that was received whole, as bytes; empty when there is none. */
    private byte[] received;

    Journal() {
        this(List.of(), new byte[0]);
    }

    private Journal(List<LogEntry> durable, byte[] received) {
        this.commands = new ArrayList<>(durable);
        this.durableCommands = durable.size();
        this.received = received;
    }

    Journal afterCrash() {
        return new Journal(commands.subList(0, durableCommands), received);
    }

    @Override
    public long appliedIndex() {
        return indexOfLast(commands.size());
    }

    @Override
    public long durableIndex() {
        return indexOfLast(durableCommands);
    }

    private long indexOfLast(int size) {
        return size == 0 ? 0 : commands.get(size - 1).index();
    }

    @Override
    public List<Long> apply(List<LogEntry> batch) {
        commands.addAll(batch);
        return batch.stream().map(LogEntry::index).toList();
    }

    @Override
    public void persist() {
        durableCommands = commands.size();
    }

    @Override
    public Snapshot snapshot() {
        byte[] bytes = encode(commands);
        var manifest = new SnapshotManifest(
                appliedIndex() + 1, appliedIndex(), List.of(new SnapshotFile("journal", bytes.length)));
        return new Snapshot() {
            @Override
            public SnapshotManifest manifest() {
                return manifest;
            }

            @Override
            public void read(long offset, ByteBuffer target) {
                target.put(bytes, (int) offset, target.remaining());
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public SnapshotReceiver receive(SnapshotManifest manifest) {
        received = new byte[0];
        var arriving = ByteBuffer.allocate((int) manifest.totalBytes());
        return new SnapshotReceiver() {
            @Override
            public long offset() {
                return arriving.position();
            }

            @Override
            public void write(ByteBuffer data) {
                arriving.put(data);
            }

            @Override
            public void complete() {
                received = arriving.array();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void install(long lastIncludedIndex) {
        List<LogEntry> installed = decode(received);
        if (installed.isEmpty() || installed.getLast().index() != lastIncludedIndex) {
            throw new IllegalStateException("there is no snapshot up to " + lastIncludedIndex + " to be installed");
        }
        commands.clear();
        commands.addAll(installed);
        durableCommands = commands.size();
        received = new byte[0];
    }

    List<Long> commandIds() {
        return commands.stream()
                .map(command -> command.payload().duplicate().getLong())
                .toList();
    }

    private static byte[] encode(List<LogEntry> commands) {
        int size = commands.stream()
                .mapToInt(command -> HEADER_BYTES + command.payload().remaining())
                .sum();
        var bytes = ByteBuffer.allocate(size);
        for (LogEntry command : commands) {
            bytes.putLong(command.index())
                    .putLong(command.term())
                    .putLong(command.proposer())
                    .putLong(command.proposal())
                    .putInt(command.payload().remaining())
                    .put(command.payload().duplicate());
        }
        return bytes.array();
    }

    private static List<LogEntry> decode(byte[] encoded) {
        var bytes = ByteBuffer.wrap(encoded);
        var commands = new ArrayList<LogEntry>();
        while (bytes.hasRemaining()) {
            long index = bytes.getLong();
            long term = bytes.getLong();
            long proposer = bytes.getLong();
            long proposal = bytes.getLong();
            var payload = new byte[bytes.getInt()];
            bytes.get(payload);
            commands.add(new LogEntry(
                    index,
                    term,
                    EntryType.COMMAND,
                    proposer,
                    proposal,
                    ByteBuffer.wrap(payload).asReadOnlyBuffer()));
        }
        return commands;
    }
}
