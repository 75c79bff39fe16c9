package io.raftkv.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.snapshot.Snapshot;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link OrderedStore} promises. */
public abstract class OrderedStoreContract {
    private static final int PART_BYTES = 100;
    private static final Consumer<ReadView> ACCEPT = received -> {};

    private OrderedStore store;

    /** A new, empty store, apart from all others. */
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

    @Test
    void snapshotHoldsItsMomentWhateverIsWrittenLater() {
        try (var from = create()) {
            write(from, "a", "1");
            try (var snapshot = from.snapshot(7, OrderedStoreContract::valueOfA)) {
                write(from, "a", "2");
                write(from, "b", "2");
                from.flush();
                assertThat(snapshot.manifest().id()).isEqualTo(7);
                assertThat(snapshot.manifest().lastIncludedIndex()).isEqualTo(1);
                Transfer.all(snapshot, store, PART_BYTES);
            }
            assertThat(contents(store)).isEmpty();
            store.install(1, ACCEPT);
            assertThat(contents(store)).containsExactly("a=1");
            assertThat(contents(from)).containsExactly("a=2", "b=2");
        }
    }

    @Test
    void snapshotCanBeReadAnywhereInAnyPieces() {
        write("a", "x".repeat(1_000));
        try (var snapshot = store.snapshot(7, frozen -> 1)) {
            int total = Math.toIntExact(snapshot.manifest().totalBytes());
            var whole = ByteBuffer.allocate(total);
            snapshot.read(0, whole);
            assertThat(whole.hasRemaining()).isFalse();
            for (int offset = total - 1; offset >= 0; offset -= 97) {
                var piece = ByteBuffer.allocate(Math.min(150, total - offset));
                snapshot.read(offset, piece);
                assertThat(piece.flip()).isEqualTo(whole.slice(offset, piece.limit()));
            }
        }
    }

    @Test
    void installReplacesEverythingAndSurvivesACrash() {
        write("old", "1");
        store.flush();
        try (var from = create()) {
            write(from, "a", "5");
            send(from, 1);
        }
        store.install(5, ACCEPT);
        assertThat(contents(store)).containsExactly("a=5");
        assertThat(store.getDurable(Space.KEYS, bytes("a"))).isEqualTo(bytes("5"));
        assertThat(store.getDurable(Space.KEYS, bytes("old"))).isNull();
        store = crashed(store);
        assertThat(contents(store)).containsExactly("a=5");
        write("b", "6");
        store.flush();
        store = crashed(store);
        assertThat(contents(store)).containsExactly("a=5", "b=6");
    }

    @Test
    void oneSnapshotAfterTheOtherCanBeInstalled() {
        try (var from = create()) {
            for (int i = 1; i <= 3; i++) {
                write(from, "a", "" + i);
                send(from, i);
                store.install(i, ACCEPT);
                assertThat(contents(store)).containsExactly("a=" + i);
            }
        }
    }

    @Test
    void viewThatIsOpenStaysAsItIsWhileASnapshotIsInstalled() {
        write("old", "1");
        try (var from = create()) {
            write(from, "a", "5");
            send(from, 1);
        }
        try (var before = store.view();
                var cursor = before.cursor(Space.KEYS)) {
            store.install(5, ACCEPT);
            assertThat(before.get(Space.KEYS, bytes("old"))).isEqualTo(bytes("1"));
            assertThat(forward(cursor)).containsExactly("old=1");
            assertThat(contents(store)).containsExactly("a=5");
        }
        assertThat(contents(store)).containsExactly("a=5");
    }

    @Test
    void refusedSnapshotChangesNothing() {
        write("old", "1");
        store.flush();
        try (var from = create()) {
            write(from, "a", "5");
            send(from, 1);
        }
        assertThatThrownBy(() -> store.install(5, received -> {
                    assertThat(received.get(Space.KEYS, bytes("a"))).isEqualTo(bytes("5"));
                    throw new IllegalStateException("refused");
                }))
                .hasMessage("refused");
        assertThat(contents(store)).containsExactly("old=1");
        store = crashed(store);
        assertThat(contents(store)).containsExactly("old=1");
        store.install(5, ACCEPT);
        assertThat(contents(store)).containsExactly("a=5");
    }

    @Test
    void completeSnapshotCanBeInstalledAfterACrash() { // known bug snapshot-not-forced
        try (var from = create()) {
            write(from, "a", "5");
            send(from, 1);
        }
        store = crashed(store);
        assertThat(contents(store)).isEmpty();
        store.install(5, ACCEPT);
        assertThat(contents(store)).containsExactly("a=5");
    }

    @Test
    void snapshotThatIsNotCompleteCannotBeInstalled() {
        assertCannotInstall(5);
        try (var from = create()) {
            write(from, "a", "5");
            try (var snapshot = from.snapshot(1, OrderedStoreContract::valueOfA)) {
                Transfer.some(snapshot, store, PART_BYTES, 1);
                assertCannotInstall(5);
                Transfer.some(snapshot, store, PART_BYTES, Integer.MAX_VALUE);
                assertCannotInstall(5);
                store = crashed(store);
                assertCannotInstall(5);
                Transfer.all(snapshot, store, PART_BYTES);
                assertCannotInstall(4);
                assertCannotInstall(6);
                store.install(5, ACCEPT);
                assertCannotInstall(5);
            }
        }
        assertThat(contents(store)).containsExactly("a=5");
    }

    @Test
    void receivingGoesOnFromWhatIsThere() {
        try (var from = create()) {
            write(from, "a", "5");
            try (var snapshot = from.snapshot(1, OrderedStoreContract::valueOfA)) {
                long total = snapshot.manifest().totalBytes();
                for (int tries = 0; offset(snapshot) < total; tries++) {
                    assertThat(tries).as("tries").isLessThan(20);
                    long before = offset(snapshot);
                    Transfer.some(snapshot, store, 1_000, 10);
                    assertThat(offset(snapshot)).isBetween(before, before + 10_000);
                }
                store = crashed(store);
                assertThat(offset(snapshot)).isBetween(0L, total);
                Transfer.all(snapshot, store, PART_BYTES);
                assertThat(offset(snapshot)).isEqualTo(total);
                store = crashed(store);
                assertThat(offset(snapshot)).isEqualTo(total);
            }
        }
        store.install(5, ACCEPT);
        assertThat(contents(store)).containsExactly("a=5");
    }

    @Test
    void anotherSnapshotTakesThePlaceOfOneThatWasNotInstalled() {
        try (var from = create()) {
            write(from, "a", "5");
            send(from, 1);
            write(from, "a", "6");
            try (var next = from.snapshot(2, OrderedStoreContract::valueOfA)) {
                Transfer.some(next, store, PART_BYTES, 1);
                assertCannotInstall(5);
                Transfer.all(next, store, PART_BYTES);
            }
        }
        store.install(6, ACCEPT);
        assertThat(contents(store)).containsExactly("a=6");
    }

    private void send(OrderedStore from, long id) {
        try (var snapshot = from.snapshot(id, OrderedStoreContract::valueOfA)) {
            Transfer.all(snapshot, store, PART_BYTES);
        }
    }

    private long offset(Snapshot snapshot) {
        try (var receiver = store.receive(snapshot.manifest())) {
            return receiver.offset();
        }
    }

    private void assertCannotInstall(long lastIncludedIndex) {
        assertThatThrownBy(() -> store.install(lastIncludedIndex, ACCEPT))
                .isInstanceOf(DamagedStoreException.class)
                .hasMessageContaining("log and store do not fit together")
                .hasMessageContaining("behind entry " + lastIncludedIndex)
                .hasMessageContaining("rebuild the member from its peers");
    }

    /** Stands for the applied index in the snapshots of these tests. */
    private static long valueOfA(ReadView view) {
        return Long.parseLong(new String(view.get(Space.KEYS, bytes("a")), StandardCharsets.UTF_8));
    }

    private void write(String key, String value) {
        write(store, key, value);
    }

    private static void write(OrderedStore store, String key, String value) {
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
