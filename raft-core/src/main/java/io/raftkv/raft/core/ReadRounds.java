package io.raftkv.raft.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads without writing the log (D 6.4): a leader notes its commit index, has a majority confirm in one round of heartbeats
 * that it still leads, and then lets the reads go from that index on. All reads that wait share a round; a round that is
 * under way takes no more, because a confirmation only counts for reads that were there before it was asked for.
 */
final class ReadRounds {

    private List<ForwardedRead> waiting = new ArrayList<>();
    private List<ForwardedRead> confirming = List.of();
    private long readIndex;
    private long round;

    /** The latest round; 0 before the first. Counted anew by each leader, so a round belongs to a term. */
    long round() {
        return round;
    }

    /** A read of this server's own clients comes as one forwarded by itself. */
    void add(ForwardedRead read) {
        waiting.add(read);
    }

    /** Begins the next round, if reads wait for one and none is under way. */
    void begin(long commitIndex) {
        if (confirming.isEmpty() && !waiting.isEmpty()) {
            confirming = waiting;
            waiting = new ArrayList<>();
            readIndex = commitIndex;
            round++;
        }
    }

    /** A majority confirmed {@code confirmedRound}: if that is the one under way, its reads may be served. */
    void confirm(long confirmedRound, Raft raft, Effects effects) {
        if (confirmedRound >= round) {
            for (ForwardedRead read : confirming) {
                grant(read, raft, effects);
            }
            confirming = List.of();
        }
    }

    private void grant(ForwardedRead read, Raft raft, Effects effects) {
        if (read.from() == raft.self()) {
            effects.grantRead(read.readId(), readIndex);
        } else {
            effects.send(read.granted(readIndex, raft.currentTerm()));
        }
    }

    /** The leader is none any more: nobody is left waiting without a word. */
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
