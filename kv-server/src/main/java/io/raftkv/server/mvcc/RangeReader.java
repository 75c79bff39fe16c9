package io.raftkv.server.mvcc;

import io.raftkv.client.proto.etcdserverpb.RangeRequest;
import io.raftkv.client.proto.etcdserverpb.RangeResponse;
import io.raftkv.client.proto.etcdserverpb.ResponseHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers Range requests. Everything that lies in the interval is visited, because the answer's count covers all of it,
 * but values are read only for the keys that can be part of the answer.
 */
final class RangeReader {
    private RangeReader() {}

    /**
     * The answer to a request; its header holds only the revision.
     *
     * @param cursor over {@link Space#KEYS}
     * @param revision the store's current revision as the reader sees it
     * @param compactedRevision the lowest revision that can be read
     * @throws KvException when the revision asked for lies outside these two, or the order is unknown
     */
    static RangeResponse range(Cursor cursor, RangeRequest request, long revision, long compactedRevision)
            throws KvException {
        check(request, revision, compactedRevision);
        long readRevision = request.getRevision() <= 0 ? revision : request.getRevision();
        var scan = new KeyScan(cursor, new Interval(request.getKey(), request.getRangeEnd()), readRevision);
        var response =
                RangeResponse.newBuilder().setHeader(ResponseHeader.newBuilder().setRevision(revision));
        if (request.getCountOnly()) {
            return response.setCount(countRest(scan)).build();
        }
        return RangeOrder.isKeyOrder(request)
                ? inKeyOrder(scan, request, response)
                : filteredAndSorted(scan, request, response);
    }

    /** Refuses what cannot be answered: a revision outside the bounds (zero and less mean the current one), an unknown order. */
    static void check(RangeRequest request, long revision, long compactedRevision) throws KvException {
        checkRevision(request.getRevision(), revision, compactedRevision);
        RangeOrder.check(request);
    }

    /** Refuses a revision that cannot be read. */
    static void checkRevision(long asked, long revision, long compactedRevision) throws KvException {
        if (asked > revision) {
            throw new KvException(KvError.FUTURE_REVISION);
        }
        if (asked > 0 && asked < compactedRevision) {
            throw new KvException(KvError.COMPACTED);
        }
    }

    /** Keys come from the scan as they are wanted: whatever is above the limit is only counted. */
    private static RangeResponse inKeyOrder(KeyScan scan, RangeRequest request, RangeResponse.Builder response) {
        long limit = request.getLimit() > 0 ? request.getLimit() : Long.MAX_VALUE;
        long count = 0;
        while (count < limit && scan.next()) {
            addTo(response, scan.version(), request);
            count++;
        }
        long beyondLimit = count == limit ? countRest(scan) : 0;
        return response.setCount(count + beyondLimit).setMore(beyondLimit > 0).build();
    }

    private static RangeResponse filteredAndSorted(KeyScan scan, RangeRequest request, RangeResponse.Builder response) {
        List<StoredVersion> found = new ArrayList<>();
        long count = 0;
        while (scan.next()) {
            count++;
            StoredVersion version = scan.version();
            if (RangeOrder.passesFilters(request, version)) {
                found.add(version);
            }
        }
        RangeOrder.sort(found, request);
        boolean more = request.getLimit() > 0 && found.size() > request.getLimit();
        for (StoredVersion version : more ? found.subList(0, (int) request.getLimit()) : found) {
            addTo(response, version, request);
        }
        return response.setCount(count).setMore(more).build();
    }

    private static long countRest(KeyScan scan) {
        long count = 0;
        while (scan.next()) {
            count++;
        }
        return count;
    }

    private static void addTo(RangeResponse.Builder response, StoredVersion version, RangeRequest request) {
        response.addKvs(request.getKeysOnly() ? version.toKeyValueWithoutValue() : version.toKeyValue());
    }
}
