package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A server whose log begins behind the end of its snapshot does not run (known bug log-snapshot-gap). */
public final class LogSnapshotGap implements Scenario {

    private static final String ASIDE = "aside";

    @Override
    public Lesson lesson() {
        return new Lesson("bug-log-snapshot-gap", "Known bug: a gap between snapshot and log", "P 7", """
                S3 has got a snapshot, and its log begins behind it. Then it loses one of the two: first the state that the
                snapshot brought, and another time the file that says where the log begins.

                Predict: the rest is in perfect order. Could S3 start with it, and get what is missing from S1?
                """, """
                There (RedisRaft 28, 43 and 44): after a crash at a bad moment RedisRaft started with a snapshot and a log that
                did not meet. It applied what it had, so its state lacked the entries in between, and nobody noticed; with
                partitions, kills and changes of members together it ended in two leaders.

                Why: what a server has acknowledged is "everything up to this entry". With a gap it has broken its word, and
                as a voter it goes on giving it.

                Here: the file that says where the log begins is durable before an entry is deleted, and a snapshot before the log
                begins behind it, so no crash makes a gap. If one is there all the same, something was lost, and the server stops
                and says what. The guards are LogFiles#deleteForgotten on disk, InMemoryStateMachine#install for the state, and
                Log#checkNoGap in the core.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.persistEvery(3);
        stage.cast(3, config -> config.withRetainedEntries(0));
        stage.start();
        Server s3 = stage.server(3);
        stage.offstage("S1 leads. S3 was away, and gets a snapshot.", () -> {
            stage.awaitLeader(1);
            stage.network().isolate(3L);
            Writes.make(9, stage.server(1), stage);
            stage.network().heal();
            stage.passUntil("S3 has the snapshot", () -> s3.value("x").equals("9"));
            stage.pass(Stage.HEARTBEAT_INTERVAL);
        });
        stage.show();
        for (String lost : new String[] {"state/state", "log/snapshot"}) {
            stage.say("S3 crashes, and loses its file " + lost + ".");
            s3.crash();
            move(s3, lost, ASIDE);
            s3.start();
            stage.expect("S3 does not start", () -> !s3.isRunning());

            stage.say("The file is put back.");
            move(s3, ASIDE, lost);
            s3.start();
            stage.expectEqual("what S3 has for x", "9", s3.value("x"));
            stage.pass(Stage.HEARTBEAT_INTERVAL.multipliedBy(2));
        }
    }

    private static void move(Server server, String from, String to) {
        try {
            server.disk().rename(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
