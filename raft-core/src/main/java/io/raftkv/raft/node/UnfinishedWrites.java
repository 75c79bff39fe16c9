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

    /**
     * What one of them covers.
     *
     * @param firstIndex the first index that it covers, {@link Long#MAX_VALUE} for none
     * @param installIndex the last index that the snapshot holds behind which the log begins anew, 0 when it does not
     */
    private record Unfinished(long firstIndex, long installIndex) {}

    private final ArrayDeque<Unfinished> unfinished = new ArrayDeque<>();

    void begin(List<Effects.Write> writes) {
        long first = Long.MAX_VALUE;
        long install = 0;
        for (Effects.Write write : writes) {
            switch (write) {
                case Effects.Write.TermAndVote ignored -> {}
                case Effects.Write.Truncate(long fromIndex) -> first = Math.min(first, fromIndex);
                case Effects.Write.Append(var entries) ->
                    first = Math.min(first, entries.getFirst().index());
                case Effects.Write.Compact ignored -> {}
                case Effects.Write.Reset(var snapshot) ->
                    install = snapshot.lastIncluded().index();
            }
        }
        unfinished.addLast(new Unfinished(first, install));
    }

    /** The oldest {@code count} of them are durable. Returns up to where a snapshot can be installed because of it, 0 for none. */
    long finish(int count) {
        long install = 0;
        for (int i = 0; i < count; i++) {
            install = Math.max(install, unfinished.removeFirst().installIndex());
        }
        return install;
    }

    /** The last index that no unfinished write covers. */
    long lastIndexNotCovered() {
        long first = Long.MAX_VALUE;
        for (Unfinished write : unfinished) {
            first = Math.min(first, write.firstIndex());
        }
        return first - 1;
    }
}
