package io.raftkv.benchmarks.growth;

import java.time.Duration;
import java.util.List;

/**
 * How large things become, and how long each of them is measured. All lists are ascending and have two elements at least.
 *
 * @param keys numbers of keys
 * @param nodes numbers of servers
 * @param valueBytes sizes of values
 * @param writtenMib how much has been put before a server is started again, in MiB of values
 * @param rounds how often each of them is measured, but for the keys
 * @param warmUpForKeys what servers do before the first number of keys is measured
 * @param warmUp what servers do before anything else is measured
 * @param settle what does not count at the beginning of each measurement
 * @param duration how long each measurement takes
 */
record GrowthPlan(
        List<Integer> keys,
        List<Integer> nodes,
        List<Integer> valueBytes,
        List<Integer> writtenMib,
        int rounds,
        Duration warmUpForKeys,
        Duration warmUp,
        Duration settle,
        Duration duration) {

    private static final List<Integer> NODES = List.of(3, 5);
    private static final List<Integer> VALUE_BYTES = List.of(16, 256, 4 << 10, 64 << 10, 256 << 10);

    /** Up to 10⁶ keys and 1 GiB; a quarter of an hour. */
    static GrowthPlan full() {
        return new GrowthPlan(
                List.of(10_000, 100_000, 1_000_000),
                NODES,
                VALUE_BYTES,
                List.of(64, 256, 1024),
                3,
                Duration.ofSeconds(60),
                Duration.ofSeconds(20),
                Duration.ofSeconds(1),
                Duration.ofSeconds(4));
    }

    /** Up to 10⁵ keys and 64 MiB; three minutes. */
    static GrowthPlan quick() {
        return new GrowthPlan(
                List.of(10_000, 100_000),
                NODES,
                VALUE_BYTES,
                List.of(16, 64),
                1,
                Duration.ofSeconds(16),
                Duration.ofSeconds(6),
                Duration.ofMillis(500),
                Duration.ofSeconds(2));
    }
}
