package io.raftkv.raft.storage;

import static io.raftkv.raft.storage.StoredServer.IDENTITY;
import static io.raftkv.raft.storage.StoredServer.flipBit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.core.Invariants.InvariantViolation;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VoteFileTest {
    private static final int FILE_BYTES = 8192;

    @TempDir
    Path directory;

    private NioDisk files;
    private FaultyDisk disk;

    @BeforeEach
    void create() throws Exception {
        files = NioDisk.open(directory);
        disk = new FaultyDisk(files).withoutForcing();
        VoteFile.create(disk, IDENTITY);
    }

    @Test
    void lastVoteIsThereAfterRestart() throws Exception {
        for (long term = 1; term <= 5; term++) {
            write(term, term % 3);
            requireVote(term, term % 3);
        }
    }

    @Test
    void crashAtAnyByteOfAWriteLeavesTheVoteBeforeOrAfterIt() throws Exception {
        for (int bytes = 0; bytes <= FILE_BYTES; bytes++) {
            long term = 1 + 2L * bytes;
            write(term, 7);
            disk = new FaultyDisk(files).withoutForcing();
            try (var vote = VoteFile.open(disk, IDENTITY)) {
                disk.losePowerAfterBytes(bytes);
                vote.write(term + 1, 8);
            } catch (FaultyDisk.PowerFailure expected) {
                // The file is as it was left.
            }
            disk = new FaultyDisk(files).withoutForcing();
            try (var vote = VoteFile.open(disk, IDENTITY)) {
                assertThat(vote.term()).isBetween(term, term + 1);
                assertThat(vote.votedFor()).isEqualTo(vote.term() == term ? 7 : 8);
                if (bytes >= FILE_BYTES / 2) { // the first slot was written
                    assertThat(vote.term()).isEqualTo(term + 1);
                }
            }
        }
    }

    @Test
    void damageToEitherCopyLosesNothingAndIsRepaired() throws Exception {
        write(3, 7);
        byte[] whole = Files.readAllBytes(directory.resolve("vote"));
        for (int i = 0; i < FILE_BYTES; i++) {
            if (i % 4096 < 100 || i % 97 == 0) {
                flipBit(directory.resolve("vote"), i);
                requireVote(3, 7);
                assertThat(Files.readAllBytes(directory.resolve("vote"))).isEqualTo(whole);
            }
        }
    }

    @Test
    void serverWhoseVoteIsUnreadableMayNotVoteAsIfItKnewNothing() throws Exception {
        write(3, 7);
        flipBit(directory.resolve("vote"), 40);
        flipBit(directory.resolve("vote"), 4096 + 40);

        assertThatThrownBy(() -> VoteFile.open(disk, IDENTITY))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll(
                        "file vote in data directory " + directory + " is damaged at bytes 0 and 4096",
                        "may not vote as if it knew nothing",
                        StoredServer.REBUILD);
    }

    @Test
    void voteNeverChangesWithinATermAndTermsNeverFall() throws Exception {
        try (var vote = VoteFile.open(disk, IDENTITY)) {
            vote.write(3, 0);
            vote.write(3, 7);
            vote.write(3, 7);

            assertThatThrownBy(() -> vote.write(3, 8)).isInstanceOf(InvariantViolation.class);
            assertThatThrownBy(() -> vote.write(2, 7)).isInstanceOf(InvariantViolation.class);
        }
        requireVote(3, 7);
    }

    @Test
    void anotherServersVoteIsRefused() {
        assertThatThrownBy(() -> VoteFile.open(disk, new Identity(1, 2)))
                .isInstanceOf(StorageException.class)
                .hasMessageContainingAll("belongs to member 8e9e", "not to member 2");
    }

    private void write(long term, long votedFor) throws Exception {
        try (var vote = VoteFile.open(disk, IDENTITY)) {
            vote.write(term, votedFor);
        }
    }

    private void requireVote(long term, long votedFor) throws Exception {
        try (var vote = VoteFile.open(disk, IDENTITY)) {
            assertThat(vote.term()).isEqualTo(term);
            assertThat(vote.votedFor()).isEqualTo(votedFor);
        }
    }
}
