package io.raftkv.server.mvcc;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the keys of an interval that are alive at a revision, in ascending order, standing on the version that is
 * visible there. A single key costs one seek. Older versions of a key are stepped over, and after a few jumped over, so
 * that a much rewritten key costs a second seek and not a walk through its history.
 */
final class KeyScan {
    private static final int STEPS_BEFORE_SEEK = 6;

    private final Cursor cursor;
    private final Interval interval;
    private final long revision;
    private final byte @Nullable [] end;
    private byte @Nullable [] current;
    private boolean started;

    /**
     * A scan that stands before the interval.
     *
     * @param cursor a cursor over {@link Space#KEYS}, moved by this scan alone until the scan is done
     * @param revision at which the keys are looked at
     */
    KeyScan(Cursor cursor, Interval interval, long revision) {
        this.cursor = cursor;
        this.interval = interval;
        this.revision = revision;
        this.end = interval.end();
    }

    /** Moves to the next living key; false when there is none. */
    boolean next() {
        if (!started) {
            started = true;
            return settle(cursor.seek(interval.start(revision)));
        }
        return !interval.isSingleKey() && settle(cursor.next());
    }

    /** The visible version of the key. */
    StoredVersion version() {
        if (current == null) {
            throw new IllegalStateException("the scan stands on no key");
        }
        return new StoredVersion(current, cursor.value());
    }

    /** Moves on from where the cursor is to the first visible version of a key other than the current one. */
    private boolean settle(boolean onEntry) {
        boolean found = onEntry;
        int steps = 0;
        while (found) {
            byte[] candidate = cursor.key();
            if (end != null && Arrays.compareUnsigned(candidate, end) >= 0) {
                return false;
            }
            if (current != null && VersionKey.sameUserKey(candidate, current)) {
                found = ++steps < STEPS_BEFORE_SEEK ? cursor.next() : cursor.seek(VersionKey.afterAllVersions(current));
            } else if (VersionKey.main(candidate) > revision) {
                found = cursor.seek(VersionKey.newestUpTo(candidate, revision));
            } else {
                current = candidate;
                if (!VersionKey.isTombstone(candidate)) {
                    return true;
                }
                steps = 0;
                found = !interval.isSingleKey() && cursor.next();
            }
        }
        return false;
    }
}
