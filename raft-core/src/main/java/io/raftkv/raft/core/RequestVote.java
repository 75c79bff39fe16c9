package io.raftkv.raft.core;

/**
 * Invoked by candidates to gather votes (P 5.2 and Figure 2).
 *
 * @param from the candidate ({@code candidateId})
 * @param to the server that is asked
 * @param term the candidate's term
 * @param lastLog index and term of the candidate's last log entry ({@code lastLogIndex}, {@code lastLogTerm})
 * @param reason why the candidate campaigns
 */
public record RequestVote(long from, long to, long term, LogPosition lastLog, Reason reason) implements Message {

    /** Why a server stands for election. */
    public enum Reason {
        /** Its election timeout elapsed (P 5.2). Whoever hears from a leader does not help to depose it (D 4.2.3). */
        ELECTION_TIMEOUT,
        /** The leader told it to (D 3.10), so that nobody needs to protect that leader (known bug transfer-blocked-by-lease). */
        LEADERSHIP_TRANSFER
    }

    /** The vote is the candidate's. */
    public RequestVoteResponse granted() {
        return new RequestVoteResponse(to, from, term, true);
    }

    /** The vote is not the candidate's, for whom {@code voterTerm} may be news. */
    public RequestVoteResponse denied(long voterTerm) {
        return new RequestVoteResponse(to, from, voterTerm, false);
    }
}
