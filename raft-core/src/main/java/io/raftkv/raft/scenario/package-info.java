/**
 * The situations from which one learns Raft: each is a script that runs on real servers, tests what it claims, and prints a
 * transcript to read. Start at {@link io.raftkv.raft.scenario.ThreeServers} with a debugger, or with {@code bin/scenario
 * list}.
 *
 * <p>A {@link io.raftkv.raft.scenario.Scenario} plays on a {@link io.raftkv.raft.scenario.Stage}: whole {@link
 * io.raftkv.raft.node.RaftNode}s, each with a disk and a clock of its own, on one thread, in a world where time stands still
 * unless the script moves it, and where the script decides which message arrives, waits or is lost. What happens is told to
 * an {@link io.raftkv.raft.scenario.Audience}. A {@code Referee} checks the paper's five guarantees all the time.
 *
 * <p>To write one: a class in {@code script} that casts servers, lets things happen ({@link io.raftkv.raft.scenario.Server},
 * {@link io.raftkv.raft.scenario.Network}), moves time, and says with {@code expect} what must have come about; its line in
 * the {@code Catalogue} makes it a command and a test. It must come out the same for every seed.
 */
package io.raftkv.raft.scenario;
