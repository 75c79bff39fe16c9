package io.raftkv.raft.core;

import java.util.List;

/**
 * Invoked by the leader to replicate log entries; without entries it is a heartbeat (P 5.3 and Figure 2).
 *
 * @param from the leader ({@code leaderId})
 * @param to the follower
 * @param term the leader's term
 * @param prevLog the entry immediately before the new ones ({@code prevLogIndex}, {@code prevLogTerm})
 * @param entries entries to store, in order and without a gap after {@code prevLog}; none for a heartbeat
 * @param leaderCommit the leader's {@code commitIndex}
 * @param round the latest round in which the leader asks its followers to confirm it (D 6.4); answers repeat it
 */
public record AppendEntries(
        long from, long to, long term, LogPosition prevLog, List<LogEntry> entries, long leaderCommit, long round)
        implements Message {

    /** The follower's log is the leader's up to {@code matchIndex}. */
    public AppendEntriesResponse.Accepted accepted(long matchIndex) {
        return new AppendEntriesResponse.Accepted(to, from, term, round, matchIndex);
    }

    /** The follower's log does not contain {@code prevLog}; the leader should look no higher than {@code hint}. */
    public AppendEntriesResponse.Rejected rejected(LogPosition hint) {
        return new AppendEntriesResponse.Rejected(to, from, term, round, prevLog.index(), hint);
    }
}
