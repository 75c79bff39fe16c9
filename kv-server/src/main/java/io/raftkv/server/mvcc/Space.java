package io.raftkv.server.mvcc;

/** The named spaces of an {@link OrderedStore}. Keys of different spaces have nothing to do with each other. */
public enum Space {
    /** What the server must remember about itself: {@link StoreState} and how far compaction has come. */
    META,

    /** Every version of every key: {@link VersionKey} to {@link StoredVersion}. */
    KEYS,

    /** The order of events: {@link Revision} to the key that it wrote. */
    REVISIONS
}
