package io.raftkv.raft.core;

/**
 * Answers a {@link RequestVote} (P Figure 2).
 *
 * @param from the voter
 * @param to the candidate
 * @param term the voter's term, for the candidate to update itself
 * @param voteGranted whether the candidate received the vote
 */
public record RequestVoteResponse(long from, long to, long term, boolean voteGranted) implements Message {}
