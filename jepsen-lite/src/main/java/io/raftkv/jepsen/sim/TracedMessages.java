package io.raftkv.jepsen.sim;

import io.raftkv.jepsen.report.MessageRow;
import io.raftkv.jepsen.report.MessageRow.Change;
import io.raftkv.jepsen.report.MessageRow.Weight;
import io.raftkv.raft.core.AppendEntries;
import io.raftkv.raft.core.AppendEntriesResponse;
import io.raftkv.raft.core.ForwardedChange;
import io.raftkv.raft.core.ForwardedProposals;
import io.raftkv.raft.core.ForwardedRead;
import io.raftkv.raft.core.ForwardedReadResponse;
import io.raftkv.raft.core.InstallSnapshot;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.PreVote;
import io.raftkv.raft.core.PreVoteResponse;
import io.raftkv.raft.core.ProposalsRefused;
import io.raftkv.raft.core.RequestVote;
import io.raftkv.raft.core.RequestVoteResponse;
import io.raftkv.raft.core.TimeoutNow;
import io.raftkv.raft.sim.Parcel;
import io.raftkv.raft.sim.Trace;
import io.raftkv.raft.snapshot.SnapshotPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes rows of a drawing from what a trace has kept. A leader is noted where its first request of a term appears. */
public final class TracedMessages {

    private record Route(long from, long to, Class<?> kind) {}

    private static final Pattern NOTE_OF_SERVER = Pattern.compile("S(\\d+) (.*)", Pattern.DOTALL);

    private final List<MessageRow> rows = new ArrayList<>();
    private final Map<Route, String> lastOnRoute = new HashMap<>();
    private long leadersTerm;

    private TracedMessages() {}

    /** A row for each event, and for each leader. */
    public static List<MessageRow> rows(List<Trace.Event> events) {
        var messages = new TracedMessages();
        for (Trace.Event event : events) {
            switch (event) {
                case Trace.Event.Delivered(long time, Parcel parcel) -> messages.add(time, parcel, "");
                case Trace.Event.Lost(long time, Parcel parcel, Trace.Loss why) ->
                    messages.add(time, parcel, why.text());
                case Trace.Event.Note(long time, String text) -> messages.rows.add(note(time, text));
            }
        }
        return List.copyOf(messages.rows);
    }

    private static MessageRow note(long time, String text) {
        Matcher ofServer = NOTE_OF_SERVER.matcher(text);
        if (!ofServer.matches()) {
            return new MessageRow.Note(time, 0, text, Change.NONE);
        }
        return new MessageRow.Note(time, Long.parseLong(ofServer.group(1)), text, change(ofServer.group(2)));
    }

    private static Change change(String what) {
        if (what.equals("starts")) {
            return Change.STARTS;
        }
        boolean stops = what.equals("is killed") || what.startsWith("loses its power") || what.startsWith("stops: ");
        return stops ? Change.STOPS : Change.NONE;
    }

    private void add(long time, Parcel parcel, String loss) {
        switch (parcel) {
            case Parcel.OfSnapshot(SnapshotPart part) ->
                rows.add(new MessageRow.Arrow(time, part.from(), part.to(), text(part), loss, Weight.NOTABLE));
            case Parcel.OfMessage(Message message) -> add(time, message, loss);
        }
    }

    private void add(long time, Message message, String loss) {
        if (message instanceof AppendEntries && message.term() > leadersTerm) {
            leadersTerm = message.term();
            rows.add(new MessageRow.Note(
                    time, message.from(), "S" + message.from() + " leads in term " + leadersTerm, Change.NONE));
        }
        String text = text(message);
        String before = lastOnRoute.put(new Route(message.from(), message.to(), message.getClass()), text + loss);
        Weight weight = isRoutine(message) && (text + loss).equals(before)
                ? Weight.ROUTINE
                : isOrdinary(message) && loss.isEmpty() ? Weight.ORDINARY : Weight.NOTABLE;
        rows.add(new MessageRow.Arrow(time, message.from(), message.to(), text, loss, weight));
    }

    /** A heartbeat or what may be the answer to one: nothing new, when it is as the one before. */
    private static boolean isRoutine(Message message) {
        return (message instanceof AppendEntries append && append.entries().isEmpty())
                || message instanceof AppendEntriesResponse.Accepted;
    }

    private static boolean isOrdinary(Message message) {
        return switch (message) {
            case AppendEntries append -> true;
            case AppendEntriesResponse.Accepted accepted -> true;
            case ForwardedProposals forwarded -> true;
            case ForwardedRead forwarded -> true;
            case ForwardedReadResponse.Granted granted -> true;
            default -> false;
        };
    }

    private static String text(Message message) {
        String term = ", term " + message.term();
        return switch (message) {
            case AppendEntries request ->
                "AppendEntries" + term + ", prev " + position(request.prevLog()) + ", "
                        + count(request.entries().size(), "entry", "entries") + ", commit " + request.leaderCommit();
            case AppendEntriesResponse.Accepted accepted -> "accepted" + term + ", match " + accepted.matchIndex();
            case AppendEntriesResponse.Rejected rejected ->
                "rejected" + term + ", prev " + rejected.prevLogIndex() + ", hint " + position(rejected.hint());
            case AppendEntriesResponse.Stale stale -> "rejected" + term + ", which is newer";
            case RequestVote request -> "RequestVote" + term + ", last " + position(request.lastLog());
            case RequestVoteResponse response -> (response.voteGranted() ? "vote granted" : "vote rejected") + term;
            case PreVote request -> "PreVote" + term + ", last " + position(request.lastLog());
            case PreVoteResponse response -> (response.voteGranted() ? "pre-vote granted" : "pre-vote rejected") + term;
            case ForwardedProposals forwarded ->
                count(forwarded.proposals().size(), "proposal", "proposals") + " forwarded" + term;
            case ProposalsRefused refused -> "proposals refused" + term + ": " + refused.refusal();
            case ForwardedRead read -> "ReadIndex wanted" + term;
            case ForwardedReadResponse.Granted granted -> "ReadIndex " + granted.readIndex() + " granted" + term;
            case ForwardedReadResponse.Refused refused -> "ReadIndex refused" + term;
            case ForwardedChange change -> "change of members forwarded" + term;
            case InstallSnapshot request ->
                "InstallSnapshot" + term + ", up to "
                        + position(request.snapshot().lastIncluded());
            case TimeoutNow timeout -> "TimeoutNow" + term;
        };
    }

    private static String text(SnapshotPart part) {
        return switch (part) {
            case SnapshotPart.Offer offer ->
                "snapshot offered, up to " + offer.manifest().lastIncludedIndex();
            case SnapshotPart.Chunk chunk -> "snapshot, from byte " + chunk.offset();
            case SnapshotPart.Progress progress -> "snapshot is here up to byte " + progress.offset();
            case SnapshotPart.Declined declined -> "snapshot declined: " + declined.reason();
        };
    }

    /** Index and term, as the paper's figures have them: {@code 12/t3}. */
    private static String position(LogPosition position) {
        return position.index() + "/t" + position.term();
    }

    private static String count(int count, String one, String several) {
        return count == 0 ? "no " + several : count + " " + (count == 1 ? one : several);
    }
}
