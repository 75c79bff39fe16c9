package io.raftkv.raft.core;

/**
 * A change of members that a follower took and passes on to its leader, once (P 6). Its outcome is told like that of
 * {@link ForwardedProposals}: the follower recognises the entry of the final configuration by {@code number}.
 *
 * @param from the follower that took it
 * @param to the leader
 * @param term the follower's term
 * @param number names the request, as {@link Proposal#number} does
 * @param change what is asked for
 */
public record ForwardedChange(long from, long to, long term, long number, MembershipChange change) implements Message {}
