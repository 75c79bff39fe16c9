/**
 * The replicated key-value server: etcd's v3 API over gRPC, a multi-version store on RocksDB, watches, leases and
 * authentication, and a cluster of three servers on one machine in one command. A write becomes an entry of the Raft
 * log, every server applies the entries in the order of the log, and the server that took the request answers when it
 * has applied it. What a request means lives in packages that know no gRPC; {@code api} only translates.
 */
package io.raftkv.server;
