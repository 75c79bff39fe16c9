package io.raftkv.raft.scenario;

import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import java.util.List;

/** Shows everything that a state machine applies to the referee. */
record RefereedStateMachine(long server, StateMachine<String> inner, Referee referee) implements StateMachine<String> {

    @Override
    public long appliedIndex() {
        return inner.appliedIndex();
    }

    @Override
    public List<String> apply(List<LogEntry> commands) {
        commands.forEach(command -> referee.applied(server, command));
        return inner.apply(commands);
    }

    @Override
    public long durableIndex() {
        return inner.durableIndex();
    }

    @Override
    public void persist() {
        inner.persist();
    }

    @Override
    public Snapshot snapshot() {
        return inner.snapshot();
    }

    @Override
    public SnapshotReceiver receive(SnapshotManifest manifest) {
        return inner.receive(manifest);
    }

    @Override
    public void install(long lastIncludedIndex) {
        inner.install(lastIncludedIndex);
    }
}
