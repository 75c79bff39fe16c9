package io.raftkv.raft.core;

import java.util.HashSet;
import java.util.Set;

/** Asks for votes in a term that it has started (P 5.2 and Figure 2, rules for candidates). */
final class Candidate implements Role {

    private final Set<Long> votesGranted = new HashSet<>();
    private final long electionDeadline;

    private Candidate(long electionDeadline) {
        this.electionDeadline = electionDeadline;
    }

    /**
     * On conversion to candidate: increment currentTerm, vote for self, reset election timer, send RequestVote to all other
     * servers (P Figure 2).
     *
     * <p>The requests leave when term, vote and log are durable, not before. Otherwise this server could forget them in a
     * crash, come back with a shorter log, campaign in the same term again, and win by votes that its former, longer log
     * had earned.
     */
    static Role start(RequestVote.Reason reason, Raft raft, Effects effects) {
        effects.fired(Rule.START_ELECTION);
        raft.startTerm(raft.currentTerm() + 1, raft.self(), effects);
        for (long other : raft.otherVoters()) {
            effects.sendWhenDurable(new RequestVote(
                    raft.self(), other, raft.currentTerm(), raft.log().last(), reason));
        }
        effects.sendWhenDurable(new RequestVoteResponse(raft.self(), raft.self(), raft.currentTerm(), true));
        return new Candidate(raft.newElectionDeadline());
    }

    @Override
    public long deadline() {
        return electionDeadline;
    }

    /** If election timeout elapses: start new election (P Figure 2), which begins by asking whether it could be won. */
    @Override
    public Role onTick(Raft raft, Effects effects) {
        return raft.now() < electionDeadline ? this : PreCandidate.start(raft, effects);
    }

    /** If votes received from majority of servers: become leader (P Figure 2). */
    @Override
    public Role onRequestVoteResponse(RequestVoteResponse response, Raft raft, Effects effects) {
        if (response.voteGranted()) {
            votesGranted.add(response.from());
        }
        return raft.configuration().isMajority(votesGranted::contains) ? Leader.start(raft, effects) : this;
    }
}
