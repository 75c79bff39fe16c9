package io.raftkv.raft.node;

import io.raftkv.raft.core.Effects;
import io.raftkv.raft.core.LogEntry;
import io.raftkv.raft.core.Message;
import io.raftkv.raft.storage.RaftStorage;
import io.raftkv.raft.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second stage: owns the storage. Takes all writes that have queued up while the disk was busy, does them with one
 * gathered write and one force, and only then lets go the messages that waited for it (group commit).
 *
 * <p>Its queue has no bound of its own: what can be in it is bounded by the windows of the core: a follower's leader, and a
 * leader by its own {@code maxUncommittedBytes}, send no more until the disk has acknowledged.
 */
final class LogWriter implements LoopBody {

    /** Work for the disk, done in order. */
    sealed interface Job {
        /** Writes, and the messages that may go once they and all before them are durable. */
        record Write(List<Effects.Write> writes, List<Message> thenSend) implements Job {}

        /** Entries that the core wants for a peer. */
        record ReadForPeer(Effects.ReadEntries request) implements Job {}

        /** Entries that are to be applied and are no longer in memory. */
        record ReadToApply(long fromIndex, long toIndex, long maxBytes) implements Job {}
    }

    /** What the consensus loop learns from its log writer; called by the log writer's thread. */
    interface Listener {
        /** The oldest {@code count} {@link Job.Write}s that are unfinished are durable, and let go these messages to the server itself. */
        void finishedWrites(int count, List<Message> toSelf);

        /** Entries for a peer. */
        void read(Effects.ReadEntries request, List<LogEntry> entries);

        /** Entries to apply. */
        void readToApply(List<LogEntry> entries);
    }

    /** While the disk is full nothing may come that would wake this loop, so it looks by itself whether there is room again. */
    private static final long LOOK_FOR_SPACE_AFTER_NANOS = 1_000_000_000;

    /** From here on a force is reported, at most every so often: half of the usual election timeout, so a leader is at risk. */
    private static final long SLOW_FORCE_NANOS = 500_000_000;

    private static final long WARN_EVERY_NANOS = 10_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    private final ConcurrentLinkedQueue<Job> queue = new ConcurrentLinkedQueue<>();
    private final RaftStorage storage;
    private final Transport transport;
    private final Environment environment;
    private final long self;
    private final Listener listener;
    private final RaftMetrics metrics;
    private final Loop loop;
    private long warnAgainAt = Long.MIN_VALUE;

    LogWriter(
            RaftStorage storage,
            Environment environment,
            long self,
            Listener listener,
            RaftMetrics metrics,
            Consumer<Throwable> onFailure) {
        this.storage = storage;
        this.environment = environment;
        this.transport = environment.transport();
        this.self = self;
        this.listener = listener;
        this.metrics = metrics;
        this.loop = environment.newLoop("raft-log-writer", new FailStop(this, onFailure));
    }

    Loop loop() {
        return loop;
    }

    void submit(Job job) {
        queue.add(job);
        loop.wake();
    }

    /** How many jobs wait; for whoever watches, as counting them takes a while. */
    int waiting() {
        return queue.size();
    }

    @Override
    public long run(long now) {
        storage.freeSpace().measure(now);
        var done = new ArrayList<Job.Write>();
        for (Job job = queue.poll(); job != null; job = queue.poll()) {
            switch (job) {
                case Job.Write write -> {
                    storage.write(write.writes());
                    done.add(write);
                }
                case Job.ReadForPeer(var request) ->
                    listener.read(request, storage.read(request.fromIndex(), request.lastIndex(), request.maxBytes()));
                case Job.ReadToApply(long from, long to, long maxBytes) ->
                    listener.readToApply(storage.read(from, to, maxBytes));
            }
        }
        if (!done.isEmpty()) {
            force(done);
            letGo(done);
        }
        boolean full = !storage.freeSpace().hasRoomFor(1);
        return full ? now + LOOK_FOR_SPACE_AFTER_NANOS : WHEN_WOKEN;
    }

    private void force(List<Job.Write> batch) {
        long begin = environment.nanoTime();
        storage.sync();
        long end = environment.nanoTime();
        metrics.forced(end - begin, batch.size());
        boolean isSlow = end - begin >= SLOW_FORCE_NANOS;
        if (isSlow && end >= warnAgainAt) {
            warnAgainAt = end + WARN_EVERY_NANOS;
            LOG.warn(
                    "the disk is slow: writing and forcing a batch took {} ms server={}",
                    (end - begin) / 1_000_000,
                    Long.toHexString(self));
        }
    }

    /** Peers first: they wait for nothing else. */
    private void letGo(List<Job.Write> durable) {
        var toSelf = new ArrayList<Message>();
        for (Job.Write write : durable) {
            for (Message message : write.thenSend()) {
                if (message.to() == self) {
                    toSelf.add(message);
                } else {
                    transport.send(message);
                }
            }
        }
        listener.finishedWrites(durable.size(), toSelf);
    }
}
