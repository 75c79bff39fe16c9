package io.raftkv.raft.node;

import io.raftkv.raft.storage.FreeSpace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the disk has room for more entries, and what an operator is told when it has not. A server without room takes no
 * entries, neither from clients nor from a leader, and hands over if it leads; it goes on by itself when there is room again.
 */
final class DiskSpace {

    private static final Logger LOG = LoggerFactory.getLogger(DiskSpace.class);

    private final FreeSpace space;
    private final long self;
    private final long neededBytes;
    private final long handOverEveryNanos;
    private boolean wasEnough = true;
    private long handOverAt;

    /** {@code neededBytes} must fit, or there is no room. A leader without room tries to hand over every so often. */
    DiskSpace(FreeSpace space, long self, long neededBytes, long handOverEveryNanos) {
        this.space = space;
        this.self = self;
        this.neededBytes = neededBytes;
        this.handOverEveryNanos = handOverEveryNanos;
    }

    boolean isEnough() {
        return space.hasRoomFor(neededBytes);
    }

    /** What is left, and what to do. */
    String describe() {
        return space.describe();
    }

    /** Whether a leader should hand over now, because there is no room here. Asked once a turn; tells the operator. */
    boolean isTimeToHandOver(long now) {
        boolean enough = isEnough();
        if (wasEnough && !enough) {
            LOG.warn("takes no more entries: {} server={}", space.describe(), Long.toHexString(self));
            handOverAt = now;
        } else if (enough && !wasEnough) {
            LOG.info("has room on its disk again, and takes entries server={}", Long.toHexString(self));
        }
        wasEnough = enough;
        boolean isTime = !enough && now >= handOverAt;
        if (isTime) {
            handOverAt = now + handOverEveryNanos;
        }
        return isTime;
    }
}
