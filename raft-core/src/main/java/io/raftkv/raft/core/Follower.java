package io.raftkv.raft.core;

import java.util.List;

/** Hears from a leader or waits for one; when it waits too long, asks whether it would be elected (P 5.2, D 9.6). */
final class Follower implements Role {

    private static final long NEVER = Long.MIN_VALUE;

    private long leader;

    /** Until when it trusts in a leader that it has heard from. */
    private long trustUntil = NEVER;

    private long electionDeadline;

    /** A follower that knows of no leader yet. */
    Follower(Raft raft) {
        this.electionDeadline = raft.newElectionDeadline();
    }

    @Override
    public long leader() {
        return leader;
    }

    @Override
    public boolean trustsLeader(long now) {
        return now < trustUntil;
    }

    @Override
    public long deadline() {
        return electionDeadline;
    }

    /** Election timeout elapses without receiving AppendEntries from current leader or granting vote to candidate (P Figure 2). */
    @Override
    public Role onTick(Raft raft, Effects effects) {
        return raft.now() < electionDeadline ? this : PreCandidate.start(raft, effects);
    }

    /** Receiver implementation of AppendEntries (P Figure 2). 1. is {@link Raft}'s: this request is of the current term. */
    @Override
    public Role onAppendEntries(AppendEntries request, Raft raft, Effects effects) {
        hearFrom(request.from(), raft);

        if (!raft.log().contains(request.prevLog())) { // 2.
            effects.send(request.rejected(raft.log().lastAtMost(request.prevLog())));
            return this;
        }
        raft.log().reconcile(request.entries(), effects); // 3. and 4.

        long lastNewIndex = request.prevLog().index() + request.entries().size();
        raft.log().commitUpTo(Math.min(request.leaderCommit(), lastNewIndex), effects); // 5.

        effects.sendWhenDurable(request.accepted(lastNewIndex));
        return this;
    }

    private void hearFrom(long sender, Raft raft) {
        Invariants.check(
                leader == 0 || leader == sender,
                () -> "two leaders in term " + raft.currentTerm() + ": " + leader + " and " + sender);
        leader = sender;
        trustUntil = raft.now() + raft.config().electionTimeout().toNanos();
        electionDeadline = raft.newElectionDeadline();
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
            if (bytes > raft.config().maxAppendBytes() && i > begin) {
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
    public void onReadRequested(long readId, Raft raft, Effects effects) {
        if (leader == 0) {
            Role.super.onReadRequested(readId, raft, effects);
        } else {
            effects.send(new ForwardedRead(raft.self(), leader, raft.currentTerm(), readId));
        }
    }
}
