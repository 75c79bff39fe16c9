package io.raftkv.server.mvcc;

import io.raftkv.client.proto.etcdserverpb.CompactionResponse;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeRequest;
import io.raftkv.client.proto.etcdserverpb.DeleteRangeResponse;
import io.raftkv.client.proto.etcdserverpb.PutRequest;
import io.raftkv.client.proto.etcdserverpb.PutResponse;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.TxnRequest;
import io.raftkv.client.proto.etcdserverpb.TxnResponse;

/** A store in memory that applies each request as a batch of its own. */
final class TestStore {
    final MemoryStore memory = new MemoryStore();
    MvccStore store = new MvccStore(memory);

    PutResponse put(String key, String value) throws KvException {
        return put(Requests.put(key, value));
    }

    PutResponse put(PutRequest.Builder request) throws KvException {
        return apply(batch -> batch.put(request.build()));
    }

    DeleteRangeResponse delete(DeleteRangeRequest.Builder request) throws KvException {
        return apply(batch -> batch.deleteRange(request.build()));
    }

    TxnResponse txn(TxnRequest.Builder request) throws KvException {
        return apply(batch -> batch.txn(request.build()));
    }

    CompactionResponse compact(long revision) throws KvException {
        return apply(batch -> batch.compact(Requests.compaction(revision)));
    }

    RangeResponse range(RangeRequest.Builder request) throws KvException {
        return store.range(request.build());
    }

    long revision() {
        return store.state().revision();
    }

    /** Frees everything obsolete. */
    void finishCompaction() {
        finish(store.compaction());
    }

    static void finish(Compaction compaction) {
        boolean more;
        do {
            more = compaction.step();
        } while (more);
    }

    /** Comes back with what the last flush contained. */
    void crash() {
        memory.crash();
        store = new MvccStore(memory);
    }

    int entries(Space space) {
        int count = 0;
        try (var view = memory.view();
                var cursor = view.cursor(space)) {
            for (boolean found = cursor.seek(new byte[0]); found; found = cursor.next()) {
                count++;
            }
        }
        return count;
    }

    private <T> T apply(Application<T> application) throws KvException {
        try (var batch = store.newBatch()) {
            try {
                return application.to(batch);
            } finally {
                batch.commit(store.state().appliedIndex() + 1);
            }
        }
    }

    @FunctionalInterface
    private interface Application<T> {
        T to(ApplyBatch batch) throws KvException;
    }
}
