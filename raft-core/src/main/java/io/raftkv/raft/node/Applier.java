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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The third stage: owns the state machine. Takes all committed entries that have queued up, applies them as one batch, and
 * answers those who wait, writers and readers alike. Replaces the state by a snapshot when one was installed.
 *
 * <p>Keeps no more than a few batches, so that a slow state machine costs no memory: the consensus loop asks first whether
 * there is room.
 */
final class Applier<R> implements LoopBody {

    private static final int MAX_BATCHES_AHEAD = 64;

    /** Work for the state machine, done in order. */
    sealed interface Job<R> {}

    /** Committed entries, and for each one who waits for it here, if anybody. */
    record Batch<R>(List<LogEntry> entries, List<@Nullable CompletableFuture<R>> waiting) implements Job<R> {}

    /** A snapshot takes the place of all entries up to {@code lastIncludedIndex}; {@code done} is told when it has. */
    private record Install<R>(long lastIncludedIndex, Runnable done) implements Job<R> {}

    /** Readers who may go on once {@code readIndex} is applied; the earliest deadline counts for all. */
    record Readers(long readIndex, List<PendingReads.PendingRead> reads) {
        long deadline() {
            return reads.getFirst().deadline();
        }
    }

    private final ConcurrentLinkedQueue<Job<R>> jobs = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Readers> newReaders = new ConcurrentLinkedQueue<>();

    /** Readers of indexes that are not applied yet, in the order in which they came. */
    private final ArrayDeque<Readers> readers = new ArrayDeque<>();

    private final StateMachine<R> stateMachine;
    private final RaftMetrics metrics;
    private final Runnable onRoom;
    private final Loop loop;

    private volatile long appliedIndex;

    /** Batches that were handed over and are not applied yet. */
    private final AtomicInteger unappliedBatches = new AtomicInteger();

    /** Whether the consensus loop has more, and waits until some of it is applied. */
    private volatile boolean isAwaited;

    private final AtomicInteger waitingReaders = new AtomicInteger();

    Applier(
            StateMachine<R> stateMachine,
            long appliedIndex,
            Environment environment,
            RaftMetrics metrics,
            Runnable onRoom,
            Consumer<Throwable> onFailure) {
        this.stateMachine = stateMachine;
        this.appliedIndex = appliedIndex;
        this.metrics = metrics;
        this.onRoom = onRoom;
        this.loop = environment.newLoop("raft-applier", new FailStop(this, onFailure));
    }

    Loop loop() {
        return loop;
    }

    /** Whether the consensus loop may hand over another batch; if not, it is told when it may. */
    boolean takesMore() {
        if (unappliedBatches.get() < MAX_BATCHES_AHEAD) {
            return true;
        }
        isAwaited = true;
        return unappliedBatches.get() < MAX_BATCHES_AHEAD; // some may just have been applied, without a word
    }

    void apply(Batch<R> batch) {
        unappliedBatches.incrementAndGet();
        jobs.add(batch);
        loop.wake();
    }

    /** Has the state replaced by the snapshot that was received, after all batches that came before. */
    void install(long lastIncludedIndex, Runnable done) {
        jobs.add(new Install<>(lastIncludedIndex, done));
        loop.wake();
    }

    void read(Readers later) {
        waitingReaders.addAndGet(later.reads().size());
        newReaders.add(later);
        loop.wake();
    }

    /** How many jobs wait; for whoever watches, as counting them takes a while. */
    int waiting() {
        return jobs.size();
    }

    /** Index of the last entry applied; any thread may ask. */
    long appliedIndex() {
        return appliedIndex;
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
        var gathered = new ArrayList<Batch<R>>();
        for (Job<R> job = jobs.poll(); job != null; job = jobs.poll()) {
            switch (job) {
                case Batch<R> batch -> gathered.add(batch);
                case Install<R>(long lastIncludedIndex, var done) -> {
                    applyAsOne(gathered);
                    gathered.clear();
                    stateMachine.install(lastIncludedIndex);
                    appliedIndex = lastIncludedIndex;
                    done.run();
                }
            }
        }
        applyAsOne(gathered);
    }

    private void applyAsOne(List<Batch<R>> gathered) {
        if (gathered.isEmpty()) {
            return;
        }
        var commands = new ArrayList<LogEntry>();
        var waiting = new ArrayList<@Nullable CompletableFuture<R>>();
        for (Batch<R> batch : gathered) {
            for (int i = 0; i < batch.entries().size(); i++) {
                LogEntry entry = batch.entries().get(i);
                if (entry.type() == EntryType.COMMAND) {
                    commands.add(entry);
                    waiting.add(batch.waiting().get(i));
                }
            }
        }
        List<R> results = commands.isEmpty() ? List.of() : apply(commands, waiting);
        appliedIndex = gathered.getLast().entries().getLast().index();
        metrics.applied(commands.size());
        for (int i = 0; i < commands.size(); i++) {
            CompletableFuture<R> answer = waiting.get(i);
            if (answer != null) {
                answer.complete(results.get(i));
            }
        }
        unappliedBatches.addAndGet(-gathered.size());
        if (isAwaited) {
            isAwaited = false;
            onRoom.run();
        }
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
        for (Job<R> job = jobs.poll(); job != null; job = jobs.poll()) {
            if (job instanceof Batch<R> batch) {
                failAll(batch.waiting(), "the server stopped before it applied the command");
            }
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
