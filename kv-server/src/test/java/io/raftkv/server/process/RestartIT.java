package io.raftkv.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.client.Get;
import io.raftkv.client.KeyRange;
import io.raftkv.client.KvClient;
import io.raftkv.client.KvClientConfig;
import io.raftkv.client.Put;
import io.raftkv.client.PutResult;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is left when a whole cluster is killed at once. */
class RestartIT {

    private static final int KEYS = 500;

    @RegisterExtension
    final ServerProcesses processes = new ServerProcesses();

    @Test
    @Timeout(180)
    void everythingAcknowledgedIsThereWhenAllServersWereKilledAtOnce() {
        try (var cluster = TestCluster.start(processes);
                var client =
                        new KvClient(KvClientConfig.of(cluster.endpoints()).requestTimeout(ServerProcess.PATIENCE))) {
            var revisionOf = putAll(client);
            cluster.killAll();

            cluster.members().forEach(cluster::start);
            cluster.awaitCaughtUp();

            var found = client.get(Get.of(KeyRange.prefix("key-")));
            var foundRevisions = new HashMap<String, Long>();
            found.pairs().forEach(pair -> {
                assertThat(pair.value().toStringUtf8())
                        .isEqualTo("value of " + pair.key().toStringUtf8());
                foundRevisions.put(pair.key().toStringUtf8(), pair.modRevision());
            });
            assertThat(foundRevisions).isEqualTo(revisionOf);
            assertThat(found.header().revision()).isEqualTo(KEYS + 1);
            assertThat(client.put("key-0", "again").header().revision()).isEqualTo(KEYS + 2);
        }
    }

    /** Writes them all at the same time; returns the revisions that were acknowledged. */
    private static Map<String, Long> putAll(KvClient client) {
        var puts = new HashMap<String, CompletableFuture<PutResult>>();
        IntStream.range(0, KEYS)
                .mapToObj(i -> "key-" + i)
                .forEach(key -> puts.put(key, client.putAsync(Put.of(key, "value of " + key))));
        var revisionOf = new HashMap<String, Long>();
        puts.forEach((key, put) -> revisionOf.put(key, put.join().header().revision()));
        return revisionOf;
    }
}
