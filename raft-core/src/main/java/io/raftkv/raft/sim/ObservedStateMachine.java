package io.raftkv.raft.sim;

import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import java.util.List;

/** Shows everything that a state machine applies to the {@link Guarantees}. */
record ObservedStateMachine<R>(long server, StateMachine<R> observed, Guarantees guarantees)
        implements StateMachine<R> {

    @Override
    public long appliedIndex() {
        return observed.appliedIndex();
    }

    @Override
    public List<R> apply(List<LogEntry> commands) {
        commands.forEach(command -> guarantees.applied(server, command));
        return observed.apply(commands);
    }

    @Override
    public long durableIndex() {
        return observed.durableIndex();
    }

    @Override
    public void persist() {
        observed.persist();
    }

    @Override
    public Snapshot snapshot() {
        return observed.snapshot();
    }

    @Override
    public SnapshotReceiver receive(SnapshotManifest manifest) {
        return observed.receive(manifest);
    }

    @Override
    public void install(long lastIncludedIndex) {
        observed.install(lastIncludedIndex);
    }
}
