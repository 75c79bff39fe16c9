/**
 * {@code benchmarks/bin/compare raft}: this library, SOFAJRaft and Apache Ratis under the same load. {@link
 * io.raftkv.benchmarks.compare.raft.Contender} is what each of them must do; three {@link
 * io.raftkv.benchmarks.compare.raft.MemberMain} are a cluster; a {@link io.raftkv.benchmarks.compare.raft.LoadLoop} measures
 * in the JVM of the leader.
 */
package io.raftkv.benchmarks.compare.raft;
