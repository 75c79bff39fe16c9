package io.raftkv.benchmarks.compare.failover;

import com.google.protobuf.ByteString;
import io.raftkv.client.Get;
import io.raftkv.client.GetResult;
import io.raftkv.client.KeyRange;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvException;
import java.util.BitSet;
import java.util.List;

/**
 * Reads back what was acknowledged.
 *
 * @param acknowledged how many puts were
 * @param lost how many of these are not there, or have another value
 */
record ReadBack(long acknowledged, long lost) {

    private static final int PAIRS_PER_READ = 1_000;

    /**
     * Reads every key of every client, linearizably.
     *
     * @param acknowledged for each client, the numbers of its puts
     * @throws KvException when they cannot be read
     */
    static ReadBack of(KvClient servers, List<BitSet> acknowledged) {
        long all = 0;
        long lost = 0;
        for (int client = 0; client < acknowledged.size(); client++) {
            var missing = (BitSet) acknowledged.get(client).clone();
            all += missing.cardinality();
            missing.andNot(stored(servers, client));
            lost += missing.cardinality();
        }
        return new ReadBack(all, lost);
    }

    /** The puts of a client whose keys have the values that they wrote. */
    private static BitSet stored(KvClient servers, int client) {
        var stored = new BitSet();
        var range = KeyRange.prefix(UniqueKey.prefix(client));
        GetResult read;
        do {
            read = servers.get(Get.of(range).limit(PAIRS_PER_READ));
            for (var pair : read.pairs()) {
                int put = UniqueKey.put(pair.key());
                if (pair.value().equals(UniqueKey.value(client, put))) {
                    stored.set(put);
                }
            }
            if (read.more()) {
                var after = read.pairs().getLast().key().concat(ByteString.copyFrom(new byte[1]));
                range = KeyRange.between(after, range.end());
            }
        } while (read.more());
        return stored;
    }
}
