package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Servers that are to lead only when no other can wait longer before they stand for election. */
class PriorityTest {

    @Test
    void serverOfHighestPriorityWaitsOneToTwoElectionTimeouts() {
        assertWaits(RaftConfig.HIGHEST_PRIORITY, 1.0, 2.0);
    }

    @Test
    void serverWaitsLongerTheLowerItsPriority() {
        assertWaits(50, 1.5, 2.5);
        assertWaits(1, 1.99, 2.99);
    }

    @Test
    void serverOfLowPriorityLeadsOnlyWhenTheOthersCannot() {
        var cluster = lowPriorityServer3();
        cluster.run(Duration.ofSeconds(3));
        assertThat(cluster.server(3).isLeader()).isFalse();
        var alone = Cluster.of(1, config -> config.withPriority(1));
        alone.run(Duration.ofSeconds(3));
        assertThat(alone.server(1).isLeader()).isTrue();
    }

    @Test
    void priorityDeposesNoLeader() {
        var cluster = lowPriorityServer3();
        cluster.advance(Cluster.ELECTION_TIMEOUT.multipliedBy(3), 3);
        assertThat(cluster.server(3).isLeader()).isTrue();
        cluster.run(Duration.ofSeconds(10));
        assertThat(cluster.server(3).isLeader()).isTrue();
    }

    private static Cluster lowPriorityServer3() {
        return Cluster.of(3, config -> config.withPriority(config.self() == 3 ? 1 : RaftConfig.HIGHEST_PRIORITY));
    }

    private static void assertWaits(int priority, double atLeast, double lessThan) {
        var config = RaftConfig.of(1, Configuration.of(1L, 2L, 3L)).withPriority(priority);
        double timeout = config.electionTimeout().toNanos();
        for (int seed = 0; seed < 200; seed++) {
            var raft = new Raft(config, PersistentState.EMPTY, new SplittableRandom(seed), 0);
            assertThat(raft.nextDeadline() / timeout).isBetween(atLeast, lessThan);
        }
    }
}
