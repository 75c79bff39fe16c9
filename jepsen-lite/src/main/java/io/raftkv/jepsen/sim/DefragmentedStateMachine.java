package io.raftkv.jepsen.sim;

import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.sim.SimulatedDisk;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import io.raftkv.server.mvcc.KvResult;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A store in memory has no files to rewrite. What others notice of it when a real one does so is this: what was applied is durable
 * afterwards, and for a while nothing is applied.
 */
final class DefragmentedStateMachine implements StateMachine<KvResult> {

    private final StateMachine<KvResult> store;

    /** What is to begin when something is applied next; null when nothing is. */
    private @Nullable Defragmentation next;

    private static final class Defragmentation {
        private final SimulatedDisk disk;
        private final Duration lasts;
        private boolean begun;

        Defragmentation(SimulatedDisk disk, Duration lasts) {
            this.disk = disk;
            this.lasts = lasts;
        }

        void begin() {
            disk.keepBusy(lasts);
            begun = true;
        }
    }

    DefragmentedStateMachine(StateMachine<KvResult> store) {
        this.store = store;
    }

    /** Begins with the next batch; tells whether that has come. */
    BooleanSupplier defragment(SimulatedDisk disk, Duration lasts) {
        store.persist();
        var begins = new Defragmentation(disk, lasts);
        next = begins;
        return () -> begins.begun;
    }

    @Override
    public List<KvResult> apply(List<LogEntry> commands) {
        var begins = next;
        if (begins != null) {
            next = null;
            begins.begin();
        }
        return store.apply(commands);
    }

    @Override
    public long appliedIndex() {
        return store.appliedIndex();
    }

    @Override
    public long durableIndex() {
        return store.durableIndex();
    }

    @Override
    public void persist() {
        store.persist();
    }

    @Override
    public Snapshot snapshot() {
        return store.snapshot();
    }

    @Override
    public SnapshotReceiver receive(SnapshotManifest manifest) {
        return store.receive(manifest);
    }

    @Override
    public void install(long lastIncludedIndex) {
        store.install(lastIncludedIndex);
    }
}
