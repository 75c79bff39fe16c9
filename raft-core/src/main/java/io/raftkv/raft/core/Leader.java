package io.raftkv.raft.core;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Takes commands, replicates them, and decides what is committed (P 5.3, 5.4 and Figure 2, rules for leaders). */
final class Leader implements Role {

    private final long self;

    /** What it knows of each of the others. */
    private final SortedMap<Long, Peer> peers = new TreeMap<>();

    private final OwnDisk disk = new OwnDisk();
    private final ForwardedOnce taken = new ForwardedOnce();
    private final ReadRounds reads = new ReadRounds();

    private long heartbeatDeadline;

    /** When it stops believing that it leads, unless a majority is heard from until then. */
    private long quorumDeadline;

    private Leader(Raft raft) {
        this.self = raft.self();
        for (long server : raft.others()) {
            peers.put(server, new Peer(server, raft.log().lastIndex(), raft.now()));
        }
        this.heartbeatDeadline = raft.now() + raft.config().heartbeatInterval().toNanos();
        this.quorumDeadline = raft.now() + raft.config().electionTimeout().toNanos();
    }

    /**
     * Upon election (P Figure 2): a no-op entry opens the term (P 8), for only with an entry of its own term committed does a
     * leader know what is committed. It goes out at once and serves as the first heartbeat.
     */
    static Role start(Raft raft, Effects effects) {
        var leader = new Leader(raft);
        leader.append(LogEntry.noOp(raft.log().lastIndex() + 1, raft.currentTerm()), raft, effects);
        return leader;
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
        return Math.min(heartbeatDeadline, quorumDeadline);
    }

    /** The latest round in which followers are asked to confirm this leader (D 6.4). */
    long round() {
        return reads.round();
    }

    // Time.

    @Override
    public Role onTick(Raft raft, Effects effects) {
        if (raft.now() >= quorumDeadline && !hearsMajority(raft)) {
            return raft.stepDown(effects);
        }
        if (raft.now() >= heartbeatDeadline) {
            heartbeatDeadline = raft.now() + raft.config().heartbeatInterval().toNanos();
            peers.values().forEach(peer -> peer.sendHeartbeat(this, raft, effects));
        }
        return this;
    }

    /** A leader that hears from no majority for an election timeout steps down, so that nobody waits for it in vain (D 6.2). */
    private boolean hearsMajority(Raft raft) {
        long lastContact = raft.configuration()
                .reachedByMajority(
                        server -> server == self ? raft.now() : peer(server).lastContact());
        quorumDeadline = lastContact + raft.config().electionTimeout().toNanos();
        return raft.now() < quorumDeadline;
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
        long max = raft.config().maxUncommittedBytes();
        if (raft.log().uncommittedBytes() >= max || disk.unacknowledgedBytes() >= max) {
            raft.refuse(proposer, List.of(proposal), Refusal.TOO_MANY_UNCOMMITTED, effects);
            return;
        }
        long index = raft.log().lastIndex() + 1;
        append(
                new LogEntry(
                        index, raft.currentTerm(), EntryType.COMMAND, proposer, proposal.number(), proposal.payload()),
                raft,
                effects);
    }

    private void append(LogEntry entry, Raft raft, Effects effects) {
        raft.log().append(entry, effects);
        disk.append(entry);
    }

    // Replication.

    @Override
    public void replicate(Raft raft, Effects effects) {
        if (hasCommittedInItsTerm(raft)) {
            reads.begin(raft.log().commitIndex());
            confirmReads(raft, effects);
        }
        acknowledgeOwnEntries(raft, effects);
        for (Peer peer : peers.values()) {
            peer.sendEntries(this, raft, effects);
            peer.sendNews(this, raft, effects);
        }
    }

    /** The leader's disk works in parallel with its followers' (D 10.2.1), and answers as they do: when it has the entries. */
    private void acknowledgeOwnEntries(Raft raft, Effects effects) {
        if (disk.endBatch(raft.log().lastIndex())) {
            effects.sendWhenDurable(new AppendEntriesResponse.Accepted(
                    self, self, raft.currentTerm(), round(), raft.log().lastIndex()));
        }
    }

    @Override
    public Role onAppendEntriesResponse(AppendEntriesResponse response, Raft raft, Effects effects) {
        if (response.from() == self) {
            onOwnDisk(response, raft);
        } else if (peers.containsKey(response.from())) {
            onFollower(peer(response.from()), response, raft);
        }
        advanceCommitIndex(raft, effects);
        confirmReads(raft, effects);
        return this;
    }

    private void onOwnDisk(AppendEntriesResponse response, Raft raft) {
        if (response instanceof AppendEntriesResponse.Accepted accepted) {
            checkMatchIndex(accepted, raft);
            disk.acknowledge(accepted.matchIndex());
        }
    }

    private static void onFollower(Peer peer, AppendEntriesResponse response, Raft raft) {
        switch (response) {
            case AppendEntriesResponse.Accepted accepted -> {
                checkMatchIndex(accepted, raft);
                peer.hear(raft.now(), accepted.round());
                peer.accept(accepted.matchIndex());
            }
            case AppendEntriesResponse.Rejected rejected -> {
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
     * never by counting its own copies (P Figure 8).
     */
    private void advanceCommitIndex(Raft raft, Effects effects) {
        long majorityIndex = raft.configuration().reachedByMajority(this::matchIndex);
        if (raft.log().termAt(majorityIndex) == raft.currentTerm()) {
            raft.log().commitUpTo(majorityIndex, effects);
        }
    }

    private long matchIndex(long server) {
        return server == self ? disk.matchIndex() : peer(server).matchIndex();
    }

    @Override
    public void onEntriesRead(Input.EntriesRead read, Raft raft, Effects effects) {
        if (read.request().term() == raft.currentTerm()) {
            peer(read.request().peer()).fetched(read.entries(), this, raft, effects);
        }
    }

    /** Two leaders in one term cannot be (P 5.2, Election Safety). */
    @Override
    public Role onAppendEntries(AppendEntries request, Raft raft, Effects effects) {
        Invariants.check(
                false,
                () -> "server " + request.from() + " claims to lead term " + request.term() + ", as " + self + " does");
        return this;
    }

    // Reads.

    @Override
    public void onReadRequested(long readId, Raft raft, Effects effects) {
        reads.add(new ForwardedRead(self, self, raft.currentTerm(), readId));
    }

    @Override
    public void onForwardedRead(ForwardedRead read, Raft raft, Effects effects) {
        reads.add(read);
    }

    /** Only then is its commit index as high as that of any leader before it (P 8, D 6.4). */
    private boolean hasCommittedInItsTerm(Raft raft) {
        return raft.log().termAt(raft.log().commitIndex()) == raft.currentTerm();
    }

    private void confirmReads(Raft raft, Effects effects) {
        reads.confirm(raft.configuration().reachedByMajority(this::confirmedRound), raft, effects);
    }

    private long confirmedRound(long server) {
        return server == self ? round() : peer(server).confirmedRound();
    }

    @Override
    public void leave(Raft raft, Effects effects) {
        reads.refuseAll(raft, effects);
    }

    private Peer peer(long server) {
        Peer peer = peers.get(server);
        if (peer == null) {
            throw new IllegalArgumentException("server " + server + " is not one of " + peers.keySet());
        }
        return peer;
    }
}
