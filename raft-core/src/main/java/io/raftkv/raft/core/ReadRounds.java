package io.raftkv.raft.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads without writing the log (D 6.4): a leader notes its commit index, has a majority confirm in one round of heartbeats
 * that it still leads, and then lets the reads go from that index on. All reads that wait share a round; a round that is
 * under way takes no more, because a confirmation only counts for reads that were there before it was asked for. A read is
 * named by its attempt, so that no confirmation ever serves another one (known bug readindex-retry-reused).
 */
final class ReadRounds {

    private List<ForwardedRead> waiting = new ArrayList<>();
    private List<ForwardedRead> confirming = List.of();
    private long confirmingRound;
    private long readIndex;

    /** The latest round; 0 before the first. Counted anew by each leader, so a round belongs to a term. */
    private long round;

    private final Lease lease;

    /** Rounds of a leader, which renew this lease. */
    ReadRounds(Lease lease) {
        this.lease = lease;
    }

    long round() {
        return round;
    }

    /** A read of this server's own clients comes as one forwarded by itself. */
    void add(ForwardedRead read) {
        waiting.add(read);
    }

    /** Begins a round that serves no read, but renews the lease. */
    void begin(long now) {
        round++;
        lease.begin(round, now);
    }

    /** Begins the next round for reads, if any wait for one and none is under way. */
    void beginForReads(long commitIndex, long now, Effects effects) {
        if (confirming.isEmpty() && !waiting.isEmpty()) {
            effects.fired(Rule.READ_ROUND);
            begin(now);
            confirming = waiting;
            confirmingRound = round;
            waiting = new ArrayList<>();
            readIndex = commitIndex;
        }
    }

    /** A majority confirmed {@code confirmedRound}: if that is the one under way for reads, or a later one, they may be served. */
    void confirm(long confirmedRound, Raft raft, Effects effects) {
        lease.confirm(confirmedRound);
        if (confirmedRound >= confirmingRound && !confirming.isEmpty()) {
            effects.fired(Rule.CONFIRM_READS);
            for (ForwardedRead read : confirming) {
                grant(read, readIndex, raft, effects);
            }
            confirming = List.of();
        }
    }

    /** Lets one read go from {@code index} on. */
    static void grant(ForwardedRead read, long index, Raft raft, Effects effects) {
        if (read.from() == raft.self()) {
            effects.grantRead(read.readId(), index);
        } else {
            effects.send(read.granted(index, raft.currentTerm()));
        }
    }

    /** The leader is none any more: nobody is left waiting without a word (known bug readindex-dropped-silently). */
    void refuseAll(Raft raft, Effects effects) {
        for (List<ForwardedRead> reads : List.of(confirming, waiting)) {
            for (ForwardedRead read : reads) {
                if (read.from() == raft.self()) {
                    effects.refuse(new Effects.Refused.ReadRefused(read.readId(), Refusal.NOT_LEADER));
                } else {
                    effects.send(read.refused(raft.currentTerm()));
                }
            }
        }
    }
}
