package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.ResponseHeader;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One revision in the making: the writes of one request, which share the main revision and are numbered within it. A
 * request that writes nothing makes no revision.
 *
 * <p>A put costs one seek, for the previous version, and two writes.
 */
final class RevisionWriter implements TxnOperations {
    private final Transaction transaction;
    private final Cursor keys;
    private final long before;
    private final long compactedRevision;
    private int written;

    /**
     * A writer of the revision after {@code before}.
     *
     * @param keys a cursor of the transaction over {@link Space#KEYS}
     */
    RevisionWriter(Transaction transaction, Cursor keys, long before, long compactedRevision) {
        this.transaction = transaction;
        this.keys = keys;
        this.before = before;
        this.compactedRevision = compactedRevision;
    }

    /** The store's revision with the writes so far. */
    @Override
    public long revision() {
        return written == 0 ? before : before + 1;
    }

    @Override
    public Cursor keys() {
        return keys;
    }

    @Override
    public long compactedRevision() {
        return compactedRevision;
    }

    @Override
    public @Nullable StoredVersion latest(ByteString key) {
        var scan = new KeyScan(keys, new Interval(key, ByteString.EMPTY), Long.MAX_VALUE);
        return scan.next() ? scan.version() : null;
    }

    @Override
    public PutResponse put(PutRequest request) {
        return put(request, latest(request.getKey()));
    }

    /** Puts a key whose {@link #latest} version is known; the request was checked before. */
    PutResponse put(PutRequest request, @Nullable StoredVersion previous) {
        long main = before + 1;
        long createRevision = previous == null ? main : previous.createRevision();
        long version = previous == null ? 1 : previous.version() + 1;
        ByteString value = request.getValue();
        long lease = request.getLease();
        if (previous != null && request.getIgnoreValue()) {
            value = previous.value();
        }
        if (previous != null && request.getIgnoreLease()) {
            lease = previous.lease();
        }
        write(request.getKey(), EventKind.PUT, StoredVersion.encode(createRevision, version, lease, value));

        var response = PutResponse.newBuilder().setHeader(header());
        if (previous != null && request.getPrevKv()) {
            response.setPrevKv(previous.toKeyValue());
        }
        return response.build();
    }

    @Override
    public DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
        // All keys are found before the first is written: a cursor does not outlive a write.
        List<StoredVersion> found = new ArrayList<>();
        var scan = new KeyScan(keys, new Interval(request.getKey(), request.getRangeEnd()), Long.MAX_VALUE);
        while (scan.next()) {
            found.add(scan.version());
        }
        for (StoredVersion version : found) {
            write(VersionKey.userKey(version.key()), EventKind.DELETE, StoredVersion.TOMBSTONE);
        }
        var response = DeleteRangeResponse.newBuilder().setHeader(header()).setDeleted(found.size());
        if (request.getPrevKv()) {
            for (StoredVersion version : found) {
                response.addPrevKvs(version.toKeyValue());
            }
        }
        return response.build();
    }

    private ResponseHeader header() {
        return ResponseHeader.newBuilder().setRevision(revision()).build();
    }

    private void write(ByteString key, EventKind kind, byte[] stored) {
        long main = before + 1;
        int sub = written++;
        byte[] versionKey = VersionKey.of(key, main, sub, kind);
        transaction.put(Space.KEYS, versionKey, stored);
        transaction.put(Space.REVISIONS, Revision.encode(main, sub), versionKey);
    }
}
