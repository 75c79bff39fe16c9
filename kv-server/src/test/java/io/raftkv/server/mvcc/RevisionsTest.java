package io.raftkv.server.mvcc;

import static io.raftkv.server.mvcc.Requests.bytes;
import static io.raftkv.server.mvcc.Requests.delete;
import static io.raftkv.server.mvcc.Requests.everything;
import static io.raftkv.server.mvcc.Requests.get;
import static io.raftkv.server.mvcc.Requests.op;
import static io.raftkv.server.mvcc.Requests.pair;
import static io.raftkv.server.mvcc.Requests.put;
import static io.raftkv.server.mvcc.Requests.txn;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The rules for revisions and for the fields of a pair. */
class RevisionsTest {
    private final TestStore store = new TestStore();

    @Test
    void emptyStoreHasRevisionOneAndTheFirstWriteMakesTwo() throws KvException {
        assertThat(store.range(everything()).getHeader().getRevision()).isEqualTo(1);
        assertThat(store.put("a", "1").getHeader().getRevision()).isEqualTo(2);
    }

    @Test
    void deleteThatFindsNothingMakesNoRevision() throws KvException {
        store.put("a", "1");
        assertThat(store.delete(delete("b")).getHeader().getRevision()).isEqualTo(2);
        assertThat(store.revision()).isEqualTo(2);
    }

    @Test
    void deleteOfManyKeysMakesOneRevision() throws KvException {
        store.put("a", "1");
        store.put("b", "1");
        assertThat(store.delete(delete("a", "c")).getHeader().getRevision()).isEqualTo(4);
    }

    @Test
    void txnOfReadsMakesNoRevision() throws KvException {
        assertThat(store.txn(txn(op(get("a")))).getHeader().getRevision()).isEqualTo(1);
    }

    @Test
    void writesOfOneTxnShareTheRevisionAndAreNumberedWithinIt() throws KvException {
        store.txn(txn(op(put("b", "1")), op(txn(op(put("c", "1")))), op(put("a", "1"))));
        assertThat(store.revision()).isEqualTo(2);
        try (var view = store.memory.view();
                var events = view.cursor(Space.REVISIONS)) {
            assertThat(events.seek(Revision.encode(2, 0))).isTrue();
            assertThat(VersionKey.userKey(events.value())).isEqualTo(bytes("b"));
            events.next();
            assertThat(VersionKey.userKey(events.value())).isEqualTo(bytes("c"));
            events.next();
            assertThat(Revision.decode(events.key())).isEqualTo(new Revision(2, 2));
            assertThat(VersionKey.sub(events.value())).isEqualTo(2);
        }
    }

    @Test
    void requestsOfOneBatchSeeEachOtherAndEachMakesItsRevision() throws KvException {
        try (var batch = store.store.newBatch()) {
            batch.put(put("a", "1").build());
            var second = batch.put(put("a", "2").setPrevKv(true).build());
            assertThat(second.getPrevKv()).isEqualTo(pair("a", "1", 2, 2, 1));
            assertThat(second.getHeader().getRevision()).isEqualTo(3);
            batch.commit(2);
        }
        assertThat(store.range(get("a")).getKvs(0)).isEqualTo(pair("a", "2", 2, 3, 2));
    }

    @Test
    void abandonedBatchChangesNothing() throws KvException {
        try (var batch = store.store.newBatch()) {
            batch.put(put("a", "1").build());
        }
        assertThat(store.range(everything())).satisfies(answer -> {
            assertThat(answer.getCount()).isZero();
            assertThat(answer.getHeader().getRevision()).isEqualTo(1);
        });
    }

    @Test
    void versionCountsPutsSinceCreationAndADeletionEndsTheLife() throws KvException {
        store.put("a", "1");
        store.put("a", "2");
        assertThat(store.range(get("a")).getKvs(0)).isEqualTo(pair("a", "2", 2, 3, 2));
        store.delete(delete("a"));
        store.put("a", "3");
        assertThat(store.range(get("a")).getKvs(0)).isEqualTo(pair("a", "3", 5, 5, 1));
    }

    @Test
    void rangeAtAnOldRevisionAnswersTheOldStateUnderTheCurrentHeader() throws KvException {
        store.put("a", "1");
        store.put("a", "2");
        store.delete(delete("a"));
        var answer = store.range(get("a").setRevision(3));
        assertThat(answer.getKvsList()).containsExactly(pair("a", "2", 2, 3, 2));
        assertThat(answer.getHeader().getRevision()).isEqualTo(4);
        assertThat(store.range(get("a")).getCount()).isZero();
        assertThat(store.range(get("a").setRevision(1)).getCount()).isZero();
    }
}
