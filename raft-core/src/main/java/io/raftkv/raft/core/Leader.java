package io.raftkv.raft.core;

import java.util.List;

/** Takes commands, replicates them, and decides what is committed (P 5.3, 5.4 and Figure 2, rules for leaders). */
final class Leader implements Role {

    private final long self;

    /** What it knows of each of the others. */
    private final Peers peers;

    private final OwnDisk disk = new OwnDisk();
    private final ForwardedOnce taken = new ForwardedOnce();
    private final Lease lease;
    private final ReadRounds reads;
    private final MembershipChanges members;
    private final LeadershipTransfer transfer = new LeadershipTransfer();

    private long heartbeatDeadline;

    /** When it stops believing that it leads, unless a majority and its own disk are heard from until then. */
    private long quorumDeadline;

    private Leader(Raft raft) {
        this.self = raft.self();
        this.peers = new Peers(self);
        this.lease = new Lease(raft.config());
        this.reads = new ReadRounds(lease);
        this.members = new MembershipChanges(raft);
        this.heartbeatDeadline = raft.now() + raft.config().heartbeatInterval().toNanos();
        this.quorumDeadline = raft.now() + electionTimeout(raft);
        adoptConfiguration(raft);
    }

    /**
     * Upon election (P Figure 2): an entry opens the term (P 8), for only with an entry of its own term committed does a
     * leader know what is committed. It goes out at once and serves as the first heartbeat.
     */
    static Role start(Raft raft, Effects effects) {
        effects.fired(Rule.WIN_ELECTION);
        var leader = new Leader(raft);
        leader.append(openingEntry(raft), raft, effects);
        return leader;
    }

    /**
     * A no-op (P 8); only the first of a cluster holds its first configuration, because servers that are added later know it
     * from nowhere but the log (D 4.4; known bug uncommitted-config-in-snapshot).
     */
    private static LogEntry openingEntry(Raft raft) {
        long index = raft.log().lastIndex() + 1;
        ConfigurationEntry inForce = raft.log().configuration();
        boolean isInLog = inForce.index() > 0;
        return isInLog
                ? LogEntry.noOp(index, raft.currentTerm())
                : LogEntry.configuration(index, raft.currentTerm(), 0, 0, inForce.configuration());
    }

    @Override
    public long leader() {
        return self;
    }

    /** Itself: it steps down by its own {@link #quorumDeadline}, not because somebody else cannot hear it. */
    @Override
    public boolean trustsLeader(long now) {
        return true;
    }

    @Override
    public long deadline() {
        return Math.min(Math.min(heartbeatDeadline, quorumDeadline), transfer.deadline());
    }

    /** The latest round in which followers are asked to confirm this leader (D 6.4). */
    long round() {
        return reads.round();
    }

    // Time.

    @Override
    public Role onTick(Raft raft, Effects effects) {
        if (raft.now() >= quorumDeadline && !mayGoOn(raft, effects)) {
            return becomeFollower(raft, effects);
        }
        transfer.tick(raft.now(), effects);
        if (raft.now() >= heartbeatDeadline) {
            effects.fired(Rule.HEARTBEAT);
            heartbeatDeadline = raft.now() + raft.config().heartbeatInterval().toNanos();
            if (lease.isWanted()) {
                reads.begin(raft.now());
            }
            peers.all().forEach(peer -> peer.sendHeartbeat(this, raft, effects));
        }
        return this;
    }

    /**
     * A leader that hears from no majority for an election timeout steps down, so that nobody waits for it in vain (D 6.2; known
     * bugs old-leader-starves-quorum, half-deaf-leader), and so does one whose own disk is silent for as long.
     */
    private boolean mayGoOn(Raft raft, Effects effects) {
        long majorityHeard = raft.configuration().reachedByMajority(server -> lastContact(server, raft));
        long diskHeard = disk.silentSince(raft.now());
        quorumDeadline = Math.min(majorityHeard, diskHeard) + electionTimeout(raft);
        boolean mayGoOn = raft.now() < quorumDeadline;
        if (!mayGoOn) {
            effects.fired(majorityHeard <= diskHeard ? Rule.LOSE_QUORUM : Rule.LOSE_DISK);
        }
        return mayGoOn;
    }

    private long lastContact(long server, Raft raft) {
        return server == self ? raft.now() : peers.get(server).lastContact();
    }

    private static long electionTimeout(Raft raft) {
        return raft.config().electionTimeout().toNanos();
    }

    // Commands.

    /** If command received from client: append entry to local log (P Figure 2). */
    @Override
    public void onProposed(List<Proposal> proposals, Raft raft, Effects effects) {
        for (Proposal proposal : proposals) {
            append(self, proposal, raft, effects);
        }
    }

    @Override
    public void onForwardedProposals(ForwardedProposals forwarded, Raft raft, Effects effects) {
        for (Proposal proposal : forwarded.proposals()) {
            if (taken.isNew(forwarded.from(), proposal.number())) {
                append(forwarded.from(), proposal, raft, effects);
            }
        }
    }

    private void append(long proposer, Proposal proposal, Raft raft, Effects effects) {
        long max = raft.config().windows().maxUncommittedBytes();
        if (transfer.isUnderWay()) {
            raft.refuse(proposer, List.of(proposal.number()), Refusal.LEADERSHIP_TRANSFER, effects);
        } else if (raft.log().uncommittedBytes() >= max || disk.unacknowledgedBytes() >= max) {
            raft.refuse(proposer, List.of(proposal.number()), Refusal.TOO_MANY_UNCOMMITTED, effects);
        } else {
            effects.fired(Rule.APPEND_COMMAND);
            append(LogEntry.command(raft.log().lastIndex() + 1, raft.currentTerm(), proposer, proposal), raft, effects);
        }
    }

    void append(LogEntry entry, Raft raft, Effects effects) {
        raft.log().append(entry, effects);
        disk.append(entry);
    }

    // Replication.

    @Override
    public void replicate(Raft raft, Effects effects) {
        if (hasCommittedInItsTerm(raft)) {
            reads.beginForReads(raft.log().commitIndex(), raft.now(), effects);
            confirmReads(raft, effects);
        }
        acknowledgeOwnEntries(raft, effects);
        for (Peer peer : peers.all()) {
            peer.sendEntries(this, raft, effects);
            peer.sendNews(this, raft, effects);
        }
    }

    /** The leader's disk works in parallel with its followers' (D 10.2.1), and answers as they do: when it has the entries. */
    private void acknowledgeOwnEntries(Raft raft, Effects effects) {
        if (disk.endBatch(raft.log().lastIndex(), raft.now())) {
            effects.sendWhenDurable(new AppendEntriesResponse.Accepted(
                    self, self, raft.currentTerm(), round(), raft.log().lastIndex()));
        }
    }

    @Override
    public Role onAppendEntriesResponse(AppendEntriesResponse response, Raft raft, Effects effects) {
        if (response.from() == self) {
            onOwnDisk(response, raft);
        } else if (peers.contains(response.from())) {
            onFollower(peers.get(response.from()), response, raft, effects);
        }
        advanceCommitIndex(raft, effects);
        confirmReads(raft, effects);
        if (transfer.isUnderWay()) {
            // Nothing is appended meanwhile: what the target lacks would cost it the votes. A change of members goes on
            // under the
            // next leader, or under this one if the transfer fails.
            transfer.advance(this, raft, effects);
            return this;
        }
        return members.advance(this, raft, effects);
    }

    private void onOwnDisk(AppendEntriesResponse response, Raft raft) {
        if (response instanceof AppendEntriesResponse.Accepted accepted) {
            checkMatchIndex(accepted, raft);
            disk.acknowledge(accepted.matchIndex());
        }
    }

    private void onFollower(Peer peer, AppendEntriesResponse response, Raft raft, Effects effects) {
        switch (response) {
            case AppendEntriesResponse.Accepted accepted -> {
                checkMatchIndex(accepted, raft);
                effects.fired(Rule.FOLLOWER_MATCHES);
                peer.hear(raft.now(), accepted.round());
                peer.accept(accepted.matchIndex(), raft);
                members.promoteIfCaughtUp(peer, this, raft, effects);
            }
            case AppendEntriesResponse.Rejected rejected -> {
                effects.fired(Rule.FOLLOWER_DIFFERS);
                peer.hear(raft.now(), rejected.round());
                peer.reject(rejected, raft.log());
            }
            // The late answer to a request that this server sent when it led an earlier term; says nothing of this one.
            case AppendEntriesResponse.Stale ignored -> {}
        }
    }

    private static void checkMatchIndex(AppendEntriesResponse.Accepted accepted, Raft raft) {
        Invariants.check(
                accepted.matchIndex() <= raft.log().lastIndex(),
                () -> accepted + " goes beyond the end of the leader's log at "
                        + raft.log().lastIndex());
    }

    /**
     * If there exists an N such that N > commitIndex, a majority of matchIndex[i] ≥ N, and log[N].term == currentTerm: set
     * commitIndex = N (P Figure 2, 5.3, 5.4). An entry of an earlier term is committed only together with one of this term,
     * never by counting its own copies (P Figure 8; known bug old-term-commit).
     */
    private void advanceCommitIndex(Raft raft, Effects effects) {
        long majorityIndex = raft.configuration().reachedByMajority(this::matchIndex);
        if (majorityIndex <= raft.log().commitIndex()) {
            return;
        }
        if (raft.log().termAt(majorityIndex) == raft.currentTerm()) {
            effects.fired(Rule.COMMIT);
            raft.log().commitUpTo(majorityIndex, effects);
        } else {
            effects.fired(Rule.EARLIER_TERM_WAITS);
        }
    }

    long matchIndex(long server) {
        return server == self ? disk.matchIndex() : peers.get(server).matchIndex();
    }

    @Override
    public void onEntriesRead(Input.EntriesRead read, Raft raft, Effects effects) {
        if (read.request().term() == raft.currentTerm()
                && peers.contains(read.request().peer())) {
            peers.get(read.request().peer()).fetched(read.entries(), this, raft, effects);
        }
    }

    /** Two leaders in one term cannot be (P 5.2, Election Safety). */
    @Override
    public Role onAppendEntries(AppendEntries request, Raft raft, Effects effects) {
        return rejectOtherLeader(request);
    }

    @Override
    public Role onInstallSnapshot(InstallSnapshot request, Raft raft, Effects effects) {
        return rejectOtherLeader(request);
    }

    private Role rejectOtherLeader(Message request) {
        Invariants.check(
                false,
                () -> "server " + request.from() + " claims to lead term " + request.term() + ", as " + self + " does");
        return this;
    }

    // Snapshots (P 7).

    @Override
    public void onSnapshotTaken(long lastIncludedIndex, Raft raft, Effects effects) {
        peers.all().forEach(peer -> peer.snapshotTaken(lastIncludedIndex, raft, effects));
    }

    @Override
    public void onSnapshotTransferEnded(InstallSnapshot request, Raft raft, Effects effects) {
        if (request.term() == raft.currentTerm() && peers.contains(request.to())) {
            peers.get(request.to())
                    .snapshotTransferEnded(request.snapshot().lastIncluded().index());
        }
    }

    @Override
    public long neededFrom(Raft raft) {
        return peers.neededFrom(raft);
    }

    // Reads.

    @Override
    public void onReadRequested(long readId, Raft raft, Effects effects) {
        onForwardedRead(new ForwardedRead(self, self, raft.currentTerm(), readId), raft, effects);
    }

    @Override
    public void onForwardedRead(ForwardedRead read, Raft raft, Effects effects) {
        if (lease.isInForce(raft.now()) && hasCommittedInItsTerm(raft)) {
            effects.fired(Rule.LEASE_READ);
            ReadRounds.grant(read, raft.log().commitIndex(), raft, effects);
        } else {
            reads.add(read);
        }
    }

    /**
     * Only then is its commit index as high as that of any leader before it (P 8, D 6.4; known bugs readindex-before-own-commit and
     * commit-index-lost-at-restart).
     */
    boolean hasCommittedInItsTerm(Raft raft) {
        return raft.log().termAt(raft.log().commitIndex()) == raft.currentTerm();
    }

    private void confirmReads(Raft raft, Effects effects) {
        reads.confirm(raft.configuration().reachedByMajority(this::confirmedRound), raft, effects);
    }

    private long confirmedRound(long server) {
        return server == self ? round() : peers.get(server).confirmedRound();
    }

    // Members (P 6).

    @Override
    public void onMembershipChangeRequested(
            long proposer, long number, MembershipChange change, Raft raft, Effects effects) {
        if (proposer != self && !taken.isNew(proposer, number)) {
            return;
        }
        if (transfer.isUnderWay()) {
            raft.refuse(proposer, List.of(number), Refusal.LEADERSHIP_TRANSFER, effects);
        } else {
            members.requested(proposer, number, change, this, raft, effects);
        }
    }

    /** A configuration has been appended, and is in force. */
    void adoptConfiguration(Raft raft) {
        peers.adopt(raft);
        members.watch(raft.configuration(), raft);
    }

    // Leadership transfer (D 3.10).

    @Override
    public void onTransferRequested(long wanted, Raft raft, Effects effects) {
        long target = wanted == 0 ? peers.furthestVoter(raft) : wanted;
        boolean possible = target != self && raft.configuration().voters().contains(target);
        if (possible) {
            transfer.start(target, raft.now(), electionTimeout(raft), effects);
            transfer.advance(this, raft, effects);
        }
    }

    @Override
    public boolean isHandingOver() {
        return transfer.isUnderWay();
    }

    // The end.

    @Override
    public Role becomeFollower(Raft raft, Effects effects) {
        reads.refuseAll(raft, effects);
        return Role.super.becomeFollower(raft, effects);
    }

    Lease lease() {
        return lease;
    }

    Peers peers() {
        return peers;
    }
}
