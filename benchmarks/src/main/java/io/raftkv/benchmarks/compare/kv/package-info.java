/**
 * {@code benchmarks/bin/compare kv}: this project's server and etcd, three processes each, under the same load through the same
 * API: {@link io.raftkv.benchmarks.load.ClosedLoop}.
 */
package io.raftkv.benchmarks.compare.kv;
