package io.raftkv.client;

import io.grpc.MethodDescriptor;
import io.raftkv.client.proto.etcdserverpb.ClusterGrpc;
import io.raftkv.client.proto.etcdserverpb.CompactionRequest;
import io.raftkv.client.proto.etcdserverpb.KVGrpc;
import io.raftkv.client.proto.etcdserverpb.MaintenanceGrpc;
import io.raftkv.client.proto.etcdserverpb.MemberListRequest;
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
