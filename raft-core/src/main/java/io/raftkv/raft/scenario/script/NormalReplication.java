package io.raftkv.raft.scenario.script;

import io.raftkv.raft.scenario.Lesson;
import io.raftkv.raft.scenario.Request;
import io.raftkv.raft.scenario.Scenario;
import io.raftkv.raft.scenario.Server;
import io.raftkv.raft.scenario.Stage;

/** Append, majority, commit, apply (P 5.3). */
public final class NormalReplication implements Scenario {

    @Override
    public Lesson lesson() {
        return new Lesson("normal-replication", "Normal replication", "P 5.3", """
                S1 leads, and a client of it has x set to 1. What S1 sends to S3 takes long today.

                Predict: does the client have to wait for S3? When it has its answer, which servers know that the entry is
                committed, and which have applied it?
                """, """
                The leader appended the command to its log, sent it to both followers, and wrote it to its own disk meanwhile.
                When its disk and that of S2 had it, that was a majority: the entry was committed, the leader applied it and
                answered. The slowest server is not waited for, and neither is the second slowest of five.

                S2 had the entry, but it did not know that it was committed. The commit index travels with the next message:
                here there was nothing else to say, so it went out alone. S3 learned both at once when its messages arrived.

                The command of the client of S2 was passed on to the leader, and S2 answered it when it had applied the entry
                itself: so a client may talk to any server, and reads what it wrote there.
                """);
    }

    @Override
    public void play(Stage stage) {
        stage.cast(3);
        stage.start();
        stage.offstage("S1 leads.", () -> stage.awaitLeader(1));
        stage.show();

        stage.say("A client of S1 has x set to 1. Nothing that S1 sends to S3 arrives for now.");
        Server leader = stage.server(1);
        stage.network().hold(1, 3);
        Request request = leader.propose("x=1");
        stage.passUntil("the client has its answer", request::isDone);
        stage.show();
        stage.expect(
                "S1 has committed entry 2 and applied it",
                () -> leader.value("x").equals("1"));
        stage.expect("S2 has the entry", () -> stage.server(2).raft().log().lastIndex() == 2);
        stage.expect(
                "S2 does not know that it is committed",
                () -> stage.server(2).raft().log().commitIndex() == 1);
        stage.expect(
                "S3 knows nothing of it", () -> stage.server(3).raft().log().lastIndex() == 1);

        stage.say("The next message tells S2.");
        stage.settle();
        stage.expect("S2 has x=1", () -> stage.server(2).value("x").equals("1"));

        stage.say("Now S3's messages arrive, and a client asks S2, which does not lead.");
        stage.network().release();
        stage.settle();
        Request forwarded = stage.server(2).propose("x=2");
        stage.passUntil("the client of S2 has its answer", forwarded::isDone);
        stage.settle();
        stage.show();
        stage.expect("everybody has x=2", () -> everybodyHas(stage, "2"));
    }

    private static boolean everybodyHas(Stage stage, String value) {
        return stage.server(1).value("x").equals(value)
                && stage.server(2).value("x").equals(value)
                && stage.server(3).value("x").equals(value);
    }
}
