package io.raftkv.server.mvcc;

import static io.raftkv.server.mvcc.Requests.everything;
import static io.raftkv.server.mvcc.Requests.op;
import static io.raftkv.server.mvcc.Requests.put;
import static io.raftkv.server.mvcc.Requests.txn;
import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.client.proto.mvccpb.KeyValue;
import io.raftkv.server.rocksdb.RocksStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads while the applier writes, compacts and frees. */
class ConcurrentReadsTest {
    private static final int WRITES = 3_000;

    @TempDir
    Path directory;

    @Test
    void everyReadSeesOneRevisionWholeAndItsOwn() throws Exception {
        try (var disk = RocksStore.open(directory)) {
            readWhileWriting(new MvccStore(disk));
        }
    }

    @Test
    void everyReadInMemorySeesOneRevisionWholeAndItsOwn() throws Exception {
        readWhileWriting(new MvccStore(new MemoryStore()));
    }

    /** Revision r holds a = b = c = r, each written by one Txn: a read that mixes revisions is found at once. */
    private static void readWhileWriting(MvccStore store) throws Exception {
        try (var threads = Executors.newFixedThreadPool(3)) {
            var done = new AtomicBoolean();
            List<Future<?>> running = new ArrayList<>();
            running.add(threads.submit(ended(done, () -> write(store))));
            running.add(threads.submit(ended(done, () -> read(store, done))));
            running.add(threads.submit(ended(done, () -> free(store, done))));
            for (Future<?> each : running) {
                rethrow(each);
            }
        }
        TestStore.finish(store.compaction());
        assertThat(store.state().revision()).isEqualTo(WRITES + 1);
    }

    private static Void write(MvccStore store) throws KvException {
        for (int revision = 2; revision <= WRITES + 1; revision++) {
            try (var batch = store.newBatch()) {
                String value = "" + revision;
                batch.txn(txn(op(put("a", value)), op(put("b", value)), op(put("c", value)))
                        .build());
                if (revision % 50 == 0) {
                    batch.compact(Requests.compaction(revision - 20));
                }
                batch.commit(revision);
            }
        }
        return null;
    }

    private static Void read(MvccStore store, AtomicBoolean done) throws KvException {
        long last = 1;
        while (!done.get()) {
            var answer = store.range(everything().build());
            long revision = answer.getHeader().getRevision();
            assertThat(revision).isGreaterThanOrEqualTo(last);
            last = revision;
            assertThat(answer.getCount()).isEqualTo(revision == 1 ? 0 : 3);
            for (KeyValue pair : answer.getKvsList()) {
                assertThat(pair.getModRevision()).isEqualTo(revision);
                assertThat(pair.getValue().toStringUtf8()).isEqualTo("" + revision);
            }
        }
        return null;
    }

    private static Void free(MvccStore store, AtomicBoolean done) {
        while (!done.get()) {
            store.compaction().step();
        }
        return null;
    }

    private static Callable<Void> ended(AtomicBoolean done, Callable<Void> work) {
        return () -> {
            try {
                return work.call();
            } finally {
                done.set(true);
            }
        };
    }

    private static void rethrow(Future<?> future) throws Exception {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
