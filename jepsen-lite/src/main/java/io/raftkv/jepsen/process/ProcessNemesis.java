package io.raftkv.jepsen.process;

import io.raftkv.raft.sim.Fault;
import io.raftkv.raft.sim.Link;
import io.raftkv.raft.sim.LinkConditions;
import io.raftkv.raft.sim.Target;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Does to real servers what a schedule says. All on one thread, the executor's; what fails there later than at once is told to {@code
 * onFailure}.
 */
final class ProcessNemesis {

    private static final String ONLY_SIMULATED = "no disk of a real machine can be made to do that: use --world sim";
    private static final long STANDS_STILL = -1_000_000;

    private final RealServers servers;
    private final Network network;
    private final ClockControl clocks;
    private final SmallDisks disks;
    private final MembershipFaults members;
    private final ServiceFaults service;
    private final ScheduledExecutorService executor;
    private final Consumer<RuntimeException> onFailure;
    private @Nullable ScheduledFuture<?> flapping;
    private @Nullable ScheduledFuture<?> strobing;

    ProcessNemesis(
            RealServers servers,
            Network network,
            ClockControl clocks,
            SmallDisks disks,
            MembershipFaults members,
            ServiceFaults service,
            ScheduledExecutorService executor,
            Consumer<RuntimeException> onFailure) {
        this.servers = servers;
        this.network = network;
        this.clocks = clocks;
        this.disks = disks;
        this.members = members;
        this.service = service;
        this.executor = executor;
        this.onFailure = onFailure;
    }

    /** Why a fault cannot be done to these processes; empty when it can. */
    String objection(Fault fault) {
        return servers.areOurs() ? objectionOfProcesses(fault) : objectionOfStrangers(fault);
    }

    /** What runs on other machines, perhaps, is not touched: only what clients can ask for, and their own links. */
    private static String objectionOfStrangers(Fault fault) {
        return switch (fault) {
            case Fault.OfService ofService -> "";
            case Fault.TransferLeadership transfer -> "";
            default -> "servers that were started by somebody else are left alone: give the --command that starts one";
        };
    }

    private String objectionOfProcesses(Fault fault) {
        return switch (fault) {
            case Fault.PowerLoss loss ->
                "a process that is killed loses nothing that it has written: use kill, or --world sim";
            case Fault.Links(var conditions) -> network.objection(conditions);
            case Fault.OneLink(var link, var conditions) -> network.objection(conditions);
            case Fault.ClockDrift drift -> clocks.objection();
            case Fault.ClockJump jump -> clocks.objection();
            case Fault.ClockFreeze freeze -> clocks.objection();
            case Fault.ClockStrobe strobe -> clocks.objection();
            case Fault.DiskSlow slow -> ONLY_SIMULATED;
            case Fault.DiskFull full -> SmallDisks.objection(servers.program());
            case Fault.DiskError error -> ONLY_SIMULATED;
            case Fault.DiskErrorOnce error -> ONLY_SIMULATED;
            case Fault.DiskLie lie -> ONLY_SIMULATED;
            case Fault.DiskCorrupt corrupt -> members.objectionToForeigners();
            case Fault.TornWrite torn -> ONLY_SIMULATED;
            case Fault.SnapshotNow now -> "servers decide by themselves when to take snapshots: use --world sim";
            case Fault.ClientLinks links -> network.objectionToClientFaults();
            case Fault.Members(var change) -> members.objection(change);
            case Fault.Partition partition -> network.objectionToCuts();
            case Fault.Flapping flaps -> network.objectionToCuts();
            default -> "";
        };
    }

    /** Makes a fault happen now; tells whether it hit anybody. */
    boolean inject(Fault fault) {
        return switch (fault) {
            case Fault.Kill(var target) -> each(target, servers::kill);
            case Fault.Restart(var target) -> each(target, id -> done(() -> servers.restart(id)));
            case Fault.Pause(var target) -> each(target, servers::pause);
            case Fault.Resume(var target) -> each(target, id -> done(() -> servers.resume(id)));
            case Fault.Partition(var kind, var order) -> done(() -> network.cut(kind.cut(servers, order)));
            case Fault.Flapping(var every, var kind, var order) -> done(() -> flap(kind.cut(servers, order), every));
            case Fault.Links(var conditions) -> done(() -> network.setConditions(conditions));
            case Fault.OneLink(var link, var conditions) -> done(() -> network.setConditions(link, conditions));
            case Fault.HealNetwork() -> done(this::healNetwork);
            case Fault.ClockDrift(var target, var parts) -> each(target, id -> clocks.drift(servers.place(id), parts));
            case Fault.ClockJump(var target, var by) -> each(target, id -> clocks.jump(servers.place(id), by));
            case Fault.ClockFreeze(var target) -> each(target, id -> clocks.drift(servers.place(id), STANDS_STILL));
            case Fault.ClockStrobe(var target, var by, var every) -> strobe(target, by, every);
            case Fault.HealClock(var target) -> done(() -> healClocks(target));
            case Fault.Members(var change) -> members.change(change);
            case Fault.TransferLeadership(var to) -> members.transfer(to);
            case Fault.DiskCorrupt(var target, var path) -> each(target, id -> servers.damage(id, path));
            case Fault.Rebuild(var target) -> each(target, id -> done(() -> servers.restart(id)));
            case Fault.OfService ofService -> service.inject(ofService);
            case Fault.DiskFull(var target, var room) ->
                each(target, id -> done(() -> disks.fill(servers.place(id), room)));
            case Fault.HealDisk(var target) -> each(target, id -> done(() -> disks.heal(servers.place(id))));
            default -> throw new IllegalStateException("objected to: " + fault.text());
        };
    }

    /** Puts everything right: links, clocks and disks work, and every server runs. */
    void healAll() {
        healNetwork();
        disks.healAll();
        service.healAll();
        for (long id : servers.ids()) {
            servers.resume(id);
        }
        healClocks(Target.Group.ALL);
        servers.ids().forEach(servers::restart);
    }

    private boolean each(Target target, LongPredicate what) {
        boolean isHit = false;
        for (long id : target.in(servers)) {
            isHit |= what.test(id);
        }
        return isHit;
    }

    private static boolean done(Runnable what) {
        what.run();
        return true;
    }

    private void healNetwork() {
        flapping = ended(flapping);
        network.cut(Set.of());
        network.setConditions(LinkConditions.GOOD);
    }

    private void healClocks(Target target) {
        strobing = ended(strobing);
        target.in(servers).forEach(id -> clocks.heal(servers.place(id)));
    }

    private void flap(Set<Link> links, Duration every) {
        flapping = ended(flapping);
        var turn = new Object() {
            private boolean isDown;
        };
        flapping = again(every, () -> {
            turn.isDown = !turn.isDown;
            network.cut(turn.isDown ? links : Set.of());
        });
    }

    private boolean strobe(Target target, Duration by, Duration every) {
        strobing = ended(strobing);
        var ids = target.in(servers);
        var turn = new Object() {
            private boolean isBack;
        };
        strobing = again(every, () -> {
            var way = turn.isBack ? by.negated() : by;
            ids.forEach(id -> clocks.jump(servers.place(id), way));
            turn.isBack = !turn.isBack;
        });
        return !ids.isEmpty();
    }

    /** Ends when it fails, which is told: an executor would keep that to itself. */
    private ScheduledFuture<?> again(Duration every, Runnable turn) {
        return executor.scheduleAtFixedRate(
                () -> {
                    try {
                        turn.run();
                    } catch (RuntimeException broken) {
                        onFailure.accept(broken);
                        throw broken;
                    }
                },
                0,
                every.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private static @Nullable ScheduledFuture<?> ended(@Nullable ScheduledFuture<?> task) {
        if (task != null) {
            task.cancel(false);
        }
        return null;
    }
}
