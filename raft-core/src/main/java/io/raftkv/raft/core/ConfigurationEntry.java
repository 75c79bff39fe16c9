package io.raftkv.raft.core;

/**
 * A configuration as it stands in a log (P 6).
 *
 * @param index index of its entry
 * @param configuration the configuration that the entry holds
 */
public record ConfigurationEntry(long index, Configuration configuration) {}
