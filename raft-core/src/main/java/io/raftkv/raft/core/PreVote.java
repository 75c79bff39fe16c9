package io.raftkv.raft.core;

/**
 * Asks "would you vote for me in the next term?", so that a server that cannot win does not raise anybody's term (D 9.6).
 *
 * <p>It carries the sender's own current term, not the one it would campaign in: so the rule that the higher term wins
 * holds for this message as for every other, and two servers can never refuse each other for ever because neither learns
 * the other's term (known bug prevote-term-stuck).
 *
 * @param from the server that thinks of becoming a candidate
 * @param to the server that is asked
 * @param term the sender's current term; the vote would be for the term after it
 * @param lastLog index and term of the sender's last log entry
 */
public record PreVote(long from, long to, long term, LogPosition lastLog) implements Message {

    /** "I would vote for you." */
    public PreVoteResponse granted() {
        return new PreVoteResponse(to, from, term, true);
    }

    /** "I would not", from a server in {@code voterTerm}, which may be news to the one that asked. */
    public PreVoteResponse denied(long voterTerm) {
        return new PreVoteResponse(to, from, voterTerm, false);
    }
}
