package io.raftkv.raft.sim;

import io.raftkv.raft.core.MembershipChange;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.sim.FaultSchedule.Timed;
import java.util.concurrent.CompletionStage;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** Makes {@link Fault}s happen in a cluster. */
public final class FaultInjector {

    private final Simulation simulation;
    private final SimulatedCluster<?> cluster;

    /** For a cluster that lives in {@code simulation}. */
    public FaultInjector(Simulation simulation, SimulatedCluster<?> cluster) {
        this.simulation = simulation;
        this.cluster = cluster;
    }

    /** Makes all faults of a schedule happen when their time comes, counted from now. */
    public void inject(FaultSchedule schedule) {
        for (Timed timed : schedule.faults()) {
            simulation.schedule(timed.at().toNanos(), () -> inject(timed.fault()));
        }
    }

    /** Makes a fault happen now. */
    public void inject(Fault fault) {
        cluster.trace().note(simulation.now(), "fault: " + fault.text());
        SimulatedNetwork network = cluster.network();
        switch (fault) {
            case Fault.PowerLoss(var target) -> each(target, cluster::crash);
            case Fault.TornWrite(var target) ->
                running(target, id -> cluster.disk(id).tearNextWrite());
            case Fault.Kill(var target) -> each(target, cluster::kill);
            case Fault.Restart(var target) -> each(target, cluster::restart);
            case Fault.Pause(var target) -> each(target, cluster::pause);
            case Fault.Resume(var target) -> each(target, cluster::resume);
            case Fault.Partition(var kind, var order) -> network.cut(kind.cut(cluster, order));
            case Fault.Flapping(var every, var kind, var order) -> network.flap(kind.cut(cluster, order), every);
            case Fault.Links(var conditions) -> network.setConditions(conditions);
            case Fault.OneLink(var link, var conditions) ->
                network.setConditions(
                        new Link(cluster.identityOf(link.from()), cluster.identityOf(link.to())), conditions);
            case Fault.HealNetwork() -> healNetwork();
            case Fault.ClockDrift(var target, var parts) ->
                each(target, id -> cluster.clock(id).drift(parts));
            case Fault.ClockJump(var target, var by) ->
                each(target, id -> cluster.clock(id).jump(by));
            case Fault.ClockFreeze(var target) ->
                each(target, id -> cluster.clock(id).freeze());
            case Fault.ClockStrobe(var target, var by, var every) ->
                each(target, id -> cluster.clock(id).strobe(by, every));
            case Fault.HealClock(var target) ->
                each(target, id -> cluster.clock(id).goWell());
            case Fault.DiskSlow(var target, var perForce) ->
                each(target, id -> cluster.disk(id).slowDown(perForce));
            case Fault.DiskFull(var target, var roomBytes) ->
                each(target, id -> cluster.disk(id).leaveRoomFor(roomBytes));
            case Fault.DiskErrorOnce(var target) ->
                each(target, id -> cluster.disk(id).failNextForce());
            case Fault.DiskError(var target) ->
                each(target, id -> cluster.disk(id).failForces());
            case Fault.DiskLie(var target) ->
                each(target, id -> cluster.disk(id).lieAboutForce());
            case Fault.DiskCorrupt(var target, var path) -> each(target, id -> corrupt(cluster.disk(id), path));
            case Fault.HealDisk(var target) ->
                each(target, id -> cluster.disk(id).repair());
            case Fault.Members(var change) -> changeMembers(change);
            case Fault.TransferLeadership(var to) -> transferLeadership(cluster.identityOf(to));
            case Fault.Rebuild(var target) -> each(target, this::rebuild);
            case Fault.SnapshotNow(var target) ->
                running(target, id -> cluster.node(id).persist());
            case Fault.OfService service -> {}
        }
    }

    /**
     * Puts everything right: links, clocks and disks work, and every server runs. What was lost or damaged remains so, but a server
     * that refuses to start because of it is rebuilt. {@linkplain Fault.OfService What is around the cluster} stays as it is.
     */
    public void healAll() {
        cluster.trace().note(simulation.now(), "everything is healed");
        healNetwork();
        for (long id : cluster.ids()) {
            cluster.clock(id).goWell();
            cluster.disk(id).repair();
            cluster.resume(id);
            cluster.restart(id);
            rebuild(id);
        }
    }

    private void rebuild(long id) {
        if (cluster.hasRefusedToStart(id)) {
            cluster.rebuild(id);
            new Replacement(simulation, cluster, id).pursue();
        }
    }

    private void healNetwork() {
        cluster.network().heal();
        cluster.network().setConditions(LinkConditions.GOOD);
    }

    private void each(Target target, LongConsumer what) {
        target.in(cluster).forEach(what::accept);
    }

    private void running(Target target, LongConsumer what) {
        target.in(cluster).stream().filter(cluster::isRunning).forEach(what::accept);
    }

    /** The newest file of which the path begins so, if there is any with something in it. */
    private static void corrupt(SimulatedDisk disk, String path) {
        disk.paths().stream()
                .filter(file -> file.startsWith(path) && disk.sizeOf(file) > 0)
                .reduce((earlier, later) -> later)
                .ifPresent(disk::corrupt);
    }

    /** Asked of one that leads, or of any other that runs: it will pass it on. */
    private void changeMembers(MembershipChange asked) {
        var change = new MembershipChange(
                asked.steps().stream().map(this::ofWhoIsThereNow).toList(), asked.safety());
        for (Step step : change.steps()) {
            boolean isNew =
                    step instanceof Step.AddLearner || step instanceof Step.Join || step instanceof Step.AddVoter;
            if (isNew && !cluster.ids().contains(step.server())) {
                cluster.add(step.server());
            }
        }
        Stream.concat(cluster.leaders().stream(), cluster.ids().stream())
                .filter(cluster::isRunning)
                .findFirst()
                .ifPresent(
                        id -> noteOutcome("change of members", cluster.node(id).changeMembers(change)));
    }

    /** The same step for the server that is now on the machine of the one it names. */
    private Step ofWhoIsThereNow(Step step) {
        long id = cluster.identityOf(step.server());
        String address = SimulatedCluster.addressOf(id);
        return switch (step) {
            case Step.AddLearner add -> new Step.AddLearner(id, address);
            case Step.Join join -> new Step.Join(id, address);
            case Step.AddVoter add -> new Step.AddVoter(id, address);
            case Step.Promote promote -> new Step.Promote(id);
            case Step.Remove remove -> new Step.Remove(id);
            case Step.Move move -> new Step.Move(id, address);
        };
    }

    private void transferLeadership(long to) {
        cluster.leaders().forEach(id -> noteOutcome("transfer", cluster.node(id).transferLeadership(to)));
    }

    private void noteOutcome(String what, CompletionStage<?> answer) {
        answer.whenComplete((result, failure) -> cluster.trace()
                .note(
                        simulation.now(),
                        what + (failure == null ? " done: " + result : " failed: " + failure.getMessage())));
    }
}
