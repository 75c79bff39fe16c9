package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.ReadPolicy;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Network;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** A lease counts from when the heartbeats were sent, not from when they were answered (known bug lease-read-clock). */
public final class LeaseReadClock implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("bug-lease-read-clock", "Known bug: a lease that begins too late", "D 6.4.1", """
                S1 serves reads under a lease. Its followers answer a heartbeat, but the answers take most of an election timeout;
                after that S1 is cut off.

                Predict: how long may S1 read without asking anybody? From which moment do S2 and S3 count their patience?
                """, """
                There (SOFAJRaft 24 and 34): the lease of SOFAJRaft began when the answers arrived. By then the followers'
                patience had run for a while: they elected another leader, and the old one still served reads under its lease.
                Before that its times had even been those of the wall clock, which an operator or NTP may move.

                Why: a follower promises to wait from the moment when it hears the heartbeat. The leader does not know that moment,
                only that it is not before the one of sending.

                Here: a lease counts from when the round was begun, on a clock that nobody sets, and lasts less than an election
                timeout by as much as clocks may differ. The guard is Lease.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3, config -> config.withReadPolicy(new ReadPolicy.Lease(0.05)));
        stage.start();
        Network network = stage.network();
        stage.offstage("S1 leads, and x is 1.", () -> {
            stage.awaitLeader(1);
            stage.server(1).propose("x=1");
            stage.pass(Duration.ofMillis(300));
        });
        stage.expect("S1 reads under its lease, at once", stage.server(1).read("x")::isDone);

        stage.say("The next heartbeat arrives, but its answers are slow. After that nothing that S1 sends arrives.");
        network.hold(2, 1);
        network.hold(3, 1);
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        network.cut(1, 2);
        network.cut(1, 3);
        stage.pass(Duration.ofMillis(800));
        network.release();
        stage.settle();
        network.isolate(1L);

        stage.say("S2 loses patience, and x becomes 2.");
        stage.awaitLeader(2);
        Request write = stage.server(2).propose("x=2");
        stage.passUntil("x=2 is done", write::isDone);
        stage.expect("S1 still believes that it leads", stage.server(1)::isLeader);
        Request read = stage.server(1).read("x");
        stage.settle();
        stage.expect("but it does not read on its own", read::isPending);

        network.heal();
        stage.passUntil("the read is answered", read::isDone);
        stage.expectEqual("the answer", "x=2", read.told());
    }
}
