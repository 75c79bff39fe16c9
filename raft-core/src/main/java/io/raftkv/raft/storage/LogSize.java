package io.raftkv.raft.storage;

/**
 * How much room the log takes on disk.
 *
 * @param segments number of its files
 * @param bytes their length together, what is allocated in advance included. Files whose entries are all forgotten,
 *     and which are yet to be deleted, are not counted
 */
public record LogSize(int segments, long bytes) {}
