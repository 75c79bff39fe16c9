package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** The entries that a follower needs are gone: it gets a snapshot (P 7). */
public final class SnapshotForASlowFollower implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("snapshot-for-a-slow-follower", "Snapshot for a slow follower", "P 7", """
                These servers make their state durable every three entries, and then forget the entries that are in it. S3 is cut off
                while x, y and z are set.

                Predict: what does the leader's log look like when S3 is back? What can it send? What will the log of S3 be?
                """, """
                The log of S1 no longer began with entry 1: what came before was in its state machine, durably, and a log that is never
                cut would grow for ever. So S1 could not send what S3 lacked. It took a snapshot of its state and sent that, in
                chunks, apart from the other messages, so that heartbeats went on.

                S3 put the chunks aside until all of them were there and forced. Then it replaced its log by an empty one that begins
                behind the snapshot, and its state by that of the snapshot. The snapshot carries index and term of the last entry that
                is in it, so that the next AppendEntries finds its prevLogIndex, and the configuration, which was in the log.
                From there replication went on as ever.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.persistEvery(3);
        stage.cast(3, config -> config.withRetainedEntries(0));
        stage.start();
        stage.offstage("S1 leads. S3 is cut off. x, y and z are set, several times.", () -> {
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
        stage.expect(
                "the log of S1 begins behind what S3 has",
                () -> stage.server(1).raft().log().firstIndex()
                        > stage.server(3).raft().log().lastIndex() + 1);

        stage.say("S3 is back.");
        stage.network().heal();
        stage.passUntil("S3 has everything", () -> stage.server(3).value("z").equals("3"));
        stage.pass(Duration.ofMillis(200));
        stage.show();
        stage.expect(
                "the log of S3 is empty, and begins behind entry 10",
                () -> stage.server(3).raft().log().firstIndex() == 11);

        stage.say("The next entry comes as ever.");
        stage.server(1).propose("x=4");
        stage.settle();
        stage.show();
        stage.expect("S3 has x=4", () -> stage.server(3).value("x").equals("4"));
    }
}
