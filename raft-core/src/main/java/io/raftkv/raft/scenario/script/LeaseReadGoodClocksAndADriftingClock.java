package io.raftkv.raft.scenario.script;

import io.raftkv.raft.core.ReadPolicy;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** Reads under a lease are fast, and wrong when a clock goes wrong (D 6.4.1). Negative control. */
public final class LeaseReadGoodClocksAndADriftingClock implements Scenario {

    private static final double ALLOWED_DRIFT = 0.01;
    private static final double RATE_OF_THE_BAD_CLOCK = 0.3;

    @Override
    public Lesson lesson() {
        return new Lesson(
                "lease-read-good-clocks-and-a-drifting-clock",
                "Lease read, good clocks and a drifting clock",
                "D 6.4.1",
                """
                These servers read under leases: whoever has heard from a leader helps nobody to depose it for an election timeout,
                and so a leader that was confirmed lately need not ask again. They assume that no clock is wrong by more than 1 %.

                First the clocks are good. Then the clock of S1 shows 0.3 s for each second, and S1 is cut off.

                Predict: how many messages does a read cost while the lease is in force? What does a client of S1 read when the
                others have a new leader?
                """,
                """
                With good clocks the read was answered at once, from the state machine, without a message. The lease counts from
                the moment when the confirmed round was sent, lasts a little less than an election timeout, and each heartbeat
                renews it. So it is over before anybody else can be elected.

                All of that is a matter of clocks. That of S1 was slow by 70 %, not 1 %: for S1 the lease went on, when the others
                had waited for an election timeout and elected S2. The read was stale, and no message could have told S1.

                ReadIndex relies on no clock at all; that is why it is what a server does unless it is told otherwise, and why the
                bound is part of the setting. A suspended virtual machine is a clock that stands still: no bound covers it.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3, config -> config.withReadPolicy(new ReadPolicy.Lease(ALLOWED_DRIFT)));
        stage.start();
        stage.offstage("S1 leads, and x is 1.", () -> {
            stage.awaitLeader(1);
            stage.server(1).propose("x=1");
            stage.pass(Duration.ofMillis(300));
        });
        stage.say("A client of S1 reads x.");
        Request good = stage.server(1).read("x");
        stage.expect("it has its answer before any time has passed", good::isDone);
        stage.expect("x is 1", () -> good.told().equals("x=1"));

        stage.say("The clock of S1 goes slow, and S1 is cut off.");
        stage.server(1).clock().goAt(RATE_OF_THE_BAD_CLOCK);
        stage.network().isolate(1L);
        stage.offstage("The others elect S2, and a client of it has x set to 2.", () -> {
            stage.awaitLeader(2);
            Request write = stage.server(2).propose("x=2");
            stage.settle();
            stage.expect("the client of S2 knows that x is 2", write::isDone);
        });
        stage.show();
        stage.say("A client of S1 reads x.");
        Request bad = stage.server(1).read("x");
        stage.expect("it has its answer before any time has passed", bad::isDone);
        stage.expect("the read is stale", () -> bad.told().equals("x=1"));
    }
}
