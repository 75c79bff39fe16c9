package io.raftkv.raft.core;

import java.util.List;

/**
 * Proposals that a follower took and passes on to its leader, once. Only the leader of {@code term} takes them, and takes
 * none twice. If this message or its leader is lost, their outcome is unknown to the follower.
 *
 * @param from the follower that took them
 * @param to the leader
 * @param term the follower's term
 * @param proposals the proposals, in the order in which they came
 */
public record ForwardedProposals(long from, long to, long term, List<Proposal> proposals) implements Message {}
