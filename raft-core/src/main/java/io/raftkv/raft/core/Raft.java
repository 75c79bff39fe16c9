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
    private final List<Long> others;

    /** Latest term the server has seen (P Figure 2, persistent state). */
    private long currentTerm;

    /** Candidate that received its vote in current term, or 0 if none (P Figure 2, persistent state). */
    private long votedFor;

    /** The log entries, and which of them are committed (P Figure 2, persistent state and commitIndex). */
    private final Log log;

    private Configuration configuration;
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
        this.configuration = config.configuration();
        this.others = configuration.voters().stream()
                .filter(voter -> voter != config.self())
                .toList();
        this.currentTerm = state.currentTerm();
        this.votedFor = state.votedFor();
        this.log = new Log(state, config.cacheBytes());
        Invariants.check(
                log.last().term() <= currentTerm,
                () -> "the log ends in term " + log.last().term() + ", but the latest term seen is " + currentTerm);
        this.role = new Follower(this);
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
        }
    }

    /** Sends what has become ready in the steps since the last call, as few and as large messages as possible. */
    public void replicate(long newNow, Effects effects) {
        now = Math.max(now, newNow);
        role.replicate(this, effects);
    }

    private void receive(Message message, Effects effects) {
        if (disturbs(message)) {
            deny(message, effects);
            return;
        }
        // Rules for all servers (P Figure 2): if RPC request or response contains term T > currentTerm: set currentTerm
        // = T,
        // convert to follower (P 5.1).
        if (message.term() > currentTerm) {
            startTerm(message.term(), 0, effects);
            role = stepDown(effects);
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
        };
    }

    // Elections.

    /**
     * Whether a message asks to depose a leader that works: a server that was removed, or cut off for a while, must not
     * disturb the others, so its term is not even looked at (P 6, end; D 4.2.3).
     */
    private boolean disturbs(Message message) {
        return (message instanceof RequestVote || message instanceof PreVote) && role.trustsLeader(now);
    }

    /**
     * Receiver implementation of RequestVote (P Figure 2). 1. is {@link #answerStale}'s: this request is of the current term.
     */
    private Role onRequestVote(RequestVote request, Effects effects) {
        boolean free = votedFor == 0 || votedFor == request.from();
        if (!free || !request.lastLog().isAtLeastAsUpToDateAs(log.last())) { // 2.
            effects.send(request.denied(currentTerm));
            return role;
        }
        vote(request.from(), effects);
        effects.sendWhenDurable(request.granted());
        return new Follower(this); // granting a vote restarts the election timeout (P Figure 2, rules for followers)
    }

    /** Would this server vote for the sender in the next term (D 9.6)? It has cast no vote there yet, so the logs decide. */
    private Role onPreVote(PreVote request, Effects effects) {
        boolean upToDate = request.lastLog().isAtLeastAsUpToDateAs(log.last());
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
     * its sender learns it. Responses of an earlier term say nothing any more.
     */
    private void answerStale(Message message, Effects effects) {
        switch (message) {
            case AppendEntries request ->
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
     * The role of a server that gives up the one it has, and waits to hear from a leader. Its election timeout begins anew,
     * so that whoever started the higher term has time to win it.
     */
    Role stepDown(Effects effects) {
        role.leave(this, effects);
        return new Follower(this);
    }

    /** Chosen anew each time from one to two election timeouts from now, so that split votes are rare (P 5.2). */
    long newElectionDeadline() {
        long timeout = config.electionTimeout().toNanos();
        return now + timeout + random.nextLong(timeout);
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

    /** Turns proposals away, here or at the follower that took them. */
    void refuse(long proposer, List<Proposal> proposals, Refusal refusal, Effects effects) {
        List<Long> numbers = proposals.stream().map(Proposal::number).toList();
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

    /** Who takes part. */
    public Configuration configuration() {
        return configuration;
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

    /** Everyone else who takes part. */
    List<Long> others() {
        return others;
    }

    long now() {
        return now;
    }
}
