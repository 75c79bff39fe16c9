package io.raftkv.raft.node;

import io.micrometer.core.instrument.MeterRegistry;
import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.Raft;
import io.raftkv.raft.storage.Identity;
import io.raftkv.raft.storage.RaftStorage;
import io.raftkv.raft.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server of a Raft cluster with all that it needs to run: the entry point for those who embed raft-core.
 *
 * <pre>
 *   propose, read ─▶ consensus loop ─▶ log writer ─▶ consensus loop ─▶ applier ─▶ answers
 *                          ▲ ▼
 *                        transport
 * </pre>
 *
 * <p>All methods may be called by any thread, and none of them blocks but {@link #start} and {@link #close}.
 *
 * @param <R> what the state machine answers to a command
 */
public final class RaftNode<R> implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RaftNode.class);

    private final Environment environment;
    private final RaftStorage storage;
    private final ConsensusLoop<R> consensus;
    private final int maxCommandBytes;
    private final CompletableFuture<Void> failure = new CompletableFuture<>();
    private final AtomicBoolean failed = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);

    private RaftNode(
            RaftNodeConfig config, Environment environment, StateMachine<R> stateMachine, MeterRegistry registry) {
        this.environment = environment;
        this.maxCommandBytes = config.maxCommandBytes();
        this.storage = RaftStorage.open(
                environment.disk(),
                new Identity(config.clusterId(), config.raft().self()),
                config.storage());
        try {
            var metrics = new RaftMetrics(registry);
            this.consensus = new ConsensusLoop<>(config, environment, storage, stateMachine, metrics, this::fail);
        } catch (RuntimeException | Error e) {
            storage.close();
            throw e;
        }
    }

    /**
     * Recovers what is on disk and begins to take part in the cluster.
     *
     * @param stateMachine what the log is for; applied to from the index that it says it has
     * @param registry where the node's meters go
     * @throws StorageException when the directory is damaged, locked, or another server's
     */
    public static <R> RaftNode<R> start(
            RaftNodeConfig config, Environment environment, StateMachine<R> stateMachine, MeterRegistry registry) {
        var node = new RaftNode<>(config, environment, stateMachine, registry);
        try {
            node.consensus.start();
        } catch (RuntimeException | Error e) { // such as a port in use
            node.close();
            throw e;
        }
        return node;
    }

    /**
     * Has a command appended to the log of the cluster and applied. On a follower it is forwarded to the leader, once; while
     * there is no leader it waits for one.
     *
     * @param command opaque; must not be changed afterwards
     * @return what the state machine of this server answered, or a {@link RaftException}: after {@code OutcomeUnknown} the
     *     command may still take effect. Completed by one of the node's loops, so what depends on it must neither block
     *     nor close the node
     * @throws IllegalArgumentException when the command is larger than {@link RaftNodeConfig#maxCommandBytes()}
     */
    public CompletableFuture<R> propose(ByteBuffer command) {
        if (command.remaining() > maxCommandBytes) {
            throw new IllegalArgumentException("a command of " + command.remaining()
                    + " bytes is larger than maxCommandBytes, which is " + maxCommandBytes);
        }
        var answer = new CompletableFuture<R>();
        return submit(new ClientRequests.Arrival.OfProposal<>(command.asReadOnlyBuffer(), answer), answer);
    }

    /**
     * Waits until this server's state machine contains everything that was committed anywhere when this was called, so that
     * reading it then is linearizable (D 6.4). Costs one round to a majority, shared by all reads that wait, and no log
     * entry.
     *
     * @return the index that was waited for, or a {@link RaftException}, never {@code OutcomeUnknown}. Completed by one
     *     of the node's loops, so what depends on it must be quick, and must not close the node
     */
    public CompletableFuture<Long> read() {
        var answer = new CompletableFuture<Long>();
        return submit(new ClientRequests.Arrival.OfRead<>(answer), answer);
    }

    /**
     * Has the members of the cluster changed (P 6), by the leader, wherever this is called. One change at a time.
     *
     * @return the configuration that is in force when the change is complete, or a {@link RaftException}: after {@code
     *     OutcomeUnknown} the change may still be completed, by another leader; {@code ChangeRefused} tells why it was refused.
     *     A server that is to {@linkplain MembershipChange.Step.Join join} is a voter only some time later. Completed by one of
     *     the node's loops
     */
    public CompletableFuture<Configuration> changeMembers(MembershipChange change) {
        var answer = new CompletableFuture<Configuration>();
        return submit(new ClientRequests.Arrival.OfChange<>(change, answer), answer);
    }

    /**
     * Hands the leadership over (D 3.10). Proposals wait meanwhile, and go to the new leader.
     *
     * @param target id of the voter that shall lead, or 0 for the one that is furthest
     * @return the new leader, or {@link RaftException.TransferFailed}, also when this server does not lead. Completed by one of
     *     the node's loops
     */
    public CompletableFuture<Long> transferLeadership(long target) {
        var answer = new CompletableFuture<Long>();
        return submit(new ClientRequests.Arrival.OfTransfer<>(target, answer), answer);
    }

    /**
     * Has the state machine make its state durable, and the log compacted as far as that allows, without waiting until it is {@linkplain
     * RaftNodeConfig#persistEvery() time}. Who lags behind may then need a snapshot. Returns at once.
     */
    public void persist() {
        consensus.persist();
    }

    /** Looks whether the node is closed only after the request is queued, so that one of the two sides answers it. */
    private <T> CompletableFuture<T> submit(ClientRequests.Arrival<R> request, CompletableFuture<T> answer) {
        boolean queued = consensus.take(request);
        boolean stopped = closing.get() || failed.get();
        if (!queued) {
            answer.completeExceptionally(
                    stopped ? ClientRequests.stopped() : consensus.requests().overloaded());
        } else if (stopped) {
            consensus
                    .requests()
                    .refuseArrivals(); // but what the loop has taken may be in a log: it answers that itself
        }
        return answer;
    }

    /** How this node stands, as of its last turn. */
    public RaftStatus status() {
        return consensus.status();
    }

    /**
     * Completes exceptionally when the node could no longer be trusted and has closed itself: its disk failed, its state
     * machine did, or an invariant is broken. The process should end.
     */
    public CompletionStage<Void> failure() {
        return failure;
    }

    /**
     * The core that this node runs, for a simulator or a debugger to look at. It must be looked at only when the consensus
     * loop is not running, as between the events of a simulation.
     */
    public Raft raft() {
        return consensus.raft();
    }

    /** Called by the loop that failed, which has stopped already. The others are stopped by a loop of its own: they wait for it. */
    private void fail(Throwable cause) {
        if (failed.getAndSet(true)) {
            return;
        }
        LOG.error(
                "stopped working and will answer nobody any more; restart this server when the cause is removed."
                        + " server={} cause={}",
                Long.toHexString(status().self()),
                cause.getMessage(),
                cause);
        new Stop(cause).loop.start();
    }

    /** Closes the node after a failure, on a loop of its own that ends with it. */
    private final class Stop implements LoopBody {

        private final Throwable cause;
        private final Loop loop;

        Stop(Throwable cause) {
            this.cause = cause;
            this.loop = environment.newLoop("raft-stop", this);
        }

        @Override
        public long run(long now) {
            close();
            loop.close();
            failure.completeExceptionally(cause);
            return WHEN_WOKEN;
        }
    }

    /**
     * Stops taking part and releases the disk. What was acknowledged is durable already. Everybody who still waits is
     * answered with {@code OutcomeUnknown} or {@code Stopped}. Returns when all of that is done, whoever began it. Must not be
     * called by what depends on an answer of this node: that runs on one of the loops that are waited for.
     */
    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            awaitClosed();
            return;
        }
        try {
            environment.transport().close();
            consensus.close();
            storage.close();
        } finally {
            closed.countDown();
        }
    }

    private void awaitClosed() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The failure of a proposal or read without the wrapping that {@link CompletableFuture} adds. */
    public static Throwable causeOf(Throwable failure) {
        return failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
    }
}
