package io.raftkv.server.mvcc;

import io.raftkv.client.proto.etcdserverpb.CompactionRequest;
import io.raftkv.client.proto.etcdserverpb.CompactionResponse;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.ResponseHeader;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;
import io.raftkv.server.proto.ClaimMember;
import io.raftkv.server.proto.ClaimMemberAnswer;
import io.raftkv.server.proto.MemberAttributes;
import io.raftkv.server.proto.RetireMember;

/**
 * Requests that are applied together: each sees the effects of those before it, and all take effect in one atomic
 * {@link #commit}, with the applied index inside. A request that is refused changes nothing. Used by the applier alone;
 * closing without commit abandons everything.
 *
 * <p>Responses have a header with nothing but the revision.
 */
public final class ApplyBatch implements AutoCloseable {
    private final MvccStore store;
    private final Transaction transaction;
    private final LateCursor keys;
    private final RecentVersions recent;
    private boolean committed;
    private long revision;
    private long compactedRevision;

    ApplyBatch(MvccStore store, Transaction transaction, RecentVersions recent, StoreState state) {
        this.store = store;
        this.transaction = transaction;
        this.keys = new LateCursor(transaction, Space.KEYS);
        this.recent = recent;
        this.revision = state.revision();
        this.compactedRevision = state.compactedRevision();
    }

    /** Puts a key. */
    public PutResponse put(PutRequest request) throws KvException {
        var writer = nextRevision();
        TxnRunner.checkPut(request, writer);
        var response = writer.put(request);
        revision = writer.revision();
        return response;
    }

    /** Deletes the keys of an interval. */
    public DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
        var writer = nextRevision();
        var response = writer.deleteRange(request);
        revision = writer.revision();
        return response;
    }

    /** Carries out a Txn, wholly or not at all. */
    public TxnResponse txn(TxnRequest request) throws KvException {
        var writer = nextRevision();
        var response = new TxnRunner(writer).run(request);
        revision = writer.revision();
        return response;
    }

    /** Makes older revisions unreadable at once; what they occupied is freed later by {@link Compaction}. */
    public CompactionResponse compact(CompactionRequest request) throws KvException {
        if (request.getRevision() <= compactedRevision) {
            throw new KvException(KvError.COMPACTED);
        }
        if (request.getRevision() > revision) {
            throw new KvException(KvError.FUTURE_REVISION);
        }
        compactedRevision = request.getRevision();
        return CompactionResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(revision))
                .build();
    }

    /** Remembers what a member tells of itself, in place of what it told before. No revision comes of it. */
    public MemberAttributes remember(MemberAttributes attributes) {
        MemberRecords.put(transaction, attributes);
        return attributes;
    }

    /** Remembers that a member's id is never to be given to another one. No revision comes of it. */
    public RetireMember retire(RetireMember request) {
        RetiredMembers.add(transaction, request.getId());
        return request;
    }

    /**
     * Remembers what a member tells of itself, unless one with its id has told something before or is retired. Whoever has
     * claimed it before may do so again, with the same number, until it runs and tells of itself without one: then it has
     * data that must not be lost.
     */
    public ClaimMemberAnswer claim(ClaimMember request) {
        var attributes = request.getAttributes();
        var known = MemberRecords.get(transaction, attributes.getId());
        boolean again = known != null && attributes.getClaim() != 0 && known.getClaim() == attributes.getClaim();
        boolean free = (known == null || again) && !RetiredMembers.contains(transaction, attributes.getId());
        if (free) {
            MemberRecords.put(transaction, attributes);
        }
        return ClaimMemberAnswer.newBuilder().setGranted(free).build();
    }

    /**
     * Makes the effects of all requests visible in one step; at most once.
     *
     * @param appliedIndex index of the last log entry of this batch
     */
    public void commit(long appliedIndex) {
        var state = new StoreState(revision, compactedRevision, appliedIndex);
        transaction.put(Space.META, StoreState.KEY, state.encode());
        transaction.commit();
        store.committed(state);
        committed = true;
    }

    @Override
    public void close() {
        if (!committed) {
            recent.clear();
        }
        keys.close();
        transaction.close();
    }

    private RevisionWriter nextRevision() {
        return new RevisionWriter(transaction, keys, recent, revision, compactedRevision);
    }
}
