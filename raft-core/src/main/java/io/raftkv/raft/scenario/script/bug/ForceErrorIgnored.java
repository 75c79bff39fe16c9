package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;

/** After a force that failed nothing is believed but the disk itself (known bug force-error-ignored). */
public final class ForceErrorIgnored implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-force-error-ignored",
                "Known bug: the force that succeeds after one that failed",
                "P Figure 2, persistent state",
                """
                S3 is down, so every entry needs S2. S2 gets one, writes it, and forces its disk: the disk reports an error, once.

                Predict: should S2 try again? What would a second force say, and what would it be worth?
                """,
                """
                There (PostgreSQL 2018 and many others): PostgreSQL, and others who found that they did the same, called fsync
                again, and it succeeded. But the system had marked the pages clean that it could not write: the second call had
                nothing to do. The data was gone after the next power loss, though it had been acknowledged.

                Why: an fsync that fails says that something is lost, and not what. What the program reads afterwards comes from
                memory and proves nothing.

                Here: the first error is the last. S2 stopped without an acknowledgement; when it was started again it read what
                its disk really held, and got the entry once more. The guard is RaftStorage#sync, after which the storage refuses
                everything.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads. S3 is down.", () -> {
            stage.awaitLeader(1);
            stage.server(3).crash();
            stage.pass(Stage.HEARTBEAT_INTERVAL);
        });
        Server s2 = stage.server(2);
        stage.say("The next force of S2's disk will fail. The one after it would succeed.");
        s2.disk().failNextForce();
        stage.letGoWrong("S2 stops");
        Request write = stage.server(1).propose("x=1");
        stage.settle();
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.expect("S2 has stopped", () -> !s2.isRunning());
        stage.expect("nobody was told that x is 1", write::isPending);

        stage.say("The machine is restarted: what its disk did not get is gone.");
        s2.disk().losePower();
        s2.start();
        stage.expectLog(2, "1:1");
        stage.passUntil("x=1 is done", write::isDone);
        stage.show();
        stage.expectLog(2, "1:1 1:2");
    }
}
