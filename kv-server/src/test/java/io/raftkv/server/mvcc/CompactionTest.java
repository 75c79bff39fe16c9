package io.raftkv.server.mvcc;

import static io.raftkv.server.mvcc.Requests.delete;
import static io.raftkv.server.mvcc.Requests.everything;
import static io.raftkv.server.mvcc.Requests.get;
import static io.raftkv.server.mvcc.Requests.pair;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.storage.StorageException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The rules for Compact, and what of the freeing is visible. */
class CompactionTest {
    private final TestStore store = new TestStore();

    @Test
    void compactedAndFutureRevisionsAreRefused() throws KvException {
        store.put("a", "1");
        store.compact(2);
        assertThatThrownBy(() -> store.compact(2))
                .hasMessage("etcdserver: mvcc: required revision has been compacted")
                .extracting("error.statusCode")
                .isEqualTo("OUT_OF_RANGE");
        assertThatThrownBy(() -> store.compact(3))
                .hasMessage("etcdserver: mvcc: required revision is a future revision");
    }

    @Test
    void answerHoldsTheCurrentRevision() throws KvException {
        store.put("a", "1");
        store.put("a", "2");
        assertThat(store.compact(2).getHeader().getRevision()).isEqualTo(3);
    }

    @Test
    void keepsTheNewestVersionOfEachKeyThatIsNotADeletion() throws KvException {
        store.put("a", "1"); // 2
        store.put("a", "2"); // 3
        store.put("b", "1"); // 4
        store.delete(delete("b")); // 5
        store.put("c", "1"); // 6
        store.put("a", "3"); // 7
        store.compact(6);
        store.finishCompaction();
        // a@3, c@6, a@7; of b nothing
        assertThat(store.entries(Space.KEYS)).isEqualTo(3);
        assertThat(store.entries(Space.REVISIONS)).isEqualTo(2);
        assertThat(store.range(everything().setRevision(6)).getKvsList())
                .containsExactly(pair("a", "2", 2, 3, 2), pair("c", "1", 6, 6, 1));
        assertThat(store.range(get("a")).getKvs(0)).isEqualTo(pair("a", "3", 2, 7, 3));
    }

    @Test
    void deletionAtTheCompactedRevisionStaysUntilTheNextCompaction() throws KvException {
        store.put("a", "1"); // 2
        store.delete(delete("a")); // 3
        store.compact(3);
        store.finishCompaction();
        assertThat(store.entries(Space.KEYS)).isEqualTo(1);
        assertThat(store.entries(Space.REVISIONS)).isEqualTo(1);
        store.put("b", "1"); // 4
        store.compact(4);
        store.finishCompaction();
        assertThat(store.entries(Space.KEYS)).isEqualTo(1);
        assertThat(store.range(get("b")).getCount()).isEqualTo(1);
    }

    @Test
    void whoWaitsForTheSpaceIsToldWhenTheStorageFails() throws KvException {
        store.put("a", "1");
        store.put("a", "2");
        store.store.compaction().close();
        var broken = new AtomicBoolean();
        var compaction = new Compaction(failing(broken), store.memory.view());
        compaction.compactTo(3);
        var before = compaction.whenFreed(3);

        broken.set(true);
        compaction.run(0);
        assertThat(before).isCompletedExceptionally();
        assertThat(compaction.whenFreed(3)).isCompletedExceptionally();

        broken.set(false);
        compaction.compactTo(2);
        var again = compaction.whenFreed(2);
        compaction.run(0);
        assertThat(again).isCompleted();
    }

    /** The store in memory, which begins no transaction while it is broken. */
    private OrderedStore failing(AtomicBoolean broken) {
        return (OrderedStore) Proxy.newProxyInstance(
                OrderedStore.class.getClassLoader(),
                new Class<?>[] {OrderedStore.class},
                (proxy, method, arguments) -> {
                    if (broken.get() && method.getName().equals("begin")) {
                        throw new StorageException("the disk does not answer");
                    }
                    return method.invoke(store.memory, arguments);
                });
    }

    @Test
    void freeingGoesOnInBoundedStepsUntilNothingIsLeft() throws KvException {
        for (int i = 0; i < 2_500; i++) {
            store.put("a", "v" + i);
        }
        store.compact(store.revision());
        assertThat(store.store.compaction().step()).isTrue();
        assertThat(store.entries(Space.KEYS)).isBetween(1_000, 2_000);
        var freed = store.store.compaction().whenFreed(store.revision());
        assertThat(freed).isNotDone();
        store.finishCompaction();
        assertThat(freed).isCompleted();
        assertThat(store.store.compaction().whenFreed(store.revision())).isCompleted();
        assertThat(store.entries(Space.KEYS)).isEqualTo(1);
        assertThat(store.store.compaction().step()).isFalse();
    }

    @Test
    void freeingResumesAfterARestart() throws KvException {
        for (int i = 0; i < 2_500; i++) {
            store.put("k" + i % 10, "v" + i);
        }
        store.compact(store.revision() - 1);
        store.store.compaction().step();
        store.memory.flush();
        store.crash();
        store.finishCompaction();
        assertThat(store.entries(Space.KEYS)).isEqualTo(11);
        assertThat(store.range(everything()).getCount()).isEqualTo(10);
    }

    @Test
    void laterCompactionOvertakesOneThatIsUnderWay() throws KvException {
        for (int i = 0; i < 1_500; i++) {
            store.put("k" + i % 10, "v" + i);
        }
        store.delete(delete("k", "l"));
        store.compact(store.revision());
        store.store.compaction().step();
        store.put("x", "1");
        store.compact(store.revision());
        store.finishCompaction();
        assertThat(store.entries(Space.KEYS)).isEqualTo(1);
        assertThat(store.entries(Space.REVISIONS)).isEqualTo(1);
    }

    @Test
    void deletionsThatWereKeptForTheFormerCompactionGoWithTheNextEvenIfItCameInBetween() throws KvException {
        for (int i = 0; i < 1_500; i++) {
            store.put("k" + i, "v"); // 2 to 1501
        }
        store.delete(delete("k", "l")); // 1502
        store.compact(1_502);
        store.store.compaction().step();
        store.store.compaction().step(); // the first deletions are passed, and stay because they are of revision 1502
        store.put("x", "1");
        store.compact(1_503);
        store.finishCompaction();
        assertThat(store.entries(Space.KEYS)).isEqualTo(1);
        assertThat(store.entries(Space.REVISIONS)).isEqualTo(1);
    }

    @Test
    void revisionNeverGoesBackThoughEverythingIsCompactedAway() throws KvException { // known bug revision-goes-back
        store.put("a", "1");
        store.delete(delete("a"));
        store.compact(3);
        store.finishCompaction();
        store.memory.flush();
        store.crash();
        assertThat(store.revision()).isEqualTo(3);
        assertThat(store.store.state().compactedRevision()).isEqualTo(3);
        assertThat(store.put("a", "2").getHeader().getRevision()).isEqualTo(4);
    }

    @Test
    void hashIsTheSameHoweverFarFreeingHasCome() throws KvException {
        for (int i = 0; i < 3_000; i++) {
            store.put("k" + i % 7, "v" + i);
            if (i % 5 == 0) {
                store.delete(delete("k" + i % 3));
            }
        }
        long whole = store.store.hash(0).hash();
        store.compact(store.revision() - 100);
        KvHash before = store.store.hash(0);
        long older = store.store.hash(store.revision() - 50).hash();
        assertThat(before.hash()).isNotEqualTo((int) whole);
        assertThat(before.compactedRevision()).isEqualTo(store.revision() - 100);
        assertThat(before.revision()).isEqualTo(store.revision());
        boolean more;
        do {
            more = store.store.compaction().step();
            assertThat(store.store.hash(0)).isEqualTo(before);
            assertThat(store.store.hash(store.revision() - 50).hash()).isEqualTo((int) older);
        } while (more);
    }

    @Test
    void hashRefusesRevisionsThatCannotBeRead() throws KvException {
        store.put("a", "1");
        store.put("a", "2");
        store.compact(3);
        assertThatThrownBy(() -> store.store.hash(2))
                .hasMessage("etcdserver: mvcc: required revision has been compacted");
        assertThatThrownBy(() -> store.store.hash(4))
                .hasMessage("etcdserver: mvcc: required revision is a future revision");
    }
}
