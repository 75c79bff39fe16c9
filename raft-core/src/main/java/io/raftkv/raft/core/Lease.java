package io.raftkv.raft.core;

import java.util.ArrayDeque;

/**
 * A leader's lease (D 6.4.1): until when it may serve reads without asking anybody. This is why such a read is current:
 *
 * <ol>
 *   <li>A follower that hears from the leader helps nobody to depose it for an election timeout T by its own clock ({@link
 *       Follower#trustsLeader}, {@link Raft#disturbs}); it keeps to that when it learns of a higher term ({@link
 *       Follower#becomeFollower}), and when it restarts ({@link Follower#afterRestart}).
 *   <li>A new leader needs the vote of one of the majority that has confirmed a round, for majorities overlap; so none is
 *       elected, and nothing else committed, before T has passed there since it heard of that round. It heard of it after the
 *       leader had begun to send it: the lease counts from there, not from when the answers came, which may be much later
 *       (known bug lease-read-clock).
 *   <li>A clock is at most {@code maxClockDrift} faster or slower than real time. T on the fastest clock is T / (1 + drift) of
 *       real time; in that time the slowest clock, which may be the leader's, advances by T (1 - drift) / (1 + drift), and
 *       that is how long the lease lasts.
 *   <li>A server that the leader has told to take over is voted for in spite of all this (D 3.10), now or much later: from
 *       then on there is no lease any more.
 *   <li>Until then the leader's commit index is the highest of all, once it has committed an entry of its term ({@link
 *       Leader#hasCommittedInItsTerm}): a read from there on misses nothing.
 * </ol>
 *
 * <p>A clock that drifts more than stated, or stands still while its server is suspended, breaks the third step, and a read may
 * be stale: that is why leases are off unless asked for.
 */
final class Lease {

    private static final long NONE = Long.MIN_VALUE;

    private record Sent(long round, long time) {}

    /** How long it lasts, in nanoseconds; 0 when reads rely on no lease. */
    private final long lengthNanos;

    /** Rounds that are not confirmed yet, and when they were begun. */
    private final ArrayDeque<Sent> unconfirmed = new ArrayDeque<>();

    /** Until when it is in force, in nanoseconds. */
    private long end = NONE;

    private boolean everTold;

    Lease(RaftConfig config) {
        this.lengthNanos = config.readPolicy() instanceof ReadPolicy.Lease(double maxClockDrift)
                ? lengthNanos(maxClockDrift, config.electionTimeout().toNanos())
                : 0;
    }

    /** Whether reads rely on leases at all, so that heartbeats are to renew this one. */
    boolean isWanted() {
        return lengthNanos > 0;
    }

    /** A round is sent now: its confirmation will count from here. */
    void begin(long round, long now) {
        if (isWanted()) {
            unconfirmed.add(new Sent(round, now));
        }
    }

    /** A majority has confirmed this round, and all before it. */
    void confirm(long round) {
        while (!unconfirmed.isEmpty() && unconfirmed.getFirst().round() <= round) {
            end = unconfirmed.removeFirst().time() + lengthNanos;
        }
    }

    /** Another server is told to depose this leader. */
    void tell() {
        everTold = true;
    }

    /** Whether no other leader can have been elected yet, if the clocks keep to their bound. */
    boolean isInForce(long now) {
        return !everTold && now < end;
    }

    /** How long a lease lasts on the leader's clock, in nanoseconds, when clocks drift by at most this share. */
    static long lengthNanos(double maxClockDrift, long electionTimeoutNanos) {
        return (long) (electionTimeoutNanos * (1 - maxClockDrift) / (1 + maxClockDrift));
    }
}
