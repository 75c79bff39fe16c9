package io.raftkv.raft.core;

/**
 * The rules of the algorithm, each with where it stands: P is the Raft paper (extended version), D is Ongaro's dissertation.
 * {@link Effects#rules()} tells which of them a step has applied, for whoever wants to follow it with the paper in hand.
 */
public enum Rule {
    // Terms and elections.
    HIGHER_TERM("P Figure 2, all servers", "a higher term: adopt it and be a follower"),
    STALE_TERM("P Figure 2, receiver 1.", "an earlier term: answer with the current one"),
    ELECTION_TIMEOUT("P 5.2", "nothing heard for an election timeout: look for a leader anew"),
    ASK_BEFORE_ELECTION("D 9.6, pre-vote", "ask whether an election could be won, without starting a term"),
    PROMISE_VOTE("D 9.6, pre-vote", "would vote for it: its log is at least as up-to-date"),
    REFUSE_PROMISE("D 9.6, pre-vote", "would not vote for it: its log is behind"),
    START_ELECTION("P 5.2", "start a term, vote for itself, ask the others"),
    GRANT_VOTE("P Figure 2, RequestVote 2.", "no vote given in this term, and its log is at least as up-to-date: vote"),
    DENY_SECOND_VOTE("P Figure 2, RequestVote 2.", "the vote of this term is given already"),
    DENY_OLD_LOG("P 5.4.1", "the candidate's log is behind: no vote, or committed entries could be lost"),
    PROTECT_LEADER("P 6, D 4.2.3", "a leader is there: help nobody to depose it"),
    WIN_ELECTION("P 5.2", "a majority has voted for this server: lead, and open the term with a no-op"),
    FOLLOW_NEW_LEADER("P 5.2", "a leader of this term is there: follow it"),
    LOSE_QUORUM("D 6.2, check-quorum", "no majority heard for an election timeout: lead no more"),
    LOSE_DISK("D 10.2.1", "its own disk has been silent for an election timeout: lead no more"),

    // Replication.
    APPEND_COMMAND("P Figure 2, leaders", "command from a client: append it to the log"),
    HEARTBEAT("P 5.2", "a heartbeat interval has passed: tell everybody that the leader is there"),
    SEND_ENTRIES("P Figure 2, leaders", "last log index >= nextIndex: send what the follower lacks"),
    APPEND_ENTRIES_2("P Figure 2, AppendEntries 2.", "no entry at prevLogIndex with prevLogTerm: reject, with a hint"),
    APPEND_ENTRIES_3("P Figure 2, AppendEntries 3.", "an entry conflicts: delete it and all that follow"),
    APPEND_ENTRIES_4("P Figure 2, AppendEntries 4.", "append what is not in the log yet"),
    APPEND_ENTRIES_5("P Figure 2, AppendEntries 5.", "commit up to min(leaderCommit, last new entry)"),
    FOLLOWER_MATCHES("P Figure 2, leaders", "success: nextIndex and matchIndex move up"),
    FOLLOWER_DIFFERS("P 5.3", "inconsistent: nextIndex moves back, a term at a time"),
    COMMIT("P Figure 2, leaders", "a majority has an entry of this term: commit it, and all before it"),
    EARLIER_TERM_WAITS(
            "P 5.4.2, Figure 8", "a majority has it, but it is of an earlier term: it waits for one of this term"),

    // Reads.
    READ_ROUND("D 6.4, ReadIndex", "have a majority confirm that this server leads, for all reads that wait"),
    CONFIRM_READS("D 6.4, ReadIndex", "confirmed: the reads may go from the commit index of then"),
    LEASE_READ("D 6.4.1", "a lease is in force: the read may go at once"),

    // Snapshots.
    COMPACT_LOG("P 7", "forget entries that the state machine has durably"),
    NEEDS_SNAPSHOT("P 7", "the follower lacks entries that are gone: it needs a snapshot"),
    SEND_SNAPSHOT("P Figure 13", "send the snapshot"),
    SNAPSHOT_IS_OLD("P 7", "as much is committed here already: nothing to install"),
    SNAPSHOT_IN_LOG("P Figure 13, 6.", "the log contains its last entry: keep what follows it"),
    INSTALL_SNAPSHOT("P Figure 13, 7. and 8.", "discard the log, replace the state by the snapshot's"),

    // Members.
    ENTER_JOINT("P 6, D 4.3", "append C_old,new, in force at once: both majorities are needed"),
    LEAVE_JOINT("P 6, D 4.3", "C_old,new is committed: append C_new"),
    KEEP_VOTERS("D 4.2.1", "nobody gets or loses a vote: one configuration entry is enough"),
    CAUGHT_UP("D 4.2.1", "a new server has caught up: make it a voter"),
    LEAVE_CLUSTER("P 6", "C_new is committed and this server is not in it: lead no more"),

    // Leadership transfer.
    START_TRANSFER("D 3.10", "take no more commands, and bring the target up to date"),
    TIMEOUT_NOW("D 3.10", "the target is up to date: tell it to stand for election at once"),
    END_TRANSFER("D 3.10", "no new leader after an election timeout: go on leading");

    private final String source;
    private final String text;

    Rule(String source, String text) {
        this.source = source;
        this.text = text;
    }

    /** Where it stands: paper or dissertation, and section. */
    public String source() {
        return source;
    }

    /** What it says, in a few words. */
    public String text() {
        return text;
    }
}
