package io.raftkv.raft.scenario.transcript;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.AppendEntriesResponse;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.ForwardedChange;
import io.raftkv.raft.core.ForwardedProposals;
import io.raftkv.raft.core.ForwardedRead;
import io.raftkv.raft.core.ForwardedReadResponse;
import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.PreVote;
import io.raftkv.raft.core.PreVoteResponse;
import io.raftkv.raft.core.Proposal;
import io.raftkv.raft.core.ProposalsRefused;
import io.raftkv.raft.core.RequestVote;
import io.raftkv.raft.core.RequestVoteResponse;
import io.raftkv.raft.core.RoleName;
import io.raftkv.raft.core.TimeoutNow;
import io.raftkv.raft.sim.Parcel;
import io.raftkv.raft.snapshot.SnapshotPart;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Messages and their fields in the paper's words. */
final class Words {

    private static final int LONGEST_TEXT = 30;

    private Words() {}

    static String of(Parcel parcel) {
        return switch (parcel) {
            case Parcel.OfMessage(var message) -> of(message);
            case Parcel.OfSnapshot(var part) -> of(part);
        };
    }

    static String of(Message message) {
        String term = kind(message) + " term=" + message.term();
        return switch (message) {
            case AppendEntries request ->
                term + previous(request.prevLog()) + " entries=" + entries(request.entries()) + " leaderCommit="
                        + request.leaderCommit() + round(request.round());
            case AppendEntriesResponse.Accepted accepted ->
                term + " success=true matchIndex=" + accepted.matchIndex() + round(accepted.round());
            case AppendEntriesResponse.Rejected rejected ->
                term + " success=false prevLogIndex=" + rejected.prevLogIndex() + " hint=" + position(rejected.hint());
            case AppendEntriesResponse.Stale ignored -> term + " success=false";
            case RequestVote request ->
                term + " candidateId=" + server(request.from()) + last(request.lastLog())
                        + (request.reason() == RequestVote.Reason.LEADERSHIP_TRANSFER
                                ? " (told to by the leader)"
                                : "");
            case RequestVoteResponse response -> term + " voteGranted=" + response.voteGranted();
            case PreVote request -> term + " candidateId=" + server(request.from()) + last(request.lastLog());
            case PreVoteResponse response -> term + " voteGranted=" + response.voteGranted();
            case ForwardedProposals forwarded -> term + " " + proposals(forwarded.proposals());
            case ProposalsRefused refused -> term + " because " + refused.refusal();
            case ForwardedRead ignored -> term;
            case ForwardedReadResponse.Granted granted -> term + " readIndex=" + granted.readIndex();
            case ForwardedReadResponse.Refused ignored -> term;
            case ForwardedChange forwarded -> term + " " + of(forwarded.change());
            case InstallSnapshot request ->
                term + " lastIncludedIndex=" + request.snapshot().lastIncluded().index() + " lastIncludedTerm="
                        + request.snapshot().lastIncluded().term() + " configuration="
                        + of(request.snapshot().configuration());
            case TimeoutNow ignored -> term;
        };
    }

    /** What kind of message it is. */
    static String kind(Message message) {
        return switch (message) {
            case AppendEntriesResponse ignored -> "AppendEntriesResponse";
            case ForwardedReadResponse.Granted ignored -> "ForwardedReadGranted";
            case ForwardedReadResponse.Refused ignored -> "ForwardedReadRefused";
            default -> message.getClass().getSimpleName();
        };
    }

    static String of(SnapshotPart part) {
        return switch (part) {
            case SnapshotPart.Offer offer ->
                "snapshot offered: lastIncludedIndex=" + offer.manifest().lastIncludedIndex() + ", "
                        + offer.manifest().totalBytes() + " bytes";
            case SnapshotPart.Chunk chunk ->
                "snapshot chunk offset=" + chunk.offset() + " bytes="
                        + chunk.data().remaining();
            case SnapshotPart.Progress progress -> "snapshot is here up to offset=" + progress.offset();
            case SnapshotPart.Declined declined -> "snapshot declined: " + declined.reason();
        };
    }

    static String of(RoleName role) {
        return role.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String of(MembershipChange change) {
        return change.steps().stream().map(Words::of).collect(Collectors.joining(", "));
    }

    private static String of(MembershipChange.Step step) {
        return switch (step) {
            case MembershipChange.Step.AddLearner add -> "add learner " + server(add.server());
            case MembershipChange.Step.Join join -> "let " + server(join.server()) + " join";
            case MembershipChange.Step.AddVoter add -> "add voter " + server(add.server());
            case MembershipChange.Step.Promote promote -> "promote " + server(promote.server());
            case MembershipChange.Step.Remove remove -> "remove " + server(remove.server());
            case MembershipChange.Step.Move move -> "move " + server(move.server());
        };
    }

    /** {@code C_old,new} as old voters, an arrow and new voters; those without a vote behind them. */
    static String of(Configuration configuration) {
        String voters = "{" + servers(configuration.voters()) + "}";
        String old = configuration.isJoint() ? "{" + servers(configuration.oldVoters()) + "}+" : "";
        return old
                + voters
                + others(" learner ", configuration.learners())
                + others(" joining ", configuration.joining());
    }

    private static String others(String what, List<Long> servers) {
        return servers.isEmpty() ? "" : what + servers(servers);
    }

    static String server(long id) {
        return id == 0 ? "-" : "S" + id;
    }

    static String servers(Collection<Long> ids) {
        return ids.stream().map(Words::server).collect(Collectors.joining(","));
    }

    static String position(LogPosition position) {
        return position.index() + "/t" + position.term();
    }

    static String proposals(List<Proposal> proposals) {
        return proposals.stream().map(proposal -> quoted(proposal.payload())).collect(Collectors.joining(" "));
    }

    private static String entries(List<LogEntry> entries) {
        return entries.stream().map(Words::entry).collect(Collectors.joining(" ", "[", "]"));
    }

    private static String entry(LogEntry entry) {
        String content = switch (entry.type()) {
            case NO_OP -> "no-op";
            case COMMAND -> quoted(entry.payload());
            case CONFIGURATION -> "configuration " + of(Configuration.decode(entry.payload()));
        };
        return position(entry.position()) + " " + content;
    }

    private static String quoted(ByteBuffer payload) {
        String text = UTF_8.decode(payload.duplicate()).toString();
        return '"' + (text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) + "…" : text) + '"';
    }

    private static String previous(LogPosition prevLog) {
        return " prevLogIndex=" + prevLog.index() + " prevLogTerm=" + prevLog.term();
    }

    private static String last(LogPosition lastLog) {
        return " lastLogIndex=" + lastLog.index() + " lastLogTerm=" + lastLog.term();
    }

    private static String round(long round) {
        return round == 0 ? "" : " round=" + round;
    }
}
