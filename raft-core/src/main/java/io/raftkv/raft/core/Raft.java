package io.raftkv.raft.core;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One server of a Raft cluster: the algorithm, and nothing else. It does no I/O, starts no thread and reads no clock. What
 * happens goes in through {@link #step}; what must be done because of it comes out as {@link Effects}. The same inputs at the
 * same times with the same random numbers give the same effects.
 *
 * <p>This class holds what every server holds (P Figure 2, State) and the rules for all servers; the {@link Role}s hold the
 * rest. Used by one thread.
 *
 * <p>P is the Raft paper (extended version), D is Ongaro's dissertation.
 */
public final class Raft {

    private final RaftConfig config;
    private final RandomGenerator random;

    /** Latest term the server has seen (P Figure 2, persistent state). */
    private long currentTerm;

    /** Candidate that received its vote in current term, or 0 if none (P Figure 2, persistent state). */
    private long votedFor;

    /** The log entries, and which of them are committed (P Figure 2, persistent state and commitIndex). */
    private final Log log;

    private Role role;
    private long now;

    /**
     * A server that starts, as a follower (P 5.2).
     *
     * @param config who it is and how it behaves
     * @param state what it finds on its disk
     * @param random draws election timeouts (P 5.2); servers of a cluster must draw differently
     * @param now monotonic time in nanoseconds
     */
    public Raft(RaftConfig config, PersistentState state, RandomGenerator random, long now) {
        this.config = config;
        this.random = random;
        this.now = now;
        this.currentTerm = state.currentTerm();
        this.votedFor = state.votedFor();
        this.log = new Log(state, config.configuration(), config.windows().cacheBytes());
        Invariants.check(
                log.last().term() <= currentTerm,
                () -> "the log ends in term " + log.last().term() + ", but the latest term seen is " + currentTerm);
        this.role = Follower.afterRestart(this);
    }

    /**
     * Takes one input and adds to {@code effects} what follows from it. After one or more steps the caller calls
     * {@link #replicate} once.
     *
     * @param newNow monotonic time in nanoseconds; one that is earlier than before counts as no time passed
     * @throws Invariants.InvariantViolation when a guarantee of Raft is broken; the server must stop
     */
    public void step(long newNow, Input input, Effects effects) {
        now = Math.max(now, newNow);
        switch (input) {
            case Input.MessageReceived received -> receive(received.message(), effects);
            case Input.Tick tick -> role = role.onTick(this, effects);
            case Input.Proposed proposed -> role.onProposed(proposed.proposals(), this, effects);
            case Input.ReadRequested read -> role.onReadRequested(read.readId(), this, effects);
            case Input.EntriesRead read -> role.onEntriesRead(read, this, effects);
            case Input.StatePersisted persisted -> compactLog(persisted, effects);
            case Input.SnapshotTaken taken -> role.onSnapshotTaken(taken.lastIncludedIndex(), this, effects);
            case Input.SnapshotTransferEnded ended -> role.onSnapshotTransferEnded(ended.request(), this, effects);
            case Input.MembershipChangeRequested wanted ->
                role.onMembershipChangeRequested(self(), wanted.number(), wanted.change(), this, effects);
            case Input.TransferRequested wanted -> role.onTransferRequested(wanted.target(), this, effects);
        }
    }

    /** Sends what has become ready in the steps since the last call, as few and as large messages as possible. */
    public void replicate(long newNow, Effects effects) {
        now = Math.max(now, newNow);
        role.replicate(this, effects);
    }

    private void receive(Message message, Effects effects) {
        if (disturbs(message)) {
            effects.fired(Rule.PROTECT_LEADER);
            deny(message, effects);
            return;
        }
        // Rules for all servers (P Figure 2): if RPC request or response contains term T > currentTerm:
        // set currentTerm = T, convert to follower (P 5.1).
        if (message.term() > currentTerm) {
            effects.fired(Rule.HIGHER_TERM);
            startTerm(message.term(), 0, effects);
            role = role.becomeFollower(this, effects);
        }
        if (message.term() < currentTerm) {
            answerStale(message, effects);
            return;
        }
        role = switch (message) {
            case AppendEntries request -> role.onAppendEntries(request, this, effects);
            case AppendEntriesResponse response -> role.onAppendEntriesResponse(response, this, effects);
            case RequestVote request -> onRequestVote(request, effects);
            case RequestVoteResponse response -> role.onRequestVoteResponse(response, this, effects);
            case PreVote request -> onPreVote(request, effects);
            case PreVoteResponse response -> role.onPreVoteResponse(response, this, effects);
            case ForwardedProposals forwarded -> {
                role.onForwardedProposals(forwarded, this, effects);
                yield role;
            }
            case ForwardedRead read -> {
                role.onForwardedRead(read, this, effects);
                yield role;
            }
            case ProposalsRefused refused -> {
                onProposalsRefused(refused, effects);
                yield role;
            }
            case ForwardedReadResponse response -> {
                onForwardedReadResponse(response, effects);
                yield role;
            }
            case ForwardedChange wanted -> {
                role.onMembershipChangeRequested(wanted.from(), wanted.number(), wanted.change(), this, effects);
                yield role;
            }
            case InstallSnapshot request -> role.onInstallSnapshot(request, this, effects);
            case TimeoutNow ignored -> role.onTimeoutNow(this, effects);
        };
    }

    // Elections.

    /**
     * Whether a message asks to depose a leader that works: a server that was removed, or cut off for a while, must not
     * disturb the others, so its term is not even looked at (P 6, end; D 4.2.3). A server that the leader itself told to take
     * over disturbs nobody (D 3.10).
     */
    private boolean disturbs(Message message) {
        boolean depose = switch (message) {
            case RequestVote request -> request.reason() == RequestVote.Reason.ELECTION_TIMEOUT;
            case PreVote ignored -> true;
            default -> false;
        };
        return depose && role.trustsLeader(now);
    }

    /**
     * Receiver implementation of RequestVote (P Figure 2). 1. is {@link #answerStale}'s: this request is of the current term.
     * The vote leaves when it is durable (known bug vote-not-forced).
     */
    private Role onRequestVote(RequestVote request, Effects effects) {
        boolean free = votedFor == 0 || votedFor == request.from();
        if (!free || !request.lastLog().isAtLeastAsUpToDateAs(log.last())) { // 2.
            effects.fired(free ? Rule.DENY_OLD_LOG : Rule.DENY_SECOND_VOTE);
            effects.send(request.denied(currentTerm));
            return role;
        }
        effects.fired(Rule.GRANT_VOTE);
        vote(request.from(), effects);
        effects.sendWhenDurable(request.granted());
        return role.becomeFollower(this, effects); // its election timeout begins anew (P Figure 2, rules for followers)
    }

    /** Would this server vote for the sender in the next term (D 9.6)? It has cast no vote there yet, so the logs decide. */
    private Role onPreVote(PreVote request, Effects effects) {
        boolean upToDate = request.lastLog().isAtLeastAsUpToDateAs(log.last());
        effects.fired(upToDate ? Rule.PROMISE_VOTE : Rule.REFUSE_PROMISE);
        effects.send(upToDate ? request.granted() : request.denied(currentTerm));
        return role;
    }

    private void deny(Message message, Effects effects) {
        switch (message) {
            case RequestVote request -> effects.send(request.denied(currentTerm));
            case PreVote request -> effects.send(request.denied(currentTerm));
            default -> Invariants.check(false, () -> "not a request for a vote: " + message);
        }
    }

    /**
     * Answers a request of an earlier term with the current one (P Figure 2, AppendEntries 1. and RequestVote 1.), so that
     * its sender learns it: a leader steps down for a server that has come back with a higher term, or that one would ignore it
     * for ever (known bugs check-quorum-higher-term, prevote-term-stuck). Responses of an earlier term say nothing any more.
     */
    private void answerStale(Message message, Effects effects) {
        effects.fired(Rule.STALE_TERM);
        switch (message) {
            case AppendEntries request ->
                effects.send(new AppendEntriesResponse.Stale(config.self(), request.from(), currentTerm));
            case InstallSnapshot request ->
                effects.send(new AppendEntriesResponse.Stale(config.self(), request.from(), currentTerm));
            case RequestVote request -> effects.send(request.denied(currentTerm));
            case PreVote request -> effects.send(request.denied(currentTerm));
            case ForwardedRead read -> effects.send(read.refused(currentTerm));
            case ForwardedProposals ignored -> {} // may be a copy of a message that was taken then: see Role
            case AppendEntriesResponse ignored -> {}
            case RequestVoteResponse ignored -> {}
            case PreVoteResponse ignored -> {}
            case ProposalsRefused refused -> onProposalsRefused(refused, effects);
            case ForwardedReadResponse response -> onForwardedReadResponse(response, effects);
            case ForwardedChange ignored -> {} // as forwarded proposals
            case TimeoutNow ignored -> {}
        }
    }

    /** Begins a term, the vote in it given to {@code vote}, 0 for nobody yet. */
    void startTerm(long term, long vote, Effects effects) {
        Invariants.check(term > currentTerm, () -> "term must grow, but " + term + " follows " + currentTerm);
        currentTerm = term;
        votedFor = vote;
        effects.write(new Effects.Write.TermAndVote(currentTerm, votedFor));
    }

    private void vote(long candidate, Effects effects) {
        if (votedFor != candidate) {
            votedFor = candidate;
            effects.write(new Effects.Write.TermAndVote(currentTerm, votedFor));
        }
    }

    /**
     * Whether this server may become leader: one that has a vote, and one that loses it by a configuration which is not known to
     * be committed. Others may need just this server's log to commit it, and it then leads a cluster that it is no part of,
     * its own vote not counted (D 4.2.2).
     */
    boolean mayStand() {
        return log.mayHaveVoter(self());
    }

    /** The leader wants this server to take over: stands for election at once, if it may, and without asking first (D 3.10). */
    Role takeOver(Effects effects) {
        return mayStand() ? Candidate.start(RequestVote.Reason.LEADERSHIP_TRANSFER, this, effects) : role;
    }

    /**
     * Chosen anew each time from one to two election timeouts from now, so that split votes are rare (P 5.2), and later for
     * a server of lower priority.
     */
    long newElectionDeadline() {
        long timeout = config.electionTimeout().toNanos();
        long handicap = timeout * (RaftConfig.HIGHEST_PRIORITY - config.priority()) / RaftConfig.HIGHEST_PRIORITY;
        return now + timeout + random.nextLong(timeout) + handicap;
    }

    // The log.

    /** The state machine has everything up to an index durably: the log keeps what others may still need (P 7). */
    private void compactLog(Input.StatePersisted persisted, Effects effects) {
        long index = persisted.index() - config.retainedEntries();
        log.compact(
                switch (persisted.followers()) {
                    case HOLD -> Math.min(index, neededFrom() - 1);
                    case LET_GO -> index;
                },
                effects);
    }

    // Requests of clients that this server forwarded.

    private void onProposalsRefused(ProposalsRefused refused, Effects effects) {
        for (long number : refused.numbers()) {
            effects.refuse(new Effects.Refused.ProposalRefused(number, refused.refusal()));
        }
    }

    /** Valid however late it comes: the leader confirmed itself after the reads had begun to wait. */
    private void onForwardedReadResponse(ForwardedReadResponse response, Effects effects) {
        switch (response) {
            case ForwardedReadResponse.Granted granted -> effects.grantRead(granted.readId(), granted.readIndex());
            case ForwardedReadResponse.Refused refused ->
                effects.refuse(new Effects.Refused.ReadRefused(refused.readId(), Refusal.NOT_LEADER));
        }
    }

    /** Turns proposals or changes of members away, here or at the follower that took them. */
    void refuse(long proposer, List<Long> numbers, Refusal refusal, Effects effects) {
        var refused = new ProposalsRefused(config.self(), proposer, currentTerm, numbers, refusal);
        if (proposer == config.self()) {
            onProposalsRefused(refused, effects);
        } else {
            effects.send(refused);
        }
    }

    // What there is to see.

    /** When the next {@link Input.Tick} is due, in nanoseconds of the time given to {@link #step}. */
    public long nextDeadline() {
        return role.deadline();
    }

    /** Id of this server. */
    public long self() {
        return config.self();
    }

    /** How it behaves. */
    public RaftConfig config() {
        return config;
    }

    /** Latest term the server has seen. */
    public long currentTerm() {
        return currentTerm;
    }

    /** The candidate that received its vote in the current term, 0 for none. */
    public long votedFor() {
        return votedFor;
    }

    /** Its log. */
    public Log log() {
        return log;
    }

    /** Who takes part: the latest configuration in the log, committed or not (P 6). */
    public Configuration configuration() {
        return log.configuration().configuration();
    }

    /** The leader of the current term as far as this server knows, 0 for none. */
    public long leader() {
        return role.leader();
    }

    /** Whether this server leads the current term. */
    public boolean isLeader() {
        return role.leader() == config.self();
    }

    /** Its role, in the paper's words: follower, pre-candidate, candidate or leader. */
    public RoleName role() {
        return switch (role) {
            case Follower ignored -> RoleName.FOLLOWER;
            case PreCandidate ignored -> RoleName.PRE_CANDIDATE;
            case Candidate ignored -> RoleName.CANDIDATE;
            case Leader ignored -> RoleName.LEADER;
        };
    }

    /** Whether this server leads, but takes no commands at the moment because it is handing over to another one (D 3.10). */
    public boolean isHandingOver() {
        return role.isHandingOver();
    }

    /** How far the others have come, as this server knows it when it leads; nothing when it does not. */
    public List<PeerProgress> progress() {
        return role instanceof Leader leader
                ? leader.peers().all().stream().map(Peer::progress).toList()
                : List.of();
    }

    /**
     * The first index that a follower needs next which catches up after a snapshot: it holds back the forgetting of what
     * follows. {@link Long#MAX_VALUE} when there is none.
     */
    public long neededFrom() {
        return role.neededFrom(this);
    }

    /** Everyone else who has a vote, ascending. */
    List<Long> otherVoters() {
        return configuration().members().stream()
                .filter(server -> server != self() && configuration().isVoter(server))
                .toList();
    }

    long now() {
        return now;
    }
}
