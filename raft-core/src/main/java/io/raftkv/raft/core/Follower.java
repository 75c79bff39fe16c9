package io.raftkv.raft.core;

import java.util.List;

/** Hears from a leader or waits for one; when it waits too long, asks whether it would be elected (P 5.2, D 9.6). */
final class Follower implements Role {

    /** What a server promises that follows nobody yet. */
    static final long TRUSTS_NOBODY = Long.MIN_VALUE;

    private long leader;

    /** Until when it trusts in a leader that it has heard from. */
    private long trustUntil;

    private long electionDeadline;

    /** A follower that knows of no leader yet. */
    Follower(Raft raft, long trustUntil) {
        this.trustUntil = trustUntil;
        this.electionDeadline = raft.newElectionDeadline();
    }

    /**
     * A follower after a restart, which may have forgotten a leader that it has just heard from: where reads rely on leases it
     * protects whoever that may be for an election timeout, as if it still knew (D 6.4.1).
     */
    static Follower afterRestart(Raft raft) {
        boolean mayHavePromised = raft.config().readPolicy() instanceof ReadPolicy.Lease;
        return new Follower(raft, mayHavePromised ? endOfTrust(raft) : TRUSTS_NOBODY);
    }

    @Override
    public long leader() {
        return leader;
    }

    @Override
    public boolean trustsLeader(long now) {
        return now < trustUntil;
    }

    /** Goes on trusting: the leader may count on that for its lease, whatever term is heard of meanwhile (D 6.4.1). */
    @Override
    public Role becomeFollower(Raft raft, Effects effects) {
        return new Follower(raft, trustUntil);
    }

    @Override
    public long deadline() {
        return electionDeadline;
    }

    /** Election timeout elapses without receiving AppendEntries from current leader or granting vote to candidate (P Figure 2). */
    @Override
    public Role onTick(Raft raft, Effects effects) {
        if (raft.now() < electionDeadline) {
            return this;
        }
        effects.fired(Rule.ELECTION_TIMEOUT);
        return raft.mayStand() ? PreCandidate.start(raft, effects) : becomeFollower(raft, effects);
    }

    @Override
    public Role onTimeoutNow(Raft raft, Effects effects) {
        return raft.takeOver(effects);
    }

    /** Receiver implementation of AppendEntries (P Figure 2). 1. is {@link Raft}'s: this request is of the current term. */
    @Override
    public Role onAppendEntries(AppendEntries request, Raft raft, Effects effects) {
        hearFrom(request.from(), raft);

        if (!raft.log().contains(request.prevLog())) { // 2.
            effects.fired(Rule.APPEND_ENTRIES_2);
            effects.send(request.rejected(raft.log().lastPossiblyShared(request.prevLog())));
            return this;
        }
        raft.log().reconcile(request.entries(), effects); // 3. and 4.

        long lastNewIndex = request.prevLog().index() + request.entries().size();
        followCommitIndex(request.leaderCommit(), lastNewIndex, raft, effects); // 5.

        effects.sendWhenDurable(request.accepted(lastNewIndex));
        return this;
    }

    /** 5. If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry). */
    private static void followCommitIndex(long leaderCommit, long lastNewIndex, Raft raft, Effects effects) {
        long index = Math.min(leaderCommit, lastNewIndex);
        if (index > raft.log().commitIndex()) {
            effects.fired(Rule.APPEND_ENTRIES_5);
            raft.log().commitUpTo(index, effects);
        }
    }

    /**
     * Receiver implementation of InstallSnapshot (P Figure 13). 1. is {@link Raft}'s; 2. to 5. are done by whoever took the
     * chunks, which are durable here by now. That a snapshot of no more than what is committed here is passed over is our own
     * check: such a one is late. The answer waits until the log that begins behind the snapshot is durable too (known bug
     * snapshot-not-forced).
     */
    @Override
    public Role onInstallSnapshot(InstallSnapshot request, Raft raft, Effects effects) {
        hearFrom(request.from(), raft);
        LogPosition lastIncluded = request.snapshot().lastIncluded();

        if (lastIncluded.index() <= raft.log().commitIndex()) { // as much is known here
            effects.fired(Rule.SNAPSHOT_IS_OLD);
        } else if (raft.log()
                .contains(lastIncluded)) { // 6. what follows stays, and what it holds is applied from the log
            effects.fired(Rule.SNAPSHOT_IN_LOG);
            raft.log().commitUpTo(lastIncluded.index(), effects);
        } else { // 7. and 8.
            effects.fired(Rule.INSTALL_SNAPSHOT);
            raft.log().reset(request.snapshot(), effects);
        }
        effects.sendWhenDurable(request.accepted(raft.log().commitIndex()));
        return this;
    }

    private void hearFrom(long sender, Raft raft) {
        Invariants.check(
                leader == 0 || leader == sender,
                () -> "two leaders in term " + raft.currentTerm() + ": " + leader + " and " + sender);
        leader = sender;
        trustUntil = endOfTrust(raft);
        electionDeadline = raft.newElectionDeadline();
    }

    private static long endOfTrust(Raft raft) {
        return raft.now() + raft.config().electionTimeout().toNanos();
    }

    /** Passes them on, in messages no larger than an AppendEntries, so that the network takes them. */
    @Override
    public void onProposed(List<Proposal> proposals, Raft raft, Effects effects) {
        if (leader == 0) {
            Role.super.onProposed(proposals, raft, effects);
            return;
        }
        int begin = 0;
        long bytes = 0;
        for (int i = 0; i < proposals.size(); i++) {
            bytes += proposals.get(i).sizeInBytes();
            if (bytes > raft.config().windows().maxAppendBytes() && i > begin) {
                forward(proposals.subList(begin, i), raft, effects);
                begin = i;
                bytes = proposals.get(i).sizeInBytes();
            }
        }
        forward(proposals.subList(begin, proposals.size()), raft, effects);
    }

    private void forward(List<Proposal> proposals, Raft raft, Effects effects) {
        effects.send(new ForwardedProposals(raft.self(), leader, raft.currentTerm(), List.copyOf(proposals)));
    }

    @Override
    public void onMembershipChangeRequested(
            long proposer, long number, MembershipChange change, Raft raft, Effects effects) {
        if (proposer == raft.self() && leader != 0) {
            effects.send(new ForwardedChange(raft.self(), leader, raft.currentTerm(), number, change));
        } else {
            Role.super.onMembershipChangeRequested(proposer, number, change, raft, effects);
        }
    }

    @Override
    public void onReadRequested(long readId, Raft raft, Effects effects) {
        if (leader == 0) {
            Role.super.onReadRequested(readId, raft, effects);
        } else {
            effects.send(new ForwardedRead(raft.self(), leader, raft.currentTerm(), readId));
        }
    }
}
