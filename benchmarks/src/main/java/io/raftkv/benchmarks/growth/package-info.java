/**
 * {@code benchmarks/bin/growth}: what puts, gets and a restart cost while the number of keys, of servers, the size of values,
 * or the log and the store grow. Each of these {@link io.raftkv.benchmarks.growth.Part parts} gives a table and a drawing.
 */
package io.raftkv.benchmarks.growth;
