package io.raftkv.raft.storage;

import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.Invariants;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.PersistentState;
import io.raftkv.raft.core.SnapshotMetadata;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a server must not forget (P Figure 2, persistent state), in one directory that is its own: term and vote, and
 * the log.
 *
 * <p>Writes are staged by {@link #write} and durable when {@link #sync} returns. One failure is final: after a failed force
 * the system may have thrown away what it could not write, and a second force would succeed all the same (known bug
 * force-error-ignored). So this object refuses everything from then on, and the server must be restarted, which reads what
 * really is on the disk.
 *
 * <p>Used by one thread at a time. That thread must not be interrupted: the JDK closes the files of an interrupted thread.
 */
public final class RaftStorage implements AutoCloseable {
    private final Disk disk;
    private final AutoCloseable lock;
    private final VoteFile vote;
    private final SegmentedLog log;
    private final FreeSpace freeSpace;
    private @Nullable Throwable failure;
    private volatile LogSize logSize;

    private RaftStorage(Disk disk, AutoCloseable lock, VoteFile vote, SegmentedLog log, FreeSpace freeSpace) {
        this.disk = disk;
        this.lock = lock;
        this.vote = vote;
        this.log = log;
        this.freeSpace = freeSpace;
        this.logSize = log.size();
    }

    /**
     * Locks the directory, sets it up at the first start, and recovers what is there. On return all that was found is
     * durable. Reads the whole log once.
     *
     * @throws StorageException when another server uses the directory or owns it, when a file is damaged or missing, or when
     *     the disk fails
     */
    public static RaftStorage open(Disk disk, Identity identity, StorageOptions options) {
        try {
            var lock = disk.lock();
            try {
                return openLocked(disk, lock, identity, options);
            } catch (IOException | RuntimeException | Error e) {
                release(lock);
                throw e;
            }
        } catch (IOException e) {
            throw new StorageException("data directory " + disk.describe() + " cannot be opened: " + e, e);
        }
    }

    /**
     * What the server knew when it stopped, for the core to start from.
     *
     * @param appliedIndex index of the last entry that the state machine contains, 0 for none. It may be behind the snapshot
     *     that the log begins with: that snapshot was received completely, and is yet to be installed
     * @throws StorageException when the log does not reach as far: entries are missing that were committed
     */
    public PersistentState recovered(long appliedIndex) {
        requireUsable();
        var summary = log.summary();
        if (appliedIndex > summary.lastIndex()) {
            throw StorageException.lostData(
                    "the log in data directory " + disk.describe() + " ends at entry " + summary.lastIndex()
                            + ", but the state machine has applied entries up to " + appliedIndex
                            + ": the log has lost entries, or the two are not of the same server or the same time");
        }
        return new PersistentState(
                vote.term(),
                vote.votedFor(),
                summary.snapshot(),
                summary.termRuns(),
                summary.lastIndex(),
                summary.configurations(),
                Math.max(appliedIndex, summary.snapshot().lastIncluded().index()));
    }

    /**
     * Does these writes, in order. They are certain to be durable only when {@link #sync} has returned; payloads must not
     * change until then. May be called several times before.
     *
     * @throws StorageException when the disk fails; nothing may be asked of this object afterwards
     */
    public void write(List<Effects.Write> writes) {
        requireUsable();
        try {
            for (var write : writes) {
                switch (write) {
                    // At once, so that no entry of this term can be durable before the term is. Otherwise a power loss
                    // could leave a log with entries of a term that this server does not remember having been in, and
                    // it could vote in that term a second time.
                    case Effects.Write.TermAndVote(long term, long votedFor) -> vote.write(term, votedFor);
                    case Effects.Write.Truncate(long fromIndex) -> log.truncate(fromIndex);
                    case Effects.Write.Append(var entries) -> append(entries);
                    case Effects.Write.Compact(var snapshot) -> log.compact(snapshot);
                    case Effects.Write.Reset(var snapshot) -> reset(snapshot);
                }
            }
            logSize = log.size();
        } catch (IOException | RuntimeException | Error e) {
            throw failed("writing", e);
        }
    }

    /**
     * Returns once everything written so far survives a power loss. One gathered write and one force for all of it.
     *
     * @throws StorageException when the disk fails; nothing may be asked of this object afterwards
     */
    public void sync() {
        requireUsable();
        try {
            log.sync();
            logSize = log.size();
        } catch (IOException | RuntimeException | Error e) {
            throw failed("forcing", e);
        }
    }

    /**
     * Reads entries back, durable or not, and checks them.
     *
     * @param fromIndex index of the first one, at least 1
     * @param lastIndex index of the last one that is wanted; the log may end before
     * @param maxBytes how much may be read, in bytes of {@link LogEntry#sizeInBytes()}; one entry is read even if larger
     * @return the entries, in order and without a gap, beginning with {@code fromIndex}; none when the log does not have that
     *     one, because it ends before or because it is below {@link #firstIndex}
     * @throws StorageException when the disk fails or an entry is damaged; nothing may be asked of this object afterwards
     */
    public List<LogEntry> read(long fromIndex, long lastIndex, long maxBytes) {
        requireUsable();
        try {
            return log.read(fromIndex, lastIndex, maxBytes);
        } catch (IOException | RuntimeException | Error e) {
            throw failed("reading", e);
        }
    }

    /** Index of the first entry, or of the one that the log will begin with: entries before it are in the snapshot only. */
    public long firstIndex() {
        return log.summary().snapshot().lastIncluded().index() + 1;
    }

    /** How much room the log takes on disk, as of the last write. Any thread may ask. */
    public LogSize logSize() {
        return logSize;
    }

    /** Whether there is room for more of the log. Nothing is refused here: whoever takes requests on must ask. */
    public FreeSpace freeSpace() {
        return freeSpace;
    }

    /** Closes the files and gives up the lock. What was not synced may be lost. Works after a failure too. */
    @Override
    public void close() {
        try (vote;
                log) {
            failure = new StorageException("it has been closed");
        } catch (IOException e) {
            throw new StorageException("closing the files in data directory " + disk.describe() + " failed: " + e, e);
        } finally {
            release(lock);
        }
    }

    private void append(List<LogEntry> entries) throws IOException {
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            Invariants.check(
                    entry.term() <= vote.term(),
                    () -> "the term " + vote.term() + " on disk must not be behind the log, but " + entry.position()
                            + " was to be appended");
            log.append(entry);
        }
    }

    private void reset(SnapshotMetadata snapshot) throws IOException {
        Invariants.check(
                snapshot.lastIncluded().term() <= vote.term(),
                () -> "the term " + vote.term() + " on disk must not be behind the log, but it was to begin behind "
                        + snapshot.lastIncluded());
        log.reset(snapshot);
    }

    private void requireUsable() {
        if (failure != null) {
            throw new StorageException(
                    "data directory " + disk.describe() + " is not used any more by this server, since: " + failure,
                    failure);
        }
    }

    /** Remembers the failure, which is final whatever it was. */
    private RuntimeException failed(String doing, Throwable cause) {
        failure = cause;
        return switch (cause) {
            case Error e -> throw e;
            case RuntimeException e -> e;
            default ->
                new StorageException(
                        doing + " in data directory " + disk.describe() + " failed: " + cause
                                + ". What the disk holds now is uncertain until it is read again: repair the disk or make room,"
                                + " then restart this server",
                        cause);
        };
    }

    private static RaftStorage openLocked(Disk disk, AutoCloseable lock, Identity identity, StorageOptions options)
            throws IOException {
        DataDirectory.prepare(disk, identity);
        var vote = VoteFile.open(disk, identity);
        try {
            var freeSpace = new FreeSpace(disk, options);
            var log = SegmentedLog.open(disk, identity, options, freeSpace);
            requireVoteIsNotOlder(disk, vote, log);
            return new RaftStorage(disk, lock, vote, log, freeSpace);
        } catch (IOException | RuntimeException | Error e) {
            vote.close();
            throw e;
        }
    }

    private static void requireVoteIsNotOlder(Disk disk, VoteFile vote, SegmentedLog log) throws IOException {
        long lastTerm = log.summary().lastTerm();
        if (lastTerm > vote.term()) {
            log.close();
            throw StorageException.lostData(
                    "file " + VoteFile.PATH + " in data directory " + disk.describe() + " is of term "
                            + vote.term() + ", but the log has entries of term " + lastTerm
                            + ": the file was put back from an older copy, and the votes cast since are forgotten");
        }
    }

    private static void release(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            throw new StorageException("giving up the lock of a data directory failed: " + e, e);
        }
    }
}
