package io.raftkv.raft.core;

/**
 * Tells a server to start an election at once, as if its election timeout had elapsed: the leader hands over to it (D 3.10).
 *
 * @param from the leader
 * @param to the server that shall lead
 * @param term the leader's term
 */
public record TimeoutNow(long from, long to, long term) implements Message {}
