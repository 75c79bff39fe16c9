package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Network;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** Old state or new state, never a mixture (P 7). */
public final class CrashInTheMiddleOfASnapshotInstall implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "crash-in-the-middle-of-a-snapshot-install",
                "Crash in the middle of a snapshot install",
                "P 7",
                """
                S3 needs a snapshot, and loses its power: first when half of the chunks are there, and then when all of them are, but
                before its log begins behind them.

                Predict: what does S3 find when it starts? Must everything be sent again?
                """,
                """
                The chunks lay beside the state of S3, not in it. After the first crash S3 had the log and the state that it had had
                before, as old as they were; after the second as well, for what makes a snapshot count is one write: the log that
                begins behind it. Before that write the snapshot is a file that nobody looks at, and after it the state that
                follows must be the new one, even if the power fails before it could be loaded: then that is done at the next start.

                Between the two there is no moment at which a crash could leave a log without its beginning, or a state that belongs
                to another log. A server that came back with such a mixture would apply entries to the wrong state, and nobody
                would notice.

                Chunks are forced when all of them are there. So after the first crash they had to be sent again, and after the
                second none of them.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.persistEvery(3);
        stage.cast(3, config -> config.withRetainedEntries(0));
        stage.start();
        stage.offstage("S1 leads. S3 is cut off while x, y and z are set: it will need a snapshot.", () -> {
            stage.awaitLeader(1);
            stage.network().isolate(3L);
            for (int i = 1; i <= 3; i++) {
                for (String key : new String[] {"x", "y", "z"}) {
                    stage.server(1).propose(key + "=" + i);
                    stage.settle();
                }
            }
        });
        stage.show();
        Network network = stage.network();
        Server follower = stage.server(3);
        stage.say("S3 is back. What S1 sends to it arrives one by one.");
        network.hold(1, 3);
        network.heal();
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        deliver(stage, 3);
        stage.say("The offer and a chunk are there. S3 crashes.");
        crashAndStart(stage);
        stage.expectLog(3, "1:1");

        stage.say("S1 goes on. This time all chunks arrive, but the disk of S3 does not finish the write after them.");
        stage.passUntil("S1 sends something", () -> !network.held().isEmpty());
        follower.holdDisk();
        network.release();
        stage.passUntil(
                "the core of S3 knows of the snapshot",
                () -> follower.raft().log().firstIndex() == 11);
        stage.say("S3 believes that its log begins behind the snapshot, but its disk does not. S3 crashes.");
        network.hold(1, 3);
        crashAndStart(stage);
        stage.expectLog(3, "1:1");

        stage.say("S1 goes on, and nothing comes in between.");
        network.release();
        stage.passUntil("S3 has everything", () -> follower.value("z").equals("3"));
        stage.pass(Duration.ofMillis(200));
        stage.say("One more crash, now that it is done.");
        follower.crash();
        follower.start();
        stage.show();
        stage.expect(
                "the log of S3 begins behind the snapshot",
                () -> follower.raft().log().firstIndex() == 11);
        stage.expect(
                "its state is that of the snapshot", () -> follower.value("z").equals("3"));
    }

    /** So many messages of S1 arrive at S3, and what follows from them. */
    private static void deliver(Stage stage, int messages) {
        for (int i = 0; i < messages; i++) {
            stage.network().deliver(1, 3);
            stage.settle();
        }
    }

    private static void crashAndStart(Stage stage) {
        stage.server(3).crash();
        stage.network().dropAll();
        stage.server(3).start();
        stage.expect(
                "S3 has the state that it had: x is not there",
                () -> stage.server(3).value("x").isEmpty());
    }
}
