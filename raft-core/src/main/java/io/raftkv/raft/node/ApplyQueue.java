package io.raftkv.raft.node;

import io.raftkv.raft.core.Log;
import io.raftkv.raft.core.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Hands committed entries to the applier in order, each once: from memory, or from disk when they are no longer there, as
 * after a restart. Keeps no more than a few batches ahead of the applier, so that a slow state machine costs no memory.
 */
final class ApplyQueue<R> {

    private static final long MAX_BATCH_BYTES = 1 << 20;

    private final Log log;
    private final long self;
    private final Applier<R> applier;
    private final LogWriter writer;
    private long handedOver;
    private boolean fetching;

    /** A snapshot takes the place of everything up to {@code handedOver}; nothing is handed over until it is installed. */
    private boolean installing;

    /** Bytes handed over since the state machine was last asked to make its state durable, and entries. */
    private long bytesSincePersisting;

    private long entriesSincePersisting;

    ApplyQueue(Log log, long appliedIndex, long self, Applier<R> applier, LogWriter writer) {
        this.log = log;
        this.handedOver = appliedIndex;
        this.self = self;
        this.applier = applier;
        this.writer = writer;
    }

    /** Hands over what is new up to {@code applicableIndex}, as far as the applier keeps up. */
    void handOver(long applicableIndex, ClientRequests<R> requests) {
        while (handedOver < applicableIndex && !installing && !fetching && applier.takesMore()) {
            if (log.isInMemory(handedOver + 1)) {
                handOver(log.entries(handedOver + 1, applicableIndex, MAX_BATCH_BYTES), requests);
            } else {
                fetching = true;
                writer.submit(new LogWriter.Job.ReadToApply(handedOver + 1, applicableIndex, MAX_BATCH_BYTES));
            }
        }
    }

    /**
     * Entries that were asked for came from disk. They were committed when they were asked for, and so are unchanged; but a
     * snapshot may have taken their place.
     */
    void fetched(List<LogEntry> entries, ClientRequests<R> requests) {
        fetching = false;
        if (!entries.isEmpty() && entries.getFirst().index() == handedOver + 1) {
            handOver(entries, requests);
        }
    }

    private void handOver(List<LogEntry> entries, ClientRequests<R> requests) {
        var waiting = new ArrayList<@Nullable CompletableFuture<R>>(entries.size());
        for (LogEntry entry : entries) {
            waiting.add(entry.proposer() == self ? whoWaitsFor(entry, requests) : null);
            bytesSincePersisting += entry.sizeInBytes();
        }
        applier.apply(new Applier.Batch<>(entries, waiting));
        handedOver = entries.getLast().index();
        entriesSincePersisting += entries.size();
    }

    private @Nullable CompletableFuture<R> whoWaitsFor(LogEntry entry, ClientRequests<R> requests) {
        return switch (entry.type()) {
            case COMMAND -> requests.whoWaitsFor(entry);
            case CONFIGURATION -> {
                requests.changed(entry);
                yield null;
            }
            case NO_OP -> null;
        };
    }

    /** A snapshot is to take the place of all entries up to {@code lastIncludedIndex}. */
    void beginInstall(long lastIncludedIndex) {
        installing = true;
        handedOver = lastIncludedIndex;
    }

    /** It has. */
    void installed() {
        installing = false;
    }

    /** Whether so much was handed over that the state should be made durable, and the log compacted; says so once. */
    boolean isTimeToPersist(RaftNodeConfig.PersistEvery every) {
        boolean isTime = entriesSincePersisting >= every.entries() || bytesSincePersisting >= every.bytes();
        if (isTime) {
            entriesSincePersisting = 0;
            bytesSincePersisting = 0;
        }
        return isTime;
    }
}
