/**
 * {@code benchmarks/bin/failover}: what clients notice when the leader dies. {@link
 * io.raftkv.benchmarks.compare.failover.FailoverCommand} kills it under load, again and again; {@link
 * io.raftkv.benchmarks.compare.failover.UniquePuts} is the load, which remembers every write that was acknowledged, and {@link
 * io.raftkv.benchmarks.compare.failover.ReadBack} looks for all of them at the end.
 */
package io.raftkv.benchmarks.compare.failover;
