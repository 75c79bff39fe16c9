package io.raftkv.raft.node;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The reads of this server's clients, from the moment they are taken until the leader has said from which index they may be
 * served. Reads that wait together are asked for together. A read has no effect, so one whose answer is lost is asked for
 * again, always under a new id: an answer never serves another attempt than the one that it was given to (known bug
 * readindex-retry-reused).
 */
final class PendingReads {

    /** One that waits; {@code answer} is completed with the index that had to be applied. */
    record PendingRead(CompletableFuture<Long> answer, long deadline) {}

    private record Asked(List<PendingRead> reads, long retryAt) {}

    private final long timeoutNanos;
    private final long retryNanos;
    private final Map<Long, Asked> asked = new LinkedHashMap<>();
    private List<PendingRead> waiting = new ArrayList<>();
    private long lastId;
    private int size;

    PendingReads(long firstId, long timeoutNanos, long retryNanos) {
        this.lastId = firstId;
        this.timeoutNanos = timeoutNanos;
        this.retryNanos = retryNanos;
    }

    int size() {
        return size;
    }

    void add(CompletableFuture<Long> answer, long now) {
        waiting.add(new PendingRead(answer, now + timeoutNanos));
        size++;
    }

    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** All that wait become one attempt; returns its id. */
    long ask(long now) {
        lastId++;
        asked.put(lastId, new Asked(waiting, now + retryNanos));
        waiting = new ArrayList<>();
        return lastId;
    }

    /** The attempt succeeded: the reads that it was for, or null when it was given up before. */
    @Nullable
    List<PendingRead> grant(long readId) {
        Asked granted = asked.remove(readId);
        if (granted == null) {
            return null;
        }
        size -= granted.reads().size();
        return granted.reads();
    }

    /**
     * The attempt failed. Its reads wait out the retry interval under a fresh id that nobody was asked for, so that a server
     * that refuses at once is not asked every turn.
     */
    void refuse(long readId, long now) {
        Asked refused = asked.remove(readId);
        if (refused != null) {
            lastId++;
            asked.put(lastId, new Asked(refused.reads(), now + retryNanos));
        }
    }

    /** Another leader, or none: whoever was asked may never answer. */
    void loseLeader() {
        for (Asked lost : asked.values()) {
            waiting.addAll(lost.reads());
        }
        asked.clear();
    }

    /** Gives up attempts that are due to be tried again, and fails reads that have waited too long. */
    void expire(long now) {
        Iterator<Asked> attempts = asked.values().iterator();
        while (attempts.hasNext()) {
            Asked attempt = attempts.next();
            if (attempt.retryAt() <= now) {
                waiting.addAll(attempt.reads());
                attempts.remove();
            }
        }
        waiting.removeIf(read -> {
            boolean late = read.deadline() <= now;
            if (late) {
                size--;
                read.answer()
                        .completeExceptionally(
                                new RaftException.NoLeader("no leader confirmed the read within the request time-out"));
            }
            return late;
        });
    }

    /** The node stops. */
    void stop() {
        loseLeader();
        for (PendingRead read : waiting) {
            read.answer().completeExceptionally(new RaftException.Stopped("the server stopped"));
        }
        waiting = new ArrayList<>();
        size = 0;
    }

    /** When {@link #expire} is due next. */
    long nextDeadline() {
        long next = LoopBody.WHEN_WOKEN;
        for (Asked attempt : asked.values()) {
            next = Math.min(next, attempt.retryAt());
        }
        for (PendingRead read : waiting) {
            next = Math.min(next, read.deadline());
        }
        return next;
    }
}
