package io.raftkv.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.ForwardedChange;
import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.core.Invariants.InvariantViolation;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.SnapshotMetadata;
import io.raftkv.raft.transport.MalformedMessageException.Kind;
import io.raftkv.raft.transport.proto.RaftProto;
import io.raftkv.raft.transport.proto.RaftProto.Envelope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is said is what is heard, and nothing that cannot have been meant is heard at all. */
class MessageCodecTest {

    private final MessageEncoder encoder = new MessageEncoder(new Envelopes(7, 8));

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void everyMessageArrivesAsItWasSent(@ForAll("messages") Message message) throws MalformedMessageException {
        assertThat(decode(encoder.encode(message).toByteArray())).isEqualTo(message);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void theSizeThatIsCountedIsNotBelowTheSizeOnTheWire(@ForAll("messages") Message message) {
        assertThat(encoder.sizeOf(message))
                .isGreaterThanOrEqualTo(encoder.encode(message).getSerializedSize());
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void garbageNeverGetsThroughAsAnythingButAMalformedMessage(@ForAll byte[] garbage) {
        try {
            decode(garbage);
        } catch (MalformedMessageException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void aTruncatedMessageIsReadOrRefusedButBreaksNothing(@ForAll("messages") Message message, @ForAll int length) {
        var bytes = encoder.encode(message).toByteArray();
        garbageNeverGetsThroughAsAnythingButAMalformedMessage(
                Arrays.copyOf(bytes, Math.floorMod(length, bytes.length)));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void aFlippedByteIsReadOrRefusedButBreaksNothing(
            @ForAll("messages") Message message, @ForAll int position, @ForAll byte value) {
        var bytes = encoder.encode(message).toByteArray();
        bytes[Math.floorMod(position, bytes.length)] = value;
        garbageNeverGetsThroughAsAnythingButAMalformedMessage(bytes);
    }

    @Provide
    Arbitrary<Message> messages() {
        return MessageArbitraries.messages();
    }

    @Provide
    Arbitrary<AppendEntries> appendEntries() {
        return Arbitraries.longs().between(1, Long.MAX_VALUE).flatMap(MessageArbitraries::appendEntries);
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void encodingLeavesPayloadsAsTheyWere(@ForAll("appendEntries") AppendEntries message) {
        var before =
                message.entries().stream().map(e -> e.payload().duplicate()).toList();
        encoder.encode(message).toByteArray();
        for (int i = 0; i < before.size(); i++) {
            assertThat(message.entries().get(i).payload()).isEqualTo(before.get(i));
            assertThat(message.entries().get(i).payload().position())
                    .isEqualTo(before.get(i).position());
        }
    }

    @Test
    void payloadsAreReadOnlyViewsOfTheBytesThatCameIn() throws MalformedMessageException {
        var sent = ByteBuffer.wrap("payload".getBytes(StandardCharsets.ISO_8859_1));
        var entry = new LogEntry(1, 1, EntryType.COMMAND, 0, 0, sent);
        var bytes = encoder.encode(append(LogPosition.ORIGIN, entry)).toByteArray();

        var payload = ((AppendEntries) decode(bytes)).entries().getFirst().payload();

        assertThat(payload.isReadOnly()).isTrue();
        int offset = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("payload");
        bytes[offset] = 'P';
        assertThat(payload.get(payload.position())).isEqualTo((byte) 'P');
    }

    @Test
    void entriesOutOfSequenceAreNotSentBecauseTheReceiverCouldNotTell() {
        var gap = append(new LogPosition(4, 1), command(5), command(7));
        assertThatThrownBy(() -> encoder.sizeOf(gap))
                .isInstanceOf(InvariantViolation.class)
                .hasMessageContaining("index=7");
    }

    @Test
    void unknownMessagesAreRefused() {
        assertRefused(Kind.UNREADABLE, "newer server", envelope -> envelope.clearMessage());
    }

    @Test
    void helloWithinAStreamIsRefused() {
        assertRefused(Kind.IMPOSSIBLE, "Hello", envelope -> envelope.setHello(RaftProto.Hello.newBuilder()));
    }

    @Test
    void negativeTermsAndIndexesAreRefused() {
        assertRefused(Kind.IMPOSSIBLE, "term is 18446744073709551615", envelope -> envelope.setTerm(-1));
        assertRefused(
                Kind.IMPOSSIBLE,
                "index",
                append -> append.getAppendEntriesBuilder().getPrevLogBuilder().setIndex(-1));
        assertRefused(
                Kind.IMPOSSIBLE,
                "leader_commit",
                append -> append.getAppendEntriesBuilder().setLeaderCommit(-1));
        assertRefused(
                Kind.IMPOSSIBLE,
                "round",
                append -> append.getAppendEntriesBuilder().setRound(-1));
    }

    @Test
    void aLeaderOfTermZeroIsRefused() {
        assertRefused(Kind.IMPOSSIBLE, "term is 0", envelope -> envelope.setTerm(0));
    }

    @Test
    void indexZeroHasTermZeroAndNoOtherIndexHas() {
        assertRefused(
                Kind.IMPOSSIBLE,
                "index 0 cannot",
                append -> append.getAppendEntriesBuilder().getPrevLogBuilder().setIndex(0));
        assertRefused(
                Kind.IMPOSSIBLE,
                "cannot be of term 0",
                append -> append.getAppendEntriesBuilder().getPrevLogBuilder().setTerm(0));
    }

    @Test
    void positionsOfTermsThatHaveNotBegunAreRefused() {
        assertRefused(
                Kind.IMPOSSIBLE,
                "log position of term 4",
                append -> append.getAppendEntriesBuilder().getPrevLogBuilder().setTerm(4));
    }

    @Test
    void entriesWhoseTermsFallOrExceedTheLeadersAreRefused() {
        for (long wrong : new long[] {1, 4}) {
            assertRefused(
                    Kind.IMPOSSIBLE,
                    "is of term " + wrong,
                    append -> append.getAppendEntriesBuilder()
                            .getEntriesBuilder(0)
                            .setTerm(wrong));
        }
    }

    @Test
    void indexesThatOverflowAreRefused() {
        assertRefused(
                Kind.IMPOSSIBLE,
                "too high",
                append -> append.getAppendEntriesBuilder().getPrevLogBuilder().setIndex(Long.MAX_VALUE));
    }

    @Test
    void unknownTypesOfEntriesAndRefusalsAreRefused() {
        assertRefused(
                Kind.IMPOSSIBLE,
                "unknown type",
                append -> append.getAppendEntriesBuilder().getEntriesBuilder(0).setTypeValue(99));
        assertRefused(
                Kind.IMPOSSIBLE,
                "unknown type",
                append -> append.getAppendEntriesBuilder().getEntriesBuilder(0).clearType());
        assertRefused(
                Kind.IMPOSSIBLE,
                "unknown refusal",
                envelope -> envelope.setProposalsRefused(
                        RaftProto.ProposalsRefused.newBuilder().setRefusalValue(99)));
    }

    @Test
    void aHintAboveWhatWasAskedForIsRefused() {
        var hint = RaftProto.LogPosition.newBuilder().setIndex(3).setTerm(1);
        assertRefused(
                Kind.IMPOSSIBLE,
                "hint 3 is above prev_log_index 2",
                envelope -> envelope.setAppendEntriesRejected(RaftProto.AppendEntriesRejected.newBuilder()
                        .setPrevLogIndex(2)
                        .setHint(hint)));
    }

    @Test
    void aCampaignWithoutAKnownReasonIsRefused() {
        for (int unknown : new int[] {0, 99}) {
            assertRefused(
                    Kind.IMPOSSIBLE,
                    "unknown reason of a campaign",
                    envelope -> envelope.setRequestVote(
                            RaftProto.RequestVote.newBuilder().setReasonValue(unknown)));
        }
    }

    @Test
    void aChangeOfMembersThatSaysNothingOrTooMuchIsRefused() {
        var good = new ForwardedChange(1, 2, 3, 4, MembershipChange.of(new MembershipChange.Step.Remove(5)));
        var change = encoder.encode(good).getForwardedChange();

        assertRefused(
                Kind.IMPOSSIBLE,
                "at least one step",
                envelope -> envelope.setForwardedChange(change.toBuilder().clearSteps()));
        assertRefused(
                Kind.IMPOSSIBLE,
                "names a server twice",
                envelope -> envelope.setForwardedChange(change.toBuilder().addSteps(change.getSteps(0))));
        assertRefused(
                Kind.IMPOSSIBLE,
                "server 0",
                envelope -> envelope.setForwardedChange(change.toBuilder())
                        .getForwardedChangeBuilder()
                        .getStepsBuilder(0)
                        .setServer(0));
        assertRefused(
                Kind.IMPOSSIBLE,
                "unknown step",
                envelope -> envelope.setForwardedChange(change.toBuilder())
                        .getForwardedChangeBuilder()
                        .getStepsBuilder(0)
                        .clearStep());
        assertRefused(
                Kind.IMPOSSIBLE,
                "unknown safety",
                envelope -> envelope.setForwardedChange(change.toBuilder().clearSafety()));
    }

    @Test
    void aTimeoutNowOfTermZeroIsRefused() {
        assertRefused(
                Kind.IMPOSSIBLE,
                "term is 0",
                envelope -> envelope.setTerm(0).setTimeoutNow(RaftProto.TimeoutNow.getDefaultInstance()));
    }

    @Test
    void anEntryWhoseConfigurationCannotBeReadIsRefused() {
        assertConfigurationRefused(ByteString.EMPTY, "cut off");
        var good = ByteString.copyFrom(Configuration.of(1L, 2L).encode());
        assertConfigurationRefused(good.substring(0, good.size() - 1), "cut off");
        assertConfigurationRefused(
                ByteString.copyFrom(new byte[] {2}).concat(good.substring(1)), "configuration of format version 2");
        assertConfigurationRefused(ByteString.copyFrom(Configuration.NONE.encode()), "without voters");
    }

    private void assertConfigurationRefused(ByteString payload, String reason) {
        assertRefused(
                Kind.IMPOSSIBLE,
                reason,
                append -> append.getAppendEntriesBuilder()
                        .getEntriesBuilder(0)
                        .setType(RaftProto.EntryType.ENTRY_TYPE_CONFIGURATION)
                        .setPayload(payload));
    }

    @Test
    void installSnapshotIsNotSentWithoutItsSnapshot() {
        var snapshot = new SnapshotMetadata(new LogPosition(1, 1), Configuration.of(1L));
        assertThatThrownBy(() -> encoder.sizeOf(new InstallSnapshot(1, 2, 3, snapshot)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("travels as SnapshotPart.Offer");
    }

    @Test
    void partsOfSnapshotsAreRefusedAmongMessages() {
        assertRefused(
                Kind.IMPOSSIBLE,
                "SNAPSHOT_PROGRESS among the messages",
                envelope -> envelope.setSnapshotProgress(RaftProto.SnapshotProgress.getDefaultInstance()));
    }

    /** Spoils a good AppendEntries of term 3 that follows an entry of term 2, and expects it refused. */
    private void assertRefused(Kind kind, String reason, Consumer<Envelope.Builder> spoil) {
        var good = new AppendEntries(
                1,
                2,
                3,
                new LogPosition(5, 2),
                List.of(new LogEntry(6, 3, EntryType.COMMAND, 0, 0, ByteBuffer.allocate(1))),
                4,
                9);
        var envelope = encoder.encode(good).toBuilder();
        spoil.accept(envelope);
        assertThatThrownBy(() -> decode(envelope.build().toByteArray()))
                .isInstanceOfSatisfying(
                        MalformedMessageException.class,
                        e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(reason);
    }

    private static Message decode(byte[] bytes) throws MalformedMessageException {
        return MessageDecoder.decode(MessageDecoder.parse(bytes));
    }

    private static AppendEntries append(LogPosition prevLog, LogEntry... entries) {
        return new AppendEntries(1, 2, 1, prevLog, List.of(entries), 0, 0);
    }

    private static LogEntry command(long index) {
        return new LogEntry(index, 1, EntryType.COMMAND, 0, 0, ByteBuffer.allocate(0));
    }
}
