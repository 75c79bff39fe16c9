package io.raftkv.server.process.history;

import org.jspecify.annotations.Nullable;

/** What a client asked one key for. */
public sealed interface Action {

    /** The key's value. */
    record Read() implements Action {
        @Override
        public String toString() {
            return "read";
        }
    }

    /**
     * To have a value, whatever it had before.
     *
     * @param value no other write of the history writes it
     */
    record Put(String value) implements Action {
        @Override
        public String toString() {
            return "put " + value;
        }
    }

    /**
     * To have a value if it has another one now, and otherwise to tell what it has.
     *
     * @param expected null: the key is absent
     * @param value no other write of the history writes it
     */
    record CompareAndSwap(@Nullable String expected, String value) implements Action {
        @Override
        public String toString() {
            return "cas " + expected + " -> " + value;
        }
    }
}
