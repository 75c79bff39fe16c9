package io.raftkv.raft.node;

import io.raftkv.raft.core.Effects;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The writes that the disk has not finished, in order. An entry may be applied when it is committed and no unfinished write
 * covers an index at or below it: so a state machine never runs ahead of its own server's log, whatever was truncated and
 * written again in between.
 */
final class UnfinishedWrites {

    /** For each unfinished write the first index that it covers, {@link Long#MAX_VALUE} when it covers none. */
    private final ArrayDeque<Long> firstIndexes = new ArrayDeque<>();

    void begin(List<Effects.Write> writes) {
        long first = Long.MAX_VALUE;
        for (Effects.Write write : writes) {
            switch (write) {
                case Effects.Write.TermAndVote ignored -> {}
                case Effects.Write.Truncate(long fromIndex) -> first = Math.min(first, fromIndex);
                case Effects.Write.Append(var entries) ->
                    first = Math.min(first, entries.getFirst().index());
            }
        }
        firstIndexes.addLast(first);
    }

    /** The oldest {@code count} of them are durable. */
    void finish(int count) {
        for (int i = 0; i < count; i++) {
            firstIndexes.removeFirst();
        }
    }

    /** The last index that no unfinished write covers. */
    long lastIndexNotCovered() {
        long first = Long.MAX_VALUE;
        for (long index : firstIndexes) {
            first = Math.min(first, index);
        }
        return first - 1;
    }
}
