/**
 * Measures what the rest promises: JMH benchmarks of the hot path, one small piece at a time, and runs of whole clusters
 * side by side with their peers under the same load, with latencies at percentiles.
 */
package io.raftkv.benchmarks;
