package io.raftkv.raft.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.raftkv.raft.core.Input.StatePersisted.Followers;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.AfterFailureMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.Lifespan;
import net.jqwik.api.lifecycle.Store;

/**
 * The core under random schedules: whatever is delayed, lost, doubled, forgotten or changed, the guarantees of Figure 3 hold,
 * reads are linearizable, and when all is well again the cluster works again.
 */
class CoreSchedulePropertyTest {

    /** How the servers of a schedule are set up. */
    record Setup(
            int size, ReadPolicy readPolicy, int retainedEntries, int cacheBytes, int maxInflight, int priorityOf2) {

        ScheduledCluster start() {
            var windows = new RaftConfig.Windows(200, maxInflight, 1000, 1500, cacheBytes);
            return new ScheduledCluster(
                    size,
                    config -> config.withReadPolicy(readPolicy)
                            .withRetainedEntries(retainedEntries)
                            .withWindows(windows)
                            .withPriority(config.self() == 2 ? priorityOf2 : RaftConfig.HIGHEST_PRIORITY));
        }
    }

    /** What all schedules together came to. */
    private static final class Counts {
        private long schedules;
        private long events;
        private long committed;
        private long reads;
        private final Map<Rule, Integer> rules = new EnumMap<>(Rule.class);

        int of(Rule rule) {
            return rules.getOrDefault(rule, 0);
        }
    }

    private final Store<Counts> counts = Store.getOrCreate("counts", Lifespan.PROPERTY, Counts::new);

    /** Shrinks by itself: jqwik would take minutes for schedules as long as these. */
    @Property(tries = 1000, shrinking = ShrinkingMode.OFF, afterFailure = AfterFailureMode.RANDOM_SEED)
    void guaranteesHoldUnderAnyScheduleAndTheClusterRecovers(
            @ForAll("setups") Setup setup, @ForAll("schedules") List<Event> schedule) {
        ScheduledCluster cluster = setup.start();
        try {
            run(cluster, schedule);
        } catch (RuntimeException | Error e) {
            throw shortest(setup, schedule, e);
        }
        Counts total = counts.get();
        total.schedules++;
        total.events += schedule.size();
        total.committed += cluster.committedEntries();
        total.reads += cluster.grantedReads();
        cluster.rules().forEach((rule, count) -> total.rules.merge(rule, count, Integer::sum));
    }

    @AfterProperty
    void schedulesAreNotIdle() {
        Counts total = counts.get();
        System.out.printf(
                "%d schedules, %d events: %d leaders, %d committed entries, %d reads, %d changes of voters, "
                        + "%d snapshots installed%n",
                total.schedules,
                total.events,
                total.of(Rule.WIN_ELECTION),
                total.committed,
                total.reads,
                total.of(Rule.LEAVE_JOINT),
                total.of(Rule.INSTALL_SNAPSHOT));
        assertThat(total.committed).as("committed entries").isGreaterThan(5 * total.schedules);
        assertThat(total.reads).as("reads").isGreaterThan(2 * total.schedules);
    }

    private static void run(ScheduledCluster cluster, List<Event> schedule) {
        schedule.forEach(cluster::happen);
        cluster.recover();
    }

    /** Leaves out as many events as it can: half of them at once, then a quarter, and so on to single ones. */
    private static AssertionError shortest(Setup setup, List<Event> schedule, Throwable original) {
        List<Event> shortest = schedule;
        Throwable failure = original;
        for (int size = schedule.size() / 2; size > 0; size /= 2) {
            for (int from = shortest.size() - size; from >= 0; from -= size) {
                var shorter = new ArrayList<>(shortest);
                shorter.subList(from, from + size).clear();
                try {
                    run(setup.start(), shorter);
                } catch (RuntimeException | Error e) {
                    shortest = shorter;
                    failure = e;
                }
            }
        }
        String events = shortest.stream().map(Event::toString).collect(Collectors.joining("\n"));
        return new AssertionError(failure + "\nafter " + setup + "\n" + events, failure);
    }

    @Provide
    Arbitrary<Setup> setups() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.of(new ReadPolicy.ReadIndex(), new ReadPolicy.Lease(0)),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.of(0, 300, 1_000_000),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(RaftConfig.HIGHEST_PRIORITY, 1))
                .as(Setup::new);
    }

    @Provide
    Arbitrary<List<Event>> schedules() {
        Arbitrary<Integer> any = Arbitraries.integers().between(0, 1000);
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 50);
        Arbitrary<Integer> server = Arbitraries.integers().between(1, 7);
        Arbitrary<Integer> leaderOrAny = Arbitraries.oneOf(Arbitraries.just(0), server);
        Arbitrary<Event> event = Arbitraries.frequencyOf(
                Tuple.of(15, Arbitraries.integers().between(1, 100).map(Event.Calm::new)),
                Tuple.of(20, few.map(Event.DeliverOldest::new)),
                Tuple.of(20, few.map(Event.DeliverTogether::new)),
                Tuple.of(10, any.map(Event.Deliver::new)),
                Tuple.of(5, any.map(Event.Duplicate::new)),
                Tuple.of(4, any.map(Event.Lose::new)),
                Tuple.of(3, Arbitraries.integers().between(1, 254).map(Event.Split::new)),
                Tuple.of(5, Arbitraries.just(new Event.IsolateLeader())),
                Tuple.of(8, Arbitraries.just(new Event.Heal())),
                Tuple.of(4, Arbitraries.of(20, 100, 500, 900, 2500).map(Event.Pass::new)),
                Tuple.of(
                        5,
                        Combinators.combine(server, Arbitraries.of(100, 1000, 2500))
                                .as(Event.PassFor::new)),
                Tuple.of(20, leaderOrAny.map(Event.Propose::new)),
                Tuple.of(8, leaderOrAny.map(Event.Read::new)),
                Tuple.of(
                        14,
                        Combinators.combine(leaderOrAny, Arbitraries.of(Event.Change.Kind.class), server)
                                .as(Event.Change::new)),
                Tuple.of(3, Combinators.combine(leaderOrAny, leaderOrAny).as(Event.Transfer::new)),
                Tuple.of(3, leaderOrAny.map(Event.SlowDisk::new)),
                Tuple.of(3, leaderOrAny.map(Event.FinishWrites::new)),
                Tuple.of(8, leaderOrAny.map(at -> new Event.Persist(at, Followers.HOLD))),
                Tuple.of(2, leaderOrAny.map(at -> new Event.Persist(at, Followers.LET_GO))),
                Tuple.of(5, leaderOrAny.map(Event.TakeSnapshot::new)),
                Tuple.of(5, any.map(Event.ArriveSnapshot::new)),
                Tuple.of(2, any.map(Event.LoseSnapshot::new)),
                Tuple.of(3, any.map(Event.FetchEntries::new)),
                Tuple.of(4, leaderOrAny.map(Event.Crash::new)));
        return event.list().ofMinSize(50).ofMaxSize(300).withSizeDistribution(RandomDistribution.uniform());
    }
}
