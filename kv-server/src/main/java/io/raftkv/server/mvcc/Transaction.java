package io.raftkv.server.mvcc;

/**
 * Writes that take effect together. As a view it shows the state in which it began (at the earliest) under its own
 * writes. Closing without {@link #commit()} abandons the writes.
 */
public interface Transaction extends ReadView {

    /** Sets a key. */
    void put(Space space, byte[] key, byte[] value);

    /** Removes a key, present or not. */
    void delete(Space space, byte[] key);

    /** Makes all writes visible to later views in one step; at most once, and nothing but {@link #close()} may follow. */
    void commit();
}
