package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;
import io.raftkv.raft.snapshot.SnapshotFile;
import java.util.List;

/** No file of a snapshot leaves the directory that it is received into (known bug snapshot-path-traversal). */
public final class SnapshotPathTraversal implements Scenario {

    private static final List<String> FORGED = List.of(
            "../../vote",
            "/etc/passwd",
            "..",
            ".",
            "",
            "state/../../log/snapshot",
            "..\\vote",
            ".hidden",
            "vote\0",
            "ｖote");

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-snapshot-path-traversal",
                "Known bug: a snapshot that writes outside of its directory",
                "P 7",
                """
                A snapshot is a set of named files, and the names come from another server: from one with a bug, or from somebody
                who can reach the port.

                Predict: what would happen if S1 sent a file by the name of ../../vote?
                """,
                """
                There (SOFAJRaft 490): the receiver put the name that it had been sent behind the name of its directory, and
                opened that. Whoever could send a snapshot could write any file of the machine that the server's process could
                write.

                Why: a name is input, like a length or an index, and it does not look like it.

                Here: a file of a snapshot cannot have such a name: the type refuses it, and so the message that has it cannot
                even be read. What is allowed is a list of characters; nobody has to think of all that is dangerous. The guards
                are SnapshotFile, and, should one get past it, NioDisk, which opens nothing outside of its directory.
                """);
    }

    @Override
    public void play(Stage stage) {
        for (String name : FORGED) {
            stage.expect("no file of a snapshot can be named '" + name.replace('\0', '0') + "'", () -> isRefused(name));
        }
        stage.persistEvery(3);
        stage.cast(3, config -> config.withRetainedEntries(0));
        stage.start();
        Server s3 = stage.server(3);
        stage.offstage("S1 leads. S3 was away, and is back.", () -> {
            stage.awaitLeader(1);
            stage.network().isolate(3L);
            Writes.make(9, stage.server(1), stage);
            stage.network().heal();
        });
        List<String> before = s3.disk().paths();
        stage.say("S3 gets a snapshot, chunk by chunk.");
        stage.passUntil("some of it is there", () -> s3.disk().paths().size() > before.size());
        stage.pass(Stage.HEARTBEAT_INTERVAL);
        stage.expect(
                "all that came is in the directory of the state machine, or in the log",
                () -> s3.disk().paths().stream()
                        .filter(path -> !before.contains(path))
                        .allMatch(path -> path.startsWith("state/") || path.startsWith("log/")));
        stage.expectEqual("what S3 has for x", "9", s3.value("x"));
    }

    private static boolean isRefused(String name) {
        try {
            new SnapshotFile(name, 1);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }
}
