package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.core.Configuration;
import io.raftkv.raft.core.MembershipChange.Step;
import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;

/** Nothing of the former log outlives the snapshot that replaces it (known bug config-after-remote-snapshot). */
public final class ConfigAfterRemoteSnapshot implements Scenario {

    private static final Configuration ALL_THREE = Configuration.of(1L, 2L, 3L);

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-config-after-remote-snapshot",
                "Known bug: a stale configuration behind a snapshot",
                "P 7 and Figure 13",
                """
                S3 led term 1. Cut off, it filled its log with entries that nobody else has, the last one a configuration without
                S1, at index 10. The others went on in term 2, up to entry 8, and have forgotten the log before that. So S3 gets
                a snapshot up to entry 8.

                Predict: index 10 is behind index 8. Does what is there stay?
                """,
                """
                There (ScyllaDB 9551, openraft 1808): the receiver of a snapshot compared indexes. Entries behind it stayed in
                the log, or the configuration with the highest index stayed in force, though both were of an earlier term and
                had never been committed. Majorities that do not meet were possible, and committed entries were lost.

                Why: an index alone says nothing about another server's log. Entries behind a snapshot may stay only if the log has
                the snapshot's last entry, with index and term (P Figure 13, 6.); otherwise the whole log goes.

                Here: the two cases are told apart by position, and in the second one the terms, the configurations and the entries
                are begun anew together. The guards are Follower#onInstallSnapshot and Log#reset.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.persistEvery(3);
        stage.cast(3, config -> config.withRetainedEntries(0));
        stage.patience(3, 1, 2);
        stage.start();
        Server s1 = stage.server(1);
        Server s3 = stage.server(3);
        stage.offstage("S3 leads term 1.", () -> {
            stage.awaitLeader(3);
            stage.pass(Stage.HEARTBEAT_INTERVAL);
        });
        stage.say("S3 is cut off. It appends what nobody else gets, and at last a configuration without S1.");
        stage.network().isolate(3L);
        for (int i = 1; i <= 8; i++) {
            s3.propose("x=0");
        }
        s3.change(new Step.Remove(1));
        stage.expectEqual(
                "the index of S3's configuration",
                10L,
                s3.raft().log().configuration().index());

        stage.offstage("S1 leads term 2. The log grows, and its beginning is forgotten.", () -> {
            stage.awaitLeader(1);
            Writes.make(6, s1, stage);
        });
        stage.show();
        stage.say("S3 is back, and needs a snapshot.");
        stage.network().heal();
        stage.passUntil("S3 has what x is", () -> s3.value("x").equals("6"));
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.show();
        stage.expectEqual("the configuration of S3", ALL_THREE, s3.raft().configuration());
        stage.expectEqual("the end of S3's log", 8L, s3.raft().log().lastIndex());

        stage.say("What is on its disk says the same.");
        s3.crash();
        s3.start();
        stage.expectEqual("the configuration of S3", ALL_THREE, s3.raft().configuration());
        stage.expectEqual("the end of S3's log", 8L, s3.raft().log().lastIndex());
    }
}
