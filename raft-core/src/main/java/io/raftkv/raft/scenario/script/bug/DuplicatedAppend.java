package io.raftkv.raft.scenario.script.bug;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Network;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;

/** An old AppendEntries deletes nothing that was acknowledged since (known bug duplicated-append). */
public final class DuplicatedAppend implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson(
                "bug-duplicated-append",
                "Known bug: a duplicated AppendEntries truncates the log",
                "P Figure 2, AppendEntries 3.",
                """
                S3 is down, so every entry needs S2. S1 sends x=1, and then y=1. Both arrive at S2 and are committed. Then the
                network delivers the first message a second time.

                Predict: the message says: behind entry 1 comes x=1, and it says no more. What does S2 do with y=1?
                """,
                """
                There (LogCabin's notes): more than one implementation made the follower's log equal to what the message held,
                and deleted what followed. An old message, late or duplicated, then deleted entries that the follower had
                acknowledged, and that the leader had committed on the strength of that.

                Why: "delete what conflicts" had been read as "delete the rest". An entry that is behind those of the message
                does not conflict with them; the message is only older than it.

                Here: entries that are there already stay, with all that follows them; only an entry of another term at the same
                index makes the rest go. The guard is Log#reconcile, and behind it the check in Log#truncate.
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
        stage.say("S1 sends two commands, one after the other. The network keeps a copy of the first message.");
        Network network = stage.network();
        network.hold(1, 2);
        stage.server(1).propose("x=1");
        Request second = stage.server(1).propose("y=1");
        network.deliverCopy(1, 2);
        network.deliverLatest(1, 2);
        stage.settle();
        stage.expect("the second command is committed, and its client told", second::isDone);
        stage.expectLog(2, "1:1 1:2 1:3");

        stage.say("Here is the first message again.");
        network.deliver(1, 2);
        stage.show();
        stage.expectLog(2, "1:1 1:2 1:3");

        stage.say("Should S1 be lost now, S2 has what the clients were told of.");
        stage.server(1).crash();
        network.release();
        stage.server(3).start();
        stage.awaitLeader(2);
        stage.expectEqual("what S2 has for y", "1", stage.server(2).value("y"));
    }
}
