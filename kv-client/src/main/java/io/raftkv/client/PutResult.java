package io.raftkv.client;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link Put}.
 *
 * @param header who answered, with the revision that the write made
 * @param previous the pair that was replaced, if it was asked for and there was one
 */
public record PutResult(Header header, @Nullable KeyValue previous) implements OpResult {}
