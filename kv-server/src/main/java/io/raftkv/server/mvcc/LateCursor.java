package io.raftkv.server.mvcc;

import org.jspecify.annotations.Nullable;

/** A cursor that is made when it is wanted first: a batch that puts only keys which were written lately needs none. */
final class LateCursor implements AutoCloseable {
    private final ReadView view;
    private final Space space;
    private @Nullable Cursor made;

    LateCursor(ReadView view, Space space) {
        this.view = view;
        this.space = space;
    }

    /** The cursor, the same one each time, which stands anywhere. */
    Cursor get() {
        var cursor = made;
        if (cursor == null) {
            cursor = view.cursor(space);
            made = cursor;
        }
        return cursor;
    }

    @Override
    public void close() {
        if (made != null) {
            made.close();
        }
    }
}
