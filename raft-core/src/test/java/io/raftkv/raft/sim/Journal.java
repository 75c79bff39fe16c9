package io.raftkv.raft.sim;

import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.node.StateMachine;
import java.util.ArrayList;
import java.util.List;

/**
 * A state machine that remembers every command that it applied, and answers each with its index. Now and then it flushes; a
 * crash takes it back to its last flush, as a store does that leaves its log to Raft.
 */
final class Journal implements StateMachine<Long> {

    private static final int APPLIES_BETWEEN_FLUSHES = 5;

    private final List<LogEntry> commands;
    private int flushedCommands;
    private int applies;

    Journal() {
        this(List.of());
    }

    private Journal(List<LogEntry> flushed) {
        this.commands = new ArrayList<>(flushed);
        this.flushedCommands = flushed.size();
    }

    Journal afterCrash() {
        return new Journal(commands.subList(0, flushedCommands));
    }

    @Override
    public long appliedIndex() {
        return commands.isEmpty() ? 0 : commands.getLast().index();
    }

    @Override
    public List<Long> apply(List<LogEntry> batch) {
        commands.addAll(batch);
        applies++;
        if (applies % APPLIES_BETWEEN_FLUSHES == 0) {
            flushedCommands = commands.size();
        }
        return batch.stream().map(LogEntry::index).toList();
    }

    List<Long> commandIds() {
        return commands.stream()
                .map(command -> command.payload().duplicate().getLong())
                .toList();
    }
}
