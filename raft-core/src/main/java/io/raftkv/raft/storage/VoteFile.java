package io.raftkv.raft.storage;

import io.raftkv.raft.core.Invariants;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * {@code currentTerm} and {@code votedFor} on disk (P Figure 2, persistent state). A server that forgets its vote may vote
 * twice in a term, and then two leaders may be elected; so this file must survive both a crash in the middle of a write and
 * a sector that goes bad.
 *
 * <p>It holds the record twice, in two slots that share no sector. A write goes to the first slot and is forced, then to
 * the second and is forced. A crash therefore tears one slot at most, while the other one holds the record before or after
 * that write; and since both are equal between writes, damage to either loses nothing. That costs a second force for each
 * change of term, which is rare.
 */
final class VoteFile implements AutoCloseable {
    static final String PATH = "vote";

    private static final long MAGIC = 0x7261_6674_6b76_2d76L; // "raftkv-v"

    /** The largest sector in use: a drive may destroy the whole sector that it was writing when the power failed. */
    private static final int SLOT_BYTES = 4096;

    private static final int SLOTS = 2;
    private static final int VALUES = 5;

    /** One slot's content; the one with the higher sequence number is the later one. */
    private record Vote(long sequence, long term, long votedFor) {}

    private static final Vote UNREADABLE = new Vote(0, 0, 0);

    private final DiskFile file;
    private final Identity identity;
    private Vote current;

    private VoteFile(DiskFile file, Identity identity, Vote current) {
        this.file = file;
        this.identity = identity;
        this.current = current;
    }

    /** Creates the file of a server that has never voted; durable on return. */
    static void create(Disk disk, Identity identity) throws IOException {
        var first = new Vote(1, 0, 0);
        var content = ByteBuffer.allocate(SLOTS * SLOT_BYTES);
        for (int slot = 0; slot < SLOTS; slot++) {
            content.put(encode(first, identity));
        }
        NewFile.write(disk, "", PATH, content.flip());
    }

    /**
     * Opens the file. On return what it says is durable.
     *
     * @throws StorageException when neither slot can be read, or the file is another server's
     */
    static VoteFile open(Disk disk, Identity identity) throws IOException {
        String where = "file " + PATH + " in data directory " + disk.describe();
        var file = disk.open(PATH);
        try {
            Vote[] slots = {read(file, 0, identity, where), read(file, 1, identity, where)};
            var latest = slots[0].sequence >= slots[1].sequence ? slots[0] : slots[1];
            if (latest.equals(UNREADABLE)) {
                throw StorageException.lostData(where + " is damaged at bytes 0 and " + SLOT_BYTES
                        + ": both copies of the term and vote are unreadable. This server may not vote as if it knew"
                        + " nothing, for it could elect a second leader in a term in which it has voted");
            }
            var voteFile = new VoteFile(file, identity, latest);
            voteFile.repair(slots);
            return voteFile;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Latest term the server has seen. */
    long term() {
        return current.term;
    }

    /** Who has its vote in that term, 0 for nobody. */
    long votedFor() {
        return current.votedFor;
    }

    /** Whether nothing has been written since {@link #create}. */
    boolean isPristine() {
        return current.sequence == 1 && current.term == 0;
    }

    /** Replaces the record; durable on return. */
    void write(long term, long votedFor) throws IOException {
        Invariants.check(
                term > current.term
                        || (term == current.term && (current.votedFor == 0 || current.votedFor == votedFor)),
                () -> "a term never falls and a vote never changes within it: on disk is " + current
                        + ", to be written was term " + term + " with a vote for " + Long.toHexString(votedFor));
        current = new Vote(current.sequence + 1, term, votedFor);
        for (int slot = 0; slot < SLOTS; slot++) {
            writeSlot(slot);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Makes both slots equal again after a crash or damage. */
    private void repair(Vote[] slots) throws IOException {
        // What was read may be in the page cache only, put there by a process that was killed before its force. The
        // server is about to act on it, so it must not be forgotten at a power loss.
        file.force();
        for (int slot = 0; slot < SLOTS; slot++) {
            if (!slots[slot].equals(current)) {
                writeSlot(slot);
            }
        }
    }

    private void writeSlot(int slot) throws IOException {
        file.write(new ByteBuffer[] {encode(current, identity)}, (long) slot * SLOT_BYTES);
        file.force();
    }

    private static ByteBuffer encode(Vote vote, Identity identity) {
        return CheckedBlock.of(
                MAGIC, SLOT_BYTES, identity.clusterId(), identity.serverId(), vote.sequence, vote.term, vote.votedFor);
    }

    private static Vote read(DiskFile file, int slot, Identity expected, String where) throws IOException {
        var block = ByteBuffer.allocate(SLOT_BYTES);
        file.read(block, (long) slot * SLOT_BYTES);
        long[] values = CheckedBlock.values(block.flip(), MAGIC, VALUES, where);
        if (values == null) {
            return UNREADABLE;
        }
        IdentityFile.requireSame(new Identity(values[0], values[1]), expected, where);
        return new Vote(values[2], values[3], values[4]);
    }
}
