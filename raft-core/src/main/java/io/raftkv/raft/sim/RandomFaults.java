package io.raftkv.raft.sim;

import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.sim.FaultSchedule.Timed;
import io.raftkv.raft.sim.Target.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/**
 * Draws schedules of faults. They contain what a correct cluster survives, and nothing else: no disk lies, and no bit turns
 * over. About every third fault puts something right again, or soon nothing would happen any more.
 */
public final class RandomFaults {

    /** What may go wrong, or be done. */
    public enum Subject {
        /** Servers are killed, lose their power or stand still. */
        SERVERS,
        /** Links are cut or bad. */
        NETWORK,
        /** Clocks go wrong. */
        CLOCKS,
        /** Disks are slow, full or fail. */
        DISKS,
        /** Members change, up to two new ones among them, and leaders hand over. */
        OPERATORS
    }

    private static final long SHORTEST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 900;
    private static final long NEW_SERVERS = 2;
    private static final List<Function<Target, Fault>> WAYS_TO_STOP =
            List.of(Fault.PowerLoss::new, Fault.Kill::new, Fault.Pause::new);

    private final RandomGenerator random;
    private final List<Long> servers;
    private final List<Subject> subjects;

    /**
     * For clusters that begin with servers 1 to {@code size}.
     *
     * @param random decides everything
     * @param subjects what may go wrong, at least one
     */
    public RandomFaults(RandomGenerator random, int size, Collection<Subject> subjects) {
        this.random = random;
        this.servers = LongStream.rangeClosed(1, size).boxed().toList();
        this.subjects = subjects.stream().distinct().sorted().toList();
    }

    /** A schedule with faults for this long. */
    public FaultSchedule schedule(Duration length) {
        List<Timed> faults = new ArrayList<>();
        Duration at = pause();
        while (at.compareTo(length) < 0) {
            faults.add(new Timed(at, next()));
            at = at.plus(pause());
        }
        return new FaultSchedule(faults);
    }

    private Duration pause() {
        return millis(SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    }

    private Fault next() {
        return switch (oneOf(subjects)) {
            case SERVERS -> ofServers();
            case NETWORK -> ofNetwork();
            case CLOCKS -> ofClocks();
            case DISKS -> ofDisks();
            case OPERATORS -> ofOperators();
        };
    }

    private Fault ofServers() {
        return switch (random.nextInt(9)) {
            case 0 -> new Fault.PowerLoss(oneServer());
            case 1 -> new Fault.Kill(oneServer());
            case 2 -> new Fault.Pause(oneServer());
            case 3 -> new Fault.PowerLoss(Group.LEADERS);
            case 4 -> oneOf(WAYS_TO_STOP).apply(target());
            case 5 -> new Fault.Restart(oneServer());
            case 6 -> new Fault.Resume(Group.ALL);
            default -> new Fault.Restart(Group.ALL);
        };
    }

    private Fault ofNetwork() {
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> partition();
            case 3 -> new Fault.Flapping(millis(10, 500), oneOf(List.of(PartitionKind.values())), shuffled());
            case 4 -> new Fault.Links(badConditions());
            case 5 -> new Fault.OneLink(new Link(oneOf(servers), oneOf(servers)), badConditions());
            default -> new Fault.HealNetwork();
        };
    }

    private Fault partition() {
        List<Target> order = random.nextInt(3) == 0 ? List.of(Group.LEADERS) : shuffled();
        return new Fault.Partition(oneOf(List.of(PartitionKind.values())), order);
    }

    private LinkConditions badConditions() {
        LinkConditions conditions = LinkConditions.GOOD
                .withDelays(LinkConditions.GOOD.minDelay(), millis(1, 150))
                .withLoss(random.nextInt(30))
                .withDuplicates(random.nextInt(20));
        return random.nextInt(4) == 0 ? conditions.withBytesPerSecond(1L << random.nextInt(12, 20)) : conditions;
    }

    private Fault ofClocks() {
        return switch (random.nextInt(6)) {
            case 0 -> new Fault.ClockDrift(target(), random.nextLong(-200_000, 200_000));
            case 1 -> new Fault.ClockJump(target(), upToAnHour());
            case 2 -> new Fault.ClockFreeze(oneServer());
            case 3 -> new Fault.ClockStrobe(target(), upToAnHour(), millis(5, 500));
            default -> new Fault.HealClock(Group.ALL);
        };
    }

    /** Forward or back, milliseconds as likely as minutes. */
    private Duration upToAnHour() {
        Duration far = Duration.ofMillis(1L << random.nextInt(22));
        return random.nextBoolean() ? far : far.negated();
    }

    private Fault ofDisks() {
        return switch (random.nextInt(6)) {
            case 0 -> new Fault.DiskSlow(target(), millis(1, 100));
            case 1 -> new Fault.DiskFull(oneServer(), random.nextLong(100_000));
            case 2 -> new Fault.DiskErrorOnce(target());
            case 3 -> new Fault.DiskError(oneServer());
            default -> new Fault.HealDisk(Group.ALL);
        };
    }

    private Fault ofOperators() {
        return switch (random.nextInt(6)) {
            case 0 -> new Fault.TransferLeadership(0);
            case 1 -> new Fault.TransferLeadership(oneOf(servers));
            case 2 -> new Fault.Members(MembershipChange.of(removal(oneOf(servers))));
            case 3 -> replacement();
            default -> new Fault.Members(MembershipChange.of(addition(anyServer())));
        };
    }

    private Fault replacement() {
        long out = oneOf(servers);
        long in = anyServer();
        return new Fault.Members(
                in == out ? MembershipChange.of(removal(out)) : MembershipChange.of(addition(in), removal(out)));
    }

    private static Step removal(long server) {
        return new Step.Remove(server);
    }

    private Step addition(long server) {
        String address = SimulatedCluster.addressOf(server);
        return switch (random.nextInt(4)) {
            case 0 -> new Step.AddLearner(server, address);
            case 1 -> new Step.Promote(server);
            default -> new Step.Join(server, address);
        };
    }

    /** One of the first servers or of those that may be added. */
    private long anyServer() {
        return random.nextLong(1, servers.size() + NEW_SERVERS + 1);
    }

    private Target oneServer() {
        return new Target.Server(oneOf(servers));
    }

    /** Most often one server, sometimes those who lead, now and then all. */
    private Target target() {
        return switch (random.nextInt(8)) {
            case 0, 1 -> Group.LEADERS;
            case 2 -> Group.ALL;
            default -> oneServer();
        };
    }

    private List<Target> shuffled() {
        List<Long> order = new ArrayList<>(servers);
        Collections.shuffle(order, random);
        return order.stream().<Target>map(Target.Server::new).toList();
    }

    private Duration millis(long min, long max) {
        return Duration.ofMillis(random.nextLong(min, max));
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
