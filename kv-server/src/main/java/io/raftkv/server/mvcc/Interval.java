package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a request means: one key when {@code rangeEnd} is empty, all keys from {@code key} on when it is one zero
 * byte, else those from {@code key} to before {@code rangeEnd}, which are none when the end is not above the key.
 *
 * @param key the first key
 * @param rangeEnd the end as the request gives it
 */
record Interval(ByteString key, ByteString rangeEnd) {
    private static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();
    private static final ByteString UNBOUNDED = ByteString.copyFrom(new byte[] {0});

    boolean isSingleKey() {
        return rangeEnd.isEmpty();
    }

    boolean contains(ByteString candidate) {
        if (isSingleKey()) {
            return candidate.equals(key);
        }
        return ORDER.compare(candidate, key) >= 0 && (isUnbounded() || ORDER.compare(candidate, rangeEnd) < 0);
    }

    /** A place in {@link Space#KEYS} before everything of this interval that is not newer than the revision. */
    byte[] start(long revision) {
        return isSingleKey() ? VersionKey.newestUpTo(key, revision) : VersionKey.prefix(key);
    }

    /** The first place in {@link Space#KEYS} behind this interval, or null when it has no end. */
    byte @Nullable [] end() {
        if (isSingleKey()) {
            return VersionKey.afterAllVersions(key);
        }
        return isUnbounded() ? null : VersionKey.prefix(rangeEnd);
    }

    private boolean isUnbounded() {
        return rangeEnd.equals(UNBOUNDED);
    }
}
