/**
 * Load on whole servers that speak the etcd API: {@link io.raftkv.benchmarks.load.PutsCommand}, run by {@code
 * benchmarks/bin/puts}, and what {@code benchmarks/bin/compare kv} measures with.
 */
package io.raftkv.benchmarks.load;
