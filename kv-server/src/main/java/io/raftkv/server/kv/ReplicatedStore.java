package io.raftkv.server.kv;

import com.google.protobuf.Message;
import io.raftkv.client.proto.etcdserverpb.CompactionRequest;
import io.raftkv.client.proto.etcdserverpb.CompactionResponse;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.raft.node.RaftNode;
import io.raftkv.server.mvcc.KvError;
import io.raftkv.server.mvcc.KvException;
import io.raftkv.server.mvcc.KvHash;
import io.raftkv.server.mvcc.KvResult;
import io.raftkv.server.mvcc.MvccStore;
import io.raftkv.server.mvcc.RequestChecker;
import io.raftkv.server.mvcc.TxnRoute;
import io.raftkv.server.proto.ClaimMember;
import io.raftkv.server.proto.ClaimMemberAnswer;
import io.raftkv.server.proto.InternalRequest;
import io.raftkv.server.proto.MemberAttributes;
import io.raftkv.server.proto.RetireMember;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * What a client's request means on this member: it is checked, and then either read from this member's store once that is
 * allowed, or proposed to the cluster and answered when this member has applied it. Knows no gRPC.
 *
 * <p>Every method returns at once, may be called by any thread, and answers with a response whose header holds nothing but
 * the revision; or with a {@link KvException} when the request was refused, or with a
 * {@link io.raftkv.raft.node.RaftException} when the cluster could not take it.
 */
public final class ReplicatedStore {

    private final RaftNode<KvResult> node;
    private final MvccStore store;
    private final RequestChecker checker;
    private final int maxRequestBytes;
    private final Executor readers;

    /**
     * The store of this member.
     *
     * @param checker what is refused at sight
     * @param maxRequestBytes how large a request may be that goes into the log, in bytes
     * @param readers where reads run, so that a long one holds up neither the applier nor a connection
     */
    public ReplicatedStore(
            RaftNode<KvResult> node, MvccStore store, RequestChecker checker, int maxRequestBytes, Executor readers) {
        this.node = node;
        this.store = store;
        this.checker = checker;
        this.maxRequestBytes = maxRequestBytes;
        this.readers = readers;
    }

    /** Range: linearizable, unless it asks for what this member has. */
    public CompletableFuture<RangeResponse> range(RangeRequest request) {
        try {
            checker.check(request);
        } catch (KvException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return request.getSerializable()
                ? readNow(() -> store.range(request))
                : readLinearizable(() -> store.range(request));
    }

    /** Put. */
    public CompletableFuture<PutResponse> put(PutRequest request) {
        try {
            checker.check(request);
        } catch (KvException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return propose(InternalRequest.newBuilder().setPut(request).build(), PutResponse.class);
    }

    /** DeleteRange. */
    public CompletableFuture<DeleteRangeResponse> deleteRange(DeleteRangeRequest request) {
        try {
            checker.check(request);
        } catch (KvException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return propose(InternalRequest.newBuilder().setDeleteRange(request).build(), DeleteRangeResponse.class);
    }

    /** Txn: one that only reads does not go into the log. */
    public CompletableFuture<TxnResponse> txn(TxnRequest request) {
        try {
            checker.check(request);
        } catch (KvException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        return switch (TxnRoute.of(request)) {
            case PROPOSE -> propose(InternalRequest.newBuilder().setTxn(request).build(), TxnResponse.class);
            case READ_LINEARIZABLE -> readLinearizable(() -> store.readOnlyTxn(request));
            case READ_SERIALIZABLE -> readNow(() -> store.readOnlyTxn(request));
        };
    }

    /** Compact: answered when the cluster has agreed on it or, if asked, when this member has freed the space. */
    public CompletableFuture<CompactionResponse> compact(CompactionRequest request) {
        CompletableFuture<CompactionResponse> agreed =
                propose(InternalRequest.newBuilder().setCompaction(request).build(), CompactionResponse.class);
        return request.getPhysical()
                ? agreed.thenCompose(response ->
                        store.compaction().whenFreed(request.getRevision()).thenApply(freed -> response))
                : agreed;
    }

    /** The hash of this member's store at a revision, 0 for the current one; compared between members. */
    public CompletableFuture<KvHash> hash(long revision) {
        return readNow(() -> store.hash(revision));
    }

    /** Has every member remember what one member tells of itself. */
    public CompletableFuture<MemberAttributes> remember(MemberAttributes attributes) {
        return propose(
                InternalRequest.newBuilder().setMemberAttributes(attributes).build(), MemberAttributes.class);
    }

    /** What each member told of itself, as far as this one has applied the log. */
    public CompletableFuture<List<MemberAttributes>> memberAttributes() {
        return readNow(store::memberAttributes);
    }

    /** Has every member remember that an id is never to be given to another member. */
    public CompletableFuture<RetireMember> retire(long id) {
        var request = RetireMember.newBuilder().setId(id);
        return propose(InternalRequest.newBuilder().setRetireMember(request).build(), RetireMember.class);
    }

    /**
     * Has every member remember what one tells of itself that starts for the first time.
     *
     * @return whether nobody was that member before
     */
    public CompletableFuture<Boolean> claim(MemberAttributes attributes) {
        var request = ClaimMember.newBuilder().setAttributes(attributes);
        return propose(InternalRequest.newBuilder().setClaimMember(request).build(), ClaimMemberAnswer.class)
                .thenApply(ClaimMemberAnswer::getGranted);
    }

    /** The ids that are never to be given to another member, as far as this one has applied the log. */
    public CompletableFuture<SortedSet<Long>> retiredMembers() {
        return readNow(store::retiredMembers);
    }

    /** Completes when this member has everything that was committed when this was called. */
    public CompletableFuture<Long> linearize() {
        return node.read();
    }

    private <T extends Message> CompletableFuture<T> propose(InternalRequest request, Class<T> responseType) {
        var command = request.toByteString();
        if (command.size() > maxRequestBytes) {
            return CompletableFuture.failedFuture(new KvException(KvError.REQUEST_TOO_LARGE));
        }
        return node.propose(command.asReadOnlyByteBuffer()).thenCompose(result -> answer(result, responseType));
    }

    private static <T extends Message> CompletableFuture<T> answer(KvResult result, Class<T> responseType) {
        try {
            return CompletableFuture.completedFuture(result.answer(responseType));
        } catch (KvException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /** Something that is read from the store. */
    @FunctionalInterface
    private interface Read<T> {
        T run() throws KvException;
    }

    private <T> CompletableFuture<T> readLinearizable(Read<T> read) {
        return node.read().thenCompose(index -> readNow(read));
    }

    private <T> CompletableFuture<T> readNow(Read<T> read) {
        var answer = new CompletableFuture<T>();
        readers.execute(() -> {
            try {
                answer.complete(read.run());
            } catch (KvException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }
}
