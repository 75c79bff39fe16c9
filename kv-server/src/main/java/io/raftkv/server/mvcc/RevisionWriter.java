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
 * <p>A put costs two writes, and one seek for the version before it unless the key was written lately.
 */
final class RevisionWriter implements TxnOperations {
    private final Transaction transaction;
    private final LateCursor keys;
    private final RecentVersions recent;
    private final long before;
    private final long compactedRevision;
    private int written;

    /**
     * A writer of the revision after {@code before}.
     *
     * @param keys a cursor of the transaction over {@link Space#KEYS}
     * @param recent what is known without the cursor; told of everything that is written
     */
    RevisionWriter(
            Transaction transaction, LateCursor keys, RecentVersions recent, long before, long compactedRevision) {
        this.transaction = transaction;
        this.keys = keys;
        this.recent = recent;
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
        return keys.get();
    }

    @Override
    public long compactedRevision() {
        return compactedRevision;
    }

    @Override
    public NewestVersion newest(ByteString key) {
        var known = recent.get(key);
        if (known == null) {
            known = NewestVersion.of(stored(key));
            recent.put(key, known);
        }
        return known;
    }

    @Override
    public PutResponse put(PutRequest request) {
        ByteString key = request.getKey();
        var previous = newest(key);
        var stored = previous.isAlive() && (request.getIgnoreValue() || request.getPrevKv()) ? stored(key) : null;
        ByteString value = stored != null && request.getIgnoreValue() ? stored.value() : request.getValue();
        var next = previous.next(before + 1, request.getIgnoreLease() ? previous.lease() : request.getLease());
        write(key, EventKind.PUT, StoredVersion.encode(next.createRevision(), next.version(), next.lease(), value));
        recent.put(key, next);

        var response = PutResponse.newBuilder().setHeader(header());
        if (stored != null && request.getPrevKv()) {
            response.setPrevKv(stored.toKeyValue());
        }
        return response.build();
    }

    /** The newest version with its value; null when the key is not alive. */
    private @Nullable StoredVersion stored(ByteString key) {
        var scan = new KeyScan(keys.get(), new Interval(key, ByteString.EMPTY), Long.MAX_VALUE);
        return scan.next() ? scan.version() : null;
    }

    @Override
    public DeleteRangeResponse deleteRange(DeleteRangeRequest request) {
        // All keys are found before the first is written: a cursor does not outlive a write.
        List<StoredVersion> found = new ArrayList<>();
        var scan = new KeyScan(keys.get(), new Interval(request.getKey(), request.getRangeEnd()), Long.MAX_VALUE);
        while (scan.next()) {
            found.add(scan.version());
        }
        for (StoredVersion version : found) {
            ByteString key = VersionKey.userKey(version.key());
            write(key, EventKind.DELETE, StoredVersion.TOMBSTONE);
            recent.put(key, NewestVersion.NONE);
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
