package io.raftkv.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link OrderedStore} promises. */
public abstract class OrderedStoreContract {
    private OrderedStore store;

    /** A new, empty store. */
    protected abstract OrderedStore create();

    /** What a crash right now would leave of a store that {@link #create} made; that one is not used afterwards. */
    protected abstract OrderedStore crashed(OrderedStore running);

    @BeforeEach
    void open() {
        store = create();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void transactionReadsItsOwnWritesOverWhatIsCommitted() {
        write("b", "1");
        write("d", "1");
        try (var transaction = store.begin();
                var cursor = transaction.cursor(Space.KEYS)) {
            transaction.put(Space.KEYS, bytes("a"), bytes("2"));
            transaction.put(Space.KEYS, bytes("b"), bytes("2"));
            transaction.delete(Space.KEYS, bytes("d"));
            transaction.delete(Space.KEYS, bytes("x"));
            assertThat(transaction.get(Space.KEYS, bytes("b"))).isEqualTo(bytes("2"));
            assertThat(transaction.get(Space.KEYS, bytes("d"))).isNull();
            assertThat(forward(cursor)).containsExactly("a=2", "b=2");
            transaction.put(Space.KEYS, bytes("c"), bytes("2"));
            assertThat(forward(cursor)).containsExactly("a=2", "b=2", "c=2");
        }
    }

    @Test
    void abandonedTransactionLeavesNothing() {
        try (var transaction = store.begin()) {
            transaction.put(Space.KEYS, bytes("a"), bytes("1"));
        }
        assertThat(contents(store)).isEmpty();
    }

    @Test
    void committedWritesAreSeenByLaterViewsAndNotByEarlierOnes() {
        write("a", "1");
        try (var earlier = store.view();
                var cursor = earlier.cursor(Space.KEYS)) {
            write("a", "2");
            write("b", "2");
            assertThat(earlier.get(Space.KEYS, bytes("a"))).isEqualTo(bytes("1"));
            assertThat(earlier.get(Space.KEYS, bytes("b"))).isNull();
            assertThat(forward(cursor)).containsExactly("a=1");
        }
        assertThat(contents(store)).containsExactly("a=2", "b=2");
    }

    @Test
    void spacesAreApart() {
        try (var transaction = store.begin()) {
            for (Space space : Space.values()) {
                transaction.put(space, bytes("key"), bytes(space.name()));
            }
            transaction.commit();
        }
        try (var view = store.view()) {
            for (Space space : Space.values()) {
                assertThat(view.get(space, bytes("key"))).isEqualTo(bytes(space.name()));
            }
        }
    }

    @Test
    void cursorsSeekAndWalkBothWaysInUnsignedOrder() {
        write("a", "1");
        write("c", "1");
        write("é", "1"); // begins with 0xC3
        try (var view = store.view();
                var cursor = view.cursor(Space.KEYS)) {
            assertThat(cursor.seek(bytes("b"))).isTrue();
            assertThat(cursor.key()).isEqualTo(bytes("c"));
            assertThat(cursor.next()).isTrue();
            assertThat(cursor.key()).isEqualTo(bytes("é"));
            assertThat(cursor.next()).isFalse();
            assertThat(cursor.seekBackward(bytes("b"))).isTrue();
            assertThat(cursor.key()).isEqualTo(bytes("a"));
            assertThat(cursor.previous()).isFalse();
            assertThat(cursor.seekBackward(bytes("c"))).isTrue();
            assertThat(cursor.previous()).isTrue();
            assertThat(cursor.value()).isEqualTo(bytes("1"));
            assertThat(cursor.seek(bytes("ê"))).isFalse();
        }
    }

    @Test
    void overlappingTransactionsOfDifferentKeysBothTakeEffect() {
        write("a", "1");
        try (var one = store.begin();
                var other = store.begin()) {
            one.put(Space.KEYS, bytes("b"), bytes("1"));
            other.delete(Space.KEYS, bytes("a"));
            other.commit();
            one.commit();
        }
        assertThat(contents(store)).containsExactly("b=1");
    }

    @Test
    void crashLeavesWhatTheLastFlushContained() {
        write("a", "1");
        store.flush();
        write("a", "2");
        write("b", "2");
        assertThat(store.getDurable(Space.KEYS, bytes("a"))).isEqualTo(bytes("1"));
        assertThat(store.getDurable(Space.KEYS, bytes("b"))).isNull();
        store = crashed(store);
        assertThat(contents(store)).containsExactly("a=1");
        write("c", "3");
        store.flush();
        assertThat(store.getDurable(Space.KEYS, bytes("c"))).isEqualTo(bytes("3"));
        store = crashed(store);
        assertThat(contents(store)).containsExactly("a=1", "c=3");
    }

    @Test
    void crashBeforeTheFirstFlushLeavesAnEmptyStore() {
        write("a", "1");
        store = crashed(store);
        assertThat(contents(store)).isEmpty();
    }

    @Test
    void sizesGrowWithWhatIsStored() {
        long empty = store.sizeInBytes();
        write("a", "x".repeat(100_000));
        store.flush();
        write("b", "x".repeat(100_000));
        assertThat(store.sizeInBytes()).isGreaterThan(empty + 100_000);
        assertThat(store.liveSizeInBytes()).isPositive();
    }

    private void write(String key, String value) {
        try (var transaction = store.begin()) {
            transaction.put(Space.KEYS, bytes(key), bytes(value));
            transaction.commit();
        }
    }

    private static List<String> contents(OrderedStore store) {
        try (var view = store.view();
                var cursor = view.cursor(Space.KEYS)) {
            return forward(cursor);
        }
    }

    private static List<String> forward(Cursor cursor) {
        List<String> entries = new ArrayList<>();
        for (boolean found = cursor.seek(new byte[0]); found; found = cursor.next()) {
            entries.add(new String(cursor.key(), StandardCharsets.UTF_8) + "="
                    + new String(cursor.value(), StandardCharsets.UTF_8));
        }
        return entries;
    }

    /** The UTF-8 bytes of a text. */
    protected static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
