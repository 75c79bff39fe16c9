package io.raftkv.server.mvcc;

import org.jspecify.annotations.Nullable;

/**
 * Which versions are still needed once everything below a revision has been compacted: all events of that revision and
 * later ones, and before it of each key the newest version, unless that is a deletion or the key has an event of that
 * very revision.
 *
 * <p>The events of the compacted revision itself stay whatever they are, deletions too: a watch may start there, and would
 * otherwise miss them (known bug watch-lost-at-compaction).
 */
final class Retention {
    private final long compactedRevision;
    private byte @Nullable [] decided;

    /** For one walk through {@link Space#KEYS} in its order, all versions of a key or those up to some revision. */
    Retention(long compactedRevision) {
        this.compactedRevision = compactedRevision;
    }

    /** Whether the next version of the walk is needed. */
    boolean keeps(byte[] versionKey) {
        long main = VersionKey.main(versionKey);
        if (main > compactedRevision) {
            return true;
        }
        boolean newest = decided == null || !VersionKey.sameUserKey(versionKey, decided);
        decided = versionKey;
        return main == compactedRevision || (newest && !VersionKey.isTombstone(versionKey));
    }
}
