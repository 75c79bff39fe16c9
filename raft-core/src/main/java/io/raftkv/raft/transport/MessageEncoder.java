package io.raftkv.raft.transport;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.AppendEntriesResponse;
import io.raftkv.raft.core.ForwardedChange;
import io.raftkv.raft.core.ForwardedProposals;
import io.raftkv.raft.core.ForwardedRead;
import io.raftkv.raft.core.ForwardedReadResponse;
import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.core.Invariants;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.PreVote;
import io.raftkv.raft.core.PreVoteResponse;
import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.core.ProposalsRefused;
import io.raftkv.raft.core.RequestVote;
import io.raftkv.raft.core.RequestVoteResponse;
import io.raftkv.raft.core.TimeoutNow;
import io.raftkv.raft.transport.proto.RaftProto;
import java.nio.ByteBuffer;

/** Makes envelopes of the algorithm's messages. */
final class MessageEncoder implements Encoder<Message> {

    private final Envelopes envelopes;

    MessageEncoder(Envelopes envelopes) {
        this.envelopes = envelopes;
    }

    @Override
    public RaftProto.Envelope encode(Message message) {
        var envelope = envelopes.address(message.from(), message.to()).setTerm(message.term());
        switch (message) {
            case RequestVote m ->
                envelope.setRequestVote(RaftProto.RequestVote.newBuilder()
                        .setLastLog(position(m.lastLog()))
                        .setReason(Enumerations.encode(m.reason())));
            case RequestVoteResponse m ->
                envelope.setRequestVoteResponse(
                        RaftProto.RequestVoteResponse.newBuilder().setVoteGranted(m.voteGranted()));
            case PreVote m -> envelope.setPreVote(RaftProto.PreVote.newBuilder().setLastLog(position(m.lastLog())));
            case PreVoteResponse m ->
                envelope.setPreVoteResponse(
                        RaftProto.PreVoteResponse.newBuilder().setVoteGranted(m.voteGranted()));
            case AppendEntries m -> envelope.setAppendEntries(appendEntries(m));
            case AppendEntriesResponse.Accepted m ->
                envelope.setAppendEntriesAccepted(RaftProto.AppendEntriesAccepted.newBuilder()
                        .setRound(m.round())
                        .setMatchIndex(m.matchIndex()));
            case AppendEntriesResponse.Rejected m ->
                envelope.setAppendEntriesRejected(RaftProto.AppendEntriesRejected.newBuilder()
                        .setRound(m.round())
                        .setPrevLogIndex(m.prevLogIndex())
                        .setHint(position(m.hint())));
            case AppendEntriesResponse.Stale ignored ->
                envelope.setAppendEntriesStale(RaftProto.AppendEntriesStale.getDefaultInstance());
            case ForwardedProposals m -> envelope.setForwardedProposals(forwardedProposals(m));
            case ProposalsRefused m ->
                envelope.setProposalsRefused(RaftProto.ProposalsRefused.newBuilder()
                        .addAllNumbers(m.numbers())
                        .setRefusal(Enumerations.encode(m.refusal())));
            case ForwardedRead m ->
                envelope.setForwardedRead(RaftProto.ForwardedRead.newBuilder().setReadId(m.readId()));
            case ForwardedReadResponse.Granted m ->
                envelope.setForwardedReadGranted(RaftProto.ForwardedReadGranted.newBuilder()
                        .setReadId(m.readId())
                        .setReadIndex(m.readIndex()));
            case ForwardedReadResponse.Refused m ->
                envelope.setForwardedReadRefused(
                        RaftProto.ForwardedReadRefused.newBuilder().setReadId(m.readId()));
            case ForwardedChange m -> envelope.setForwardedChange(MembershipCodec.encode(m));
            case TimeoutNow ignored -> envelope.setTimeoutNow(RaftProto.TimeoutNow.getDefaultInstance());
            case InstallSnapshot m -> throw onlyWithItsSnapshot(m);
        }
        return envelope.build();
    }

    /**
     * {@inheritDoc}
     *
     * <p>Looks at entries one by one, and so it is the place where the sender's thread learns that they are not in sequence:
     * on the wire they have no index of their own, and a gap would silently become wrong indexes at the peer.
     */
    @Override
    public long sizeOf(Message message) {
        return switch (message) {
            case AppendEntries m -> FIXED_BYTES + sizeOfEntries(m);
            case ForwardedProposals m -> FIXED_BYTES + sizeOfProposals(m);
            case ProposalsRefused m ->
                FIXED_BYTES + (long) Long.BYTES * m.numbers().size();
            case RequestVote ignored -> FIXED_BYTES;
            case RequestVoteResponse ignored -> FIXED_BYTES;
            case PreVote ignored -> FIXED_BYTES;
            case PreVoteResponse ignored -> FIXED_BYTES;
            case AppendEntriesResponse ignored -> FIXED_BYTES;
            case ForwardedRead ignored -> FIXED_BYTES;
            case ForwardedReadResponse ignored -> FIXED_BYTES;
            case ForwardedChange m -> FIXED_BYTES + MembershipCodec.sizeOf(m.change());
            case TimeoutNow ignored -> FIXED_BYTES;
            case InstallSnapshot m -> throw onlyWithItsSnapshot(m);
        };
    }

    private static IllegalArgumentException onlyWithItsSnapshot(InstallSnapshot message) {
        return new IllegalArgumentException(
                "InstallSnapshot travels as SnapshotPart.Offer, for it says that the snapshot has arrived: " + message);
    }

    private static long sizeOfEntries(AppendEntries message) {
        long size = 0;
        long index = message.prevLog().index();
        for (LogEntry entry : message.entries()) {
            index++;
            if (entry.index() != index) {
                Invariants.check(
                        false,
                        () -> "entries of AppendEntries have a gap at " + entry.position() + " after "
                                + message.prevLog());
            }
            size += entry.sizeInBytes();
        }
        return size;
    }

    private static long sizeOfProposals(ForwardedProposals message) {
        long size = 0;
        for (Proposal proposal : message.proposals()) {
            size += LogEntry.OVERHEAD_BYTES + proposal.payload().remaining();
        }
        return size;
    }

    private static RaftProto.AppendEntries appendEntries(AppendEntries message) {
        var builder = RaftProto.AppendEntries.newBuilder()
                .setPrevLog(position(message.prevLog()))
                .setLeaderCommit(message.leaderCommit())
                .setRound(message.round());
        for (LogEntry entry : message.entries()) {
            builder.addEntries(RaftProto.Entry.newBuilder()
                    .setTerm(entry.term())
                    .setType(Enumerations.encode(entry.type()))
                    .setProposer(entry.proposer())
                    .setProposal(entry.proposal())
                    .setPayload(payload(entry.payload()))
                    .build());
        }
        return builder.build();
    }

    private static RaftProto.ForwardedProposals forwardedProposals(ForwardedProposals message) {
        var builder = RaftProto.ForwardedProposals.newBuilder();
        for (Proposal proposal : message.proposals()) {
            builder.addProposals(RaftProto.Proposal.newBuilder()
                    .setNumber(proposal.number())
                    .setPayload(payload(proposal.payload()))
                    .build());
        }
        return builder.build();
    }

    static RaftProto.LogPosition position(LogPosition position) {
        return RaftProto.LogPosition.newBuilder()
                .setIndex(position.index())
                .setTerm(position.term())
                .build();
    }

    private static ByteString payload(ByteBuffer payload) {
        return UnsafeByteOperations.unsafeWrap(payload);
    }
}
