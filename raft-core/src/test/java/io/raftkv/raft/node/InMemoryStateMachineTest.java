package io.raftkv.raft.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.sim.SimulatedDisk;
import io.raftkv.raft.snapshot.Snapshot;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.storage.Disk;
import io.raftkv.raft.storage.FaultyDisk;
import io.raftkv.raft.storage.NioDisk;
import io.raftkv.raft.storage.StorageException;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state in memory: what was persisted survives, an installation is all or nothing, and saving does not disturb applying. */
class InMemoryStateMachineTest {
    @TempDir
    Path directory;

    /** Remembers all words, and answers how many there are. */
    private static class Words implements InMemoryStateMachine.State<Integer> {
        final List<String> words = new ArrayList<>();

        @Override
        public Integer apply(ByteBuffer command) {
            words.add(UTF_8.decode(command).toString());
            return words.size();
        }

        @Override
        public void save(DataOutput out) throws IOException {
            out.writeInt(words.size());
            for (var word : words) {
                out.writeUTF(word);
            }
        }

        @Override
        public void load(DataInput in) throws IOException {
            words.clear();
            for (int i = in.readInt(); i > 0; i--) {
                words.add(in.readUTF());
            }
        }
    }

    /** A server: its disk, and what runs on it from its start to its crash. */
    private static final class Server {
        final Words state = new Words();
        final InMemoryStateMachine<Integer> machine;

        Server(Disk disk) {
            machine = new InMemoryStateMachine<>(disk, state);
        }

        /** Applies a word for each index. */
        Server apply(long firstIndex, long lastIndex) {
            machine.apply(commands(firstIndex, lastIndex));
            return this;
        }

        Server receive(Snapshot snapshot) {
            try (var receiver = machine.receive(snapshot.manifest())) {
                while (receiver.offset() < snapshot.manifest().totalBytes()) {
                    long left = snapshot.manifest().totalBytes() - receiver.offset();
                    var chunk = ByteBuffer.allocate((int) Math.min(9, left));
                    snapshot.read(receiver.offset(), chunk);
                    receiver.write(chunk.flip());
                }
                receiver.complete();
            }
            return this;
        }

        void requireWordsUpTo(long index) {
            assertThat(machine.appliedIndex()).isEqualTo(index);
            assertThat(state.words).isEqualTo(words(index));
        }
    }

    private static List<LogEntry> commands(long firstIndex, long lastIndex) {
        return LongStream.rangeClosed(firstIndex, lastIndex)
                .mapToObj(index -> new LogEntry(
                        index, 1, EntryType.COMMAND, 0, 0, ByteBuffer.wrap(("word " + index).getBytes(UTF_8))))
                .toList();
    }

    private static List<String> words(long lastIndex) {
        return LongStream.rangeClosed(1, lastIndex).mapToObj(i -> "word " + i).toList();
    }

    private static SimulatedDisk simulatedDisk() {
        return new SimulatedDisk("disk", new Random(1));
    }

    private static Snapshot snapshotUpTo(long index) {
        return new Server(simulatedDisk()).apply(1, index).machine.snapshot();
    }

    @Test
    void commandsAreAppliedInOrderAndAnswered() {
        var server = new Server(simulatedDisk());
        server.requireWordsUpTo(0);
        var commands = commands(1, 3);

        assertThat(server.machine.apply(commands)).containsExactly(1, 2, 3);

        server.requireWordsUpTo(3);
        assertThat(commands).allMatch(command -> command.payload().position() == 0);
    }

    @Test
    void crashTakesTheStateBackToWhatWasPersisted() {
        var disk = simulatedDisk();
        var server = new Server(disk).apply(1, 4);
        assertThat(server.machine.durableIndex()).isZero();
        server.machine.persist();
        server.apply(5, 6);
        assertThat(server.machine.durableIndex()).isEqualTo(4);

        disk.losePower();

        var restarted = new Server(disk);
        restarted.requireWordsUpTo(4);
        assertThat(restarted.machine.durableIndex()).isEqualTo(4);
    }

    @Test
    void nothingIsWrittenWhenNothingWasApplied() {
        var disk = new FaultyDisk(simulatedDisk());
        var server = new Server(disk).apply(1, 4);
        server.machine.persist();
        disk.losePowerAfterChanges(0);

        server.machine.persist();

        assertThat(server.machine.durableIndex()).isEqualTo(4);
    }

    @Test
    void crashWhilePersistingLeavesTheFormerStateOrTheNewOne() {
        boolean completed = false;
        for (int changes = 0; !completed; changes++) {
            var power = simulatedDisk();
            var disk = new FaultyDisk(power);
            var server = new Server(disk).apply(1, 4);
            server.machine.persist();
            server.apply(5, 9);
            disk.losePowerAfterChanges(changes);
            try {
                server.machine.persist();
                completed = true;
            } catch (FaultyDisk.PowerFailure now) {
                assertThat(server.machine.durableIndex()).isEqualTo(4);
            }
            if (changes % 2 == 0) {
                power.losePower(); // otherwise the process was killed
            }
            var restarted = new Server(power);
            restarted.requireWordsUpTo(completed || restarted.machine.appliedIndex() == 9 ? 9 : 4);
        }
    }

    @Test
    void snapshotStaysAsItIsWhileApplyingGoesOn() {
        var leader = new Server(simulatedDisk()).apply(1, 40);
        try (var snapshot = leader.machine.snapshot()) {
            leader.apply(41, 50);
            var follower = new Server(simulatedDisk()).apply(1, 3).receive(snapshot);
            follower.requireWordsUpTo(3);

            follower.machine.install(40);

            follower.requireWordsUpTo(40);
            assertThat(follower.machine.durableIndex()).isEqualTo(40);
            follower.apply(41, 50);
            assertThat(follower.state.words).isEqualTo(leader.state.words);
        }
    }

    @Test
    void crashWhileInstallingLeavesTheOldStateOrTheNewOneAndTheNextStartCanFinishIt() {
        boolean completed = false;
        for (int changes = 0; !completed; changes++) {
            var power = simulatedDisk();
            var disk = new FaultyDisk(power);
            var server = new Server(disk).apply(1, 4);
            server.machine.persist();
            server.receive(snapshotUpTo(20));
            disk.losePowerAfterChanges(changes);
            try {
                server.machine.install(20);
                completed = true;
            } catch (FaultyDisk.PowerFailure now) {
                // The disk is as it was left.
            }
            if (changes % 2 == 0) {
                power.losePower(); // otherwise the process was killed
            }
            var restarted = new Server(power);
            if (restarted.machine.appliedIndex() < 20) {
                assertThat(completed).isFalse();
                restarted.requireWordsUpTo(4);
                restarted.machine.install(20); // as the node does when the log begins behind entry 20
            }
            restarted.requireWordsUpTo(20);
            assertThat(power.list("state/inbox/files")).isEmpty();
            new Server(power).requireWordsUpTo(20);
        }
    }

    @Test
    void crashBetweenCompletionAndInstallationLosesNothing() {
        var disk = simulatedDisk();
        new Server(disk).receive(snapshotUpTo(20));

        disk.losePower();

        var restarted = new Server(disk);
        restarted.requireWordsUpTo(0);
        restarted.machine.install(20);
        restarted.requireWordsUpTo(20);
    }

    @Test
    void interruptedTransferGoesOnAfterARestart() {
        var disk = simulatedDisk();
        var snapshot = snapshotUpTo(20);
        try (var receiver = new Server(disk).machine.receive(snapshot.manifest())) {
            var chunk = ByteBuffer.allocate(50);
            snapshot.read(0, chunk);
            receiver.write(chunk.flip());
        }
        disk.losePower();

        var restarted = new Server(disk);
        try (var receiver = restarted.machine.receive(snapshot.manifest())) {
            assertThat(receiver.offset()).isEqualTo(50);
        }
        restarted.receive(snapshot).machine.install(20);
        restarted.requireWordsUpTo(20);
    }

    @Test
    void snapshotsOfTheSameStateAreTheSameAndOthersAreNot() {
        assertThat(snapshotUpTo(20).manifest()).isEqualTo(snapshotUpTo(20).manifest());
        assertThat(snapshotUpTo(20).manifest().id())
                .isNotEqualTo(snapshotUpTo(21).manifest().id());
    }

    @Test
    void snapshotThatIsNotThereCannotBeInstalled() {
        var server = new Server(simulatedDisk()).apply(1, 4).receive(snapshotUpTo(20));

        assertThatThrownBy(() -> server.machine.install(19))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll("disk", "state/inbox", "ends at entry 19", "Rebuild this member");
        server.requireWordsUpTo(4);
    }

    @Test
    void snapshotWhoseBytesAreNotThoseThatWereTakenIsNotInstalled() {
        var manifest = snapshotUpTo(20).manifest();
        for (long bytes : new long[] {3, manifest.totalBytes()}) {
            var server = new Server(simulatedDisk()).apply(1, 4);
            var claimed = new SnapshotManifest(manifest.id(), 20, List.of(new SnapshotFile("state", bytes)));
            try (var receiver = server.machine.receive(claimed)) {
                receiver.write(ByteBuffer.allocate((int) bytes));
                receiver.complete();
            }
            assertThatThrownBy(() -> server.machine.install(20))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll("state/inbox/files/state", "is damaged");
            server.requireWordsUpTo(4);
        }
    }

    @Test
    void damagedStateIsReported() throws Exception {
        new Server(NioDisk.open(directory)).apply(1, 4).machine.persist();
        var file = directory.resolve("state/state");
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            var damaged = whole.clone();
            damaged[i] ^= 4;
            Files.write(file, damaged);
            assertThatThrownBy(() -> new Server(NioDisk.open(directory)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll("file state/state in data directory " + directory, "Rebuild this member");
        }
        Files.write(file, whole);
        new Server(NioDisk.open(directory)).requireWordsUpTo(4);
    }

    @Test
    void stateIsSavedBetweenBatchesWhileAnotherThreadApplies() throws Exception {
        var server = new Server(NioDisk.open(directory));
        try (var threads = Executors.newSingleThreadExecutor()) {
            var applying = threads.submit(() ->
                    IntStream.range(0, 2000).forEach(batch -> server.apply(batch * 5 + 1, batch * 5 + 5)));
            do {
                server.machine.persist();
                try (var snapshot = server.machine.snapshot()) {
                    assertThat(snapshot.manifest().lastIncludedIndex() % 5).isZero();
                } catch (IllegalArgumentException nothingIsAppliedYet) {
                    assertThat(server.machine.durableIndex()).isZero();
                }
                long durable = new Server(NioDisk.open(directory)).machine.appliedIndex();
                assertThat(durable % 5).isZero();
                assertThat(durable).isEqualTo(server.machine.durableIndex());
            } while (!applying.isDone());
            applying.get();
        }
        server.machine.persist();
        new Server(NioDisk.open(directory)).requireWordsUpTo(10_000);
    }

    @Test
    void stateSavedBeforeAnInstallationNeverTakesThePlaceOfTheInstalledOne() throws Exception {
        var saving = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var disk = NioDisk.open(directory);
        var machine = new InMemoryStateMachine<>(disk, new Words() {
            @Override
            public void save(DataOutput out) throws IOException {
                super.save(out);
                saving.countDown();
                await(goOn);
            }
        });
        machine.apply(commands(1, 4));
        var snapshot = snapshotUpTo(20);
        try (var receiver = machine.receive(snapshot.manifest())) {
            var bytes = ByteBuffer.allocate((int) snapshot.manifest().totalBytes());
            snapshot.read(0, bytes);
            receiver.write(bytes.flip());
            receiver.complete();
        }
        try (var threads = Executors.newFixedThreadPool(2)) {
            var persisting = threads.submit(machine::persist);
            await(saving);
            var installing = threads.submit(() -> machine.install(20));
            goOn.countDown();
            persisting.get();
            installing.get();
        }
        assertThat(machine.durableIndex()).isEqualTo(20);
        new Server(disk).requireWordsUpTo(20);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
