package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Stage;
import java.time.Duration;

/** An entry that was acknowledged before it was durable is lost with the power (D 10.2.1). Negative control. */
public final class AcknowledgedButNotForced implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("acknowledged-but-not-forced", "Acknowledged but not forced", "D 10.2.1", """
                S3 is cut off. A client of S1 has x set to 1: S1 and S2 are a majority, the entry is committed, the client is told.
                Then the power fails, and only S2 and S3 come back.

                In the second world the disk of S2 says "written" before it is.

                Predict for each: which of S2 and S3 leads? What is x?
                """, """
                A follower's "I have it" counts for the majority, so the leader must be able to rely on it whatever happens later. In
                the first world the entry was on the disk of S2 before the answer left, S2 found it there, and only S2 could
                be elected: x is 1.

                In the second world S2 had answered too early. Of the majority that had made x=1 committed nobody was left who
                knew it, S2 and S3 agreed on a log without it, and when S1 came back it was told to delete the entry. A
                client had been told that x is 1.

                The leader's own disk is nothing special: its copy counts when it is forced, too, and not before. That is why it
                may write in parallel with its followers instead of before them.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.say("The first world: disks keep what they say they keep.");
        lead(stage);
        writeAndLosePower(stage);
        stage.offstage("S2 and S3 come back.", () -> comeBackWithoutS1(stage));
        stage.show();
        stage.expect("x is 1", () -> stage.server(3).value("x").equals("1"));

        Stage other = stage.another();
        other.say("The second world: the disk of S2 says that it has written when it has not.");
        lead(other);
        other.letGoWrong("Leader Completeness");
        other.letGoWrong("State Machine Safety");
        other.server(2).disk().lieAboutForce();
        writeAndLosePower(other);
        other.offstage("S2 and S3 come back.", () -> comeBackWithoutS1(other));
        other.show();
        other.expect("x is nothing", () -> other.server(3).value("x").isEmpty());
        other.offstage("S1 comes back.", () -> {
            other.server(1).start();
            other.pass(Duration.ofMillis(300));
        });
        other.show();
        other.expect("nobody has x=1 any more", () -> other.server(1).value("x").isEmpty());
    }

    private static void lead(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
    }

    private static void writeAndLosePower(Stage stage) {
        stage.network().isolate(3L);
        Request write = stage.server(1).propose("x=1");
        stage.settle();
        stage.expect("the client knows that x is 1", write::isDone);
        stage.say("The power fails.");
        stage.server(1).crash();
        stage.server(2).crash();
        stage.server(3).crash();
        stage.network().heal();
    }

    private static void comeBackWithoutS1(Stage stage) {
        stage.server(2).start();
        stage.server(3).start();
        stage.passUntil(
                "S2 or S3 leads",
                () -> stage.server(2).isLeader() || stage.server(3).isLeader());
        stage.settle();
    }
}
