package io.raftkv.raft.sim;

import java.time.Duration;

/**
 * How a link treats what is sent over it. Each message takes its own random time, so whenever the delays differ, messages
 * overtake each other.
 *
 * @param minDelay shortest time on the way, not negative
 * @param maxDelay longest time on the way, not below {@code minDelay}
 * @param lossPercent how many of a hundred messages are lost, 0 to 100
 * @param duplicatePercent how many of a hundred messages arrive twice, 0 to 100
 * @param bytesPerSecond how much fits through, at least 1. What has to wait for longer than a second is dropped
 */
public record LinkConditions(
        Duration minDelay, Duration maxDelay, int lossPercent, int duplicatePercent, long bytesPerSecond) {

    /** What {@link #bytesPerSecond} is when everything fits. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    /** A good local network: 0.1 to 0.5 ms, nothing lost, room for everything. */
    public static final LinkConditions GOOD =
            new LinkConditions(Duration.ofNanos(100_000), Duration.ofNanos(500_000), 0, 0, UNLIMITED);

    /**
     * Checks every value.
     *
     * @throws IllegalArgumentException naming the value and what it must be
     */
    public LinkConditions {
        require(!minDelay.isNegative(), "minDelay", minDelay, "not negative");
        require(maxDelay.compareTo(minDelay) >= 0, "maxDelay", maxDelay, "at least the minDelay of " + minDelay);
        require(lossPercent >= 0 && lossPercent <= 100, "lossPercent", lossPercent, "from 0 to 100");
        require(
                duplicatePercent >= 0 && duplicatePercent <= 100,
                "duplicatePercent",
                duplicatePercent,
                "from 0 to 100");
        require(bytesPerSecond >= 1, "bytesPerSecond", bytesPerSecond, "at least 1");
    }

    /** The same with other delays. */
    public LinkConditions withDelays(Duration min, Duration max) {
        return new LinkConditions(min, max, lossPercent, duplicatePercent, bytesPerSecond);
    }

    /** The same with messages lost. */
    public LinkConditions withLoss(int percent) {
        return new LinkConditions(minDelay, maxDelay, percent, duplicatePercent, bytesPerSecond);
    }

    /** The same with messages duplicated. */
    public LinkConditions withDuplicates(int percent) {
        return new LinkConditions(minDelay, maxDelay, lossPercent, percent, bytesPerSecond);
    }

    /** The same, narrower or wider. */
    public LinkConditions withBytesPerSecond(long bytes) {
        return new LinkConditions(minDelay, maxDelay, lossPercent, duplicatePercent, bytes);
    }

    private static void require(boolean holds, String name, Object value, String requirement) {
        if (!holds) {
            throw new IllegalArgumentException(name + " is " + value + ", but must be " + requirement);
        }
    }
}
