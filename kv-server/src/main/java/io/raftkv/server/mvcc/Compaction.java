package io.raftkv.server.mvcc;

import io.raftkv.raft.node.Environment;
import io.raftkv.raft.node.Loop;
import io.raftkv.raft.node.LoopBody;
import io.raftkv.raft.storage.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Frees what a compaction has made unreadable, in the background and in small batches, beside the applier.
 *
 * <p>It walks over the events since the last compaction, oldest first, so its work is in proportion to what was written
 * and not to what is stored. Each event supersedes the version of its key before it; that version goes, and so does the
 * event itself, and a deletion's tombstone. By induction at most one older version is left whenever an event is reached.
 * What remains is what {@link Retention} says. A crash in the middle costs nothing: the walk starts again at the last
 * finished revision, over the events that are still there.
 *
 * <p>It never writes a key that the applier writes, and never touches the newest revision or {@link StoreState}.
 */
public final class Compaction implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);
    private static final byte[] FINISHED_KEY = "compaction.finished".getBytes(StandardCharsets.US_ASCII);
    private static final int EVENTS_PER_BATCH = 1_000;
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();

    private final OrderedStore store;

    /** Held by each step, and while the store's contents are replaced, so that no step sees a part of both. */
    private final Object contents = new Object();

    private final SortedMap<Long, CompletableFuture<Void>> waiting = new TreeMap<>();

    /** Why the walk has stopped; null while it has not. Guarded by {@link #waiting}. */
    private @Nullable StorageException failure;

    private volatile long target;
    private volatile long finished;
    private volatile @Nullable Loop loop;

    /** The compaction that the walk is for, and where the walk has come to; used by whoever holds {@link #contents}. */
    private long walkTarget;

    private Revision position;

    /** Goes on where an earlier life of the store has stopped. */
    Compaction(OrderedStore store, ReadView view) {
        this.store = store;
        this.finished = finished(view);
        this.target = StoreState.of(view).compactedRevision();
        this.walkTarget = finished;
        this.position = firstEventOf(finished);
    }

    /** Starts the background loop; before this nothing is freed but by {@link #step}. */
    public void start(Environment environment) {
        var started = environment.newLoop("compaction", this::run);
        loop = started;
        started.start();
    }

    /**
     * Frees a bounded amount. For those who run no loop; one caller at a time.
     *
     * @return whether there is more to do
     */
    public boolean step() {
        synchronized (contents) {
            return walkOn();
        }
    }

    private boolean walkOn() {
        long goal = target;
        if (finished == goal) {
            return false;
        }
        if (goal != walkTarget) {
            // The events of the former goal were kept and have to be looked at again.
            Revision formerGoal = firstEventOf(walkTarget);
            position = position.main() < formerGoal.main() ? position : formerGoal;
            walkTarget = goal;
        }
        boolean more = freeBatch(goal);
        if (!more) {
            position = firstEventOf(goal);
            finish(goal);
        }
        return more || target != goal;
    }

    /**
     * Completes when everything below a compacted revision is freed; fails with a {@link StorageException} when it is not
     * going to be, because the storage fails. Any thread may ask.
     */
    public CompletableFuture<Void> whenFreed(long compactedRevision) {
        synchronized (waiting) {
            var cause = failure;
            if (cause != null && finished < compactedRevision) {
                return CompletableFuture.failedFuture(cause);
            }
            return finished >= compactedRevision
                    ? CompletableFuture.completedFuture(null)
                    : waiting.computeIfAbsent(compactedRevision, unused -> new CompletableFuture<>());
        }
    }

    /** Stops the loop; who still waits for {@link #whenFreed} is told that it was cancelled. */
    @Override
    public void close() {
        var running = loop;
        if (running != null) {
            running.close();
        }
        synchronized (waiting) {
            waiting.values().forEach(future -> future.cancel(false));
            waiting.clear();
        }
    }

    /** Sets a new goal once the compacted revision is committed. Applier only. */
    void compactTo(long compactedRevision) {
        if (compactedRevision == target) {
            return;
        }
        synchronized (waiting) {
            failure = null; // it is tried once more
        }
        target = compactedRevision;
        wake();
    }

    /**
     * Stands still while the store's contents are replaced, then goes on where those say. Applier only.
     *
     * @param replacement replaces them
     */
    void restartAfter(Runnable replacement) {
        synchronized (contents) {
            replacement.run();
            try (var view = store.view()) {
                finish(finished(view));
                target = StoreState.of(view).compactedRevision();
                walkTarget = finished;
                position = firstEventOf(finished);
            }
        }
        wake();
    }

    private void wake() {
        var running = loop;
        if (running != null) {
            running.wake();
        }
    }

    /** One turn of the loop. */
    long run(long now) {
        try {
            return step() ? now + PAUSE_NANOS : LoopBody.WHEN_WOKEN;
        } catch (StorageException e) {
            LOG.error("Compaction stopped, obsolete versions stay on disk until the next one target={}", target, e);
            fail(e);
            return LoopBody.WHEN_WOKEN;
        }
    }

    private void fail(StorageException cause) {
        synchronized (waiting) {
            failure = cause;
            waiting.values().forEach(future -> future.completeExceptionally(cause));
            waiting.clear();
        }
    }

    private boolean freeBatch(long goal) {
        // Reads from a view and not from the transaction: a cursor must not be under way while its keys are deleted.
        try (var view = store.view();
                var revisions = view.cursor(Space.REVISIONS);
                var keys = view.cursor(Space.KEYS);
                var transaction = store.begin()) {
            boolean found = revisions.seek(position.encode());
            for (int i = 0; i < EVENTS_PER_BATCH && found && isUpTo(goal, revisions.key()); i++) {
                freeBehind(revisions.key(), revisions.value(), goal, keys, transaction);
                found = revisions.next();
            }
            boolean more = found && isUpTo(goal, revisions.key());
            if (more) {
                position = Revision.decode(revisions.key());
            } else {
                var recorded = new byte[Long.BYTES];
                BigEndian.putLong(recorded, 0, goal);
                transaction.put(Space.META, FINISHED_KEY, recorded);
            }
            transaction.commit();
            return more;
        }
    }

    private static void freeBehind(byte[] event, byte[] versionKey, long goal, Cursor keys, Transaction transaction) {
        boolean found = keys.seek(versionKey);
        if (found && Arrays.equals(keys.key(), versionKey)) {
            found = keys.next();
        }
        if (found) {
            byte[] older = keys.key();
            if (VersionKey.sameUserKey(older, versionKey) && VersionKey.main(older) < goal) {
                transaction.delete(Space.KEYS, older);
            }
        }
        if (Revision.decode(event).main() < goal) {
            transaction.delete(Space.REVISIONS, event);
            if (VersionKey.isTombstone(versionKey)) {
                transaction.delete(Space.KEYS, versionKey);
            }
        }
    }

    private void finish(long revision) {
        synchronized (waiting) {
            finished = revision;
            Iterator<CompletableFuture<Void>> done =
                    waiting.headMap(revision + 1).values().iterator();
            while (done.hasNext()) {
                done.next().complete(null);
                done.remove();
            }
        }
    }

    private static long finished(ReadView view) {
        byte[] recorded = view.get(Space.META, FINISHED_KEY);
        return recorded == null ? StoreState.NEVER_COMPACTED : BigEndian.getLong(recorded, 0);
    }

    private static boolean isUpTo(long goal, byte[] event) {
        return Revision.decode(event).main() <= goal;
    }

    private static Revision firstEventOf(long main) {
        return Revision.firstOf(Math.max(main, 0));
    }
}
