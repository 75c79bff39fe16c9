package io.raftkv.jepsen.nemesis;

import io.raftkv.jepsen.nemesis.Strikes.Episode;
import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.Link;
import io.raftkv.raft.sim.LinkConditions;
import io.raftkv.raft.sim.PartitionKind;
import io.raftkv.raft.sim.SimulatedCluster;
import io.raftkv.raft.sim.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The vocabulary of faults: every {@link Nemesis} that there is. */
public final class Nemeses {

    private static final Fault HEAL_NETWORK = new Fault.HealNetwork();
    private static final long MILLION = 1_000_000;

    /** Of so many clients one may be hit. */
    private static final int CLIENTS = 3;

    /** What the paths of files begin with that may be damaged: segments of the log, the note on its snapshot, the vote, who it is. */
    private static final List<String> DAMAGED_PATHS =
            List.of("log/0", "log/0", "log/0", "log/snapshot", "vote", "identity");

    private static final List<Nemesis> ALL = List.of(
            partition("partition-one", "one server, often the leader, is cut off", PartitionKind.PARTITION_ONE),
            partition(
                    "partition-half", "a minority and a majority do not hear each other", PartitionKind.PARTITION_HALF),
            partition("majorities-ring", "each server hears another majority", PartitionKind.MAJORITIES_RING),
            partition("bridge", "one server alone hears both halves", PartitionKind.BRIDGE),
            new Strikes("one-way", "one server is heard and hears nothing, or the other way round", Nemeses::oneWay),
            partition("primaries", "those who lead are alone", PartitionKind.PRIMARIES),
            new Strikes("flapping", "the links of a partition go down and up by turns", Nemeses::flapping),
            links(
                    "slow-link",
                    "messages take up to 150 ms",
                    (random, good) -> good.withDelays(good.minDelay(), Duration.ofMillis(random.nextLong(5, 150)))),
            links(
                    "lossy-link",
                    "up to a third of the messages is lost",
                    (random, good) -> good.withLoss(random.nextInt(1, 34))),
            links(
                    "reorder",
                    "messages overtake each other",
                    (random, good) -> good.withDelays(Duration.ZERO, Duration.ofMillis(random.nextLong(2, 40)))),
            links(
                    "duplicate",
                    "up to half of the messages arrives twice",
                    (random, good) -> good.withDuplicates(random.nextInt(1, 50))),
            links(
                    "throttle",
                    "links carry 4 kB to 1 MB a second",
                    (random, good) -> good.withBytesPerSecond(1L << random.nextInt(12, 20))),
            servers("kill", "a server's process is killed, and started again", Fault.Kill::new, Fault.Restart::new),
            servers(
                    "power-loss",
                    "a server loses what its disk had not forced",
                    Fault.PowerLoss::new,
                    Fault.Restart::new),
            servers(
                    "disk-torn-write",
                    "a server loses its power in the middle of a write, of which a part is there",
                    Fault.TornWrite::new,
                    Fault.Restart::new),
            servers("pause", "a server stands still", Fault.Pause::new, Fault.Resume::new),
            new Strikes("restart", "a server is killed and started again at once", Nemeses::restart),
            new Strikes(
                    "rolling-restart", "all servers are started again, one after the other", Nemeses::rollingRestart),
            new Strikes(
                    "kill-all",
                    "all servers are killed, and started again",
                    (random, victims) ->
                            Episode.of(new Fault.Kill(Target.Group.ALL), new Fault.Restart(Target.Group.ALL))),
            clocks(
                    "clock-jump",
                    "a clock is set, by milliseconds or up to an hour",
                    (random, target) -> new Fault.ClockJump(target, upToAnHour(random))),
            clocks(
                    "clock-drift",
                    "a clock goes up to a fifth too fast or too slow",
                    (random, target) -> new Fault.ClockDrift(target, random.nextLong(-MILLION / 5, MILLION / 5))),
            clocks("clock-freeze", "a clock stands still", (random, target) -> new Fault.ClockFreeze(target)),
            clocks(
                    "clock-strobe",
                    "a clock is set to and fro",
                    (random, target) -> new Fault.ClockStrobe(
                            target, upToAnHour(random), Duration.ofMillis(random.nextLong(5, 500)))),
            new Strikes(
                    "disk-lost-writes",
                    "a disk lies about forcing, and then all lose their power: no store survives it",
                    Nemeses::lostWrites),
            new Strikes(
                    "disk-corrupt",
                    "a bit turns over on the disk of a stopped server, which refuses to start and is rebuilt",
                    Nemeses::corrupt),
            disks(
                    "disk-full",
                    "a disk has no room left",
                    (random, target) -> new Fault.DiskFull(target, random.nextLong(100_000))),
            disks(
                    "disk-slow",
                    "every force takes up to 100 ms",
                    (random, target) -> new Fault.DiskSlow(target, Duration.ofMillis(random.nextLong(1, 100)))),
            disks(
                    "disk-error",
                    "every force fails, which stops the server",
                    (random, target) -> new Fault.DiskError(target)),
            new Strikes("membership", "members are added, replaced and removed", Nemeses::membership),
            new Strikes(
                    "transfer-leader",
                    "the leader hands over",
                    (random, victims) ->
                            Episode.of(new Fault.TransferLeadership(random.nextInt(2) == 0 ? 0 : victims.id()))),
            new Strikes(
                    "compact",
                    "the store's history is compacted up to some recent revision",
                    (random, victims) -> Episode.of(new Fault.Compact(random.nextLong(200)))),
            new Strikes(
                    "snapshot-now",
                    "logs are compacted at once, while a server is away, which then needs a snapshot",
                    Nemeses::snapshotNow),
            new Strikes(
                    "defragment",
                    "a store applies nothing for up to 2 s, which is what shows of a defragmentation",
                    (random, victims) -> Episode.of(new Fault.Defragment(
                            victims.oneOrLeaders(), Duration.ofMillis(random.nextLong(50, 2_000))))),
            new Strikes(
                    "overload",
                    "every second more requests arrive at once than a server lets wait",
                    (random, victims) ->
                            Episode.of(new Fault.Overload(random.nextInt(1_200, 2_000)), new Fault.Overload(0))),
            new Strikes(
                    "client-partition",
                    "what clients ask, or what they are answered, is lost",
                    (random, victims) -> clientLinks(random, Duration.ZERO, 100)),
            new Strikes(
                    "client-slow-link",
                    "requests and answers take up to 3 s longer: some come when nobody waits any more",
                    (random, victims) ->
                            clientLinks(random, Duration.ofMillis(random.nextLong(50, 3_000)), random.nextInt(10))));

    private Nemeses() {}

    /** Every one, in the order in which a list shows them. */
    public static List<Nemesis> all() {
        return ALL;
    }

    /**
     * Those of a composition such as {@code partition-half+clock-drift+kill}; none for {@code none}.
     *
     * @throws IllegalArgumentException when a name is unknown, listing those that exist
     */
    public static List<Nemesis> parse(String composition) {
        if (composition.equals("none")) {
            return List.of();
        }
        var nemeses = new ArrayList<Nemesis>();
        for (String name : composition.split("\\+", -1)) {
            nemeses.add(named(name.strip()));
        }
        return List.copyOf(nemeses);
    }

    private static Nemesis named(String name) {
        return ALL.stream()
                .filter(nemesis -> nemesis.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no nemesis '" + name + "', only none, "
                        + String.join(", ", ALL.stream().map(Nemesis::name).toList())
                        + ", and several joined by +"));
    }

    // Kinds of nemeses that differ in one thing.

    private static Nemesis partition(String name, String description, PartitionKind kind) {
        return new Strikes(name, description, (random, victims) -> {
            List<Target> order = kind == PartitionKind.PRIMARIES ? List.of(Target.Group.LEADERS) : victims.order();
            return Episode.of(new Fault.Partition(kind, order), HEAL_NETWORK);
        });
    }

    private static Nemesis links(
            String name, String description, BiFunction<RandomGenerator, LinkConditions, LinkConditions> conditions) {
        return new Strikes(name, description, (random, victims) -> {
            var bad = conditions.apply(random, LinkConditions.GOOD);
            Fault fault = random.nextInt(3) == 0
                    ? new Fault.OneLink(new Link(victims.id(), victims.id()), bad)
                    : new Fault.Links(bad);
            return Episode.of(fault, HEAL_NETWORK);
        });
    }

    private static Nemesis servers(
            String name, String description, Function<Target, Fault> stop, Function<Target, Fault> start) {
        return new Strikes(
                name,
                description,
                (random, victims) -> Episode.of(stop.apply(victims.oneOrLeaders()), start.apply(Target.Group.ALL)));
    }

    private static Nemesis clocks(String name, String description, BiFunction<RandomGenerator, Target, Fault> fault) {
        return new Strikes(
                name,
                description,
                (random, victims) ->
                        Episode.of(fault.apply(random, victims.oneOrLeaders()), new Fault.HealClock(Target.Group.ALL)));
    }

    private static Nemesis disks(String name, String description, BiFunction<RandomGenerator, Target, Fault> fault) {
        return new Strikes(
                name,
                description,
                (random, victims) -> new Episode(
                        List.of(fault.apply(random, victims.oneOrLeaders())),
                        List.of(new Fault.HealDisk(Target.Group.ALL), new Fault.Restart(Target.Group.ALL))));
    }

    // Those that are like no other.

    private static Episode oneWay(RandomGenerator random, Victims victims) {
        var kind = random.nextBoolean() ? PartitionKind.ONE_WAY_MUTE : PartitionKind.ONE_WAY_DEAF;
        return Episode.of(new Fault.Partition(kind, victims.order()), HEAL_NETWORK);
    }

    private static Episode flapping(RandomGenerator random, Victims victims) {
        var kinds = PartitionKind.values();
        var every = Duration.ofMillis(random.nextLong(10, 1_000));
        return Episode.of(
                new Fault.Flapping(every, kinds[random.nextInt(kinds.length)], victims.order()), HEAL_NETWORK);
    }

    private static Episode restart(RandomGenerator random, Victims victims) {
        return new Episode(
                List.of(new Fault.Kill(victims.oneOrLeaders()), new Fault.Restart(Target.Group.ALL)), List.of());
    }

    private static Episode rollingRestart(RandomGenerator random, Victims victims) {
        var steps = new ArrayList<Fault>();
        for (Target server : victims.each()) {
            steps.add(new Fault.Kill(server));
            steps.add(new Fault.Restart(server));
        }
        return new Episode(steps, List.of());
    }

    private static Episode lostWrites(RandomGenerator random, Victims victims) {
        return new Episode(
                List.of(new Fault.DiskLie(Target.Group.ALL), new Fault.PowerLoss(Target.Group.ALL)),
                List.of(new Fault.HealDisk(Target.Group.ALL), new Fault.Restart(Target.Group.ALL)));
    }

    /** Where a server looks when it starts: most often a log, which is most of what there is. */
    private static Episode corrupt(RandomGenerator random, Victims victims) {
        Target server = victims.one();
        String path = DAMAGED_PATHS.get(random.nextInt(DAMAGED_PATHS.size()));
        return new Episode(
                List.of(new Fault.Kill(server), new Fault.DiskCorrupt(server, path)),
                List.of(new Fault.Restart(Target.Group.ALL), new Fault.Rebuild(Target.Group.ALL)));
    }

    private static Episode snapshotNow(RandomGenerator random, Victims victims) {
        return new Episode(
                List.of(
                        new Fault.Kill(victims.oneOrLeaders()),
                        new Fault.SnapshotNow(Target.Group.ALL),
                        new Fault.SnapshotNow(Target.Group.ALL)),
                List.of(new Fault.Restart(Target.Group.ALL)));
    }

    /** Of one client or of all, one way or both. */
    private static Episode clientLinks(RandomGenerator random, Duration delay, int lossPercent) {
        int client = random.nextInt(CLIENTS + 1);
        var ways = Fault.ClientLinks.Way.values();
        return Episode.of(
                new Fault.ClientLinks(client, ways[random.nextInt(ways.length)], delay, lossPercent),
                new Fault.HealClients());
    }

    /** A newcomer takes the place of a server, or joins, or one leaves; the first ones come back as others leave. */
    private static Episode membership(RandomGenerator random, Victims victims) {
        long newcomer = random.nextLong(1, victims.nodes() + 3L);
        long leaver = victims.id();
        MembershipChange.Step join = new MembershipChange.Step.Join(newcomer, SimulatedCluster.addressOf(newcomer));
        MembershipChange.Step voter =
                new MembershipChange.Step.AddVoter(newcomer, SimulatedCluster.addressOf(newcomer));
        MembershipChange.Step leave = new MembershipChange.Step.Remove(leaver);
        var change = switch (random.nextInt(5)) {
            case 0 -> MembershipChange.of(leave);
            case 1 -> newcomer == leaver ? MembershipChange.of(join) : MembershipChange.of(join, leave);
            // Two majorities at once, and one of the voters has nothing yet.
            case 2 -> newcomer == leaver ? MembershipChange.of(join) : MembershipChange.of(voter, leave);
            default -> MembershipChange.of(join);
        };
        return Episode.of(new Fault.Members(change));
    }

    /** Forward or back, milliseconds as likely as minutes. */
    private static Duration upToAnHour(RandomGenerator random) {
        Duration far = Duration.ofMillis(1L << random.nextInt(22));
        return random.nextBoolean() ? far : far.negated();
    }
}
