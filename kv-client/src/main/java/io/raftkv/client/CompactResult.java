package io.raftkv.client;

/**
 * The answer to a compaction.
 *
 * @param header who answered, and as of when
 */
public record CompactResult(Header header) {}
