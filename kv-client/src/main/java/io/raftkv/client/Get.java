package io.raftkv.client;

import com.google.protobuf.ByteString;
import java.util.Objects;

/**
 * Reads the pairs of a range as of one revision.
 *
 * @param range the keys
 * @param limit at most this many pairs, 0 for all
 * @param revision the revision to read at, 0 for the current one
 * @param sortTarget what the pairs are sorted by
 * @param sortOrder which way; {@link SortOrder#NONE} is ascending by the target
 * @param content what of each pair is wanted
 * @param consistency how recent the answer must be
 */
public record Get(
        KeyRange range,
        long limit,
        long revision,
        SortTarget sortTarget,
        SortOrder sortOrder,
        Content content,
        Consistency consistency)
        implements Op {

    /** What pairs are sorted by. */
    public enum SortTarget {
        /** The key's bytes. */
        KEY,
        /** How often the key was written since it was created. */
        VERSION,
        /** The revision that created the key. */
        CREATE,
        /** The revision of the last write. */
        MOD,
        /** The value's bytes. */
        VALUE
    }

    /** Which way pairs are sorted. */
    public enum SortOrder {
        /** Not asked for: the store's own order, by key. */
        NONE,
        /** Smallest first. */
        ASCEND,
        /** Largest first. */
        DESCEND
    }

    /** What of the pairs is sent. */
    public enum Content {
        /** Whole pairs. */
        PAIRS,
        /** Pairs without their values. */
        KEYS,
        /** Only how many there are. */
        COUNT
    }

    /** How recent the answer must be. */
    public enum Consistency {
        /** It reflects every write that was answered before it was asked. */
        LINEARIZABLE,
        /** It reflects what the server asked knows, which may be old; it works without a quorum. */
        SERIALIZABLE
    }

    /** Checks that nothing is missing or negative. */
    public Get {
        Objects.requireNonNull(range, "range");
        Objects.requireNonNull(sortTarget, "sortTarget");
        Objects.requireNonNull(sortOrder, "sortOrder");
        Objects.requireNonNull(content, "content");
        Objects.requireNonNull(consistency, "consistency");
        if (limit < 0 || revision < 0) {
            throw new IllegalArgumentException(
                    "limit and revision must not be negative: limit=" + limit + " revision=" + revision);
        }
    }

    /** Everything in the range: current, linearizable, whole pairs, by key. */
    public static Get of(KeyRange range) {
        return new Get(range, 0, 0, SortTarget.KEY, SortOrder.NONE, Content.PAIRS, Consistency.LINEARIZABLE);
    }

    /** The pair of one key. */
    public static Get of(ByteString key) {
        return of(KeyRange.of(key));
    }

    /** The pair of one key, in UTF-8. */
    public static Get of(String key) {
        return of(KeyRange.of(key));
    }

    /** The same with at most {@code limit} pairs, 0 for all. */
    public Get limit(long limit) {
        return new Get(range, limit, revision, sortTarget, sortOrder, content, consistency);
    }

    /** The same as of {@code revision}, 0 for the current one. */
    public Get atRevision(long revision) {
        return new Get(range, limit, revision, sortTarget, sortOrder, content, consistency);
    }

    /** The same, sorted. */
    public Get sortedBy(SortTarget sortTarget, SortOrder sortOrder) {
        return new Get(range, limit, revision, sortTarget, sortOrder, content, consistency);
    }

    /** The same with other content. */
    public Get content(Content content) {
        return new Get(range, limit, revision, sortTarget, sortOrder, content, consistency);
    }

    /** The same with another consistency. */
    public Get consistency(Consistency consistency) {
        return new Get(range, limit, revision, sortTarget, sortOrder, content, consistency);
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }
}
