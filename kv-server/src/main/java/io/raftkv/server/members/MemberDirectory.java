package io.raftkv.server.members;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.server.kv.ReplicatedStore;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Knows who takes part. Any thread may ask; nothing blocks. */
public final class MemberDirectory {

    private final RaftNode<?> node;
    private final ReplicatedStore store;
    private final Map<Long, String> founderNames;
    private final Pause pause;

    /**
     * What this member knows.
     *
     * @param founderNames of the members that formed the cluster, as far as this server was told them
     */
    public MemberDirectory(RaftNode<?> node, ReplicatedStore store, Map<Long, String> founderNames, Pause pause) {
        this.node = node;
        this.store = store;
        this.founderNames = Map.copyOf(founderNames);
        this.pause = pause;
    }

    /** Everything that was committed anywhere when this was called is in it; fails as {@link RaftNode#read()} does. */
    public CompletableFuture<Roster> latest() {
        return node.read().thenCompose(this::awaitShown).thenCompose(shown -> known());
    }

    /**
     * What this member knows by itself. The configuration is looked at after the ids that are spent: an id that is spent
     * belonged to a member by then, so that one which is still on its way in is never taken for a former one.
     */
    public CompletableFuture<Roster> known() {
        return store.memberAttributes().thenCombine(store.retiredMembers(), (told, retired) -> {
            var status = node.status();
            return Roster.of(status.configuration(), status.configurationIsCommitted(), told, retired, founderNames);
        });
    }

    /** With a configuration that a change has just led to. */
    CompletableFuture<Roster> after(Configuration committed) {
        return store.memberAttributes()
                .thenCombine(
                        store.retiredMembers(),
                        (told, retired) -> Roster.of(committed, true, told, retired, founderNames));
    }

    /** A read may be answered an instant before the status shows the entries that it waited for. */
    private CompletableFuture<Void> awaitShown(long index) {
        return node.status().commitIndex() >= index
                ? CompletableFuture.completedFuture(null)
                : pause.begin().thenCompose(paused -> awaitShown(index));
    }
}
