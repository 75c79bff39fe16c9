package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.MessageArbitraries.checksum;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.SnapshotMetadata;
import io.raftkv.raft.snapshot.SnapshotFile;
import io.raftkv.raft.snapshot.SnapshotManifest;
import io.raftkv.raft.snapshot.SnapshotPart;
import io.raftkv.raft.transport.MalformedMessageException.Kind;
import io.raftkv.raft.transport.proto.RaftProto;
import io.raftkv.raft.transport.proto.RaftProto.Envelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A snapshot arrives as it was sent, and nothing arrives that is not one. */
class SnapshotPartCodecTest {

    private final SnapshotPartEncoder encoder = new SnapshotPartEncoder(new Envelopes(7, 8));

    @Provide
    Arbitrary<SnapshotPart> parts() {
        return MessageArbitraries.snapshotParts();
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void everyPartArrivesAsItWasSent(@ForAll("parts") SnapshotPart part) throws MalformedMessageException {
        assertThat(decode(encoder.encode(part).toByteArray())).isEqualTo(part);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void theSizeThatIsCountedIsNotBelowTheSizeOnTheWire(@ForAll("parts") SnapshotPart part) {
        assertThat(encoder.sizeOf(part))
                .isGreaterThanOrEqualTo(encoder.encode(part).getSerializedSize());
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void aTruncatedPartIsReadOrRefusedButBreaksNothing(@ForAll("parts") SnapshotPart part, @ForAll int length) {
        var bytes = encoder.encode(part).toByteArray();
        assertReadOrRefused(Arrays.copyOf(bytes, Math.floorMod(length, bytes.length)));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void aFlippedByteIsReadOrRefusedButBreaksNothing(
            @ForAll("parts") SnapshotPart part, @ForAll int position, @ForAll byte value) {
        var bytes = encoder.encode(part).toByteArray();
        bytes[Math.floorMod(position, bytes.length)] = value;
        assertReadOrRefused(bytes);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void garbageIsRefusedOrReadButBreaksNothing(@ForAll byte[] garbage) {
        assertReadOrRefused(garbage);
    }

    @Test
    void dataIsAReadOnlyViewOfTheBytesThatCameIn() throws MalformedMessageException {
        var bytes = encoder.encode(chunk(0, "payload")).toByteArray();

        var data = ((SnapshotPart.Chunk) decode(bytes)).data();

        assertThat(data.isReadOnly()).isTrue();
        int offset = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("payload");
        bytes[offset] = 'P';
        assertThat(data.get(data.position())).isEqualTo((byte) 'P');
    }

    @Test
    void aChunkWhoseChecksumIsWrongIsRefused() {
        var envelope = encoder.encode(chunk(4, "payload")).toBuilder();
        envelope.getSnapshotChunkBuilder().setData(ByteString.copyFromUtf8("paxload"));

        assertRefused(Kind.DAMAGED, "checksum of 7 bytes at offset 4", envelope.build());
    }

    @Test
    void offsetsThatCannotBeAreRefused() {
        assertRefused(Kind.IMPOSSIBLE, "offset", encoder.encode(chunk(-1, "payload")));
        assertRefused(Kind.IMPOSSIBLE, "offset", encoder.encode(chunk(Long.MAX_VALUE - 6, "payload")));
        assertRefused(Kind.IMPOSSIBLE, "offset", encoder.encode(new SnapshotPart.Progress(1, 2, 3, -1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "../log", "/etc/passwd", "a/b", "a\\b", "a b", "caf\u00e9", ".hidden"})
    void aNameThatIsNotPlainIsRefused(String name) {
        assertOfferRefused(
                "not a plain name",
                offer -> offer.getSnapshotOfferBuilder().getFilesBuilder(0).setName(name));
    }

    @Test
    void aManifestThatCannotBeIsRefused() {
        assertOfferRefused(
                "cannot have -1 bytes",
                offer -> offer.getSnapshotOfferBuilder().getFilesBuilder(0).setBytes(-1));
        assertOfferRefused(
                "two files of one name",
                offer -> offer.getSnapshotOfferBuilder().getFilesBuilder(1).setName("a.sst"));
        assertOfferRefused(
                "more than 10 bytes together",
                offer -> offer.getSnapshotOfferBuilder().getFilesBuilder(1).setBytes(Long.MAX_VALUE));
    }

    @Test
    void aSnapshotOfNothingOrOfATermToComeIsRefused() {
        assertOfferRefused(
                "lastIncludedIndex is 0",
                offer -> offer.getSnapshotOfferBuilder().clearLastIncluded());
        assertOfferRefused(
                "log position of term 4",
                offer ->
                        offer.getSnapshotOfferBuilder().getLastIncludedBuilder().setTerm(4));
        assertOfferRefused("term is 0", offer -> offer.setTerm(0));
        assertOfferRefused("term is 18446744073709551615", offer -> offer.setTerm(-1));
    }

    @Test
    void aConfigurationOfAnotherFormatOrOfNobodyIsRefused() {
        assertOfferRefused("cut off", offer -> offer.getSnapshotOfferBuilder().clearConfiguration());
        assertOfferRefused(
                "configuration of format version 9",
                offer -> offer.getSnapshotOfferBuilder().setConfiguration(ByteString.copyFrom(new byte[] {9})));
        assertOfferRefused(
                "without voters",
                offer -> offer.getSnapshotOfferBuilder()
                        .setConfiguration(ByteString.copyFrom(Configuration.NONE.encode())));
    }

    @Test
    void messagesAndUnknownPartsAreRefused() {
        assertOfferRefused(
                "TIMEOUT_NOW among the parts", offer -> offer.setTimeoutNow(RaftProto.TimeoutNow.getDefaultInstance()));
        assertRefused(
                Kind.UNREADABLE,
                "newer server",
                encoder.encode(offer()).toBuilder().clearMessage().build());
    }

    private static SnapshotPart.Chunk chunk(long offset, String text) {
        var data = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        return new SnapshotPart.Chunk(1, 2, 3, offset, checksum(data), data);
    }

    private static SnapshotPart.Offer offer() {
        var snapshot = new SnapshotMetadata(new LogPosition(5, 2), Configuration.of(1L, 2L));
        var files = List.of(new SnapshotFile("a.sst", 10), new SnapshotFile("b.sst", 20));
        return new SnapshotPart.Offer(new InstallSnapshot(1, 2, 3, snapshot), new SnapshotManifest(77, 5, files));
    }

    private void assertOfferRefused(String reason, Consumer<Envelope.Builder> spoil) {
        var envelope = encoder.encode(offer()).toBuilder();
        spoil.accept(envelope);
        assertRefused(Kind.IMPOSSIBLE, reason, envelope.build());
    }

    private static void assertRefused(Kind kind, String reason, Envelope envelope) {
        assertThatThrownBy(() -> decode(envelope.toByteArray()))
                .isInstanceOfSatisfying(
                        MalformedMessageException.class,
                        e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(reason);
    }

    private static void assertReadOrRefused(byte[] bytes) {
        try {
            decode(bytes);
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static SnapshotPart decode(byte[] bytes) throws MalformedMessageException {
        return SnapshotPartDecoder.decode(MessageDecoder.parse(bytes));
    }
}
