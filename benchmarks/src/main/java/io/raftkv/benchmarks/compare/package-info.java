/**
 * {@code benchmarks/bin/compare}: this project and its peers under the same load in the same run, round by round in turns. Here
 * is what both comparisons share: what a measurement is, how rounds become a median, and the tables and plots; {@link
 * io.raftkv.benchmarks.compare.raft} and {@link io.raftkv.benchmarks.compare.kv} do the measuring.
 */
package io.raftkv.benchmarks.compare;
