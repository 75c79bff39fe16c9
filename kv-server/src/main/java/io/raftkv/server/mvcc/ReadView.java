package io.raftkv.server.mvcc;

import org.jspecify.annotations.Nullable;

/** A consistent state of an {@link OrderedStore}; used by one thread at a time. */
public interface ReadView extends AutoCloseable {

    /** The value of a key, or null when it is absent. */
    byte @Nullable [] get(Space space, byte[] key);

    /** A new cursor that stands nowhere until it seeks; to be closed before this view. */
    Cursor cursor(Space space);

    /** Ends the view. */
    @Override
    void close();
}
