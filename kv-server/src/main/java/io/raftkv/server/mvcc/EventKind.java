package io.raftkv.server.mvcc;

/** What an event did to its key. The code is part of the stored format. */
enum EventKind {
    PUT((byte) 0),
    DELETE((byte) 1);

    private final byte code;

    EventKind(byte code) {
        this.code = code;
    }

    byte code() {
        return code;
    }
}
