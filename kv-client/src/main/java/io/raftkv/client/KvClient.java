package io.raftkv.client;

import io.grpc.MethodDescriptor;
import io.raftkv.client.proto.etcdserverpb.ClusterGrpc;
import io.raftkv.client.proto.etcdserverpb.CompactionRequest;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.MaintenanceGrpc;
import io.raftkv.client.proto.etcdserverpb.MemberAddRequest;
import io.raftkv.client.proto.etcdserverpb.MemberListRequest;
import io.raftkv.client.proto.etcdserverpb.MemberPromoteRequest;
import io.raftkv.client.proto.etcdserverpb.MemberRemoveRequest;
import io.raftkv.client.proto.etcdserverpb.MemberUpdateRequest;
import io.raftkv.client.proto.etcdserverpb.MoveLeaderRequest;
import io.raftkv.client.proto.etcdserverpb.StatusRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A client of a key-value cluster, for many threads at once. It talks to one server and moves to another when that one
 * fails.
 *
 * <p>Each request ends within {@link KvClientConfig#requestTimeout()}, with its answer or with one of three exceptions:
 * <ul>
 *   <li>{@link RequestRefusedException}: it had no effect and would be refused again;
 *   <li>{@link UnavailableException}: it had no effect, nobody was there to do it;
 *   <li>{@link OutcomeUnknownException}: a write that may have happened.
 * </ul>
 *
 * <p>Within that time reads are asked again at other servers. A write is sent again only if it certainly did not
 * happen: the connection could not be made, or the server turned it down before it began. It is never done twice.
 *
 * <p>The methods that return a future never block; the future fails with one of these exceptions. The others wait,
 * throw them, and do not react to interruption.
 */
public final class KvClient implements AutoCloseable {
    private final KvClientConfig config;
    private final Connections connections;

    /** Makes a client; it connects when it is first asked for something. */
    public KvClient(KvClientConfig config) {
        this.config = config;
        this.connections = Connections.to(config);
    }

    /** The servers that it may talk to. */
    public List<Endpoint> endpoints() {
        return config.endpoints();
    }

    /** Reads the pairs of a range. */
    public GetResult get(Get get) {
        return join(getAsync(get));
    }

    /** Reads the pair of one key, in UTF-8. */
    public GetResult get(String key) {
        return get(Get.of(key));
    }

    /** As {@link #get(Get)}, without waiting. */
    public CompletableFuture<GetResult> getAsync(Get get) {
        return send(KVGrpc.getRangeMethod(), Requests.of(get), Kind.of(get)).thenApply(Answers::of);
    }

    /** Writes one pair. */
    public PutResult put(Put put) {
        return join(putAsync(put));
    }

    /** Writes one pair, in UTF-8. */
    public PutResult put(String key, String value) {
        return put(Put.of(key, value));
    }

    /** As {@link #put(Put)}, without waiting. */
    public CompletableFuture<PutResult> putAsync(Put put) {
        return send(KVGrpc.getPutMethod(), Requests.of(put), Kind.of(put)).thenApply(Answers::of);
    }

    /** Deletes the keys of a range. */
    public DeleteResult delete(Delete delete) {
        return join(deleteAsync(delete));
    }

    /** Deletes one key, in UTF-8. */
    public DeleteResult delete(String key) {
        return delete(Delete.of(key));
    }

    /** As {@link #delete(Delete)}, without waiting. */
    public CompletableFuture<DeleteResult> deleteAsync(Delete delete) {
        return send(KVGrpc.getDeleteRangeMethod(), Requests.of(delete), Kind.of(delete))
                .thenApply(Answers::of);
    }

    /** Compares and does one of two lists of operations, in one step. */
    public TxnResult txn(Txn txn) {
        return join(txnAsync(txn));
    }

    /** As {@link #txn(Txn)}, without waiting. */
    public CompletableFuture<TxnResult> txnAsync(Txn txn) {
        return send(KVGrpc.getTxnMethod(), Requests.of(txn), Kind.of(txn)).thenApply(Answers::of);
    }

    /**
     * Forgets the versions of keys that no read at {@code revision} or later can see.
     *
     * @param revision not below the last compaction, not above the store's revision
     */
    public CompactResult compact(long revision) {
        return join(compactAsync(revision));
    }

    /** As {@link #compact}, without waiting. */
    public CompletableFuture<CompactResult> compactAsync(long revision) {
        var request = CompactionRequest.newBuilder().setRevision(revision).build();
        return send(KVGrpc.getCompactMethod(), request, Kind.WRITE).thenApply(Answers::of);
    }

    /** The members of the cluster, as its quorum knows them. */
    public MemberList memberList() {
        return join(memberListAsync());
    }

    /** As {@link #memberList}, without waiting. */
    public CompletableFuture<MemberList> memberListAsync() {
        var request = MemberListRequest.newBuilder().setLinearizable(true).build();
        return send(ClusterGrpc.getMemberListMethod(), request, Kind.READ).thenApply(Answers::of);
    }

    /**
     * Adds a member. It is to be started afterwards, with an empty data directory.
     *
     * @param peerUrls where the others will reach it, at least one
     * @param role a voter has a vote as soon as it has caught up; until then it is listed as a learner
     */
    public MemberAddResult memberAdd(List<String> peerUrls, Member.Role role) {
        return join(memberAddAsync(peerUrls, role));
    }

    /** As {@link #memberAdd}, without waiting. */
    public CompletableFuture<MemberAddResult> memberAddAsync(List<String> peerUrls, Member.Role role) {
        var request = MemberAddRequest.newBuilder()
                .addAllPeerURLs(peerUrls)
                .setIsLearner(role == Member.Role.LEARNER)
                .build();
        return send(ClusterGrpc.getMemberAddMethod(), request, Kind.WRITE).thenApply(Answers::of);
    }

    /** Removes a member for ever; answers who is left. */
    public MemberList memberRemove(long id) {
        return join(memberRemoveAsync(id));
    }

    /** As {@link #memberRemove}, without waiting. */
    public CompletableFuture<MemberList> memberRemoveAsync(long id) {
        var request = MemberRemoveRequest.newBuilder().setID(id).build();
        return send(ClusterGrpc.getMemberRemoveMethod(), request, Kind.WRITE)
                .thenApply(answer -> Answers.of(answer.getHeader(), answer.getMembersList()));
    }

    /**
     * Tells the cluster that a member is to be reached elsewhere.
     *
     * @param peerUrls in place of those that it had, at least one
     */
    public MemberList memberUpdate(long id, List<String> peerUrls) {
        return join(memberUpdateAsync(id, peerUrls));
    }

    /** As {@link #memberUpdate}, without waiting. */
    public CompletableFuture<MemberList> memberUpdateAsync(long id, List<String> peerUrls) {
        var request = MemberUpdateRequest.newBuilder()
                .setID(id)
                .addAllPeerURLs(peerUrls)
                .build();
        return send(ClusterGrpc.getMemberUpdateMethod(), request, Kind.WRITE)
                .thenApply(answer -> Answers.of(answer.getHeader(), answer.getMembersList()));
    }

    /** Gives a learner that has caught up a vote. */
    public MemberList memberPromote(long id) {
        return join(memberPromoteAsync(id));
    }

    /** As {@link #memberPromote}, without waiting. */
    public CompletableFuture<MemberList> memberPromoteAsync(long id) {
        var request = MemberPromoteRequest.newBuilder().setID(id).build();
        return send(ClusterGrpc.getMemberPromoteMethod(), request, Kind.WRITE)
                .thenApply(answer -> Answers.of(answer.getHeader(), answer.getMembersList()));
    }

    /**
     * Has the leader hand over to another voter.
     *
     * @param leader the endpoint of the leader, one of {@link #endpoints()}: others refuse
     * @param target id of the voter that shall lead
     * @throws IllegalArgumentException if {@code leader} is not one of the endpoints
     */
    public void moveLeader(Endpoint leader, long target) {
        join(moveLeaderAsync(leader, target));
    }

    /** As {@link #moveLeader}, without waiting. */
    public CompletableFuture<Void> moveLeaderAsync(Endpoint leader, long target) {
        return UnaryCall.start(
                        connections.only(leader),
                        MaintenanceGrpc.getMoveLeaderMethod(),
                        MoveLeaderRequest.newBuilder().setTargetID(target).build(),
                        Kind.WRITE,
                        config.requestTimeout())
                .thenAccept(moved -> {});
    }

    /**
     * What the server at one endpoint says of itself; asked once, so that a server that is down is known as soon as its
     * connection is refused.
     *
     * @param endpoint one of {@link #endpoints()}
     * @throws IllegalArgumentException if it is not
     */
    public MemberStatus status(Endpoint endpoint) {
        return join(statusAsync(endpoint));
    }

    /** As {@link #status}, without waiting. */
    public CompletableFuture<MemberStatus> statusAsync(Endpoint endpoint) {
        return UnaryCall.start(
                        connections.only(endpoint),
                        MaintenanceGrpc.getStatusMethod(),
                        StatusRequest.getDefaultInstance(),
                        Kind.PROBE,
                        config.requestTimeout())
                .thenApply(Answers::of);
    }

    /** Ends the connections. Requests under way fail at once; the outcome of a write among them is unknown. */
    @Override
    public void close() {
        connections.close();
    }

    private <Q, A> CompletableFuture<A> send(MethodDescriptor<Q, A> method, Q request, Kind kind) {
        return UnaryCall.start(connections, method, request, kind, config.requestTimeout());
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof KvException known) {
                throw known;
            }
            throw e;
        }
    }
}
