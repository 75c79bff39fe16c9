package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;

/** A snapshot is acknowledged when it survives a power loss, and not before (known bug snapshot-not-forced). */
public final class SnapshotNotForced implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-snapshot-not-forced", "Known bug: a snapshot that was renamed, but not forced", "P 7", """
                S3 gets a snapshot, and its power fails: first before it could acknowledge it, and then as soon as the
                acknowledgement has arrived. Each time all that its disk was not made to keep is gone: contents, names and
                renamings.

                Predict: what may S3 find when it starts, and what must it find when S1 believes that it has entry 10?
                """, """
                There (SOFAJRaft 227 and 481): SOFAJRaft wrote a received snapshot and its metadata to temporary files and
                renamed them into place; what it did not do was to force them before. A power loss left a snapshot with the
                right name and with no content, behind which the log had been deleted.

                Why: renaming is atomic for those who look on. For the disk it is one more change that may become durable before
                the content that it is about.

                Here: contents are forced, then the names, then the note that the snapshot is complete, and only then does the log
                begin behind it; the acknowledgement waits for all of that. The guards are InboxReceiver#makeNote,
                CheckedFile#write and LogReset.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.persistEvery(3);
        stage.cast(3, config -> config.withRetainedEntries(0));
        stage.start();
        Server s3 = stage.server(3);
        stage.offstage("S1 leads. S3 was away, and needs a snapshot.", () -> {
            stage.awaitLeader(1);
            stage.network().isolate(3L);
            Writes.make(9, stage.server(1), stage);
        });
        stage.say("S3 is back. Everything arrives, but its disk does not finish the last write.");
        s3.holdDisk();
        stage.network().heal();
        stage.passUntil(
                "the core of S3 knows of the snapshot", () -> s3.raft().log().firstIndex() == 11);
        stage.settle();
        stage.expect("S3 has not acknowledged it", () -> !believesThatS3HasIt(stage));

        stage.say("The power of S3 fails, and once more as soon as S1 has its acknowledgement.");
        s3.crash();
        s3.start();
        stage.expectLog(3, "1:1");
        stage.passUntil("S1 believes that S3 has everything", () -> believesThatS3HasIt(stage));
        s3.crash();
        s3.start();
        stage.show();
        stage.expectEqual("where the log of S3 begins", 11L, s3.raft().log().firstIndex());
        stage.expectEqual("what S3 has for x", "9", s3.value("x"));

        stage.say("It can do what it has promised.");
        stage.server(2).crash();
        Writes.make(10, stage.server(1), stage);
        stage.expectEqual("where the log of S3 ends", 20L, s3.raft().log().lastIndex());
    }

    private static boolean believesThatS3HasIt(Stage stage) {
        return stage.server(1).raft().progress().stream()
                .anyMatch(peer -> peer.server() == 3 && peer.matchIndex() == 10);
    }
}
