package io.raftkv.raft.core;

import java.util.HashSet;
import java.util.Set;

/**
 * Asks whether it would be elected in the next term, without starting that term (D 9.6). A server that cannot reach a
 * majority, or whose log is behind, stays here and disturbs nobody.
 */
final class PreCandidate implements Role {

    private final Set<Long> votesPromised = new HashSet<>();
    private final long electionDeadline;

    private PreCandidate(long electionDeadline) {
        this.electionDeadline = electionDeadline;
    }

    static Role start(Raft raft, Effects effects) {
        effects.fired(Rule.ASK_BEFORE_ELECTION);
        var preCandidate = new PreCandidate(raft.newElectionDeadline());
        for (long other : raft.otherVoters()) {
            effects.send(new PreVote(
                    raft.self(), other, raft.currentTerm(), raft.log().last()));
        }
        return preCandidate.count(raft.self(), raft, effects);
    }

    @Override
    public long deadline() {
        return electionDeadline;
    }

    /** Nobody has won meanwhile: asks again. */
    @Override
    public Role onTick(Raft raft, Effects effects) {
        return raft.now() < electionDeadline ? this : start(raft, effects);
    }

    @Override
    public Role onPreVoteResponse(PreVoteResponse response, Raft raft, Effects effects) {
        return response.voteGranted() ? count(response.from(), raft, effects) : this;
    }

    private Role count(long voter, Raft raft, Effects effects) {
        votesPromised.add(voter);
        return raft.configuration().isMajority(votesPromised::contains)
                ? Candidate.start(RequestVote.Reason.ELECTION_TIMEOUT, raft, effects)
                : this;
    }

    @Override
    public Role onTimeoutNow(Raft raft, Effects effects) {
        return raft.takeOver(effects);
    }
}
