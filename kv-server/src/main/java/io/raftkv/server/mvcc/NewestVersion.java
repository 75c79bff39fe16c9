package io.raftkv.server.mvcc;

import org.jspecify.annotations.Nullable;

/**
 * What a put has to know of the version before it, which is all but the value.
 *
 * @param createRevision the revision that created the key; 0 when the key is not alive
 * @param version how many puts the key has had since then; 0 when the key is not alive
 * @param lease the key's lease, 0 for none
 */
record NewestVersion(long createRevision, long version, long lease) {

    /** That of a key which is not alive. */
    static final NewestVersion NONE = new NewestVersion(0, 0, 0);

    /** That of a key whose newest version was read, or is null because it is not alive. */
    static NewestVersion of(@Nullable StoredVersion stored) {
        return stored == null ? NONE : new NewestVersion(stored.createRevision(), stored.version(), stored.lease());
    }

    boolean isAlive() {
        return version > 0;
    }

    /** The one that a put makes of it. */
    NewestVersion next(long revision, long newLease) {
        return new NewestVersion(isAlive() ? createRevision : revision, version + 1, newLease);
    }
}
