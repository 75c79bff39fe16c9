package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.TestServers.CLUSTER;
import static io.raftkv.raft.transport.TestServers.GROUP;
import static io.raftkv.raft.transport.TestServers.chunk;
import static io.raftkv.raft.transport.TestServers.heartbeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.SnapshotMetadata;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.TestServers.Server;
import io.raftkv.raft.transport.proto.RaftProto;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A message or a part of a snapshot that is of another cluster or group, of an unknown format version, truncated, oversized or
 * damaged is refused, counted and logged with its sender, and changes nothing.
 */
@Timeout(60)
class BadInputTest {

    private static final int MAX_MESSAGE_BYTES = 1 << 16;
    private static final Envelopes HERE = new Envelopes(CLUSTER, GROUP);

    private final TestServers servers = new TestServers(2);
    private final LogRecorder log = new LogRecorder();
    private final Server server = servers.start(1, config -> config.withLimits(MAX_MESSAGE_BYTES, 1 << 20));

    @AfterEach
    void close() {
        log.close();
        servers.close();
    }

    @ParameterizedTest
    @EnumSource
    void aStreamOfAnotherClusterIsRefused(Lane lane) {
        assertStreamRefused(
                hello(new Envelopes(0x7c1f, GROUP), lane), "other_cluster", "belongs to cluster 7c1f, not 88ab");
    }

    @ParameterizedTest
    @EnumSource
    void aStreamOfAnotherGroupIsRefused(Lane lane) {
        assertStreamRefused(hello(new Envelopes(CLUSTER, 5), lane), "other_group", "serves group 5, not 1");
    }

    @ParameterizedTest
    @EnumSource
    void aStreamOfAnotherVersionIsRefused(Lane lane) {
        assertStreamRefused(
                HERE.hello(2, 1, 9, lane, "").toByteArray(),
                "other_version",
                "speaks version 9 of the protocol, this server 1");
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatBeginsWithATruncatedHelloIsRefused(Lane lane) {
        var hello = hello(HERE, lane);
        assertStreamRefused(Arrays.copyOf(hello, hello.length - 1), "no_hello", "does not begin with a Hello");
    }

    @Test
    void aStreamThatBeginsWithAnOversizedMessageIsRefused() {
        try (var peer = new RawPeer(servers.address(1))) {
            peer.send(new byte[MAX_MESSAGE_BYTES + 1]);
            await().until(() -> server.refusedStreams("no_hello") == 1);
        }
        assertThat(log.lines("refused a connection: peer 127.0.0.1:")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfAnotherClusterIsRefused(Lane lane) {
        assertRefused(
                lane, "misaddressed", "cluster 7c1f", good(lane).toBuilder().setClusterId(0x7c1f));
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfAnotherGroupIsRefused(Lane lane) {
        assertRefused(lane, "misaddressed", "group 5", good(lane).toBuilder().setGroupId(5));
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfAnotherServerIsRefused(Lane lane) {
        assertRefused(
                lane, "misaddressed", "from server 3", good(lane).toBuilder().setFrom(3));
    }

    @ParameterizedTest
    @EnumSource
    void aMessageForAnotherServerIsRefused(Lane lane) {
        assertRefused(lane, "misaddressed", "to 4", good(lane).toBuilder().setTo(4));
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfAnUnknownKindIsRefused(Lane lane) {
        assertRefused(lane, "unreadable", "newer server", good(lane).toBuilder().clearMessage());
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfTheOtherLaneIsRefused(Lane lane) {
        var other = lane == Lane.CONSENSUS ? Lane.SNAPSHOT : Lane.CONSENSUS;
        assertRefused(lane, "impossible", "among the", good(other).toBuilder());
    }

    @ParameterizedTest
    @EnumSource
    void aTruncatedMessageIsRefused(Lane lane) {
        var bytes = good(lane).toByteArray();
        assertRefused(lane, "unreadable", "not an envelope", Arrays.copyOf(bytes, bytes.length - 1));
    }

    @Test
    void anEntryWithAConfigurationOfAnUnknownFormatIsRefused() {
        var configuration = Configuration.of(1L, 2L).encode();
        var entry = new LogEntry(1, 1, EntryType.CONFIGURATION, 0, 0, configuration);
        var message = new AppendEntries(2, 1, 1, LogPosition.ORIGIN, List.of(entry), 0, 0);
        var envelope = new MessageEncoder(HERE).encode(message).toBuilder();
        envelope.getAppendEntriesBuilder().getEntriesBuilder(0).setPayload(unknownFormat());

        assertRefused(Lane.CONSENSUS, "impossible", "configuration of format version 9", envelope);
    }

    @Test
    void aSnapshotWithAConfigurationOfAnUnknownFormatIsRefused() {
        var snapshot = new SnapshotMetadata(new LogPosition(5, 2), Configuration.of(1L, 2L));
        var offer =
                new SnapshotPart.Offer(new InstallSnapshot(2, 1, 3, snapshot), new SnapshotManifest(7, 5, List.of()));
        var envelope = new SnapshotPartEncoder(HERE).encode(offer).toBuilder();
        envelope.getSnapshotOfferBuilder().setConfiguration(unknownFormat());

        assertRefused(Lane.SNAPSHOT, "impossible", "configuration of format version 9", envelope);
    }

    @Test
    void aSnapshotWhoseFileWouldLeaveItsDirectoryIsRefused() {
        var snapshot = new SnapshotMetadata(new LogPosition(5, 2), Configuration.of(1L, 2L));
        var offer =
                new SnapshotPart.Offer(new InstallSnapshot(2, 1, 3, snapshot), new SnapshotManifest(7, 5, List.of()));
        var envelope = new SnapshotPartEncoder(HERE).encode(offer).toBuilder();
        envelope.getSnapshotOfferBuilder()
                .addFiles(RaftProto.SnapshotFile.newBuilder().setName("../vote"));

        assertRefused(Lane.SNAPSHOT, "impossible", "'../vote' is not a plain name", envelope);
    }

    @Test
    void aChunkWithAWrongChecksumIsRefused() {
        var envelope = new SnapshotPartEncoder(HERE).encode(chunk(2, 1, 8, 100)).toBuilder();
        envelope.getSnapshotChunkBuilder()
                .setData(ByteString.copyFrom(new byte[100]).substring(1));

        assertRefused(Lane.SNAPSHOT, "damaged", "checksum of 99 bytes at offset 8", envelope);
    }

    @ParameterizedTest
    @EnumSource
    void anOversizedMessageIsRefusedAndEndsItsStream(Lane lane) {
        try (var peer = admitted(lane)) {
            peer.send(new byte[MAX_MESSAGE_BYTES + 1]);

            assertThat(peer.end.join().getCode()).isNotEqualTo(Status.Code.OK);
            await().until(() -> server.count(lane, "malformed.messages", 2, "reason", "oversized") == 1);
            assertLogged(lane, "exceeds maximum size " + MAX_MESSAGE_BYTES);
            assertNothingReceived();
        }
        // The peer can come back.
        admitted(lane).close();
    }

    private void assertStreamRefused(byte[] first, String reason, String text) {
        try (var peer = new RawPeer(servers.address(1))) {
            peer.send(first);

            assertThat(peer.end.join().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        }
        assertThat(server.refusedStreams(reason)).isEqualTo(1);
        assertThat(log.lines("refused a connection: peer 127.0.0.1:"))
                .singleElement()
                .asString()
                .contains(text);
        assertNothingReceived();
    }

    private void assertRefused(Lane lane, String reason, String text, RaftProto.Envelope.Builder bad) {
        assertRefused(lane, reason, text, bad.build().toByteArray());
    }

    private void assertRefused(Lane lane, String reason, String text, byte[] bad) {
        try (var peer = admitted(lane)) {
            peer.send(bad);
            peer.send(bad);
            await().until(() -> server.count(lane, "malformed.messages", 2, "reason", reason) == 2);
            assertLogged(lane, text);
            assertNothingReceived();

            // What comes afterwards is taken.
            peer.send(good(lane));
            await().until(() -> server.received().size() + server.parts().size() == 1);
        }
    }

    private void assertLogged(Lane lane, String text) {
        assertThat(log.lines("dropped a malformed message"))
                .singleElement()
                .asString()
                .contains("peer=2 lane=" + lane, text);
    }

    private void assertNothingReceived() {
        assertThat(server.received()).isEmpty();
        assertThat(server.parts()).isEmpty();
    }

    /** Server 2, welcomed. */
    private RawPeer admitted(Lane lane) {
        var peer = new RawPeer(servers.address(1));
        peer.send(hello(HERE, lane));
        peer.welcome.join();
        return peer;
    }

    private static byte[] hello(Envelopes from, Lane lane) {
        return from.hello(2, 1, SendMethod.PROTOCOL_VERSION, lane, "").toByteArray();
    }

    private static RaftProto.Envelope good(Lane lane) {
        return switch (lane) {
            case CONSENSUS -> new MessageEncoder(HERE).encode(heartbeat(2, 1, 5));
            case SNAPSHOT -> new SnapshotPartEncoder(HERE).encode(chunk(2, 1, 0, 8));
        };
    }

    private static ByteString unknownFormat() {
        var bytes = ByteString.copyFrom(Configuration.of(1L, 2L).encode());
        return ByteString.copyFrom(new byte[] {9}).concat(bytes.substring(1));
    }
}
