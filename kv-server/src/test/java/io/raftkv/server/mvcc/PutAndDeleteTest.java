package io.raftkv.server.mvcc;

import static io.raftkv.server.mvcc.Requests.AND_AFTER;
import static io.raftkv.server.mvcc.Requests.delete;
import static io.raftkv.server.mvcc.Requests.everything;
import static io.raftkv.server.mvcc.Requests.get;
import static io.raftkv.server.mvcc.Requests.pair;
import static io.raftkv.server.mvcc.Requests.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The rules for Put and DeleteRange. */
class PutAndDeleteTest {
    private final TestStore store = new TestStore();

    @Test
    void previousPairIsReturnedOnlyWhenAskedFor() throws KvException {
        assertThat(store.put(put("a", "1").setPrevKv(true)).hasPrevKv()).isFalse();
        assertThat(store.put(put("a", "2")).hasPrevKv()).isFalse();
        assertThat(store.put(put("a", "3").setPrevKv(true)).getPrevKv()).isEqualTo(pair("a", "2", 2, 3, 2));
    }

    @Test
    void ignoreValueKeepsTheValue() throws KvException {
        store.put("a", "1");
        store.put(put("a", "").setIgnoreValue(true));
        assertThat(store.range(get("a")).getKvs(0)).isEqualTo(pair("a", "1", 2, 3, 2));
    }

    @Test
    void ignoreLeaseKeepsTheLeaseAndTakesTheValue() throws KvException {
        store.put("a", "1");
        store.put(put("a", "2").setIgnoreLease(true));
        assertThat(store.range(get("a")).getKvs(0)).isEqualTo(pair("a", "2", 2, 3, 2));
    }

    @Test
    void ignoringWhatAnAbsentKeyDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> store.put(put("a", "").setIgnoreValue(true)))
                .hasMessage("etcdserver: key not found")
                .extracting("error.statusCode")
                .isEqualTo("INVALID_ARGUMENT");
        assertThatThrownBy(() -> store.put(put("a", "1").setIgnoreLease(true))).hasMessage("etcdserver: key not found");
        assertThat(store.revision()).isEqualTo(1);
    }

    @Test
    void unknownLeaseIsRefused() {
        assertThatThrownBy(() -> store.put(put("a", "1").setLease(7)))
                .hasMessage("etcdserver: requested lease not found")
                .extracting("error.statusCode")
                .isEqualTo("NOT_FOUND");
        assertThat(store.revision()).isEqualTo(1);
    }

    @Test
    void deleteSaysHowManyAndReturnsThePreviousPairsWhenAskedFor() throws KvException {
        store.put("a", "1");
        store.put("b", "2");
        store.put("c", "3");
        var answer = store.delete(delete("a", "c").setPrevKv(true));
        assertThat(answer.getDeleted()).isEqualTo(2);
        assertThat(answer.getPrevKvsList()).containsExactly(pair("a", "1", 2, 2, 1), pair("b", "2", 3, 3, 1));
        var rest = store.delete(delete("").setKey(AND_AFTER).setRangeEnd(AND_AFTER));
        assertThat(rest.getDeleted()).isEqualTo(1);
        assertThat(rest.getPrevKvsCount()).isZero();
        assertThat(store.range(everything()).getCount()).isZero();
    }

    @Test
    void refusedRequestStillAdvancesTheAppliedIndex() {
        assertThatThrownBy(() -> store.put(put("a", "1").setLease(7))).isInstanceOf(KvException.class);
        assertThat(store.store.state()).isEqualTo(new StoreState(1, StoreState.NEVER_COMPACTED, 1));
    }
}
