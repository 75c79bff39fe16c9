package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.TestServers.awaitConnected;
import static io.raftkv.raft.transport.TestServers.chunk;
import static io.raftkv.raft.transport.TestServers.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.SnapshotMetadata;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotPart;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Snapshots travel beside the algorithm's messages, not among them. */
@Timeout(60)
class LanesTest {

    private final TestServers servers = new TestServers(2);

    @AfterEach
    void close() {
        servers.close();
    }

    @Test
    void aSnapshotArrivesInOrderAndItsAnswersComeBack() {
        var one = servers.start(1);
        var two = servers.start(2);
        awaitConnected(one, two);
        var snapshot = new SnapshotMetadata(new LogPosition(5, 2), Configuration.of(1L, 2L));
        var manifest = new SnapshotManifest(7, 5, List.of(new SnapshotFile("a.sst", 2 << 20)));
        var sent = List.of(
                new SnapshotPart.Offer(new InstallSnapshot(1, 2, 3, snapshot), manifest),
                chunk(1, 2, 0, 1 << 20),
                chunk(1, 2, 1 << 20, 1 << 20));
        var answers = List.of(
                new SnapshotPart.Progress(2, 1, 7, 0), new SnapshotPart.Declined(2, 1, 7, "no space left on disk"));

        sent.forEach(one.transport()::send);
        answers.forEach(two.transport()::send);

        await().untilAsserted(() -> assertThat(two.parts()).containsExactlyElementsOf(sent));
        await().untilAsserted(() -> assertThat(one.parts()).containsExactlyElementsOf(answers));
    }

    @Test
    void eachLaneHasItsOwnConnectionAndIsCountedByItself() {
        var one = servers.start(1);
        var two = servers.start(2);
        awaitConnected(one, two);

        one.transport().send(chunk(1, 2, 0, 1000));
        one.transport().send(heartbeat(1, 2, 1));

        await().until(() -> two.parts().size() == 1 && two.received().size() == 1);
        for (var lane : Lane.values()) {
            assertThat(one.count(lane, "connections", 2)).isEqualTo(1);
            assertThat(one.count(lane, "sent.messages", 2)).isEqualTo(1);
            assertThat(two.count(lane, "received.messages", 1)).isEqualTo(1);
        }
        assertThat(one.count(Lane.SNAPSHOT, "sent.bytes", 2)).isGreaterThan(1000);
        assertThat(one.count(Lane.CONSENSUS, "sent.bytes", 2)).isLessThan(100);
    }

    @Test
    void aFloodOfChunksFillsOnlyTheQueueOfItsLane() {
        var one = servers.start(1);
        var two = servers.start(2);
        awaitConnected(one, two);

        var chunk = chunk(1, 2, 0, 1 << 20);
        await().until(() -> {
            for (int i = 0; i < 100; i++) {
                one.transport().send(chunk);
            }
            return one.count(Lane.SNAPSHOT, "dropped.messages", 2, "reason", "queue_full") > 0;
        });
        assertThat(one.gauge(Lane.SNAPSHOT, "queued.bytes", 2)).isLessThanOrEqualTo(16 << 20);
        one.transport().send(heartbeat(1, 2, 1));

        await().untilAsserted(() -> assertThat(two.received()).containsExactly(heartbeat(1, 2, 1)));
        assertThat(one.count(Lane.CONSENSUS, "dropped.messages", 2, "reason", "queue_full"))
                .isZero();
    }

    @Test
    void partsForUnknownAndForUnreachablePeersAreDropped() {
        var one = servers.start(1);

        one.transport().send(chunk(1, 99, 0, 8));
        one.transport().send(chunk(1, 2, 0, 8));

        assertThat(one.count(Lane.SNAPSHOT, "dropped.messages", 2, "reason", "unconnected"))
                .isEqualTo(1);
    }
}
