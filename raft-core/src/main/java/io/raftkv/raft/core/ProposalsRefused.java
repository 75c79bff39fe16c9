package io.raftkv.raft.core;

import java.util.List;

/**
 * Tells a follower that forwarded proposals were not appended and never will be.
 *
 * @param from the server that refused them
 * @param to the follower that took them
 * @param term the sender's term
 * @param numbers the numbers of the refused proposals
 * @param refusal why
 */
public record ProposalsRefused(long from, long to, long term, List<Long> numbers, Refusal refusal) implements Message {}
