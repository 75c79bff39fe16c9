package io.raftkv.raft.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.core.ReadPolicy;
import io.raftkv.raft.node.RaftNodeConfig;
import io.raftkv.raft.sim.FaultSchedule.Timed;
import io.raftkv.raft.sim.Target.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Negative control of leases (D 6.4.1): reads by them are current while clocks keep to the bound, however often its leader is
 * cut off, and a run in which clocks do not is found wrong, or no other one could be believed.
 */
@ExtendWith(SilentNodes.class)
class LeaseClocksTest {

    private static final int SERVERS = 3;
    private static final int SEEDS = 40;
    private static final int SEEDS_UNTIL_CAUGHT = 5;

    /** Clocks may be a tenth fast or slow. */
    private static final ReadPolicy LEASE = new ReadPolicy.Lease(0.1);

    private static final long BOUND_PPM = 100_000;
    private static final long FAR_BEYOND_PPM = 700_000;

    @Test
    void clocksThatDriftWithinTheBoundNeverMakeAReadStale() {
        assertThat(LongStream.rangeClosed(1, SEEDS).filter(seed -> isReadStale(seed, BOUND_PPM)))
                .isEmpty();
    }

    @Test
    void clocksThatDriftBeyondTheBoundAreCaughtWithinFiveSeeds() {
        assertThat(LongStream.rangeClosed(1, SEEDS_UNTIL_CAUGHT).filter(seed -> isReadStale(seed, FAR_BEYOND_PPM)))
                .isNotEmpty();
    }

    private static boolean isReadStale(long seed, long drift) {
        try {
            new FaultyRun(seed, SERVERS, faults(seed, drift), 0, LeaseClocksTest::withLease).run();
            return false;
        } catch (AssertionError e) {
            assertThat(e).hasMessageContaining("read saw index");
            return true;
        }
    }

    private static RaftNodeConfig withLease(RaftNodeConfig config) {
        return new RaftNodeConfig(
                config.clusterId(),
                config.raft().withReadPolicy(LEASE),
                config.storage(),
                config.maxPendingRequests(),
                config.maxCommandBytes(),
                config.requestTimeout(),
                config.persistEvery(),
                config.snapshots());
    }

    /**
     * Again and again the leader is cut off with a slow clock, while those of the others are fast, for as long as it takes them
     * to elect another one; when, the seed decides.
     */
    private static FaultSchedule faults(long seed, long drift) {
        var random = new Simulation(seed).random("drift");
        List<Timed> faults = new ArrayList<>();
        for (int at = 1500; at < 7500; at += 2500) {
            Duration begin = Duration.ofMillis(at + random.nextLong(300));
            faults.add(new Timed(begin, new Fault.ClockDrift(Group.ALL, drift)));
            faults.add(new Timed(begin, new Fault.ClockDrift(Group.LEADERS, -drift)));
            faults.add(new Timed(begin, new Fault.Partition(PartitionKind.PARTITION_ONE, List.of(Group.LEADERS))));
            faults.add(new Timed(begin.plusMillis(1800 + random.nextLong(300)), new Fault.HealNetwork()));
        }
        return new FaultSchedule(faults);
    }
}
