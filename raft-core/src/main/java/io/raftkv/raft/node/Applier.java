package io.raftkv.raft.node;

import io.raftkv.raft.core.EntryType;
import io.raftkv.raft.core.Invariants;
import io.raftkv.raft.core.LogEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The third stage: owns the state machine. Takes all committed entries that have queued up, applies them as one batch, and
 * answers those who wait, writers and readers alike.
 *
 * <p>Its queue has no bound of its own: the consensus loop hands over no more than it is told was applied, plus a fixed
 * number of batches.
 */
final class Applier<R> implements LoopBody {

    /** Committed entries, and for each one who waits for it here, if anybody. */
    record Batch<R>(List<LogEntry> entries, List<@Nullable CompletableFuture<R>> waiting) {}

    /** Readers who may go on once {@code readIndex} is applied; the earliest deadline counts for all. */
    record Readers(long readIndex, List<PendingReads.PendingRead> reads) {
        long deadline() {
            return reads.getFirst().deadline();
        }
    }

    private final ConcurrentLinkedQueue<Batch<R>> batches = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Readers> newReaders = new ConcurrentLinkedQueue<>();

    /** Readers of indexes that are not applied yet, in the order in which they came. */
    private final ArrayDeque<Readers> readers = new ArrayDeque<>();

    private final StateMachine<R> stateMachine;
    private final Runnable onApplied;
    private final Loop loop;

    private volatile long appliedIndex;
    private final AtomicLong appliedBatches = new AtomicLong();
    private final AtomicInteger waitingReaders = new AtomicInteger();

    Applier(
            StateMachine<R> stateMachine,
            long appliedIndex,
            Environment environment,
            Runnable onApplied,
            Consumer<Throwable> onFailure) {
        this.stateMachine = stateMachine;
        this.appliedIndex = appliedIndex;
        this.onApplied = onApplied;
        this.loop = environment.newLoop("raft-applier", new FailStop(this, onFailure));
    }

    Loop loop() {
        return loop;
    }

    void apply(Batch<R> batch) {
        batches.add(batch);
        loop.wake();
    }

    void read(Readers later) {
        waitingReaders.addAndGet(later.reads().size());
        newReaders.add(later);
        loop.wake();
    }

    /** Index of the last entry applied; any thread may ask. */
    long appliedIndex() {
        return appliedIndex;
    }

    /** How many batches have been applied; any thread may ask. */
    long appliedBatches() {
        return appliedBatches.get();
    }

    /** How many readers wait; any thread may ask. */
    int waitingReaders() {
        return waitingReaders.get();
    }

    @Override
    public long run(long now) {
        applyAll();
        return serveReaders(now);
    }

    private void applyAll() {
        var commands = new ArrayList<LogEntry>();
        var waiting = new ArrayList<@Nullable CompletableFuture<R>>();
        long lastIndex = appliedIndex;
        int taken = 0;
        for (Batch<R> batch = batches.poll(); batch != null; batch = batches.poll()) {
            for (int i = 0; i < batch.entries().size(); i++) {
                LogEntry entry = batch.entries().get(i);
                lastIndex = entry.index();
                if (entry.type() == EntryType.COMMAND) {
                    commands.add(entry);
                    waiting.add(batch.waiting().get(i));
                }
            }
            taken++;
        }
        if (taken == 0) {
            return;
        }
        List<R> results = commands.isEmpty() ? List.of() : apply(commands, waiting);
        appliedIndex = lastIndex;
        appliedBatches.addAndGet(taken);
        for (int i = 0; i < commands.size(); i++) {
            CompletableFuture<R> answer = waiting.get(i);
            if (answer != null) {
                answer.complete(results.get(i));
            }
        }
        onApplied.run();
    }

    private List<R> apply(List<LogEntry> commands, List<@Nullable CompletableFuture<R>> waiting) {
        try {
            List<R> results = stateMachine.apply(commands);
            Invariants.check(
                    results.size() == commands.size(),
                    () -> "the state machine answered " + results.size() + " of " + commands.size() + " commands");
            return results;
        } catch (RuntimeException | Error e) {
            failAll(waiting, "the state machine failed: " + e.getMessage());
            throw e;
        }
    }

    private static <R> void failAll(List<@Nullable CompletableFuture<R>> waiting, String reason) {
        for (CompletableFuture<R> answer : waiting) {
            if (answer != null) {
                answer.completeExceptionally(new RaftException.OutcomeUnknown(reason));
            }
        }
    }

    /** Returns when the next reader will have waited too long. */
    private long serveReaders(long now) {
        for (Readers next = newReaders.poll(); next != null; next = newReaders.poll()) {
            readers.add(next);
        }
        long nextDeadline = WHEN_WOKEN;
        Iterator<Readers> all = readers.iterator();
        while (all.hasNext()) {
            Readers next = all.next();
            boolean ready = next.readIndex() <= appliedIndex;
            if (ready || next.deadline() <= now) {
                all.remove();
                waitingReaders.addAndGet(-next.reads().size());
                next.reads().forEach(read -> answer(read, next.readIndex(), ready));
            } else {
                nextDeadline = Math.min(nextDeadline, next.deadline());
            }
        }
        return nextDeadline;
    }

    private void answer(PendingReads.PendingRead read, long readIndex, boolean ready) {
        if (ready) {
            read.answer().complete(readIndex);
        } else {
            read.answer()
                    .completeExceptionally(new RaftException.TimedOut("this server has applied " + appliedIndex
                            + ", but the read has to see " + readIndex + ": it does not catch up"));
        }
    }

    /** The node stops: nobody is left waiting. Called when the loop is closed. */
    void stop() {
        for (Batch<R> batch = batches.poll(); batch != null; batch = batches.poll()) {
            failAll(batch.waiting(), "the server stopped before it applied the command");
        }
        for (Readers next = newReaders.poll(); next != null; next = newReaders.poll()) {
            readers.add(next);
        }
        for (Readers next : readers) {
            next.reads()
                    .forEach(read ->
                            read.answer().completeExceptionally(new RaftException.Stopped("the server stopped")));
        }
        readers.clear();
    }
}
