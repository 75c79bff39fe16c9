package io.raftkv.raft.core;

/**
 * An index and the term of the entry there. Two logs that contain the same position are identical up to it (Log
 * Matching, P 5.3).
 *
 * @param index index of an entry, 0 for "before the first entry"
 * @param term term of that entry, 0 at index 0
 */
public record LogPosition(long index, long term) {

    /** Where every log begins: before its first entry. */
    public static final LogPosition ORIGIN = new LogPosition(0, 0);

    /** Whether a log that ends here is at least as up-to-date as one that ends at {@code other} (P 5.4.1). */
    public boolean isAtLeastAsUpToDateAs(LogPosition other) {
        return term > other.term || (term == other.term && index >= other.index);
    }
}
