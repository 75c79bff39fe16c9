package io.raftkv.raft.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The five guarantees of the paper's Figure 3, and what clients are promised, checked on servers of a schedule after each of
 * their steps. It has seen every entry that was ever written, so compacted logs do not hide anything from it.
 */
final class Figure3 {

    private record Vote(long voter, long term) {}

    private record Request(long proposer, long number) {}

    private record Committed(LogEntry entry, long inTerm) {}

    private final Map<Long, Long> leaderOfTerm = new HashMap<>();
    private final Map<Vote, Long> votes = new HashMap<>();
    private final Map<LogPosition, LogEntry> entries = new HashMap<>();
    private final Map<LogPosition, LogPosition> predecessors = new HashMap<>();

    /** What is committed, as soon as anybody knows; index 1 first. */
    private final List<Committed> committed = new ArrayList<>();

    private final Set<Request> committedRequests = new HashSet<>();
    private final Set<Request> refusedRequests = new HashSet<>();
    private final Map<Long, Long> checkedCommitIndex = new HashMap<>();

    /** How many entries are known to be committed by anybody. */
    long committedCount() {
        return committed.size();
    }

    /** A server has restarted: its commit index may be lower than it was. */
    void restarted(ScheduledServer server) {
        checkedCommitIndex.put(server.id(), 0L);
        checkCommitted(server);
    }

    /**
     * Checks a server that has made a step, whose writes have been carried out.
     *
     * @param ledTerm the term that it led before the step, 0 for none
     */
    void check(ScheduledServer server, long ledTerm, Effects effects) {
        Raft raft = server.raft();
        checkElectionSafety(raft);
        boolean stillLeads = ledTerm != 0 && raft.isLeader() && raft.currentTerm() == ledTerm;
        for (Effects.Write write : effects.writes()) {
            checkLeaderAppendOnly(raft, stillLeads, write);
            if (write instanceof Effects.Write.Append(var appended)) {
                appended.forEach(entry -> checkLogMatching(server, entry));
            }
        }
        checkCommitted(server);
        if (!effects.writes().isEmpty()) {
            checkConfiguration(server);
        }
        if (raft.isLeader() && !stillLeads) {
            checkLeaderCompleteness(server);
        }
        effects.refusals().forEach(refused -> checkRefusal(raft.self(), refused));
    }

    /** At most one leader can be elected in a given term. */
    private void checkElectionSafety(Raft raft) {
        if (raft.isLeader()) {
            Long other = leaderOfTerm.putIfAbsent(raft.currentTerm(), raft.self());
            require(
                    other == null || other == raft.self(),
                    "Election Safety",
                    "term " + raft.currentTerm() + " has two leaders: " + other + " and " + raft.self());
        }
    }

    /** A message leaves. What Election Safety rests on: a server votes once in a term, whatever it forgets in a crash. */
    void sent(Message message) {
        if (message instanceof RequestVoteResponse response && response.voteGranted()) {
            Long other = votes.putIfAbsent(new Vote(response.from(), response.term()), response.to());
            require(other == null || other == response.to(), "Election Safety", response + ", but voted for " + other);
        }
    }

    /** A leader never overwrites or deletes entries in its log; it only appends new entries. */
    private static void checkLeaderAppendOnly(Raft raft, boolean leads, Effects.Write write) {
        boolean deletes = write instanceof Effects.Write.Truncate || write instanceof Effects.Write.Reset;
        require(!leads || !deletes, "Leader Append-Only", "leader " + raft.self() + " does " + write);
    }

    /**
     * If two logs contain an entry with the same index and term, then the logs are identical in all entries up through the
     * given index. It is enough that equal positions have equal contents and equal predecessors.
     */
    private void checkLogMatching(ScheduledServer server, LogEntry entry) {
        LogEntry other = entries.putIfAbsent(entry.position(), entry);
        require(
                other == null || other.equals(entry),
                "Log Matching",
                entry + " is something else on server " + server.id());
        require(
                other != null || !refusedRequests.contains(new Request(entry.proposer(), entry.proposal())),
                "Refusal",
                entry + " was refused before");
        boolean hasPredecessor = entry.index() - 1 >= server.written().startIndex()
                && entry.index() - 1 <= server.written().lastIndex();
        if (hasPredecessor) {
            LogPosition predecessor = server.written().position(entry.index() - 1);
            LogPosition otherPredecessor = predecessors.putIfAbsent(entry.position(), predecessor);
            require(
                    otherPredecessor == null || otherPredecessor.equals(predecessor),
                    "Log Matching",
                    entry + " follows " + predecessor + " on server " + server.id() + " and " + otherPredecessor
                            + " elsewhere");
        }
    }

    /**
     * If a server has applied a log entry at a given index to its state machine, no other server will ever apply a different
     * log entry for the same index: what is committed stays what it is, whoever learns of it and however, by a snapshot too.
     */
    private void checkCommitted(ScheduledServer server) {
        Raft raft = server.raft();
        ModelDisk written = server.written();
        long checked = checkedCommitIndex.getOrDefault(server.id(), 0L);
        require(raft.log().commitIndex() >= checked, "State Machine Safety", "commitIndex falls on " + server.id());
        if (checked < written.startIndex()) {
            checkSnapshot(server, written.snapshot());
        }
        for (long index = Math.max(checked, written.startIndex()) + 1;
                index <= raft.log().commitIndex();
                index++) {
            LogEntry entry = written.entry(index);
            if (index > committed.size()) {
                committed.add(new Committed(entry, raft.currentTerm()));
                boolean firstTime =
                        entry.proposal() == 0 || committedRequests.add(new Request(entry.proposer(), entry.proposal()));
                require(firstTime, "At most once", entry + " was committed before under another index");
            }
            LogEntry other = committed.get((int) index - 1).entry();
            require(
                    entry.equals(other),
                    "State Machine Safety",
                    "server " + server.id() + " commits " + entry + ", others " + other);
        }
        checkedCommitIndex.put(server.id(), raft.log().commitIndex());
    }

    private void checkSnapshot(ScheduledServer server, SnapshotMetadata snapshot) {
        LogPosition last = snapshot.lastIncluded();
        require(
                last.index() <= committed.size()
                        && committed
                                .get((int) last.index() - 1)
                                .entry()
                                .position()
                                .equals(last),
                "State Machine Safety",
                "server " + server.id() + " has " + snapshot + " of something that is not committed");
        require(
                snapshot.configuration().equals(committedConfiguration(last.index())),
                "State Machine Safety",
                "server " + server.id() + " has " + snapshot + ", but the configuration then was "
                        + committedConfiguration(last.index()));
    }

    private Configuration committedConfiguration(long index) {
        for (long i = index; i > 0; i--) {
            LogEntry entry = committed.get((int) i - 1).entry();
            if (entry.type() == EntryType.CONFIGURATION) {
                return Configuration.decode(entry.payload());
            }
        }
        return Configuration.NONE;
    }

    /** The configuration in force is the latest one in the log, whatever was truncated or replaced (P 6). */
    private static void checkConfiguration(ScheduledServer server) {
        ModelDisk written = server.written();
        Configuration latest = written.startIndex() == 0
                ? server.firstConfiguration()
                : written.snapshot().configuration();
        for (LogEntry entry : written.log()) {
            if (entry.type() == EntryType.CONFIGURATION) {
                latest = Configuration.decode(entry.payload());
            }
        }
        require(
                server.raft().configuration().equals(latest),
                "Configuration",
                "server " + server.id() + " uses " + server.raft().configuration() + ", but its log says " + latest);
    }

    /**
     * If a log entry is committed in a given term, then that entry will be present in the logs of the leaders for all
     * higher-numbered terms.
     */
    private void checkLeaderCompleteness(ScheduledServer server) {
        ModelDisk written = server.written();
        for (long index = Math.max(1, written.startIndex()); index <= committed.size(); index++) {
            Committed known = committed.get((int) index - 1);
            boolean present = index <= written.lastIndex()
                    && written.position(index).equals(known.entry().position());
            require(
                    present || known.inTerm() >= server.raft().currentTerm(),
                    "Leader Completeness",
                    "server " + server.id() + " leads term " + server.raft().currentTerm() + " without " + known);
        }
    }

    /** What was refused has had no effect, and never will. */
    private void checkRefusal(long server, Effects.Refused refused) {
        if (refused instanceof Effects.Refused.ProposalRefused(long number, Refusal why)) {
            var request = new Request(server, number);
            refusedRequests.add(request);
            require(
                    entries.values().stream()
                            .noneMatch(entry -> entry.proposer() == server && entry.proposal() == number),
                    "Refusal",
                    request + " was refused as " + why + ", but is in a log");
        }
    }

    static void require(boolean holds, String guarantee, String what) {
        if (!holds) {
            throw new AssertionError(guarantee + " is broken: " + what);
        }
    }
}
