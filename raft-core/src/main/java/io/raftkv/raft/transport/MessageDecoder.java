package io.raftkv.raft.transport;

import static io.raftkv.raft.transport.FieldChecks.impossible;
import static io.raftkv.raft.transport.FieldChecks.notNegative;
import static io.raftkv.raft.transport.FieldChecks.position;
import static io.raftkv.raft.transport.FieldChecks.started;
import static io.raftkv.raft.transport.MalformedMessageException.Kind.UNREADABLE;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.AppendEntriesResponse;
import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.ForwardedChange;
import io.raftkv.raft.core.ForwardedProposals;
import io.raftkv.raft.core.ForwardedRead;
import io.raftkv.raft.core.ForwardedReadResponse;
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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the algorithm's messages of envelopes, and lets none through that no server in its right mind would send: the
 * algorithm trusts what a message says about itself.
 *
 * <p>Payloads are read-only views of the array that the message was read into, so nothing is copied here. An entry that
 * is kept in memory keeps the whole message's array alive; the entries of one message are of the same age, and so are
 * let go together.
 */
final class MessageDecoder {

    private MessageDecoder() {}

    /**
     * Reads an envelope, whatever it holds.
     *
     * @param bytes the envelope; belongs to the result from now on, and must never be changed
     */
    static RaftProto.Envelope parse(byte[] bytes) throws MalformedMessageException {
        // Only through a ByteString does protobuf know that the array will not change, without which it does not alias.
        var input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
        input.enableAliasing(true);
        try {
            return RaftProto.Envelope.parseFrom(input);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedMessageException(UNREADABLE, "not an envelope: " + e.getMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading from an array cannot fail", e);
        }
    }

    /** Makes a message of an envelope whose addresses have been checked. */
    static Message decode(RaftProto.Envelope envelope) throws MalformedMessageException {
        long from = envelope.getFrom();
        long to = envelope.getTo();
        long term = notNegative("term", envelope.getTerm());
        return switch (envelope.getMessageCase()) {
            case REQUEST_VOTE ->
                new RequestVote(
                        from,
                        to,
                        started(term),
                        position(envelope.getRequestVote().getLastLog(), term),
                        Enumerations.decode(envelope.getRequestVote().getReason()));
            case REQUEST_VOTE_RESPONSE ->
                new RequestVoteResponse(
                        from, to, term, envelope.getRequestVoteResponse().getVoteGranted());
            case PRE_VOTE ->
                new PreVote(from, to, term, position(envelope.getPreVote().getLastLog(), term));
            case PRE_VOTE_RESPONSE ->
                new PreVoteResponse(
                        from, to, term, envelope.getPreVoteResponse().getVoteGranted());
            case APPEND_ENTRIES -> appendEntries(from, to, started(term), envelope.getAppendEntries());
            case APPEND_ENTRIES_ACCEPTED -> accepted(from, to, started(term), envelope.getAppendEntriesAccepted());
            case APPEND_ENTRIES_REJECTED -> rejected(from, to, started(term), envelope.getAppendEntriesRejected());
            case APPEND_ENTRIES_STALE -> new AppendEntriesResponse.Stale(from, to, started(term));
            case FORWARDED_PROPOSALS ->
                new ForwardedProposals(from, to, term, proposals(envelope.getForwardedProposals()));
            case PROPOSALS_REFUSED -> proposalsRefused(from, to, term, envelope.getProposalsRefused());
            case FORWARDED_READ ->
                new ForwardedRead(from, to, term, envelope.getForwardedRead().getReadId());
            case FORWARDED_READ_GRANTED ->
                new ForwardedReadResponse.Granted(
                        from,
                        to,
                        term,
                        envelope.getForwardedReadGranted().getReadId(),
                        notNegative(
                                "read_index", envelope.getForwardedReadGranted().getReadIndex()));
            case FORWARDED_READ_REFUSED ->
                new ForwardedReadResponse.Refused(
                        from, to, term, envelope.getForwardedReadRefused().getReadId());
            case FORWARDED_CHANGE ->
                new ForwardedChange(
                        from,
                        to,
                        term,
                        envelope.getForwardedChange().getNumber(),
                        MembershipCodec.decode(envelope.getForwardedChange()));
            case TIMEOUT_NOW -> new TimeoutNow(from, to, started(term));
            case SNAPSHOT_OFFER, SNAPSHOT_CHUNK, SNAPSHOT_PROGRESS, SNAPSHOT_DECLINED ->
                throw impossible(envelope.getMessageCase() + " among the messages of the algorithm");
            case HELLO -> throw impossible("a Hello within a stream, which only opens one");
            case MESSAGE_NOT_SET -> throw unknownMessage();
        };
    }

    static MalformedMessageException unknownMessage() {
        return new MalformedMessageException(UNREADABLE, "no message that this version knows: a newer server?");
    }

    private static AppendEntries appendEntries(long from, long to, long term, RaftProto.AppendEntries message)
            throws MalformedMessageException {
        var prevLog = position(message.getPrevLog(), term);
        int count = message.getEntriesCount();
        if (prevLog.index() > Long.MAX_VALUE - count) {
            throw impossible("prev_log.index " + prevLog.index() + " is too high for " + count + " entries");
        }
        return new AppendEntries(
                from,
                to,
                term,
                prevLog,
                entries(prevLog, message.getEntriesList(), term),
                notNegative("leader_commit", message.getLeaderCommit()),
                notNegative("round", message.getRound()));
    }

    private static List<LogEntry> entries(LogPosition prevLog, List<RaftProto.Entry> messages, long leaderTerm)
            throws MalformedMessageException {
        if (messages.isEmpty()) {
            return List.of();
        }
        var entries = new ArrayList<LogEntry>(messages.size());
        long index = prevLog.index();
        long term = Math.max(1, prevLog.term());
        for (int i = 0; i < messages.size(); i++) {
            var message = messages.get(i);
            index++;
            // Terms never fall along a log, and no entry is of a later term than the leader that sends it (P 5.3).
            if (message.getTerm() < term || message.getTerm() > leaderTerm) {
                throw impossible(
                        "entry " + index + " is of term " + message.getTerm() + ", not " + term + " to " + leaderTerm);
            }
            term = message.getTerm();
            var type = Enumerations.decode(message.getType());
            if (type == EntryType.CONFIGURATION) {
                // The algorithm reads it as soon as it is in its log, and could only stop if it cannot.
                FieldChecks.configuration(message.getPayload());
            }
            entries.add(new LogEntry(
                    index,
                    term,
                    type,
                    message.getProposer(),
                    message.getProposal(),
                    message.getPayload().asReadOnlyByteBuffer()));
        }
        return entries;
    }

    private static AppendEntriesResponse accepted(
            long from, long to, long term, RaftProto.AppendEntriesAccepted message) throws MalformedMessageException {
        return new AppendEntriesResponse.Accepted(
                from,
                to,
                term,
                notNegative("round", message.getRound()),
                notNegative("match_index", message.getMatchIndex()));
    }

    private static AppendEntriesResponse rejected(
            long from, long to, long term, RaftProto.AppendEntriesRejected message) throws MalformedMessageException {
        long prevLogIndex = notNegative("prev_log_index", message.getPrevLogIndex());
        var hint = position(message.getHint(), term);
        if (hint.index() > prevLogIndex) {
            throw impossible("hint " + hint.index() + " is above prev_log_index " + prevLogIndex);
        }
        return new AppendEntriesResponse.Rejected(
                from, to, term, notNegative("round", message.getRound()), prevLogIndex, hint);
    }

    private static List<Proposal> proposals(RaftProto.ForwardedProposals message) {
        var proposals = new ArrayList<Proposal>(message.getProposalsCount());
        for (var proposal : message.getProposalsList()) {
            proposals.add(
                    new Proposal(proposal.getNumber(), proposal.getPayload().asReadOnlyByteBuffer()));
        }
        return proposals;
    }

    private static ProposalsRefused proposalsRefused(long from, long to, long term, RaftProto.ProposalsRefused message)
            throws MalformedMessageException {
        return new ProposalsRefused(
                from, to, term, List.copyOf(message.getNumbersList()), Enumerations.decode(message.getRefusal()));
    }
}
