package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;

/** A snapshot carries the configuration as of its last entry, not the latest one (known bug uncommitted-config-in-snapshot). */
public final class UncommittedConfigInSnapshot implements Scenario {

    private static final Configuration ALL_THREE = Configuration.of(1L, 2L, 3L);

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-uncommitted-config-in-snapshot",
                "Known bug: an uncommitted configuration in a snapshot",
                "P 7",
                """
                S1 leads, S3 was away and needs a snapshot. While S1 cannot reach S2 it is told to remove S3; that is in its log,
                and in force there, but not committed. Then S3 is back, gets the snapshot, and S1 crashes.

                Predict: which configuration came with the snapshot?
                """,
                """
                There (canonical/raft 250, PikiwiDB's raft 385): the snapshot was labelled with the configuration that was in
                force when it was taken, or with whatever had been written down last, which may be older than the snapshot. Its
                receiver used a configuration that was never committed, and that no truncation could take back, for no entry in
                its log was the reason for it.

                Why: "the configuration" is not one thing. A server acts by the latest in its log; a snapshot stands for
                entries up to an index, and needs the one as of that index.

                Here: a snapshot's configuration is asked for by index, and only what is committed may be in a snapshot. S3 is
                a voter of three, as it should be, and so S2 could be elected. The guards are Log#snapshotAt and
                Configurations#asOf.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.persistEvery(3);
        stage.cast(3, config -> config.withRetainedEntries(0));
        stage.start();
        Server s1 = stage.server(1);
        Server s3 = stage.server(3);
        stage.offstage("S1 leads. S3 is away while the log grows, and its beginning is forgotten.", () -> {
            stage.awaitLeader(1);
            stage.network().isolate(3L);
            Writes.make(9, s1, stage);
        });
        stage.say("S1 loses S2, and is told to remove S3.");
        stage.network().isolate(2L);
        s1.change(new Step.Remove(3));
        stage.expect(
                "S1 uses the joint configuration",
                () -> s1.raft().configuration().isJoint());

        stage.say("S3 is back. S1 sends a snapshot, and crashes.");
        stage.network().heal();
        stage.network().isolate(2L);
        stage.passUntil("S3 has the snapshot", () -> s3.raft().log().firstIndex() > 2);
        s1.crash();
        stage.show();
        stage.expectEqual(
                "the configuration in the snapshot",
                ALL_THREE,
                s3.raft().log().snapshot().configuration());
        stage.expectEqual("the configuration of S3", ALL_THREE, s3.raft().configuration());

        stage.say("S2 and S3 are a majority of three.");
        stage.network().heal();
        stage.awaitLeader(2);
        s1.start();
        stage.pass(Stage.HEARTBEAT_INTERVAL.multipliedBy(3));
        stage.show();
        stage.expectEqual("the configuration of S1", ALL_THREE, s1.raft().configuration());
    }
}
