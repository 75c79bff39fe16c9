package io.raftkv.raft.sim;

import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.LogPosition;
import io.raftkv.raft.core.Raft;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The five guarantees of the paper's Figure 3, checked on the servers of a simulation after each of their events. Each check
 * looks only at what has changed on that server since the last one.
 */
public final class Guarantees {

    /** Raised when a guarantee does not hold. */
    public static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1;

        Broken(String guarantee, String what) {
            super(guarantee + " (P Figure 3) is broken: " + what);
        }
    }

    /** What an entry is, wherever it appears: its contents, and the term of the entry before it. */
    private record Identity(long previousTerm, long proposer, long proposal, ByteBuffer payload) {}

    /** What was seen of a server at its last check. */
    private static final class Seen {
        private List<LogPosition> termRuns = List.of();
        private long firstIndex = 1;
        private long lastIndex;
        private long leaderOfTerm;
        private long commitIndex;
    }

    private final Map<Long, Seen> servers = new HashMap<>();
    private final Map<Long, Long> leaderOfTerm = new HashMap<>();
    private final Map<LogPosition, Identity> entries = new HashMap<>();

    /** For each index that some server knew to be committed, the term of the entry there; index 1 first. */
    private final List<Long> committedTerms = new ArrayList<>();

    /** For each term in which something was committed, the last position that was. */
    private final NavigableMap<Long, LogPosition> committedInTerm = new TreeMap<>();

    /** For each index that some state machine applied, the entry; index 1 first, null for what is no command. */
    private final Map<Long, LogEntry> applied = new HashMap<>();

    /** The server has restarted: what it had in memory is gone. */
    public void restarted(long server) {
        servers.remove(server);
    }

    /**
     * Checks one server.
     *
     * @throws Broken naming the guarantee
     */
    public void check(Raft raft) {
        Seen seen = servers.computeIfAbsent(raft.self(), server -> new Seen());
        checkElectionSafety(raft);
        List<LogPosition> termRuns = raft.log().termRuns();
        if (raft.log().lastIndex() != seen.lastIndex || !termRuns.equals(seen.termRuns)) {
            long common = Math.min(
                    raft.log().lastIndex(), commonPrefix(seen, raft.log().firstIndex(), termRuns));
            checkLeaderAppendOnly(raft, seen, common);
            checkLogMatching(raft, common);
            seen.termRuns = termRuns;
            seen.firstIndex = raft.log().firstIndex();
            seen.lastIndex = raft.log().lastIndex();
        }
        if (raft.log().commitIndex() != seen.commitIndex) {
            checkCommitted(raft, seen.commitIndex);
            seen.commitIndex = raft.log().commitIndex();
        }
        if (raft.isLeader() && seen.leaderOfTerm != raft.currentTerm()) {
            checkLeaderCompleteness(raft);
        }
        seen.leaderOfTerm = raft.isLeader() ? raft.currentTerm() : 0;
    }

    /** At most one leader can be elected in a given term. */
    private void checkElectionSafety(Raft raft) {
        if (raft.isLeader()) {
            Long other = leaderOfTerm.putIfAbsent(raft.currentTerm(), raft.self());
            if (other != null && other != raft.self()) {
                throw new Broken(
                        "Election Safety",
                        "term " + raft.currentTerm() + " has two leaders: " + other + " and " + raft.self());
            }
        }
    }

    /** A leader never overwrites or deletes entries in its log; it only appends new entries. */
    private static void checkLeaderAppendOnly(Raft raft, Seen seen, long common) {
        if (raft.isLeader() && seen.leaderOfTerm == raft.currentTerm() && common < seen.lastIndex) {
            throw new Broken(
                    "Leader Append-Only",
                    "server " + raft.self() + ", leader of term " + raft.currentTerm() + ", changed its log from index "
                            + (common + 1) + " to " + seen.lastIndex);
        }
    }

    /**
     * If two logs contain an entry with the same index and term, then the logs are identical in all entries up through the
     * given index. It is enough that equal positions have equal contents and equal predecessors.
     */
    private void checkLogMatching(Raft raft, long common) {
        for (long index = common + 1; index <= raft.log().lastIndex(); index++) {
            if (raft.log().isInMemory(index)) {
                LogEntry entry = raft.log().entries(index, index, 0).getFirst();
                var identity =
                        new Identity(raft.log().termAt(index - 1), entry.proposer(), entry.proposal(), entry.payload());
                Identity other = entries.putIfAbsent(entry.position(), identity);
                if (other != null && !other.equals(identity)) {
                    throw new Broken(
                            "Log Matching",
                            entry.position() + " is " + identity + " on server " + raft.self() + " and " + other
                                    + " elsewhere");
                }
            }
        }
    }

    /**
     * If a log entry is committed in a given term, then that entry will be present in the logs of the leaders for all
     * higher-numbered terms.
     */
    private void checkLeaderCompleteness(Raft raft) {
        Map.Entry<Long, LogPosition> last = committedInTerm.lowerEntry(raft.currentTerm());
        if (last != null && !raft.log().contains(last.getValue())) {
            throw new Broken(
                    "Leader Completeness",
                    "server " + raft.self() + " leads term " + raft.currentTerm() + " without " + last.getValue()
                            + ", committed in term " + last.getKey());
        }
    }

    /** What is committed stays what it is, whoever learns of it. */
    private void checkCommitted(Raft raft, long from) {
        LogPosition start = raft.log().snapshot().lastIncluded();
        if (start.index() > committedTerms.size()) {
            throw new Broken(
                    "State Machine Safety",
                    "server " + raft.self() + " has a snapshot up to " + start + ", but only " + committedTerms.size()
                            + " entries are committed");
        }
        for (long index = Math.max(from + 1, start.index()); index <= raft.log().commitIndex(); index++) {
            long term = raft.log().termAt(index);
            if (index <= committedTerms.size()) {
                if (committedTerms.get((int) index - 1) != term) {
                    throw new Broken(
                            "State Machine Safety",
                            "server " + raft.self() + " commits term " + term + " at index " + index + ", others term "
                                    + committedTerms.get((int) index - 1));
                }
            } else {
                committedTerms.add(term);
                committedInTerm.merge(
                        raft.currentTerm(),
                        new LogPosition(index, term),
                        (old, newer) -> newer.index() > old.index() ? newer : old);
            }
        }
    }

    /**
     * If a server has applied a log entry at a given index to its state machine, no other server will ever apply a different
     * log entry for the same index.
     *
     * @throws Broken naming the guarantee
     */
    public void applied(long server, LogEntry entry) {
        LogEntry other = applied.putIfAbsent(entry.index(), entry);
        if (other != null && !other.equals(entry)) {
            throw new Broken(
                    "State Machine Safety", "server " + server + " applied " + entry + ", another one " + other);
        }
        if (entry.index() > committedTerms.size()) {
            throw new Broken(
                    "State Machine Safety", "server " + server + " applied " + entry + ", which is not committed");
        }
    }

    /**
     * The last index up to which a log is what it was, as far as it can be said: what has been forgotten before or since was
     * committed, and is checked as such.
     */
    private static long commonPrefix(Seen seen, long firstIndex, List<LogPosition> nowRuns) {
        long from = Math.max(seen.firstIndex, firstIndex);
        List<LogPosition> before = from == seen.firstIndex ? seen.termRuns : behind(from, seen.termRuns);
        List<LogPosition> now = from == firstIndex ? nowRuns : behind(from, nowRuns);
        for (int i = 0; i < Math.max(before.size(), now.size()); i++) {
            boolean both = i < before.size() && i < now.size();
            if (!both || !before.get(i).equals(now.get(i))) {
                long changedBefore = i < before.size() ? before.get(i).index() : Long.MAX_VALUE;
                long changedNow = i < now.size() ? now.get(i).index() : Long.MAX_VALUE;
                return Math.min(seen.lastIndex, Math.min(changedBefore, changedNow) - 1);
            }
        }
        return seen.lastIndex;
    }

    /** The same runs of terms as if the log began with {@code firstIndex}. */
    private static List<LogPosition> behind(long firstIndex, List<LogPosition> runs) {
        var behind = new ArrayList<LogPosition>();
        for (LogPosition run : runs) {
            if (run.index() <= firstIndex) {
                behind.clear();
                behind.add(new LogPosition(firstIndex, run.term()));
            } else {
                behind.add(run);
            }
        }
        return behind;
    }
}
