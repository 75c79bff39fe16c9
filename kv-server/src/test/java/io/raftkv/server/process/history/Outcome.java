package io.raftkv.server.process.history;

import org.jspecify.annotations.Nullable;

/** How a request ended. One that certainly had no effect and saw nothing is not part of a history. */
public sealed interface Outcome {

    /**
     * A write was acknowledged.
     *
     * @param revision the store's revision that it made
     */
    record Wrote(long revision) implements Outcome {
        @Override
        public String toString() {
            return "wrote, revision " + revision;
        }
    }

    /**
     * A read, or a compare-and-swap that found another value than it expected, was answered.
     *
     * @param value what the key had; null: it was absent
     * @param modRevision the revision that wrote this value; 0 if absent
     * @param revision the store's revision at that moment
     */
    record Saw(@Nullable String value, long modRevision, long revision) implements Outcome {
        @Override
        public String toString() {
            return "saw " + value + " of revision " + modRevision + ", revision " + revision;
        }
    }

    /** A write that was not answered: it may have happened, may still happen at any later time, or never. */
    record Unknown() implements Outcome {
        @Override
        public String toString() {
            return "unknown";
        }
    }
}
