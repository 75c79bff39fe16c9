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

    private static final int MAX_BATCHES_AHEAD = 64;
    private static final long MAX_BATCH_BYTES = 1 << 20;

    private final Log log;
    private final long self;
    private final Applier<R> applier;
    private final LogWriter writer;
    private long handedOver;
    private long batchesHandedOver;
    private boolean fetching;

    ApplyQueue(Log log, long appliedIndex, long self, Applier<R> applier, LogWriter writer) {
        this.log = log;
        this.handedOver = appliedIndex;
        this.self = self;
        this.applier = applier;
        this.writer = writer;
    }

    /** Hands over what is new up to {@code applicableIndex}, as far as the applier keeps up. */
    void handOver(long applicableIndex, PendingProposals<R> proposals) {
        while (handedOver < applicableIndex
                && !fetching
                && batchesHandedOver - applier.appliedBatches() < MAX_BATCHES_AHEAD) {
            if (log.isInMemory(handedOver + 1)) {
                handOver(log.entries(handedOver + 1, applicableIndex, MAX_BATCH_BYTES), proposals);
            } else {
                fetching = true;
                writer.submit(new LogWriter.Job.ReadToApply(handedOver + 1, applicableIndex, MAX_BATCH_BYTES));
            }
        }
    }

    /** Entries that were asked for came from disk. They were committed when they were asked for, and so are unchanged. */
    void fetched(List<LogEntry> entries, PendingProposals<R> proposals) {
        fetching = false;
        handOver(entries, proposals);
    }

    private void handOver(List<LogEntry> entries, PendingProposals<R> proposals) {
        var waiting = new ArrayList<@Nullable CompletableFuture<R>>(entries.size());
        for (LogEntry entry : entries) {
            waiting.add(entry.proposer() == self ? proposals.remove(entry.proposal()) : null);
        }
        applier.apply(new Applier.Batch<>(entries, waiting));
        handedOver = entries.getLast().index();
        batchesHandedOver++;
    }
}
