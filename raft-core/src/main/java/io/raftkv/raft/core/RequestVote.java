package io.raftkv.raft.core;

/**
 * Invoked by candidates to gather votes (P 5.2 and Figure 2).
 *
 * @param from the candidate ({@code candidateId})
 * @param to the server that is asked
 * @param term the candidate's term
 * @param lastLog index and term of the candidate's last log entry ({@code lastLogIndex}, {@code lastLogTerm})
 */
public record RequestVote(long from, long to, long term, LogPosition lastLog) implements Message {

    /** The vote is the candidate's. */
    public RequestVoteResponse granted() {
        return new RequestVoteResponse(to, from, term, true);
    }

    /** The vote is not the candidate's, for whom {@code voterTerm} may be news. */
    public RequestVoteResponse denied(long voterTerm) {
        return new RequestVoteResponse(to, from, voterTerm, false);
    }
}
