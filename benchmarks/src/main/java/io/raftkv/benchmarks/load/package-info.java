/** Load on whole servers: {@link io.raftkv.benchmarks.load.PutsCommand}, run by {@code benchmarks/bin/puts}. */
package io.raftkv.benchmarks.load;
