package io.raftkv.server.mvcc;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.server.mvcc.Steps.Step;
import io.raftkv.server.rocksdb.CrashImage;
import io.raftkv.server.rocksdb.RocksStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is done to them, the store on disk, the store in memory and the naive model answer the same. */
class MvccStorePropertyTest {

    @Property(tries = 40)
    void storesAnswerAsTheModelDoesThroughBatchesCompactionsAndCrashes(@ForAll("steps") List<Step> steps)
            throws IOException {
        Path directory = Files.createTempDirectory("mvcc-property");
        try (var world = new World(directory)) {
            steps.forEach(world::run);
            world.endBatch();
            world.compareEveryRevision();
        } finally {
            deleteAll(directory);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Steps.any();
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** A log, and the three who apply it. */
    private static final class World implements AutoCloseable {
        private final Path directory;
        private final List<LogEntry> log = new ArrayList<>();
        private final NaiveModel model = new NaiveModel();
        private final List<KvResult> expected = new ArrayList<>();
        private MemoryStore memory = new MemoryStore();
        private int life;
        private RocksStore disk;
        private MvccStore inMemory;
        private MvccStore onDisk;

        World(Path directory) {
            this.directory = directory;
            disk = RocksStore.open(home());
            inMemory = new MvccStore(memory);
            onDisk = new MvccStore(disk);
        }

        void run(Step step) {
            switch (step) {
                case Steps.Write write -> {
                    log.add(new LogEntry(
                            log.size() + 1,
                            1,
                            EntryType.COMMAND,
                            0,
                            0,
                            write.request().toByteString().asReadOnlyByteBuffer()));
                    expected.add(model.apply(write.request()));
                }
                case Steps.EndBatch ignored -> endBatch();
                case Steps.Read read -> {
                    endBatch();
                    compare(read.request());
                }
                case Steps.Flush ignored -> {
                    endBatch();
                    disk.flush();
                    memory.flush();
                    assertThat(onDisk.durableIndex()).isEqualTo(log.size());
                    assertThat(inMemory.durableIndex()).isEqualTo(log.size());
                }
                case Steps.Free free -> {
                    endBatch();
                    (free.onDisk() ? onDisk : inMemory).compaction().step();
                }
                case Steps.Crash ignored -> {
                    endBatch();
                    crash();
                }
                case Steps.Replace ignored -> {
                    endBatch();
                    replace();
                }
            }
        }

        /** Applies what is in the log and not yet in the stores, and compares the results of all entries ever. */
        void endBatch() {
            applyRest(inMemory);
            applyRest(onDisk);
            assertThat(onDisk.state()).isEqualTo(inMemory.state());
            assertThat(onDisk.state()).isEqualTo(new StoreState(model.revision(), model.compacted(), log.size()));
        }

        private void applyRest(MvccStore store) {
            var machine = new KvStateMachine(store, new Random(1));
            int applied = (int) machine.appliedIndex();
            if (applied < log.size()) {
                assertThat(machine.apply(log.subList(applied, log.size())))
                        .isEqualTo(expected.subList(applied, log.size()));
            }
        }

        private void crash() {
            long durable = onDisk.durableIndex();
            Path before = home();
            life++;
            CrashImage.copy(disk, before, home());
            disk.close();
            disk = RocksStore.open(home());
            onDisk = new MvccStore(disk);
            assertThat(onDisk.state().appliedIndex()).isEqualTo(durable);
            memory.crash();
            inMemory = new MvccStore(memory);
            assertThat(inMemory.state()).isEqualTo(onDisk.state());
            endBatch();
        }

        private void replace() {
            if (log.isEmpty()) {
                return;
            }
            life++;
            var newDisk = RocksStore.open(home());
            onDisk = replaced(onDisk, newDisk);
            disk.close();
            disk = newDisk;
            var newMemory = new MemoryStore();
            inMemory = replaced(inMemory, newMemory);
            memory = newMemory;
            assertThat(inMemory.durableIndex()).isEqualTo(log.size());
            assertThat(onDisk.durableIndex()).isEqualTo(log.size());
        }

        private static MvccStore replaced(MvccStore leader, OrderedStore to) {
            var follower = new MvccStore(to);
            try (var snapshot = leader.snapshot(1)) {
                Transfer.all(snapshot, to, 1_000);
                follower.install(snapshot.manifest().lastIncludedIndex());
            }
            assertThat(follower.state()).isEqualTo(leader.state());
            return follower;
        }

        void compareEveryRevision() {
            for (long revision = 1; revision <= model.revision() + 1; revision++) {
                compare(Requests.everything().setRevision(revision).build());
            }
            assertThat(hash(onDisk)).isEqualTo(hash(inMemory));
            TestStore.finish(onDisk.compaction());
            assertThat(hash(onDisk)).isEqualTo(hash(inMemory));
            TestStore.finish(inMemory.compaction());
            assertThat(hash(onDisk)).isEqualTo(hash(inMemory));
            for (long revision = 1; revision <= model.revision(); revision++) {
                compare(Requests.everything().setRevision(revision).build());
            }
        }

        private void compare(RangeRequest request) {
            Object answer = answer(() -> model.range(request));
            assertThat(answer(() -> inMemory.range(request))).isEqualTo(answer);
            assertThat(answer(() -> onDisk.range(request))).isEqualTo(answer);
        }

        private static Object answer(Question question) {
            try {
                return question.answer();
            } catch (KvException e) {
                return e.error();
            }
        }

        private static Object hash(MvccStore store) {
            return answer(() -> store.hash(0));
        }

        private Path home() {
            return directory.resolve("life" + life);
        }

        @Override
        public void close() {
            disk.close();
        }
    }

    @FunctionalInterface
    private interface Question {
        Object answer() throws KvException;
    }
}
