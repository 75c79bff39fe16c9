package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A wrong setting is refused with its name, its value and what it must be. */
class RaftConfigTest {

    private static final RaftConfig CONFIG = RaftConfig.of(1, Configuration.of(1L, 2L, 3L));

    @Test
    void selfIsAServerIdAndAVoterOfTheFirstConfiguration() {
        assertRefused(
                () -> RaftConfig.of(0, Configuration.NONE), "self is 0, but must be a server id, which is never 0");
        assertRefused(
                () -> RaftConfig.of(4, Configuration.of(1L, 2L, 3L)), "self is 4, but must be a voter of [1, 2, 3]");
        assertThat(RaftConfig.of(4, Configuration.NONE).self()).isEqualTo(4); // waits to be added
    }

    @Test
    void heartbeatIntervalIsPositive() {
        assertRefused(
                () -> CONFIG.withTimers(Duration.ofSeconds(1), Duration.ZERO),
                "heartbeatInterval is PT0S, but must be positive");
    }

    @Test
    void electionTimeoutIsAtLeastTwiceTheHeartbeatInterval() {
        assertRefused(
                () -> CONFIG.withTimers(Duration.ofMillis(199), Duration.ofMillis(100)),
                "electionTimeout is PT0.199S, but must be at least twice the heartbeatInterval of PT0.1S");
        assertThat(CONFIG.withTimers(Duration.ofMillis(200), Duration.ofMillis(100))
                        .electionTimeout())
                .isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void retainedEntriesIsZeroOrPositive() {
        assertRefused(() -> CONFIG.withRetainedEntries(-1), "retainedEntries is -1, but must be zero or positive");
        assertThat(CONFIG.withRetainedEntries(0).retainedEntries()).isZero();
    }

    @Test
    void priorityIsFromOneToAHundred() {
        assertRefused(() -> CONFIG.withPriority(0), "priority is 0, but must be from 1 to 100");
        assertRefused(() -> CONFIG.withPriority(101), "priority is 101, but must be from 1 to 100");
        assertThat(CONFIG.withPriority(1).priority()).isEqualTo(1);
    }

    @Test
    void windowsArePositive() {
        assertRefused(() -> windows(0, 1, 1, 1, 1), "maxAppendBytes is 0, but must be positive");
        assertRefused(() -> windows(1, 0, 1, 1, 1), "maxInflightMessages is 0, but must be positive");
        assertRefused(() -> windows(1, 1, 0, 1, 1), "maxInflightBytes is 0, but must be positive");
        assertRefused(() -> windows(1, 1, 1, 0, 1), "maxUncommittedBytes is 0, but must be positive");
        assertRefused(() -> windows(1, 1, 1, 1, -1), "cacheBytes is -1, but must be zero or positive");
        assertThat(windows(1, 1, 1, 1, 0).cacheBytes()).isZero();
    }

    @Test
    void changingOneSettingKeepsTheOthers() {
        var lease = new ReadPolicy.Lease(0.1);
        var changed = CONFIG.withReadPolicy(lease)
                .withPriority(7)
                .withRetainedEntries(8)
                .withWindows(windows(1, 2, 3, 4, 5))
                .withTimers(Duration.ofSeconds(9), Duration.ofSeconds(2));
        assertThat(changed)
                .isEqualTo(new RaftConfig(
                        1,
                        Configuration.of(1L, 2L, 3L),
                        Duration.ofSeconds(9),
                        Duration.ofSeconds(2),
                        windows(1, 2, 3, 4, 5),
                        8,
                        7,
                        lease));
    }

    private static RaftConfig.Windows windows(
            long maxAppendBytes,
            int maxInflightMessages,
            long maxInflightBytes,
            long maxUncommittedBytes,
            long cacheBytes) {
        return new RaftConfig.Windows(
                maxAppendBytes, maxInflightMessages, maxInflightBytes, maxUncommittedBytes, cacheBytes);
    }

    private static void assertRefused(ThrowingCallable setting, String message) {
        assertThatThrownBy(setting).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
