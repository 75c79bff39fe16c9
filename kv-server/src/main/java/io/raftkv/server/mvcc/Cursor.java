package io.raftkv.server.mvcc;

/**
 * A place among the ordered entries of one {@link Space}. Each movement answers whether the cursor now stands on an
 * entry; when it does not, only the seeks may follow. After a write to the transaction that it belongs to, a cursor must
 * seek before it is used again.
 */
public interface Cursor extends AutoCloseable {

    /** Moves to the first entry whose key is at or after {@code key}. */
    boolean seek(byte[] key);

    /** Moves to the last entry whose key is at or before {@code key}. */
    boolean seekBackward(byte[] key);

    /** Moves to the entry after this one. */
    boolean next();

    /** Moves to the entry before this one. */
    boolean previous();

    /** The key of the entry that the cursor stands on. */
    byte[] key();

    /** The value of the entry that the cursor stands on. */
    byte[] value();

    /** Gives back what the cursor holds. */
    @Override
    void close();
}
