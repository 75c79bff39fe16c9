package io.raftkv.server.mvcc;

import static io.raftkv.server.mvcc.Requests.AND_AFTER;
import static io.raftkv.server.mvcc.Requests.bytes;
import static io.raftkv.server.mvcc.Requests.delete;
import static io.raftkv.server.mvcc.Requests.everything;
import static io.raftkv.server.mvcc.Requests.get;
import static io.raftkv.server.mvcc.Requests.pair;
import static io.raftkv.server.mvcc.Requests.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest.SortOrder;
import io.raftkv.client.proto.etcdserverpb.RangeRequest.SortTarget;
import io.raftkv.client.proto.mvccpb.KeyValue;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules for Range. The store holds d=1 (revision 2), b=9 (3, then 6), c=5 (4), a=7 (5). */
class RangeTest {
    private final TestStore store = new TestStore();

    @BeforeEach
    void fill() throws KvException {
        store.put("d", "1");
        store.put("b", "2");
        store.put("c", "5");
        store.put("a", "7");
        store.put("b", "9");
    }

    @Test
    void emptyRangeEndMeansThatKey() throws KvException {
        assertThat(keys(get("b"))).containsExactly("b");
        assertThat(keys(get("bb"))).isEmpty();
    }

    @Test
    void rangeEndIsExclusive() throws KvException {
        assertThat(keys(range("a", "c"))).containsExactly("a", "b");
    }

    @Test
    void rangeEndOfOneZeroByteMeansAllKeysFromThereOn() throws KvException {
        assertThat(keys(get("c").setRangeEnd(AND_AFTER))).containsExactly("c", "d");
        assertThat(keys(everything())).containsExactly("a", "b", "c", "d");
    }

    @Test
    void intervalThatEndsBeforeItBeginsIsEmptyAndNoError() throws KvException {
        assertThat(keys(range("c", "a"))).isEmpty();
        assertThat(keys(range("c", "c"))).isEmpty();
    }

    @Test
    void keysOrderByTheirUnsignedBytesWhateverTheyContain() throws KvException {
        var other = new TestStore();
        List<ByteString> ordered = List.of(
                bytesOf(0),
                bytesOf(0, 0),
                bytesOf(0, 1),
                bytesOf(0, 0xff),
                bytesOf(1),
                bytesOf(1, 0),
                bytesOf(1, 0, 0),
                bytesOf(1, 0, 1),
                bytesOf(1, 1),
                bytesOf(0x7f),
                bytesOf(0x80),
                bytesOf(0xff),
                bytesOf(0xff, 0));
        for (int i = ordered.size() - 1; i >= 0; i--) {
            other.put(Requests.put("", "v").setKey(ordered.get(i)));
            other.put(Requests.put("", "w").setKey(ordered.get(i)));
        }
        assertThat(other.range(everything()).getKvsList())
                .extracting(KeyValue::getKey)
                .containsExactlyElementsOf(ordered);
        for (int i = 0; i < ordered.size(); i++) {
            var request = RangeRequest.newBuilder().setKey(ordered.get(0)).setRangeEnd(ordered.get(i));
            // The first of all ranges ends at one zero byte, and that means no end.
            int expected = i == 0 ? ordered.size() : i;
            assertThat(other.range(request).getCount()).isEqualTo(expected);
        }
    }

    @Test
    void revisionZeroOrLessMeansNow() throws KvException {
        assertThat(store.range(get("b").setRevision(-5)).getKvs(0).getValue()).isEqualTo(bytes("9"));
    }

    @Test
    void futureRevisionIsRefused() {
        assertThatThrownBy(() -> store.range(get("b").setRevision(7)))
                .hasMessage("etcdserver: mvcc: required revision is a future revision")
                .extracting("error.statusCode")
                .isEqualTo("OUT_OF_RANGE");
    }

    @Test
    void compactedRevisionItselfStaysReadableAndThoseBelowDoNot() throws KvException {
        store.compact(4);
        assertThat(store.range(everything().setRevision(4)).getCount()).isEqualTo(3);
        assertThatThrownBy(() -> store.range(get("b").setRevision(3)))
                .hasMessage("etcdserver: mvcc: required revision has been compacted")
                .extracting("error.statusCode")
                .isEqualTo("OUT_OF_RANGE");
    }

    @Test
    void countIsOfTheWholeIntervalWhateverLimitAndFiltersSay() throws KvException {
        var limited = store.range(everything().setLimit(2));
        assertThat(limited.getCount()).isEqualTo(4);
        assertThat(limited.getMore()).isTrue();
        assertThat(limited.getKvsCount()).isEqualTo(2);
        var filtered = store.range(everything().setMinModRevision(5));
        assertThat(filtered.getCount()).isEqualTo(4);
        assertThat(filtered.getMore()).isFalse();
        assertThat(filtered.getKvsCount()).isEqualTo(2);
    }

    @Test
    void moreIsSaidOnlyWhenTheLimitCuts() throws KvException {
        assertThat(store.range(everything().setLimit(4)).getMore()).isFalse();
        assertThat(store.range(everything().setLimit(3)).getMore()).isTrue();
        assertThat(store.range(everything().setLimit(-1)).getKvsCount()).isEqualTo(4);
    }

    @Test
    void countOnlyReturnsNoPairs() throws KvException {
        var answer = store.range(everything().setCountOnly(true).setLimit(1));
        assertThat(answer.getCount()).isEqualTo(4);
        assertThat(answer.getKvsCount()).isZero();
        assertThat(answer.getMore()).isFalse();
    }

    @Test
    void keysOnlyLeavesTheValuesEmpty() throws KvException {
        assertThat(store.range(get("b").setKeysOnly(true)).getKvsList()).containsExactly(pair("b", "", 3, 6, 2));
    }

    @Test
    void sortsByEachTargetInEachDirection() throws KvException {
        assertThat(keys(sorted(SortTarget.KEY, SortOrder.DESCEND))).containsExactly("d", "c", "b", "a");
        assertThat(keys(sorted(SortTarget.CREATE, SortOrder.ASCEND))).containsExactly("d", "b", "c", "a");
        assertThat(keys(sorted(SortTarget.MOD, SortOrder.ASCEND))).containsExactly("d", "c", "a", "b");
        assertThat(keys(sorted(SortTarget.MOD, SortOrder.DESCEND))).containsExactly("b", "a", "c", "d");
        assertThat(keys(sorted(SortTarget.VALUE, SortOrder.ASCEND))).containsExactly("d", "c", "a", "b");
        assertThat(keys(sorted(SortTarget.VERSION, SortOrder.DESCEND))).containsExactly("b", "a", "c", "d");
    }

    @Test
    void targetOtherThanKeyWithoutOrderMeansAscendingByIt() throws KvException {
        assertThat(keys(sorted(SortTarget.CREATE, SortOrder.NONE))).containsExactly("d", "b", "c", "a");
    }

    @Test
    void limitAppliesAfterSortingAndFiltering() throws KvException {
        assertThat(keys(sorted(SortTarget.CREATE, SortOrder.NONE).setLimit(1))).containsExactly("d");
        var answer = store.range(everything().setMaxModRevision(4).setLimit(1));
        assertThat(answer.getKvsList())
                .extracting(pair -> pair.getKey().toStringUtf8())
                .containsExactly("c");
        assertThat(answer.getMore()).isTrue();
    }

    @Test
    void filtersAreInclusiveBounds() throws KvException {
        assertThat(keys(everything().setMinModRevision(4).setMaxModRevision(5))).containsExactly("a", "c");
        assertThat(keys(everything().setMinCreateRevision(3).setMaxCreateRevision(4)))
                .containsExactly("b", "c");
    }

    @Test
    void unknownSortOptionIsRefused() {
        assertThatThrownBy(() -> store.range(everything().setSortOrderValue(9)))
                .hasMessage("etcdserver: invalid sort option")
                .extracting("error.statusCode")
                .isEqualTo("INVALID_ARGUMENT");
        assertThatThrownBy(() -> store.range(everything().setSortTargetValue(5)))
                .hasMessage("etcdserver: invalid sort option");
    }

    @Test
    void muchRewrittenKeyHidesNothingAtAnyRevision() throws KvException {
        for (int i = 0; i < 50; i++) {
            store.put("b", "v" + i);
        }
        store.delete(delete("b"));
        assertThat(keys(everything())).containsExactly("a", "c", "d");
        assertThat(store.range(get("b").setRevision(30)).getKvs(0)).isEqualTo(pair("b", "v23", 3, 30, 26));
        assertThat(keys(everything().setRevision(30))).containsExactly("a", "b", "c", "d");
    }

    private List<String> keys(RangeRequest.Builder request) throws KvException {
        List<String> keys = new ArrayList<>();
        for (KeyValue pair : store.range(request).getKvsList()) {
            keys.add(pair.getKey().toStringUtf8());
        }
        return keys;
    }

    private static RangeRequest.Builder sorted(SortTarget target, SortOrder order) {
        return everything().setSortTarget(target).setSortOrder(order);
    }

    private static ByteString bytesOf(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return ByteString.copyFrom(bytes);
    }
}
