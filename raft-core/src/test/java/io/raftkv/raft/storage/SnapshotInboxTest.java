package io.raftkv.raft.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Invariants.InvariantViolation;
import io.raftkv.raft.sim.SimulatedDisk;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotReceiver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A snapshot is believed only when all of it is durable; what has arrived of it is not sent again. */
class SnapshotInboxTest {
    private static final SnapshotManifest MANIFEST = new SnapshotManifest(
            0x51,
            77,
            List.of(file("a.sst", 700), file("EMPTY", 0), file("CURRENT", 5), file("b.sst", 2000), file("END", 0)));
    private static final byte[] BYTES = bytes(MANIFEST, MANIFEST.id());

    @TempDir
    Path directory;

    private FaultyDisk disk;
    private SnapshotInbox inbox;

    @BeforeEach
    void create() {
        disk = new FaultyDisk(NioDisk.open(directory));
        inbox = new SnapshotInbox(disk, "inbox");
    }

    @Test
    void filesAreThereUnderTheirNamesHoweverTheBytesAreCut() throws Exception {
        for (int chunk : new int[] {1, 13, 700, 705, 2705, 5000}) {
            disk = new FaultyDisk(NioDisk.open(directory.resolve("chunks-of-" + chunk))).withoutForcing();
            inbox = new SnapshotInbox(disk, "inbox");
            try (var receiver = inbox.receive(MANIFEST)) {
                write(receiver, BYTES, chunk, BYTES.length);
                assertThat(inbox.completed()).isNull();
                receiver.complete();
            }
            assertThat(inbox.completed()).isEqualTo(MANIFEST);
            assertThat(content(disk, inbox, MANIFEST)).isEqualTo(BYTES);
        }
        assertThat(Files.readAllBytes(directory.resolve("chunks-of-1/inbox/files/CURRENT")))
                .hasSize(5);
    }

    @Test
    void laterTryGoesOnWhereTheEarlierOneEnded() {
        for (int bytes : new int[] {0, 1, 699, 700, 703, 705, 706, 2704, 2705}) {
            inbox.discard();
            try (var receiver = inbox.receive(MANIFEST)) {
                write(receiver, BYTES, 100, bytes);
            }
            try (var receiver = new SnapshotInbox(disk, "inbox").receive(MANIFEST)) {
                assertThat(receiver.offset()).isEqualTo(bytes);
                write(receiver, BYTES, 100, BYTES.length);
                receiver.complete();
            }
            assertThat(content(disk, inbox, MANIFEST)).isEqualTo(BYTES);
        }
    }

    @Test
    void tryThatEndedInACrashGoesOnFromWhatWasNoted() {
        var large = new SnapshotManifest(2, 9, List.of(file("large", 40 << 20)));
        byte[] bytes = bytes(large, 2);
        disk.withoutForcing();
        var receiver = inbox.receive(large);
        write(receiver, bytes, 1 << 20, 37 << 20);
        assertThat(receiver.offset()).isEqualTo(37 << 20);

        try (var resumed = new SnapshotInbox(disk, "inbox").receive(large)) {
            assertThat(resumed.offset()).isEqualTo(32 << 20);
            write(resumed, bytes, 1 << 20, bytes.length);
            resumed.complete();
        }
        assertThat(content(disk, inbox, large)).isEqualTo(bytes);
        disk.losePowerAfterChanges(0);
        assertThatThrownBy(receiver::close).isInstanceOf(FaultyDisk.PowerFailure.class);
    }

    @Test
    void snapshotWithAnotherManifestTakesThePlaceOfTheFormerOne() {
        var other = new SnapshotManifest(0x52, 77, List.of(file("c.sst", 3), file("a.sst", 5)));
        for (boolean completed : new boolean[] {false, true}) {
            receive(MANIFEST, BYTES, completed);
            try (var receiver = inbox.receive(other)) {
                assertThat(receiver.offset()).isZero();
                assertThat(inbox.completed()).isNull();
                assertThat(directory.resolve("inbox/files")).isEmptyDirectory();
                receiver.write(ByteBuffer.wrap(bytes(other, 7)));
                receiver.complete();
            }
            assertThat(content(disk, inbox, other)).isEqualTo(bytes(other, 7));
            inbox.discard();
        }
    }

    @Test
    void completedSnapshotThatIsOfferedAgainIsThereAlready() {
        receive(MANIFEST, BYTES, true);

        try (var receiver = inbox.receive(MANIFEST)) {
            assertThat(receiver.offset()).isEqualTo(BYTES.length);
            receiver.complete();
        }
        assertThat(content(disk, inbox, MANIFEST)).isEqualTo(BYTES);
    }

    @Test
    void incompleteSnapshotCannotBeCompletedAndNothingMoreThanItHasIsTaken() {
        try (var receiver = inbox.receive(MANIFEST)) {
            receiver.write(ByteBuffer.wrap(BYTES, 0, BYTES.length - 1));

            assertThatThrownBy(receiver::complete).isInstanceOf(InvariantViolation.class);
            assertThatThrownBy(() -> receiver.write(ByteBuffer.allocate(2))).isInstanceOf(InvariantViolation.class);
        }
        assertThat(inbox.completed()).isNull();
    }

    @Test
    void bytesAreLeftAsTheyAre() {
        var data = ByteBuffer.wrap(BYTES).position(3);
        try (var receiver = inbox.receive(MANIFEST)) {
            receiver.write(data);
            assertThat(receiver.offset()).isEqualTo(BYTES.length - 3);
        }
        assertThat(data.position()).isEqualTo(3);
    }

    @Test
    void discardedSnapshotIsGone() {
        inbox.discard();
        receive(MANIFEST, BYTES, true);

        inbox.discard();

        assertThat(inbox.completed()).isNull();
        assertThat(directory.resolve("inbox/files")).isEmptyDirectory();
    }

    @Test
    void onlyASnapshotThatGoesBeyondTheStateIsKeptAtAStart() throws Exception {
        receive(MANIFEST, BYTES, true);
        inbox.discardUpTo(MANIFEST.lastIncludedIndex() - 1);
        assertThat(inbox.completed()).isEqualTo(MANIFEST);

        inbox.discardUpTo(MANIFEST.lastIncludedIndex());
        assertThat(inbox.completed()).isNull();

        Files.write(directory.resolve("inbox/files/left-by-a-crash"), BYTES);
        inbox.discardUpTo(0);
        assertThat(directory.resolve("inbox/files")).isEmptyDirectory();
    }

    @Test
    void whatCannotBeReliedOnIsReceivedAgain() throws Exception {
        byte[] manifest = new byte[0];
        for (int damage = 0; damage < 3; damage++) {
            receive(MANIFEST, BYTES, false);
            manifest = Files.readAllBytes(directory.resolve("inbox/manifest"));
            switch (damage) {
                case 0 -> Files.delete(directory.resolve("inbox/files/a.sst"));
                case 1 -> Files.write(directory.resolve("inbox/files/b.sst"), new byte[10]);
                default -> StoredServer.flipBit(directory.resolve("inbox/manifest"), 30);
            }
            try (var receiver = inbox.receive(MANIFEST)) {
                assertThat(receiver.offset()).isZero();
            }
        }
        for (int i = 0; i < manifest.length; i++) {
            Files.write(directory.resolve("inbox/manifest"), manifest);
            StoredServer.flipBit(directory.resolve("inbox/manifest"), i);
            assertThat(inbox.completed()).isNull();
        }
    }

    @Test
    void afterAFailedForceNothingMoreIsNoted() {
        try (var receiver = inbox.receive(MANIFEST)) {
            receiver.write(ByteBuffer.wrap(BYTES, 0, 600));
            disk.failNextForce();
            assertThatThrownBy(() -> receiver.write(ByteBuffer.wrap(BYTES, 600, 200)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContainingAll(directory.toString(), "Input/output error");
        }
        try (var receiver = inbox.receive(MANIFEST)) {
            assertThat(receiver.offset()).isZero();
        }
    }

    /** Known bug snapshot-not-forced: the disk keeps what it likes of what was not forced. */
    @Property(tries = 1000)
    void powerFailureAtAnyMomentLosesNothingThatIsBelieved(@ForAll long seed) {
        var random = new Random(seed);
        var power = new SimulatedDisk("disk", new Random(seed + 1));
        var manifests = List.of(MANIFEST, new SnapshotManifest(3, 80, List.of(file("CURRENT", 1500), file("x", 600))));
        long noted = 0;
        SnapshotManifest notedOf = MANIFEST;
        SnapshotManifest completed = null;
        for (int life = 0; life < 8; life++) {
            var failing = new FaultyDisk(power);
            failing.losePowerAfterChanges(random.nextInt(60));
            var box = new SnapshotInbox(failing, "inbox");
            try {
                var found = box.completed();
                if (completed != null) {
                    assertThat(found).isEqualTo(completed);
                }
                if (found != null) {
                    assertThat(content(failing, box, found)).isEqualTo(bytes(found, found.id()));
                }
                var manifest = manifests.get(random.nextInt(4) == 0 ? 1 : 0);
                byte[] bytes = bytes(manifest, manifest.id());
                completed = manifest.equals(found) ? found : null;
                if (!manifest.equals(notedOf)) {
                    notedOf = manifest; // the former one is about to go
                    noted = 0;
                }
                var receiver = box.receive(manifest);
                assertThat(receiver.offset()).isGreaterThanOrEqualTo(noted);
                noted = receiver.offset();
                int to = random.nextInt(3) == 0 ? random.nextInt(bytes.length) : bytes.length;
                write(receiver, bytes, 1 + random.nextInt(900), to);
                if (receiver.offset() == bytes.length) {
                    receiver.complete();
                    completed = manifest;
                }
                receiver.close();
                noted = receiver.offset();
            } catch (FaultyDisk.PowerFailure now) {
                // The disk is as it was left.
            }
            if (random.nextBoolean()) {
                power.losePower(); // otherwise the process was killed, and all that it wrote is found
            }
        }
    }

    private void receive(SnapshotManifest manifest, byte[] bytes, boolean completely) {
        try (var receiver = inbox.receive(manifest)) {
            write(receiver, bytes, 1000, completely ? bytes.length : bytes.length - 1);
            if (completely) {
                receiver.complete();
            }
        }
    }

    private static void write(SnapshotReceiver receiver, byte[] bytes, int chunk, int to) {
        while (receiver.offset() < to) {
            int from = (int) receiver.offset();
            receiver.write(ByteBuffer.wrap(bytes, from, Math.min(chunk, to - from)));
        }
    }

    /** All files of the snapshot that is complete, one after the other. */
    private static byte[] content(Disk disk, SnapshotInbox inbox, SnapshotManifest manifest) {
        var content = ByteBuffer.allocate((int) manifest.totalBytes());
        for (var file : manifest.files()) {
            try (var open = inbox.open(file.name())) {
                assertThat(open.size()).isEqualTo(file.bytes());
                open.read(content, 0);
                assertThat(disk.exists(inbox.pathOf(file.name()))).isTrue();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
        return content.array();
    }

    private static SnapshotFile file(String name, long bytes) {
        return new SnapshotFile(name, bytes);
    }

    private static byte[] bytes(SnapshotManifest manifest, long seed) {
        var bytes = new byte[(int) manifest.totalBytes()];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
