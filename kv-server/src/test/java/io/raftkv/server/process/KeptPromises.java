package io.raftkv.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.raftkv.client.Get;
import io.raftkv.client.GetResult;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.Op;
import io.raftkv.client.Txn;
import io.raftkv.server.process.history.Action;
import io.raftkv.server.process.history.History;
import io.raftkv.server.process.history.Operation;
import io.raftkv.server.process.history.Outcome;
import io.raftkv.server.process.history.RegisterCheck;
import io.raftkv.server.process.history.RevisionCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What clients were promised, checked once the faults are over and nobody writes any more. */
final class KeptPromises {

    /** How many reads a transaction may have. */
    private static final int OPERATIONS_PER_TXN = 128;

    private final TestCluster cluster;
    private final History history;
    private final List<String> keys;

    private KeptPromises(TestCluster cluster, History history, List<String> keys) {
        this.cluster = cluster;
        this.history = history;
        this.keys = keys;
    }

    /**
     * All members have the same store, no acknowledged write is lost, none happened twice, and every read is explained.
     *
     * @return what clients did before the check
     */
    static List<Operation> check(TestCluster cluster, History history, List<String> keys) {
        return new KeptPromises(cluster, history, keys).check();
    }

    private List<Operation> check() {
        cluster.awaitConverged();
        var checked = history.operations();
        try (var client = new KvClient(KvClientConfig.of(cluster.endpoints()))) {
            long revision = readEveryKeyOnceMore(client);
            everyMemberHasTheSameStore(cluster, revision);
            everyAcknowledgedWriteIsThere(client, checked);
            noWriteHappenedTwice(checked, revision);
        }
        everyReadIsExplained();
        assertThat(RevisionCheck.violations(history.operations())).isEmpty();
        return checked;
    }

    /** Linearizable reads after all else, into the history; returns the store's revision. */
    private long readEveryKeyOnceMore(KvClient client) {
        long revision = 0;
        for (var key : keys) {
            long invokedAt = System.nanoTime();
            var result = client.get(key);
            var pair = Objects.requireNonNull(result.first(), key);
            revision = result.header().revision();
            var saw = new Outcome.Saw(pair.value().toStringUtf8(), pair.modRevision(), revision);
            history.add(new Operation(0, key, new Action.Read(), invokedAt, System.nanoTime(), saw));
        }
        return revision;
    }

    private static void everyMemberHasTheSameStore(TestCluster cluster, long revision) {
        var hashes = cluster.members().stream()
                .map(member -> cluster.hashAt(member, revision))
                .toList();
        assertThat(hashes).allMatch(hash -> hash.getHashRevision() == revision);
        assertThat(hashes)
                .extracting(hash -> hash.getHash())
                .containsOnly(hashes.getFirst().getHash());
    }

    /** The store keeps every version: each acknowledged write is read at the revision that it was told it made. */
    private static void everyAcknowledgedWriteIsThere(KvClient client, List<Operation> operations) {
        var writes = operations.stream().filter(Operation::isAcknowledgedWrite).toList();
        var lost = new ArrayList<String>();
        for (int from = 0; from < writes.size(); from += OPERATIONS_PER_TXN) {
            var some = writes.subList(from, Math.min(from + OPERATIONS_PER_TXN, writes.size()));
            var reads = some.stream()
                    .map(write -> Get.of(write.key()).atRevision(write.revision()))
                    .toArray(Op[]::new);
            var results = client.txn(Txn.when().then(reads)).results();
            for (int i = 0; i < some.size(); i++) {
                var write = some.get(i);
                var pair = ((GetResult) results.get(i)).first();
                if (pair == null
                        || pair.modRevision() != write.revision()
                        || !pair.value().toStringUtf8().equals(write.mayHaveWritten())) {
                    lost.add(write.describe(0) + " but its revision has " + pair);
                }
            }
        }
        assertThat(lost).as("acknowledged writes that are not in the store").isEmpty();
    }

    /** Each write raises the revision by one; only those of unknown outcome may or may not have done so. */
    private static void noWriteHappenedTwice(List<Operation> operations, long revision) {
        long acknowledged =
                operations.stream().filter(Operation::isAcknowledgedWrite).count();
        long unknown = operations.stream().filter(Operation::isUnknown).count();
        assertThat(revision - 1).as("writes in the store").isBetween(acknowledged, acknowledged + unknown);
    }

    private void everyReadIsExplained() {
        for (var key : keys) {
            RegisterCheck.firstInexplicable(history.operationsOn(key)).ifPresent(culprit -> {
                fail("no order of the operations on " + key + " explains them up to the last of these\n"
                        + history.around(culprit, 60));
            });
        }
    }
}
