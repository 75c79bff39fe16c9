package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.Compare;
import io.raftkv.client.proto.etcdserverpb.Compare.CompareTarget;

/** The compares of a Txn: <em>stored</em> RESULT <em>given</em>, for every key of the interval. */
final class Comparison {
    private Comparison() {}

    /**
     * Whether a compare holds at a revision. An interval without keys compares as one key whose numbers are 0, but has no
     * value that could compare as anything.
     *
     * @param keys a cursor over {@link Space#KEYS}
     */
    static boolean holds(Compare compare, Cursor keys, long revision) {
        var scan = new KeyScan(keys, new Interval(compare.getKey(), compare.getRangeEnd()), revision);
        if (!scan.next()) {
            return compare.getTarget() != CompareTarget.VALUE && accepts(compare, Long.compare(0, given(compare)));
        }
        do {
            if (!holds(compare, scan.version())) {
                return false;
            }
        } while (scan.next());
        return true;
    }

    private static boolean holds(Compare compare, StoredVersion stored) {
        int order = switch (compare.getTarget()) {
            case VERSION -> Long.compare(stored.version(), compare.getVersion());
            case CREATE -> Long.compare(stored.createRevision(), compare.getCreateRevision());
            case MOD -> Long.compare(stored.modRevision(), compare.getModRevision());
            case LEASE -> Long.compare(stored.lease(), compare.getLease());
            case VALUE -> ByteString.unsignedLexicographicalComparator().compare(stored.value(), compare.getValue());
            case UNRECOGNIZED -> 0;
        };
        return accepts(compare, order);
    }

    private static long given(Compare compare) {
        return switch (compare.getTarget()) {
            case VERSION -> compare.getVersion();
            case CREATE -> compare.getCreateRevision();
            case MOD -> compare.getModRevision();
            case LEASE -> compare.getLease();
            case VALUE, UNRECOGNIZED -> 0;
        };
    }

    private static boolean accepts(Compare compare, int order) {
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case UNRECOGNIZED -> true;
        };
    }
}
