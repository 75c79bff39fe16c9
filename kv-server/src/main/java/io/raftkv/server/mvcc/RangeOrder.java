package io.raftkv.server.mvcc;

import com.google.protobuf.ByteString;
import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeRequest.SortOrder;
import io.raftkv.client.proto.etcdserverpb.RangeRequest.SortTarget;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The filters and sort options of a Range request. Keys that compare as equal stay in ascending order of the key. */
final class RangeOrder {
    private RangeOrder() {}

    /** Refuses a sort option that this server does not know. */
    static void check(RangeRequest request) throws KvException {
        if (request.getSortOrder() == SortOrder.UNRECOGNIZED || request.getSortTarget() == SortTarget.UNRECOGNIZED) {
            throw new KvException(KvError.INVALID_SORT_OPTION);
        }
    }

    /** Whether the answer is the interval itself, from its lowest key on, so that the limit may cut while reading. */
    static boolean isKeyOrder(RangeRequest request) {
        return request.getSortTarget() == SortTarget.KEY
                && request.getSortOrder() != SortOrder.DESCEND
                && request.getMinModRevision() == 0
                && request.getMaxModRevision() == 0
                && request.getMinCreateRevision() == 0
                && request.getMaxCreateRevision() == 0;
    }

    static boolean passesFilters(RangeRequest request, StoredVersion version) {
        return within(version.modRevision(), request.getMinModRevision(), request.getMaxModRevision())
                && within(version.createRevision(), request.getMinCreateRevision(), request.getMaxCreateRevision());
    }

    /** Sorts versions that come in ascending order of the key. */
    static void sort(List<StoredVersion> versions, RangeRequest request) {
        boolean descending = request.getSortOrder() == SortOrder.DESCEND;
        if (request.getSortTarget() == SortTarget.KEY) {
            if (descending) {
                Collections.reverse(versions);
            }
            return;
        }
        Comparator<StoredVersion> ascending = ascendingBy(request.getSortTarget());
        versions.sort(descending ? ascending.reversed() : ascending);
    }

    private static Comparator<StoredVersion> ascendingBy(SortTarget target) {
        return switch (target) {
            case VERSION -> Comparator.comparingLong(StoredVersion::version);
            case CREATE -> Comparator.comparingLong(StoredVersion::createRevision);
            case MOD -> Comparator.comparingLong(StoredVersion::modRevision);
            case VALUE -> Comparator.comparing(StoredVersion::value, ByteString.unsignedLexicographicalComparator());
            case KEY, UNRECOGNIZED -> throw new IllegalArgumentException("no order by number or value: " + target);
        };
    }

    private static boolean within(long revision, long min, long max) {
        return (min == 0 || revision >= min) && (max == 0 || revision <= max);
    }
}
