package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.sim.RandomFaults.Subject;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How much log a leader holds for followers that catch up is bounded, and no bound keeps them from catching up. */
@ExtendWith(SilentNodes.class)
class HeldLogTest {

    private static final int SEEDS = 20;

    @Test
    void followersCatchUpWithALeaderThatHoldsNothingForThem() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var faults = FaultyRun.randomFaults(seed, 3, Set.of(Subject.NETWORK, Subject.SERVERS));
            new FaultyRun(seed, 3, faults, 0, config -> config.withSnapshots(holding(0))).run();
        }
    }

    @Test
    void negativeBoundIsRefused() {
        assertThatThrownBy(() -> holding(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("snapshots.maxHeldLogBytes is -1, but must be zero or positive");
    }

    private static RaftNodeConfig.Snapshots holding(long maxHeldLogBytes) {
        return new RaftNodeConfig.Snapshots(256, 1024, Long.MAX_VALUE, Duration.ofSeconds(2), maxHeldLogBytes);
    }
}
