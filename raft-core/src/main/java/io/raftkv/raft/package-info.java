/**
 * Raft as a library: a program that owns a state machine embeds a {@code RaftNode} and gets a log that a majority of
 * servers agrees on. {@code core} is the algorithm of the paper, pure and deterministic; {@code storage} keeps the log
 * on disk; {@code transport} carries messages between servers; {@code snapshot} says what a snapshot is on its way;
 * {@code node} runs them together; {@code sim} runs
 * whole nodes on simulated time, network and disks from one seed; {@code scenario} plays the situations of the paper on
 * it. Nothing here knows of keys and values. To learn the algorithm, begin in {@code core}; to embed it, in
 * {@code node}.
 */
package io.raftkv.raft;
