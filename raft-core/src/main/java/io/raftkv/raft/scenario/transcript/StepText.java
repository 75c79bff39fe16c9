package io.raftkv.raft.scenario.transcript;

import io.raftkv.raft.core.AppendEntriesResponse;
import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.Input;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.core.RequestVoteResponse;
import io.raftkv.raft.core.Rule;
import io.raftkv.raft.scenario.Event;
import io.raftkv.raft.scenario.View;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One step of a server in words. */
final class StepText {

    /** How many entries that two logs have in common are shown before those in which they differ. */
    private static final int COMMON_ENTRIES_SHOWN = 3;

    private StepText() {}

    /** What came in, when that is not a message of another server. */
    static String cause(Input input, Effects effects) {
        return switch (input) {
            case Input.MessageReceived(AppendEntriesResponse.Accepted accepted) ->
                "its own disk has everything up to " + accepted.matchIndex();
            case Input.MessageReceived(RequestVoteResponse ignored) -> "its own disk has its vote for itself";
            case Input.MessageReceived(var message) -> Words.of(message);
            case Input.Tick ignored -> timer(effects.rules());
            case Input.Proposed(var proposals) -> "a client's command " + Words.proposals(proposals);
            case Input.ReadRequested ignored -> "a client wants to read";
            case Input.EntriesRead(var request, var entries) ->
                "its disk has read " + entries.size() + " entries from " + request.fromIndex() + " for S"
                        + request.peer();
            case Input.StatePersisted(long index, var followers) ->
                "its state machine has everything up to " + index + " on disk";
            case Input.SnapshotTaken(long lastIncludedIndex) ->
                "it has a snapshot of everything up to " + lastIncludedIndex;
            case Input.SnapshotTransferEnded(var request) -> "the snapshot for S" + request.to() + " is sent";
            case Input.MembershipChangeRequested(long number, var change) -> "an operator: " + Words.of(change);
            case Input.TransferRequested(long target) ->
                "an operator: hand over to " + (target == 0 ? "anybody" : Words.server(target));
        };
    }

    private static String timer(List<Rule> rules) {
        boolean election = rules.contains(Rule.ELECTION_TIMEOUT) || rules.contains(Rule.ASK_BEFORE_ELECTION);
        return election ? "election timeout" : "a timer is due";
    }

    /** The rules that were applied, in order, each once. */
    static Set<Rule> rules(Effects effects) {
        return new LinkedHashSet<>(effects.rules());
    }

    /** What is different on the server. */
    static List<String> changes(View before, View after) {
        var changes = new ArrayList<String>();
        var was = before.state();
        var is = after.state();
        add(changes, "role", Words.of(was.role()), Words.of(is.role()));
        add(changes, "currentTerm", was.currentTerm(), is.currentTerm());
        add(changes, "votedFor", Words.server(was.votedFor()), Words.server(is.votedFor()));
        add(changes, "leader", Words.server(was.leader()), Words.server(is.leader()));
        add(changes, "commitIndex", was.commitIndex(), is.commitIndex());
        var lines = new ArrayList<String>();
        if (!changes.isEmpty()) {
            lines.add(String.join("   ", changes));
        }
        if (!before.log().equals(after.log())) {
            lines.add(log(before, after));
        }
        if (!was.configuration().equals(is.configuration())) {
            lines.add("configuration " + Words.of(was.configuration()) + " → " + Words.of(is.configuration()));
        }
        return lines;
    }

    private static void add(List<String> changes, String what, Object before, Object after) {
        if (!before.equals(after)) {
            changes.add(what + " " + before + " → " + after);
        }
    }

    private static String log(View before, View after) {
        int common = 0;
        while (common < Math.min(before.log().size(), after.log().size())
                && before.log().get(common).equals(after.log().get(common))) {
            common++;
        }
        int from = Math.max(0, common - COMMON_ENTRIES_SHOWN);
        return "log " + tail(before, from) + " → " + tail(after, from);
    }

    private static String tail(View view, int from) {
        LogPosition last = view.state().last();
        if (view.log().isEmpty()) {
            return last.equals(LogPosition.ORIGIN) ? "empty" : "empty, behind a snapshot up to " + Words.position(last);
        }
        String cells = view.log().subList(from, view.log().size()).stream()
                .map(View::cell)
                .collect(Collectors.joining(" "));
        return from == 0 ? cells : "… " + cells;
    }

    /** What is sent, and what is told to clients. */
    static List<String> effects(long server, Effects effects) {
        var lines = new ArrayList<String>();
        sends(server, effects.messages(), "").forEach(lines::add);
        sends(server, effects.messagesWhenDurable(), ", once everything is on its disk")
                .forEach(lines::add);
        effects.snapshotsToSend().forEach(request -> lines.add("sends a snapshot to S" + request.to()));
        effects.grantedReads().forEach(read -> lines.add("the read may go from index " + read.readIndex()));
        effects.refusals().forEach(refused -> lines.add("refused: " + reason(refused)));
        return lines;
    }

    private static List<String> sends(long server, List<Message> messages, String when) {
        Map<String, TreeSet<Long>> receivers = new LinkedHashMap<>();
        for (Message message : messages) {
            if (message.to() != server) {
                receivers
                        .computeIfAbsent(Words.kind(message), kind -> new TreeSet<>())
                        .add(message.to());
            }
        }
        return receivers.entrySet().stream()
                .map(entry -> "sends " + entry.getKey() + " to " + Words.servers(entry.getValue()) + when)
                .toList();
    }

    private static String reason(Effects.Refused refused) {
        return switch (refused) {
            case Effects.Refused.ProposalRefused proposal -> proposal.refusal().toString();
            case Effects.Refused.ReadRefused read -> read.refusal().toString();
        };
    }

    /** Whether the step goes on with what the server did just before. */
    static boolean continues(Event.Stepped stepped) {
        return stepped.step().input() == null;
    }
}
