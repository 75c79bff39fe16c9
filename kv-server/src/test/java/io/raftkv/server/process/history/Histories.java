package io.raftkv.server.process.history;

import org.jspecify.annotations.Nullable;

/** Operations for the tests of the checks: short to write, and in small numbers for times. */
final class Histories {

    static final String KEY = "k";

    private Histories() {}

    static Operation put(String value, long from, long to) {
        return put(value, from, to, 0);
    }

    static Operation put(String value, long from, long to, long revision) {
        return new Operation(1, KEY, new Action.Put(value), from, to, new Outcome.Wrote(revision));
    }

    static Operation unknownPut(String value, long from) {
        return new Operation(1, KEY, new Action.Put(value), from, Operation.NEVER, new Outcome.Unknown());
    }

    static Operation read(@Nullable String value, long from, long to) {
        return read(value, from, to, 0, 0);
    }

    static Operation read(@Nullable String value, long from, long to, long modRevision, long revision) {
        return new Operation(2, KEY, new Action.Read(), from, to, new Outcome.Saw(value, modRevision, revision));
    }

    static Operation swap(@Nullable String expected, String value, long from, long to) {
        return new Operation(3, KEY, new Action.CompareAndSwap(expected, value), from, to, new Outcome.Wrote(0));
    }

    static Operation refusedSwap(@Nullable String expected, @Nullable String found, long from, long to) {
        var action = new Action.CompareAndSwap(expected, "never-" + from);
        return new Operation(3, KEY, action, from, to, new Outcome.Saw(found, 0, 0));
    }

    static Operation unknownSwap(@Nullable String expected, String value, long from) {
        var action = new Action.CompareAndSwap(expected, value);
        return new Operation(3, KEY, action, from, Operation.NEVER, new Outcome.Unknown());
    }
}
