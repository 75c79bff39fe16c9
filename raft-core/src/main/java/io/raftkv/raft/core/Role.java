package io.raftkv.raft.core;

import java.util.List;

/**
 * What a server is at a moment (P 5.1, Figure 4), and what it does then. Each method handles one kind of input and returns
 * the role that the server has afterwards: mostly {@code this}. A role that is left is dropped with all that it knew.
 *
 * <p>When one of these methods is called, {@link Raft} has applied the rules for all servers: a message's term is the
 * server's current term.
 */
sealed interface Role permits Follower, PreCandidate, Candidate, Leader {

    /** The leader of the current term as far as this server knows, 0 for none. */
    default long leader() {
        return 0;
    }

    /** Whether this server has reason to believe that there is a working leader, and so helps nobody to depose it (D 4.2.3). */
    default boolean trustsLeader(long now) {
        return false;
    }

    /**
     * The one way out of this role that does not lead to an election: a follower, in the current term, that waits to hear from
     * a leader. Its election timeout begins anew, so that whoever started a higher term has time to win it.
     */
    default Role becomeFollower(Raft raft, Effects effects) {
        return new Follower(raft, Follower.TRUSTS_NOBODY);
    }

    /** When {@link #onTick} is due, in nanoseconds. */
    long deadline();

    /** The deadline is reached. */
    Role onTick(Raft raft, Effects effects);

    /** If AppendEntries RPC received from new leader: convert to follower (P Figure 2, rules for candidates). */
    default Role onAppendEntries(AppendEntries request, Raft raft, Effects effects) {
        effects.fired(Rule.FOLLOW_NEW_LEADER);
        return becomeFollower(raft, effects).onAppendEntries(request, raft, effects);
    }

    /** The leader of the current term sent a snapshot, which has arrived: as much a sign of it as AppendEntries. */
    default Role onInstallSnapshot(InstallSnapshot request, Raft raft, Effects effects) {
        effects.fired(Rule.FOLLOW_NEW_LEADER);
        return becomeFollower(raft, effects).onInstallSnapshot(request, raft, effects);
    }

    /** The leader of the current term wants this server to take over. */
    default Role onTimeoutNow(Raft raft, Effects effects) {
        return this;
    }

    /** An answer to a request that this server sent in the current term. */
    default Role onAppendEntriesResponse(AppendEntriesResponse response, Raft raft, Effects effects) {
        return this;
    }

    /** A vote, asked for in the current term. */
    default Role onRequestVoteResponse(RequestVoteResponse response, Raft raft, Effects effects) {
        return this;
    }

    /** A promise of a vote, asked for in the current term. */
    default Role onPreVoteResponse(PreVoteResponse response, Raft raft, Effects effects) {
        return this;
    }

    /** Clients of this server want these commands in the log. */
    default void onProposed(List<Proposal> proposals, Raft raft, Effects effects) {
        raft.refuse(raft.self(), proposals.stream().map(Proposal::number).toList(), Refusal.NOT_LEADER, effects);
    }

    /**
     * A follower's clients want these commands in the log. Only a leader takes them: nothing is forwarded twice. Nor are they
     * refused, for this may be a late copy of a message whose proposals were taken when this server did lead; the follower
     * finds out by the change of leader that their outcome is unknown.
     */
    default void onForwardedProposals(ForwardedProposals forwarded, Raft raft, Effects effects) {}

    /** Clients of this server want to read. */
    default void onReadRequested(long readId, Raft raft, Effects effects) {
        effects.refuse(new Effects.Refused.ReadRefused(readId, Refusal.NOT_LEADER));
    }

    /** A follower's clients want to read. Only a leader can say when. */
    default void onForwardedRead(ForwardedRead read, Raft raft, Effects effects) {
        effects.send(read.refused(raft.currentTerm()));
    }

    /** Other members are wanted, by a client of {@code proposer}. What a follower forwards is treated as proposals are. */
    default void onMembershipChangeRequested(
            long proposer, long number, MembershipChange change, Raft raft, Effects effects) {
        if (proposer == raft.self()) {
            raft.refuse(proposer, List.of(number), Refusal.NOT_LEADER, effects);
        }
    }

    /** Another leader is wanted; 0 stands for whoever is furthest. */
    default void onTransferRequested(long target, Raft raft, Effects effects) {}

    /** Whether this server leads, and is handing over to another one. */
    default boolean isHandingOver() {
        return false;
    }

    /** A snapshot that this server, as leader, had asked for. */
    default void onSnapshotTaken(long lastIncludedIndex, Raft raft, Effects effects) {}

    /** A snapshot that this server, as leader, had given to be sent, is sent or given up. */
    default void onSnapshotTransferEnded(InstallSnapshot request, Raft raft, Effects effects) {}

    /** The first index that the log must not forget yet on account of this role. */
    default long neededFrom(Raft raft) {
        return Long.MAX_VALUE;
    }

    /** Entries that this server, as leader, had asked its disk for. */
    default void onEntriesRead(Input.EntriesRead read, Raft raft, Effects effects) {}

    /** Sends what has become ready since the last call. */
    default void replicate(Raft raft, Effects effects) {}
}
