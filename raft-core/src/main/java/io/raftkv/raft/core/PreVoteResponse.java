package io.raftkv.raft.core;

/**
 * Answers a {@link PreVote} (D 9.6).
 *
 * @param from the server that was asked
 * @param to the server that asked
 * @param term the current term of the server that was asked
 * @param voteGranted whether it would vote for the server that asked
 */
public record PreVoteResponse(long from, long to, long term, boolean voteGranted) implements Message {}
