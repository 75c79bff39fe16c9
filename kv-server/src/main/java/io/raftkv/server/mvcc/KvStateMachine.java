package io.raftkv.server.mvcc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.node.StateMachine;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import io.raftkv.raft.storage.StorageException;
import io.raftkv.server.proto.InternalRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Applies log entries to the {@link MvccStore}: one transaction for each batch, with the applied index inside. A request
 * is decoded once, and its keys and values are slices of the entry's payload until they reach the store.
 *
 * <p>The state is as durable as the store says: a crash takes it back to the last flush, applied index included, and the node
 * applies the rest of the log again.
 */
public final class KvStateMachine implements StateMachine<KvResult> {
    private final MvccStore store;
    private final RandomGenerator random;

    /**
     * A state machine whose state is the store's.
     *
     * @param random draws the ids of snapshots; used by whoever calls {@link #snapshot()} and nobody else
     */
    public KvStateMachine(MvccStore store, RandomGenerator random) {
        this.store = store;
        this.random = random;
    }

    @Override
    public long appliedIndex() {
        return store.state().appliedIndex();
    }

    @Override
    public long durableIndex() {
        return store.durableIndex();
    }

    @Override
    public void persist() {
        store.flush();
    }

    @Override
    public Snapshot snapshot() {
        return store.snapshot(random.nextLong());
    }

    @Override
    public SnapshotReceiver receive(SnapshotManifest manifest) {
        return store.receive(manifest);
    }

    @Override
    public void install(long lastIncludedIndex) {
        store.install(lastIncludedIndex);
    }

    /**
     * {@inheritDoc}
     *
     * @throws StorageException when an entry cannot be decoded, or the storage fails; nothing of the batch is applied and
     *     the server must stop
     */
    @Override
    public List<KvResult> apply(List<LogEntry> commands) {
        List<KvResult> results = new ArrayList<>(commands.size());
        try (var batch = store.newBatch()) {
            for (LogEntry command : commands) {
                results.add(apply(batch, decode(command)));
            }
            batch.commit(commands.getLast().index());
        }
        return results;
    }

    private static KvResult apply(ApplyBatch batch, InternalRequest request) {
        try {
            Message response = switch (request.getRequestCase()) {
                case PUT -> batch.put(request.getPut());
                case DELETE_RANGE -> batch.deleteRange(request.getDeleteRange());
                case TXN -> batch.txn(request.getTxn());
                case COMPACTION -> batch.compact(request.getCompaction());
                case MEMBER_ATTRIBUTES -> batch.remember(request.getMemberAttributes());
                case RETIRE_MEMBER -> batch.retire(request.getRetireMember());
                case CLAIM_MEMBER -> batch.claim(request.getClaimMember());
                case REQUEST_NOT_SET -> throw new IllegalStateException("decoding lets no empty request through");
            };
            return new KvResult.Done(response);
        } catch (KvException e) {
            return new KvResult.Refused(e.error());
        }
    }

    /** An entry that some servers skip and others apply would part them for ever, so nothing is skipped. */
    private static InternalRequest decode(LogEntry command) {
        InternalRequest request;
        try {
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(
                            command.payload().duplicate())
                    .newCodedInput();
            input.enableAliasing(true);
            request = InternalRequest.parseFrom(input);
        } catch (IOException e) {
            throw new StorageException(undecodable(command, e.toString()), e);
        }
        if (request.getRequestCase() == InternalRequest.RequestCase.REQUEST_NOT_SET) {
            throw new StorageException(undecodable(command, "it holds no request that this version knows"));
        }
        return request;
    }

    private static String undecodable(LogEntry command, String reason) {
        return "log entry " + command.index() + " of term " + command.term() + " cannot be decoded: " + reason
                + "; if a newer version of the server wrote it, upgrade this one";
    }
}
